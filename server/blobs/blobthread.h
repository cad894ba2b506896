#pragma once

#include "shared/core/executor.h"
#include "shared/core/task.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::server {

/// One thread for file work. Jobs run in order; those waiting when it stops are still done, what they post
/// then is not.
class BlobThread final : public Executor {
public:
    BlobThread();
    ~BlobThread() override;
    Q_DISABLE_COPY_MOVE(BlobThread)

    void post(Job job) override;

    /// Ends the thread; the destructor does. Once.
    void stop();

    /// Runs `fn` on the thread; its answer as a task.
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

} // namespace parlor::server
