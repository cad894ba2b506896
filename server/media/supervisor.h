#pragma once

#include "server/media/workerpool.h"
#include "server/media/workerprocess.h"
#include "shared/core/mailbox.h"

#include <atomic>
#include <deque>
#include <list>
#include <mutex>

namespace parlor::server::media {

/// The watching side of a WorkerPool: run() is its thread's whole life, everything below it belongs to that
/// thread.
class Supervisor {
public:
    explicit Supervisor(WorkerPoolOptions options);
    ~Supervisor();

    void run();

    // Thread-safe.
    void stop();
    Task<Result<MediaResult>> process(MediaJob job);

    [[nodiscard]] Task<WorkerProbe> probe() const { return m_probe.task(); }

    [[nodiscard]] QList<qint64> workers() const;

    /// Workers at most.
    [[nodiscard]] int most() const { return m_most; }

private:
    using Clock = std::chrono::steady_clock;

    struct Pending {
        MediaJob job;
        Promise<Result<MediaResult>> promise;
    };

    enum class Stage { Starting, Idle, Busy };

    struct Worker {
        explicit Worker(WorkerProcess started) : process(std::move(started)) {}

        WorkerProcess process;
        Stage stage = Stage::Starting;
        Clock::time_point deadline;
        std::chrono::milliseconds cpuLimit{0}; ///< of its whole life, while it is busy
        Clock::time_point idleSince;
        int jobs = 0;
        std::uint64_t number = 0; ///< of its job
        Pending pending;
        Descriptor result; ///< memfd of its job
    };

    using Workers = std::list<Worker>;

    void wake() const;
    void wait();
    void takeJobs();
    void dispatch();
    void startWorker();
    void give(Workers::iterator worker, Pending pending);
    void hear(Workers::iterator worker);
    void greet(Workers::iterator worker, const QByteArray& packet);
    void conclude(Workers::iterator worker, const QByteArray& packet);
    void lose(Workers::iterator worker, const QByteArray& why);
    void checkDeadlines();
    void sendHome();
    void refuse(const QString& problem);
    void answer(const Pending& pending, Result<MediaResult> result);
    void publishPids();
    [[nodiscard]] Result<MediaResult> resultOf(const Worker& worker, const WorkerReply& reply) const;

    const WorkerPoolOptions m_options;
    const int m_most;
    Descriptor m_wake;
    Mailbox<Pending> m_inbox;
    std::atomic<int> m_waiting = 0;
    std::atomic<bool> m_stopping = false;
    Promise<WorkerProbe> m_probe;

    mutable std::mutex m_pidsMutex;
    QList<qint64> m_pids;

    std::deque<Pending> m_urgent;
    std::deque<Pending> m_import;
    Workers m_workers;
    std::uint64_t m_nextNumber = 1;
    int m_failedStarts = 0;
    Clock::time_point m_nextStart; ///< not before: the last start failed beside workers that live
    QString m_problem;             ///< why jobs are refused; empty when they are not
    Clock::time_point m_refusedTill;
};

} // namespace parlor::server::media
