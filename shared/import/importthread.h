#pragma once

#include "shared/core/executor.h"
#include "shared/core/task.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor {

/// The thread on which an import reads files. Jobs run in order; its end waits for the one that runs and
/// drops the others.
class ImportThread final : public Executor {
public:
    ImportThread();
    ~ImportThread() override;
    Q_DISABLE_COPY_MOVE(ImportThread)

    void post(Job job) override;

    /// Runs `fn` there; its answer as a task.
    template<class Fn>
    auto run(Fn fn) -> Task<decltype(fn())> {
        const Promise<decltype(fn())> promise;
        post([promise, fn = std::move(fn)]() mutable { promise.finish(fn()); });
        return promise.task();
    }

private:
    void loop();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Job> m_jobs;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace parlor
