#include "client/core/photos/pooljob.h"

#include "shared/core/handover.h"

#include <QThreadPool>

namespace parlor::client {

PoolJob::PoolJob(Job job) : m_job(std::move(job)) {}

void PoolJob::run() {
    takeOver(this);
    m_job();
}

void PoolJob::start(QThreadPool& pool, Job job, int urgency) {
    auto* runnable = new PoolJob(std::move(job));
    handOver(runnable);
    pool.start(runnable, urgency);
}

} // namespace parlor::client
