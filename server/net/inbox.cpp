#include "server/net/inbox.h"

namespace parlor::server {

void Inbox::post(Job job) {
    // The job may hold the last reference, and may run and end before we are done here.
    const std::shared_ptr<Inbox> self = shared_from_this();
    if (m_jobs.push(std::move(job))) {
        const std::scoped_lock lock(m_gate);
        if (m_wake)
            m_wake();
    }
    if (m_closed)
        (void)m_jobs.takeAll();
}

void Inbox::close() {
    {
        const std::scoped_lock lock(m_gate);
        m_wake = nullptr;
    }
    m_closed = true;
    (void)m_jobs.takeAll();
}

} // namespace parlor::server
