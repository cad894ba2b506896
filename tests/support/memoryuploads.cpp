#include "tests/support/memoryuploads.h"

namespace parlor::test {

MemoryUploadStore::MemoryUploadStore(MemoryPhotoStore& photos) : m_photos(photos) {
    m_photos.uploadDone = [this](UploadId id, PhotoId photo, bool had) {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_uploads.find(id);
        if (found == m_uploads.end())
            return;
        found->second.stage = UploadStage::Done;
        found->second.photo = photo;
        found->second.had = had;
    };
}

Task<Status> MemoryUploadStore::create(Upload upload, std::int64_t quota, int open) {
    const auto bytesOf = [](const Upload& one) { return one.isJoined() ? 0 : one.size; };
    std::int64_t bytes = m_photos.usage(upload.owner).value()->bytes + bytesOf(upload);
    const std::scoped_lock lock(m_mutex);
    int receiving = 0;
    std::int64_t parts = upload.size;
    const QByteArray nonce = upload.ticket.isEmpty() ? upload.partOf : upload.ticket;
    for (const auto& [id, other] : m_uploads) {
        if (!nonce.isEmpty() && other.ticket == nonce)
            return doneTask<Status>(fail(ErrorCode::Conflict));
        if (other.owner != upload.owner || other.stage != UploadStage::Receiving)
            continue;
        if (!upload.partOf.isEmpty() && other.partOf == upload.partOf)
            parts += other.size;
        ++receiving;
        bytes += bytesOf(other);
    }
    if (!upload.partOf.isEmpty() && parts > upload.partsMost)
        return doneTask<Status>(fail(ErrorCode::TooLarge));
    if (receiving >= open)
        return doneTask<Status>(fail(ErrorCode::RateLimited));
    if (bytes > quota)
        return doneTask<Status>(fail(ErrorCode::QuotaExceeded));
    m_uploads[upload.id] = upload;
    return doneTask<Status>({});
}

Task<Result<Upload>> MemoryUploadStore::byId(UploadId id) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_uploads.find(id);
    return doneTask<Result<Upload>>(found == m_uploads.end() ? Result<Upload>(fail(ErrorCode::NotFound))
                                                             : found->second);
}

Task<Result<QList<Upload>>> MemoryUploadStore::receiving(UploadId after, int limit) {
    const std::scoped_lock lock(m_mutex);
    QList<Upload> found;
    for (const auto& [id, upload] : m_uploads)
        if (upload.stage == UploadStage::Receiving && id > after && found.size() < limit)
            found.append(upload);
    return doneTask<Result<QList<Upload>>>(found);
}

template<class Apply>
Task<Status> MemoryUploadStore::whileReceiving(UploadId id, Apply apply) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_uploads.find(id);
    if (found != m_uploads.end() && found->second.stage == UploadStage::Receiving)
        apply(found->second);
    return doneTask<Status>({});
}

Task<Status> MemoryUploadStore::setExpiry(UploadId id, std::int64_t expiresAt) {
    return whileReceiving(id, [&](Upload& upload) { upload.expiresAt = expiresAt; });
}

Task<Status> MemoryUploadStore::setUnverified(UploadId id, std::optional<std::int64_t> from) {
    return whileReceiving(id, [&](Upload& upload) { upload.unverifiedFrom = from; });
}

Task<Status> MemoryUploadStore::close(UploadId id, UploadStage stage, std::optional<ErrorCode> reason) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_uploads.find(id);
    if (found == m_uploads.end())
        return doneTask<Status>({});
    Upload& upload = found->second;
    if (upload.stage == UploadStage::Receiving
        || (upload.stage == UploadStage::Done && stage == UploadStage::Ended)) {
        upload.stage = stage;
        upload.reason = reason;
    }
    return doneTask<Status>({});
}

Task<Result<QList<Upload>>> MemoryUploadStore::expired(std::int64_t now, int limit) {
    const std::scoped_lock lock(m_mutex);
    QList<Upload> found;
    for (const auto& [id, upload] : m_uploads)
        if (upload.expiresAt < now && found.size() < limit)
            found.append(upload);
    return doneTask<Result<QList<Upload>>>(found);
}

Task<Status> MemoryUploadStore::forget(UploadId id) {
    const std::scoped_lock lock(m_mutex);
    m_uploads.erase(id);
    return doneTask<Status>({});
}

Task<Result<QList<UploadId>>> MemoryUploadStore::forgetWhole() {
    const std::scoped_lock lock(m_mutex);
    QList<UploadId> gone;
    for (const auto& [id, upload] : m_uploads)
        if (upload.whole && upload.stage == UploadStage::Receiving)
            gone.append(id);
    for (const UploadId id : gone)
        m_uploads.erase(id);
    return doneTask<Result<QList<UploadId>>>(gone);
}

} // namespace parlor::test
