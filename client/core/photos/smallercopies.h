#pragma once

#include "client/core/net/workerthread.h"
#include "client/core/values.h"
#include "shared/core/task.h"

#include <QStringList>

namespace parlor::client {

/// The smaller copies of photos that are sent so: made off the interface thread, kept until they are on the
/// server, also over a restart.
class SmallerCopies {
public:
    /// `directory` is this class's own.
    SmallerCopies(WorkerThread& worker, QString directory)
        : m_worker(worker), m_directory(std::move(directory)) {}

    /// In the order of the files; a file of which there is no smaller copy stands for itself.
    Task<QStringList> of(const QStringList& files);
    /// At the start: what no unfinished transfer needs goes.
    void keepFor(const QList<Transfer>& transfers);

private:
    WorkerThread& m_worker;
    const QString m_directory;
};

} // namespace parlor::client
