#pragma once

#include "server/domain/ports/http.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace parlor::server {

/// A stored, finished file. `name` is made from the content, so equal bytes of one owner are one file.
struct BlobInfo {
    QString name;        ///< hex: HMAC(name key, SHA-256) when sealed, else the SHA-256 itself
    QByteArray sha256;   ///< 32 bytes, of the plain bytes
    std::int64_t size = 0; ///< plain bytes
    std::uint32_t crc32 = 0; ///< of the plain bytes, as zip wants it
};

enum class BlobArea {
    Originals,  ///< originals/<owner>/<aa>/<bb>/<name>
    Renderings, ///< renderings/<owner>/<aa>/<bb>/<name>
};

/// An open stored file.
class Blob {
public:
    virtual ~Blob() = default;
    [[nodiscard]] virtual std::int64_t size() const = 0; ///< plain bytes
    /// Bytes [offset, offset + length) as a response body: a file part when stored unsealed, else a source.
    [[nodiscard]] virtual std::variant<QByteArray, FileBody, SourceBody> body(std::int64_t offset,
                                                                              std::int64_t length) const = 0;
    /// A descriptor that reads the plain bytes from 0: the file itself when it is plain, else a memfd or an
    /// unlinked temporary file with the unsealed bytes.
    [[nodiscard]] virtual Result<std::shared_ptr<const int>> plainDescriptor() const = 0;
};

/// An upload's bytes on disk, in the temporary area. Used by one writer at a time.
class BlobPart : public BodySink {
public:
    /// Bytes safely appended so far.
    [[nodiscard]] virtual std::int64_t offset() const = 0;
    /// Forgets all beyond `offset` (a chunk whose checksum did not match).
    virtual Task<Status> truncate(std::int64_t offset) = 0;
    /// fsync file and directory, verify size (and SHA-256 when `expectedSha256` is not empty), move to its place.
    /// Afterwards the part is gone. Putting bytes that are already there succeeds.
    virtual Task<Result<BlobInfo>> finish(PersonId owner, BlobArea area, QByteArray expectedSha256) = 0;
};

/// Files on this machine (later: S3). Work happens on the blob I/O threads; all calls are thread-safe.
/// Blob format 1: header (magic, file id, wrapped data key or none, plain size), then 64 KiB blocks, each with
/// AEAD XChaCha20-Poly1305 bound to file id, block number and last-or-not when sealed.
class BlobStore {
public:
    virtual ~BlobStore() = default;

    /// Opens or creates the part of an upload. After a restart the part continues where the disk ends.
    virtual Task<Result<std::shared_ptr<BlobPart>>> part(UploadId upload) = 0;
    virtual Task<Status> removePart(UploadId upload) = 0;

    /// Stores a small whole file (a rendering), durably.
    virtual Task<Result<BlobInfo>> put(PersonId owner, BlobArea area, QByteArray bytes) = 0;

    virtual Task<Result<std::shared_ptr<Blob>>> open(PersonId owner, BlobArea area, QString name) = 0;
    virtual Task<Status> remove(PersonId owner, BlobArea area, QString name) = 0;

    /// Bytes free for us above the disk floor (5 % of the disk); 0 means refuse writes with DiskFull.
    [[nodiscard]] virtual std::int64_t available() const = 0;
};

} // namespace parlor::server
