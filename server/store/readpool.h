#pragma once

#include "server/store/connection.h"
#include "shared/core/executor.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::server {

/// What a read is for, as far as anybody counts it.
enum class ReadKind {
    EventLog, ///< events of a channel, in their order
    Other,
};

/// Reads since the start.
struct ReadCounts {
    std::int64_t eventLog = 0;
    std::int64_t other = 0;
};

/// Some threads with a read-only connection each and one queue. Every read runs in its own short transaction,
/// so all its statements see the same moment, never one before a write that was answered earlier.
class ReadPool {
public:
    static constexpr std::size_t queueLimit = 65'536;

    explicit ReadPool(QString path);
    ~ReadPool();
    ReadPool(const ReadPool&) = delete;
    ReadPool& operator=(const ReadPool&) = delete;

    /// Opens the connections, which needs a migrated database; waits for that.
    Status start(int threads);

    /// Finishes what is queued, refuses the rest (Draining). The destructor does it too.
    void stop();

    /// Queues `fn`, a Result<T>(Connection&). Thread-safe. Busy, Draining, StoreFailed.
    template<class T, class Fn>
    Task<Result<T>> run(Fn fn, ReadKind kind = ReadKind::Other) {
        Promise<Result<T>> promise;
        m_counts[static_cast<std::size_t>(kind)].fetch_add(1, std::memory_order_relaxed);
        const auto refused = enqueue([promise, fn = std::move(fn)](Connection& connection) mutable {
            promise.finish(within<T>(connection, fn));
        });
        if (refused)
            promise.finish(std::unexpected(*refused));
        return promise.task();
    }

    /// Thread-safe.
    [[nodiscard]] ReadCounts counts() const;

private:
    using Read = std::function<void(Connection&)>;

    template<class T, class Fn>
    static Result<T> within(Connection& connection, Fn& fn) {
        TRY(begin(connection));
        Result<T> result = fn(connection);
        TRY(end(connection));
        return result;
    }

    std::optional<Error> enqueue(Read read);
    void work(Connection& connection);
    static Status begin(Connection& connection);
    static Status end(Connection& connection);

    QString m_path;
    std::array<std::atomic<std::int64_t>, 2> m_counts{}; ///< by ReadKind
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Read> m_queue; ///< guarded by m_mutex
    bool m_stopping = false;  ///< guarded by m_mutex
    std::vector<std::thread> m_threads;
};

} // namespace parlor::server
