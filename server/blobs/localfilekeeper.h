#pragma once

#include "server/blobs/localblobpart.h"
#include "server/domain/ports/filekeeper.h"
#include "shared/core/jobthread.h"

namespace parlor::server {

/// Upkeep of the files of a LocalBlobStore.
class LocalFileKeeper final : public FileKeeper {
public:
    /// The place lives longer.
    explicit LocalFileKeeper(const BlobPlace& place) : m_place(place) {}

    /// For who changes stored files, too.
    [[nodiscard]] JobThread& thread() { return m_thread; }

    Task<Result<BlobInfo>> examine(PersonId owner, BlobArea area, QString name) override;
    Task<Result<bool>> rewrap(PersonId owner, BlobArea area, QString name) override;
    Task<Result<QList<Result<bool>>>> rewrapParts() override;
    Task<Result<bool>> rewrapNames() override;
    Task<Result<bool>> copyOut(PersonId owner, BlobArea area, QString name, QString path,
                               std::int64_t changedAt) override;
    Task<Status> writeOut(QString path, QByteArray bytes) override;

private:
    const BlobPlace& m_place;
    JobThread m_thread;
};

} // namespace parlor::server
