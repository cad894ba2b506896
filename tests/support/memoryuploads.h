#pragma once

#include "server/domain/ports/uploadstore.h"
#include "tests/support/memoryphotos.h"

#include <map>
#include <mutex>

namespace parlor::test {

/// Uploads in memory, beside the photos that they become. Answers at once; thread-safe.
class MemoryUploadStore final : public UploadStore {
public:
    explicit MemoryUploadStore(MemoryPhotoStore& photos);

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
    template<class Change>
    Task<Status> whileReceiving(UploadId id, Change change);

    MemoryPhotoStore& m_photos;
    std::mutex m_mutex;
    std::map<UploadId, Upload> m_uploads;
};

} // namespace parlor::test
