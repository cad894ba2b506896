#pragma once

#include "shared/core/executor.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace parlor::server {

/// Stands in for the domain thread, so that tests may block in sockets.
class DomainThread final : public Executor {
public:
    DomainThread() : m_thread([this] { run(); }) {}

    ~DomainThread() override {
        {
            const std::scoped_lock lock(m_mutex);
            m_ending = true;
        }
        m_woken.notify_one();
        m_thread.join();
    }

    void post(Job job) override {
        {
            const std::scoped_lock lock(m_mutex);
            m_jobs.push_back(std::move(job));
        }
        m_woken.notify_one();
    }

    /// Runs fn there and waits for it.
    template<class Fn>
    void call(Fn fn) {
        std::mutex mutex;
        std::condition_variable done;
        bool isDone = false;
        post([&] {
            fn();
            const std::scoped_lock lock(mutex);
            isDone = true;
            done.notify_one();
        });
        std::unique_lock lock(mutex);
        done.wait(lock, [&] { return isDone; });
    }

private:
    void run() {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_woken.wait(lock, [this] { return m_ending || !m_jobs.empty(); });
            if (m_jobs.empty())
                return;
            std::vector<Job> jobs = std::exchange(m_jobs, {});
            lock.unlock();
            for (Job& job : jobs)
                job();
            jobs.clear();
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_woken;
    std::vector<Job> m_jobs;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace parlor::server
