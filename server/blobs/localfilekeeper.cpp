#include "server/blobs/localfilekeeper.h"

#include "server/blobs/storedfile.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cstdlib>
#include <functional>
#include <mutex>

#include <fcntl.h>

namespace parlor::server {

namespace {

Status failureOf(const QFileDevice& file) {
    const bool full = file.error() == QFileDevice::ResourceError;
    return fail(full ? ErrorCode::DiskFull : ErrorCode::FileFailed,
                u"%1: %2"_qs.arg(file.fileName(), file.errorString()));
}

/// Fresh, and durable once it is in place.
Status writeFile(const QString& path, const std::function<Status(QSaveFile&)>& fill,
                 std::optional<std::int64_t> changedAt) {
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
        return fail(ErrorCode::FileFailed, u"%1 can not be made"_qs.arg(QFileInfo(path).absolutePath()));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return failureOf(file);
    TRY(fill(file));
    if (changedAt && file.flush())
        file.setFileTime(QDateTime::fromMSecsSinceEpoch(*changedAt), QFileDevice::FileModificationTime);
    return file.commit() ? Status() : failureOf(file);
}

/// By size and time: what somebody has changed since has another time. Some disks keep even seconds only.
bool isWritten(const QString& path, std::int64_t size, std::int64_t changedAt) {
    constexpr std::int64_t coarsestMs = 2'000;
    const QFileInfo there(path);
    return there.exists() && there.size() == size
           && std::llabs(there.lastModified().toMSecsSinceEpoch() - changedAt) < coarsestMs;
}

/// The header lies within the first sector, which a disk writes whole or not at all. False: it may stay.
Result<bool> rewriteHead(const BlobKeys& keys, int file, const BlobHeader& header) {
    TRY_ASSIGN(const auto wrapped, keys.rewrapped(header));
    if (!wrapped)
        return false;
    TRY(wrapped->write(file));
    return true;
}

Result<bool> rewrapFile(const BlobKeys& keys, const QByteArray& path) {
    TRY_ASSIGN(const files::Descriptor file, files::open(path, O_RDWR));
    TRY_ASSIGN(const BlobHeader header, BlobHeader::read(*file));
    TRY_ASSIGN(const bool rewrapped, rewriteHead(keys, *file, header));
    if (rewrapped)
        TRY(files::sync(*file));
    return rewrapped;
}

/// Without a good head it holds nothing yet: it starts afresh, under the newest key.
Result<bool> rewrapPartHead(const BlobPlace& place, int file) {
    const std::scoped_lock lock(*place.partHeads);
    const Result<BlobHeader> header = BlobHeader::read(file);
    return header ? rewriteHead(place.keys, file, *header) : Result<bool>(false);
}

Result<bool> rewrapPart(const BlobPlace& place, const QByteArray& path) {
    TRY_ASSIGN(const files::Descriptor file, files::open(path, O_RDWR));
    TRY_ASSIGN(const bool rewrapped, rewrapPartHead(place, *file));
    if (rewrapped)
        TRY(files::sync(*file));
    return rewrapped;
}

} // namespace

Task<Result<BlobInfo>> LocalFileKeeper::examine(PersonId owner, BlobArea area, QString name) {
    return m_thread.run([this, owner, area, name]() -> Result<BlobInfo> {
        TRY_ASSIGN(const OpenFile file, OpenFile::find(m_place, owner, area, name));
        TRY_ASSIGN(const ContentHash hash, file.hash());
        return BlobInfo{name, hash.sha256(), hash.size(), hash.crc32()};
    });
}

Task<Result<bool>> LocalFileKeeper::rewrap(PersonId owner, BlobArea area, QString name) {
    return m_thread.run([this, owner, area, name]() -> Result<bool> {
        const Result<bool> warm = rewrapFile(m_place.keys, m_place.pathOf(owner, area, name));
        if (area != BlobArea::Originals || !m_place.cold.isUsed()
            || (!warm && warm.error().code != ErrorCode::NotFound))
            return warm;
        TRY(m_place.cold.present());
        const Result<bool> cold = rewrapFile(m_place.keys, m_place.cold.pathOf(owner, name));
        if (!cold)
            return cold.error().code == ErrorCode::NotFound ? warm : cold;
        return *cold || warm.value_or(false);
    });
}

Task<Result<QList<Result<bool>>>> LocalFileKeeper::rewrapParts() {
    return m_thread.run([this]() -> Result<QList<Result<bool>>> {
        QList<Result<bool>> done;
        QDirIterator parts(QFile::decodeName(m_place.root + "/temporary"), {u"*.part"_qs}, QDir::Files);
        while (parts.hasNext())
            done.append(rewrapPart(m_place, QFile::encodeName(parts.next())));
        return done;
    });
}

// A file that is left out would be lost with the old key.
Task<Result<bool>> LocalFileKeeper::rewrapNames() {
    return m_thread.run([this]() -> Result<bool> {
        if (m_place.cold.isUsed())
            TRY(m_place.cold.present());
        if (!m_place.keys.sealing())
            return fail(ErrorCode::BadRequest, u"there is no new key: storage.key_file is not set"_qs);
        const auto done = rewrapFile(m_place.keys, m_place.root + "/names.key");
        if (!done && done.error().code == ErrorCode::NotFound)
            return false;
        return done;
    });
}

Task<Result<bool>> LocalFileKeeper::copyOut(PersonId owner, BlobArea area, QString name, QString path,
                                            std::int64_t changedAt) {
    return m_thread.run([this, owner, area, name, path, changedAt]() -> Result<bool> {
        TRY_ASSIGN(const OpenFile file, OpenFile::find(m_place, owner, area, name));
        if (isWritten(path, file.header.size, changedAt))
            return false;
        TRY(writeFile(
            path,
            [&](QSaveFile& out) {
                return file.readAll([&](const QByteArray& piece) {
                    return out.write(piece) == piece.size() ? Status() : failureOf(out);
                });
            },
            changedAt));
        return true;
    });
}

Task<Status> LocalFileKeeper::writeOut(QString path, QByteArray bytes) {
    return m_thread.run([path, bytes] {
        return writeFile(
            path,
            [&](QSaveFile& out) { return out.write(bytes) == bytes.size() ? Status() : failureOf(out); },
            std::nullopt);
    });
}

} // namespace parlor::server
