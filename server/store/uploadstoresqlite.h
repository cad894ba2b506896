#pragma once

#include "server/domain/ports/uploadstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteUploadStore final : public UploadStore {
public:
    /// Both live longer.
    SqliteUploadStore(Writer& writer, ReadPool& readers) : m_writer(writer), m_readers(readers) {}

    Task<Status> create(Upload upload, std::int64_t quota, int open) override;
    Task<Result<Upload>> byId(UploadId id) override;
    Task<Result<QList<Upload>>> receiving(UploadId after, int limit) override;
    Task<Status> setExpiry(UploadId id, std::int64_t expiresAt) override;
    Task<Status> setUnverified(UploadId id, std::optional<std::int64_t> from) override;
    Task<Status> close(UploadId id, UploadStage stage, std::optional<ErrorCode> reason) override;
    Task<Result<QList<Upload>>> expired(std::int64_t now, int limit) override;
    Task<Status> forget(UploadId id) override;
    Task<Result<QList<UploadId>>> forgetWhole() override;

private:
    Writer& m_writer;
    ReadPool& m_readers;
};

} // namespace parlor::server
