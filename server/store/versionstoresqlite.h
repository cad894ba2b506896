#pragma once

#include "server/domain/ports/versionstore.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteVersionStore final : public VersionStore {
public:
    /// Lives longer.
    explicit SqliteVersionStore(Writer& writer) : m_writer(writer) {}

    Task<Result<StoredPhoto>> part(PersonId owner, PhotoId id,
                                   std::optional<QList<std::int64_t>> atRevisions) override;

private:
    Writer& m_writer;
};

} // namespace parlor::server
