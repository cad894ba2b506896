#pragma once

#include "server/domain/ports/blobstore.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace parlor::server {

/// What upkeep does to stored files, beside the traffic: a thread of its own, so that uploads never wait for
/// it. All calls are thread-safe.
class FileKeeper {
public:
    virtual ~FileKeeper() = default;

    /// Reads the whole file back and says what it really holds. NotFound when it is not there; StoreFailed
    /// when a block, the header or the length is wrong.
    virtual Task<Result<BlobInfo>> examine(PersonId owner, BlobArea area, QString name) = 0;

    /// Wraps the file's data key with the newest master key; false when it already was, or is not sealed.
    /// StoreFailed when no key that we have opens it.
    virtual Task<Result<bool>> rewrap(PersonId owner, BlobArea area, QString name) = 0;

    /// The same for each upload on its way; one answer a file.
    virtual Task<Result<QList<Result<bool>>>> rewrapParts() = 0;

    /// The same for the key that names are made with.
    virtual Task<Result<bool>> rewrapNames() = 0;

    /// Writes the plain bytes to a new file outside: whole or not at all. False when a file of that size
    /// and time is there already. `changedAt`: the file's time, ms UTC.
    virtual Task<Result<bool>> copyOut(PersonId owner, BlobArea area, QString name, QString path,
                                       std::int64_t changedAt) = 0;

    /// Writes a small file outside in place of what is there: whole or not at all.
    virtual Task<Status> writeOut(QString path, QByteArray bytes) = 0;
};

} // namespace parlor::server
