#pragma once

#include "server/domain/ports/archivestore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteArchiveStore final : public ArchiveStore {
public:
    /// Both live longer.
    SqliteArchiveStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Result<QList<ArchiveId>>> add(StoredArchive archive, int most) override;
    Task<Result<StoredArchive>> byId(ArchiveId id) override;
    Task<Result<int>> sweep(std::int64_t now) override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
