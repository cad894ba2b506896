#pragma once

#include "server/domain/archives/ziplayout.h"
#include "server/domain/ports/blobstore.h"

#include <functional>
#include <memory>

namespace parlor::server {

/// A stored file that goes into a zip. The bytes that `open` gives must be those of size and CRC.
struct ZipFile {
    using Open = std::function<Task<Result<std::shared_ptr<Blob>>>()>;

    ZipMember member;
    Open open; ///< thread-safe; called again for each answer
};

/// How a file of the blob store is opened. The store lives longer than what comes out of it.
ZipFile::Open openerOf(BlobStore& blobs, PersonId owner, BlobArea area, const QString& name);

/// A zip of stored files, made as it is read, from any place, with flat memory; sealed files too. A file that
/// can't be read, or is not of the size that was said, fails the reading. Names are made with UniqueNames.
/// This is what offers a zip wherever photos are shown: `answerFor(request, zip->etag(), *zip, response)`.
class ZipBlob final : public Blob {
public:
    explicit ZipBlob(const QList<ZipFile>& files);

    [[nodiscard]] std::int64_t size() const override;
    [[nodiscard]] std::variant<QByteArray, FileBody, SourceBody> body(std::int64_t offset,
                                                                      std::int64_t length) const override;
    Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) override;
    /// NotFound: no worker looks into a zip.
    Task<Result<std::shared_ptr<const int>>> plainDescriptor() override;

    /// Whether the first file at or behind `offset` can be read, for an answer that is not begun in vain.
    [[nodiscard]] Task<Status> openable(std::int64_t offset) const;

    /// With its quotes; the same for the same bytes, in any life of the server.
    [[nodiscard]] QByteArray etag() const;

private:
    struct Contents;
    class Source;

    std::shared_ptr<const Contents> m_contents;
};

/// CRC-32 of a whole stored file, computed on the thread that reads it.
Task<Result<std::uint32_t>> checksumOf(const std::shared_ptr<Blob>& blob);

} // namespace parlor::server
