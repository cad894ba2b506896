#pragma once

#include "client/core/cache/cachedatabase.h"
#include "client/core/net/workerthread.h"
#include "shared/core/task.h"

namespace parlor::client {

/// The local store as the interface thread sees it: work is queued for the cache thread and done in order.
/// Losing it costs time, never data that the server has.
class Cache {
public:
    /// The worker lives longer; it should have nothing else to do that takes long.
    Cache(WorkerThread& worker, const QString& file);

    /// Runs `work(CacheDatabase&)` there; its result comes as a task.
    template<class Fn>
    auto ask(Fn work) -> Task<std::invoke_result_t<Fn, CacheDatabase&>> {
        const Promise<std::invoke_result_t<Fn, CacheDatabase&>> promise;
        m_worker.executor().post([promise, work = std::move(work), database = m_database]() mutable {
            promise.finish(work(*database));
        });
        return promise.task();
    }

    /// The same where nobody waits; failures are logged.
    template<class Fn>
    void tell(Fn work) {
        m_worker.executor().post(
            [work = std::move(work), database = m_database]() mutable { logFailure(work(*database)); });
    }

private:
    static void logFailure(const Status& status);

    WorkerThread& m_worker;
    CacheDatabase* m_database;
};

} // namespace parlor::client
