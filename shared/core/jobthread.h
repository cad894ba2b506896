#pragma once

#include "shared/core/executor.h"
#include "shared/core/task.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor {

/// One thread for work that blocks, on files above all. Jobs run in order, one at a time.
class JobThread final : public Executor {
public:
    /// What becomes of the jobs that wait when it stops; the one that runs is always waited for.
    enum class AtEnd {
        Finish, ///< they are still done, what they post then is not
        Drop,   ///< their tasks are never answered
    };

    explicit JobThread(AtEnd atEnd = AtEnd::Finish);
    ~JobThread() override;
    Q_DISABLE_COPY_MOVE(JobThread)

    /// Dropped once it stops.
    void post(Job job) override;

    /// Ends the thread; the destructor does. From the thread that owns it.
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
    [[nodiscard]] bool isDropping() const;

    const AtEnd m_atEnd;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Job> m_jobs;
    bool m_stopping = false;
    std::thread m_thread; ///< last: begins when the rest is there
};

} // namespace parlor
