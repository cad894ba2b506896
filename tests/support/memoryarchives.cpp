#include "tests/support/memoryarchives.h"

namespace parlor::test {

using namespace server;

Task<Result<QList<ArchiveId>>> MemoryArchiveStore::add(StoredArchive archive, int most) {
    const PersonId person = archive.person;
    m_archives.insert_or_assign(archive.id, std::move(archive));
    QList<ArchiveId> gone;
    int seen = 0;
    for (auto it = m_archives.rbegin(); it != m_archives.rend(); ++it)
        if (it->second.person == person && ++seen > most)
            gone.append(it->first);
    for (const ArchiveId id : gone)
        m_archives.erase(id);
    return doneTask<Result<QList<ArchiveId>>>(gone);
}

Task<Result<StoredArchive>> MemoryArchiveStore::byId(ArchiveId id) {
    const auto found = m_archives.find(id);
    return doneTask<Result<StoredArchive>>(
        found == m_archives.end() ? Result<StoredArchive>(fail(ErrorCode::NotFound)) : found->second);
}

Task<Result<int>> MemoryArchiveStore::sweep(std::int64_t now) {
    const auto swept =
        std::erase_if(m_archives, [now](const auto& one) { return one.second.expiresAt <= now; });
    return doneTask<Result<int>>(static_cast<int>(swept));
}

} // namespace parlor::test
