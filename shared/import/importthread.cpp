#include "shared/import/importthread.h"

namespace parlor {

ImportThread::ImportThread() : m_thread([this] { loop(); }) {}

ImportThread::~ImportThread() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void ImportThread::post(Job job) {
    {
        const std::scoped_lock lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void ImportThread::loop() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
        if (m_stopping)
            return;
        Job job = std::move(m_jobs.front());
        m_jobs.erase(m_jobs.begin());
        lock.unlock();
        job();
        job = Job();
        lock.lock();
    }
}

} // namespace parlor
