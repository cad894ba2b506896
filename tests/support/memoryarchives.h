#pragma once

#include "server/domain/ports/archivestore.h"

#include <map>

namespace parlor::test {

/// Twin of the real one. Answers at once; one thread.
class MemoryArchiveStore final : public server::ArchiveStore {
public:
    Task<Result<QList<server::ArchiveId>>> add(server::StoredArchive archive, int most) override;
    Task<Result<server::StoredArchive>> byId(server::ArchiveId id) override;
    Task<Result<int>> sweep(std::int64_t now) override;

private:
    std::map<server::ArchiveId, server::StoredArchive> m_archives;
};

} // namespace parlor::test
