#pragma once

#include "server/domain/ports/committed.h"
#include "server/store/connection.h"
#include "shared/core/clock.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace parlor::server {

/// What a job makes true beside its rows, once its commit is durable.
class Effects {
public:
    explicit Effects(std::int64_t now) : m_now(now) {}

    /// ms UTC: the time of everything this job writes.
    [[nodiscard]] std::int64_t now() const { return m_now; }

    void add(CommittedItem item) { m_committed.append(std::move(item)); }

    /// Work in the same transaction, after all jobs and outside their savepoints: for full-text indexes,
    /// which would be flushed at each savepoint. It can't refuse the job any more.
    void beforeCommit(std::function<void(Connection&)> work) { m_late.push_back(std::move(work)); }

private:
    friend class Writer;
    std::int64_t m_now;
    QList<CommittedItem> m_committed;
    std::vector<std::function<void(Connection&)>> m_late;
};

/// The one connection that writes, on its own thread, with group commit: it takes all that is queued (at most
/// batchLimit jobs), runs each under its own savepoint, commits once, tells the committed sink, answers,
/// repeats.
///
/// How to add a table: put its migration into sql/migrations/000N_<noun>.sql, its statements into
/// sql/<noun>.sql
/// (`-- name: insert`, values ?1 ?2 …), and write a class <Noun>Table(Connection&) that keeps
/// `connection.statement("<noun>.insert"_L1)` and turns rows into domain values. The port's implementation
/// takes Writer& and ReadPool&:
///
///     return m_writer.submit<Photo>([id, update](Connection& connection, Effects& effects) -> Result<Photo>
///     {
///         auto& photos = connection.table<PhotoTable>();
///         TRY_ASSIGN(const Photo photo, photos.update(id, update));
///         TRY(connection.table<PersonEventTable>().append(photo.owner, LibraryPhotoChanged{photo},
///         effects)); return photo;
///     });
///     return m_readers.run<Photo>([id](Connection& connection) { return
///     connection.table<PhotoTable>().byId(id); });
///
/// A job that answers an error leaves nothing behind; its neighbours in the batch are not touched. Jobs run
/// on the writer's thread in the order of submit(), own what they capture, and never block or call back into
/// the store.
class Writer {
public:
    static constexpr std::size_t batchLimit = 256;
    static constexpr std::size_t queueLimit = 16'384;

    /// `clock` lives longer than the writer.
    Writer(QString path, const Clock& clock);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void setCommittedSink(CommittedSink sink) { m_sink = std::move(sink); }

    void setFailedSink(FailedSink sink) { m_failedSink = std::move(sink); }

    /// Opens the database and brings its schema up to date, on the writer's thread; waits for that.
    /// `backupPath`: where a copy goes before the first migration of a database that has content.
    Status start(const QString& backupPath);

    /// Finishes what is queued, refuses the rest (Draining), closes. The destructor does it too.
    void stop();

    /// Queues `fn`, a Result<T>(Connection&, Effects&). Thread-safe. Answered when durable, or refused:
    /// Busy (the queue is full), Draining, DiskFull and StoreFailed (for the whole batch).
    template<class T, class Fn>
    Task<Result<T>> submit(Fn fn) {
        auto job = std::make_unique<JobOf<T, Fn>>(std::move(fn));
        const Task<Result<T>> task = job->promise.task();
        enqueue(std::move(job));
        return task;
    }

    /// As submit(), for an `fn` that answers Result<Result<T>>: the outer error undoes the job, the inner one
    /// is an answer to the asker while what the job wrote is kept.
    template<class T, class Fn>
    Task<Result<T>> submitKept(Fn fn) {
        auto job = std::make_unique<KeptJobOf<T, Fn>>(std::move(fn));
        const Task<Result<T>> task = job->promise.task();
        enqueue(std::move(job));
        return task;
    }

    /// How many batches were committed; for tests and metrics. Thread-safe.
    [[nodiscard]] std::int64_t commits() const { return m_commits; }

    [[nodiscard]] std::int64_t committedJobs() const { return m_jobs; }

private:
    struct QueuedJob {
        virtual ~QueuedJob() = default;
        virtual bool run(Connection& connection, Effects& effects) = 0;
        virtual void answer() = 0;
        virtual void refuse(const Error& error) = 0;
    };

    template<class T, class Fn>
    struct JobOf final : QueuedJob {
        explicit JobOf(Fn f) : fn(std::move(f)) {}

        bool run(Connection& connection, Effects& effects) override {
            try {
                result.emplace(fn(connection, effects));
            } catch (const std::exception& exception) {
                result.emplace(fail(ErrorCode::Internal, QString::fromLocal8Bit(exception.what())));
            }
            return result->has_value();
        }

        void answer() override { promise.finish(std::move(*result)); }

        void refuse(const Error& error) override { promise.finish(std::unexpected(error)); }

        Fn fn;
        Promise<Result<T>> promise;
        std::optional<Result<T>> result;
    };

    template<class T, class Fn>
    struct KeptJobOf final : QueuedJob {
        explicit KeptJobOf(Fn f) : fn(std::move(f)) {}

        bool run(Connection& connection, Effects& effects) override {
            const Result<Result<T>> done = fn(connection, effects);
            result.emplace(done ? *done : std::unexpected(done.error()));
            return done.has_value();
        }

        void answer() override { promise.finish(std::move(*result)); }

        void refuse(const Error& error) override { promise.finish(std::unexpected(error)); }

        Fn fn;
        Promise<Result<T>> promise;
        std::optional<Result<T>> result;
    };

    using Batch = std::vector<std::unique_ptr<QueuedJob>>;

    void enqueue(std::unique_ptr<QueuedJob> job);
    void work();
    Status openDatabase(const QString& backupPath);
    void commit(Batch& batch);
    Status commitTransaction(Batch& batch, QList<CommittedItem>& committed);
    Status runJob(QueuedJob& job, bool underSavepoint, std::vector<Effects>& kept);
    void rollBack();
    void checkpointWhenDue(std::size_t jobs);
    void breakDown(const Error& error);

    QString m_path;
    const Clock& m_clock;
    CommittedSink m_sink;
    FailedSink m_failedSink;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<std::unique_ptr<QueuedJob>> m_queue; ///< guarded by m_mutex
    bool m_stopping = false;                         ///< guarded by m_mutex
    std::optional<Error> m_broken;                   ///< guarded by m_mutex

    std::atomic<std::int64_t> m_commits = 0;
    std::atomic<std::int64_t> m_jobs = 0;
    std::thread m_thread;

    // Of the writer's thread:
    std::unique_ptr<Connection> m_connection;
    std::size_t m_pagesSinceCheckpoint = 0;
};

} // namespace parlor::server
