#pragma once

#include "server/domain/ports/http.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QList>
#include <QString>

#include <cstdint>
#include <memory>
#include <variant>

namespace parlor::server {

/// A stored, finished file. `name` is made from the content, so equal bytes of one owner are one file.
struct BlobInfo {
    QString name;            ///< hex: HMAC(name key, SHA-256) when sealed, else the SHA-256 itself
    QByteArray sha256;       ///< 32 bytes, of the plain bytes
    std::int64_t size = 0;   ///< plain bytes
    std::uint32_t crc32 = 0; ///< of the plain bytes, as zip wants it
};

enum class BlobArea {
    Originals,  ///< originals/<owner>/<aa>/<bb>/<name>
    Renderings, ///< renderings/<owner>/<aa>/<bb>/<name>
};

/// A file as a sweep finds it.
struct StoredFile {
    QString name;
    std::int64_t changedAt = 0; ///< ms UTC
};

/// An open stored file. Thread-safe; stays readable when the file is removed meanwhile.
class Blob {
public:
    virtual ~Blob() = default;

    [[nodiscard]] virtual std::int64_t size() const = 0; ///< plain bytes

    /// Bytes [offset, offset + length) as a response body: a file part when stored unsealed, else a source.
    [[nodiscard]] virtual std::variant<QByteArray, FileBody, SourceBody> body(std::int64_t offset,
                                                                              std::int64_t length) const = 0;

    /// Plain bytes [offset, offset + length), fewer only at the end; read on a blob thread.
    virtual Task<Result<QByteArray>> read(std::int64_t offset, std::int64_t length) = 0;

    /// A descriptor that reads the plain bytes from 0, for a worker: an unlinked temporary copy.
    virtual Task<Result<std::shared_ptr<const int>>> plainDescriptor() = 0;
};

/// An upload's bytes on disk, in the temporary area. Used by one writer at a time.
class BlobPart : public BodySink {
public:
    /// Bytes appended so far; what a process that dies now will find again.
    [[nodiscard]] virtual std::int64_t offset() const = 0;

    /// Forgets all beyond `offset` (a chunk whose checksum did not match).
    virtual Task<Status> truncate(std::int64_t offset) = 0;

    /// The hash of the bytes from `from` to the end, read back from the file. Sha1 and Sha256 only.
    virtual Task<Result<QByteArray>> digest(std::int64_t from, QCryptographicHash::Algorithm algorithm) = 0;

    /// Plain bytes [from, from + length), fewer only at the end of what is there.
    virtual Task<Result<QByteArray>> read(std::int64_t from, std::int64_t length) = 0;

    /// Verifies (SHA-256 too when `expectedSha256` is not empty), syncs file and directory, and puts the file
    /// in its place; after that no byte can be added. The part stays beside it until BlobStore::removePart(),
    /// so that a crash before the photo's row is written loses nothing; finishing again gives the same
    /// answer. Bytes that are already there succeed. ChecksumMismatch, DiskFull, StoreFailed.
    virtual Task<Result<BlobInfo>> finish(PersonId owner, BlobArea area, QByteArray expectedSha256) = 0;
};

/// Files on this machine (later: S3). Work happens on the blob I/O threads; all calls are thread-safe.
/// Blob format 1: header (magic, file id, wrapped data key or none, plain size), then the plain bytes, or 64
/// KiB blocks, each with AEAD XChaCha20-Poly1305 bound to file id, block number and last-or-not when sealed.
class BlobStore {
public:
    virtual ~BlobStore() = default;

    /// Opens or creates the part of an upload. After a restart the part continues where the disk ends.
    virtual Task<Result<std::shared_ptr<BlobPart>>> part(UploadId upload) = 0;
    virtual Task<Status> removePart(UploadId upload) = 0;

    /// Stores a small whole file (a rendering), durably.
    virtual Task<Result<BlobInfo>> put(PersonId owner, BlobArea area, QByteArray bytes) = 0;

    /// NotFound when there is no such file; StoreFailed when it is not one of ours.
    virtual Task<Result<std::shared_ptr<Blob>>> open(PersonId owner, BlobArea area, QString name) = 0;

    /// The file if it happens to be open already, at once; else null. For routes that are asked thousands of
    /// times.
    virtual std::shared_ptr<Blob> opened(PersonId owner, BlobArea area, const QString& name) = 0;

    /// Removing what is not there succeeds. `unchangedSince` (ms UTC): only when it was neither stored nor
    /// stored again after that; so a sweep never takes what has just come.
    virtual Task<Status> remove(PersonId owner, BlobArea area, QString name, std::int64_t unchangedSince) = 0;

    /// For the sweep of files that no row names: who has files, and those whose name begins with the byte
    /// `first`.
    virtual Task<Result<QList<PersonId>>> owners(BlobArea area) = 0;
    virtual Task<Result<QList<StoredFile>>> list(PersonId owner, BlobArea area, std::uint8_t first) = 0;

    /// Removes parts that nobody has written to since `before` (ms UTC); how many.
    virtual Task<Result<int>> removeStaleParts(std::int64_t before) = 0;

    /// Bytes free for us above the disk floor (5 % of the disk); 0 means refuse writes with DiskFull.
    [[nodiscard]] virtual std::int64_t available() const = 0;
};

} // namespace parlor::server
