#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <cstdint>

namespace parlor::server {

using ArchiveId = Id<struct ArchiveTag>;

/// What is written down of a zip: enough to make the same one again.
struct StoredArchive {
    ArchiveId id;
    PersonId person;            ///< who made it
    QString name;               ///< of the zip, without its extension
    QList<PhotoId> photos;      ///< in their order
    QByteArray etag;            ///< of its bytes, with its quotes
    std::int64_t expiresAt = 0; ///< ms UTC

    friend bool operator==(const StoredArchive&, const StoredArchive&) = default;
};

/// The zips that people may fetch. Calls are thread-safe; writes are durable when answered. Common errors:
/// StoreFailed, DiskFull, Busy.
class ArchiveStore {
public:
    virtual ~ArchiveStore() = default;

    /// Of its person's only the newest `most` (> 0, by id) stay, this one among them; answers those that
    /// went.
    virtual Task<Result<QList<ArchiveId>>> add(StoredArchive archive, int most) = 0;
    /// NotFound.
    virtual Task<Result<StoredArchive>> byId(ArchiveId id) = 0;
    /// Forgets those that expire at `now` or before, and answers how many.
    virtual Task<Result<int>> sweep(std::int64_t now) = 0;
};

} // namespace parlor::server
