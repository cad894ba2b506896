#pragma once

#include "client/core/net/workerthread.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QString>

#include <atomic>
#include <memory>

namespace parlor::client {

/// A file as it is now.
struct FileFacts {
    std::int64_t size = 0;
    std::int64_t changedAt = 0; ///< ms UTC
};

struct HashedFile {
    FileFacts facts;
    QByteArray sha256;
};

/// FileFailed for what is no readable plain file.
Result<FileFacts> factsOf(const QString& path);

/// SHA-256 of files on a thread of its own, read in pieces. A file that changes while it is read is
/// FileFailed.
class Hasher {
public:
    using Cancelled = std::shared_ptr<std::atomic<bool>>;

    Hasher();

    Task<Result<FileFacts>> look(const QString& path);
    /// Cancelled when `cancelled` becomes true.
    Task<Result<HashedFile>> hash(const QString& path, Cancelled cancelled);

private:
    WorkerThread m_worker;
};

} // namespace parlor::client
