#pragma once

#include "server/store/connection.h"
#include "shared/core/executor.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::server {

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
    Task<Result<T>> run(Fn fn) {
        Promise<Result<T>> promise;
        const auto refused = enqueue([promise, fn = std::move(fn)](Connection& connection) mutable {
            promise.finish(within<T>(connection, fn));
        });
        if (refused)
            promise.finish(std::unexpected(*refused));
        return promise.task();
    }

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
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Read> m_queue; ///< guarded by m_mutex
    bool m_stopping = false;  ///< guarded by m_mutex
    std::vector<std::thread> m_threads;
};

} // namespace parlor::server
