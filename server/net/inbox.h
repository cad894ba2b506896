#pragma once

#include "shared/core/executor.h"
#include "shared/core/mailbox.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace parlor::server {

/// The way into an I/O thread. Outlives the thread in the hands of exchanges and tasks; once closed, jobs are
/// dropped.
class Inbox final : public Executor, public std::enable_shared_from_this<Inbox> {
public:
    explicit Inbox(std::function<void()> wake) : m_wake(std::move(wake)) {}

    void post(Job job) override;

    /// On the thread: what has come, in order.
    [[nodiscard]] std::vector<Job> takeAll() { return m_jobs.takeAll(); }

    void close();

private:
    Mailbox<Job> m_jobs;
    std::mutex m_gate; ///< of m_wake: the thread may be ending
    std::function<void()> m_wake;
    std::atomic<bool> m_closed = false;
};

} // namespace parlor::server
