#pragma once

#include "server/domain/ports/uploadstore.h"
#include "server/store/connection.h"

namespace parlor::server {

/// Rows of uploads.
class UploadTable {
public:
    explicit UploadTable(Connection& connection) : m_connection(connection) {}

    Result<Upload> byId(UploadId id); ///< NotFound
    Result<QList<Upload>> receiving(UploadId after, int limit);
    Result<QList<Upload>> expired(std::int64_t now, int limit);

    /// AccountDisabled, and what UploadStore::create() says.
    Status insert(const Upload& upload, std::int64_t quota, int open);
    Status setExpiry(UploadId id, std::int64_t expiresAt);
    Status setUnverified(UploadId id, std::optional<std::int64_t> from);
    Status close(UploadId id, UploadStage stage, std::optional<ErrorCode> reason);
    Status endAllOf(PersonId owner); ///< what they have begun and not completed
    Status mayFinish(UploadId id);   ///< Gone for what was ended meanwhile
    Status finish(UploadId id, PhotoId photo, bool had);
    Status forget(UploadId id);
    Result<QList<UploadId>> forgetWhole();

private:
    Result<QList<Upload>> all(Result<Rows> rows);

    Connection& m_connection;
};

} // namespace parlor::server
