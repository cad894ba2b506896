#include "server/blobs/localfilekeeper.h"

#include "server/blobs/blobblocks.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <functional>

#include <fcntl.h>

namespace parlor::server {

namespace {

constexpr std::int64_t pieceBytes = 1024 * 1024;

using Take = std::function<Status(const QByteArray&)>;

/// An open stored file with what opens it.
struct OpenFile {
    files::Descriptor file;
    BlobHeader header;
    QByteArray key;

    static Result<OpenFile> open(const BlobPlace& place, const QByteArray& path) {
        TRY_ASSIGN(files::Descriptor file, files::open(path, O_RDONLY));
        TRY_ASSIGN(BlobHeader header, BlobHeader::read(*file));
        if (header.size == BlobHeader::unfinished)
            return fail(ErrorCode::StoreFailed, u"an unfinished file in the place of a finished one"_qs);
        TRY_ASSIGN(QByteArray key, place.keys.dataKey(header));
        return OpenFile{std::move(file), std::move(header), std::move(key)};
    }

    [[nodiscard]] Status readAll(const Take& take) const {
        for (std::int64_t at = 0; at < header.size;) {
            TRY_ASSIGN(const QByteArray piece,
                       blocks::read(*file, header, key, header.size, true, at, pieceBytes));
            if (piece.isEmpty())
                return fail(ErrorCode::StoreFailed, u"a file is shorter than it says"_qs);
            TRY(take(piece));
            at += piece.size();
        }
        return {};
    }
};

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

/// The header lies within the first sector, which a disk writes whole or not at all.
Result<bool> rewrapFile(const BlobKeys& keys, const QByteArray& path) {
    TRY_ASSIGN(const files::Descriptor file, files::open(path, O_RDWR));
    TRY_ASSIGN(const BlobHeader header, BlobHeader::read(*file));
    TRY_ASSIGN(const auto wrapped, keys.rewrapped(header));
    if (!wrapped)
        return false;
    TRY(wrapped->write(*file));
    TRY(files::sync(*file));
    return true;
}

} // namespace

QByteArray LocalFileKeeper::pathOf(PersonId owner, BlobArea area, const QString& name) const {
    return m_place.root + '/' + BlobPlace::folderOf(owner, area, name) + '/' + name.toLatin1();
}

Task<Result<BlobInfo>> LocalFileKeeper::examine(PersonId owner, BlobArea area, QString name) {
    return m_thread.run([this, path = pathOf(owner, area, name), name]() -> Result<BlobInfo> {
        TRY_ASSIGN(const OpenFile file, OpenFile::open(m_place, path));
        ContentHash hash;
        TRY(file.readAll([&](const QByteArray& piece) -> Status {
            hash.add(piece);
            return {};
        }));
        return BlobInfo{name, hash.sha256(), hash.size(), hash.crc32()};
    });
}

Task<Result<bool>> LocalFileKeeper::rewrap(PersonId owner, BlobArea area, QString name) {
    return m_thread.run([this, path = pathOf(owner, area, name)] { return rewrapFile(m_place.keys, path); });
}

Task<Result<bool>> LocalFileKeeper::rewrapNames() {
    return m_thread.run([this]() -> Result<bool> {
        const auto done = rewrapFile(m_place.keys, m_place.root + "/names.key");
        if (!done && done.error().code == ErrorCode::NotFound)
            return false;
        return done;
    });
}

Task<Result<bool>> LocalFileKeeper::copyOut(PersonId owner, BlobArea area, QString name, QString path,
                                            std::int64_t changedAt) {
    return m_thread.run([this, from = pathOf(owner, area, name), path, changedAt]() -> Result<bool> {
        TRY_ASSIGN(const OpenFile file, OpenFile::open(m_place, from));
        const QFileInfo there(path);
        if (there.exists() && there.size() == file.header.size)
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
