#pragma once

#include "server/domain/ports/blobstore.h"

#include <QCryptographicHash>

#include <optional>

namespace parlor::server {

/// What a client says about the bytes it is going to send.
struct ChunkChecksum {
    QCryptographicHash::Algorithm algorithm = QCryptographicHash::Sha1; ///< or Sha256
    QByteArray value;
};

/// The right to append to one upload, held by one request at a time. Bytes go straight to the part; give it
/// back with UploadService::end(). Written to from the thread that reads the body.
class UploadChunk final : public BodySink {
public:
    UploadChunk(UploadId upload, std::shared_ptr<BlobPart> part, std::int64_t from, std::int64_t size,
                std::optional<ChunkChecksum> checksum)
        : m_upload(upload),
          m_part(std::move(part)),
          m_from(from),
          m_size(size),
          m_checksum(std::move(checksum)) {}

    /// TooLarge for bytes beyond the upload's size: none of them are kept.
    Task<Status> write(QByteArray chunk) override {
        if (!m_part || m_part->offset() + chunk.size() > m_size)
            return doneTask<Status>(fail(ErrorCode::TooLarge));
        return m_part->write(std::move(chunk));
    }

    [[nodiscard]] UploadId upload() const { return m_upload; }

    [[nodiscard]] const std::shared_ptr<BlobPart>& part() const { return m_part; }

    [[nodiscard]] std::int64_t from() const { return m_from; }

    [[nodiscard]] std::int64_t room() const { return m_size - m_from; } ///< bytes that may come

    [[nodiscard]] const std::optional<ChunkChecksum>& checksum() const { return m_checksum; }

private:
    UploadId m_upload;
    std::shared_ptr<BlobPart> m_part; ///< null for an upload that is done already
    std::int64_t m_from;
    std::int64_t m_size;
    std::optional<ChunkChecksum> m_checksum;
};

} // namespace parlor::server
