#pragma once

#include "shared/core/executor.h"

#include <QRunnable>

class QThreadPool;

namespace parlor::client {

/// A job that a Qt thread pool runs once and deletes.
class PoolJob final : public QRunnable {
public:
    explicit PoolJob(Job job);

    void run() override;

    /// Higher urgencies run first.
    static void start(QThreadPool& pool, Job job, int urgency = 0);

private:
    Job m_job;
};

} // namespace parlor::client
