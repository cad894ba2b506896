#include "server/blobs/blobthread.h"

namespace parlor::server {

BlobThread::BlobThread() : m_thread([this] { loop(); }) {}

BlobThread::~BlobThread() {
    stop();
}

void BlobThread::stop() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void BlobThread::post(Job job) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopping)
            return;
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void BlobThread::loop() {
    for (;;) {
        std::vector<Job> jobs;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
            if (m_jobs.empty())
                return;
            jobs.swap(m_jobs);
        }
        for (Job& job : jobs)
            job();
    }
}

} // namespace parlor::server
