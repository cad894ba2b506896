#include "shared/core/jobthread.h"

namespace parlor {

JobThread::JobThread(AtEnd atEnd) : m_atEnd(atEnd), m_thread([this] { loop(); }) {}

JobThread::~JobThread() {
    stop();
}

void JobThread::stop() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void JobThread::post(Job job) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopping)
            return;
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
}

bool JobThread::isDropping() const {
    if (m_atEnd == AtEnd::Finish)
        return false;
    const std::scoped_lock lock(m_mutex);
    return m_stopping;
}

void JobThread::loop() {
    for (;;) {
        std::vector<Job> jobs;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
            if (m_jobs.empty())
                return;
            jobs.swap(m_jobs);
        }
        for (Job& job : jobs) {
            if (isDropping())
                return;
            job();
            job = Job(); // what it holds goes before the next one runs
        }
    }
}

} // namespace parlor
