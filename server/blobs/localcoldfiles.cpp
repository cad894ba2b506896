#include "server/blobs/localcoldfiles.h"

#include "server/blobs/storedfile.h"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace parlor::server {

namespace {

constexpr std::int64_t pieceBytes = 1024 * 1024;

/// Read from the disk, not from what the system remembers of it.
Status verify(const BlobPlace& place, const QByteArray& path, const PlacedOriginal& original) {
    TRY_ASSIGN(const OpenFile file, OpenFile::open(place, path));
    ::posix_fadvise(*file.file, 0, 0, POSIX_FADV_DONTNEED);
    TRY_ASSIGN(const ContentHash hash, file.hash());
    return hash.sha256() == original.sha256 ? Status()
                                            : fail(ErrorCode::StoreFailed, u"the copy holds other bytes"_qs);
}

/// Byte for byte, as it is stored.
Status copyBytes(int from, const QByteArray& path) {
    TRY_ASSIGN(const files::Descriptor to, files::open(path, O_RDWR | O_CREAT | O_TRUNC));
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    for (std::int64_t at = 0;;) {
        TRY_ASSIGN(const std::int64_t got, files::readAt(from, piece.data(), piece.size(), at));
        if (got == 0)
            break;
        TRY(files::writeAllAt(*to, piece.constData(), got, at));
        at += got;
    }
    return files::sync(*to);
}

Status putInPlace(const QByteArray& root, const QByteArray& temporary, const QByteArray& folder,
                  const QByteArray& target) {
    TRY(files::makeDirectories(root, folder));
    if (::rename(temporary.constData(), target.constData()) != 0)
        return std::unexpected(files::errorOf("rename", errno));
    return files::syncDirectory(root + '/' + folder);
}

/// One at a time, so that one temporary name will do and nothing is left over.
Status copy(const BlobPlace& place, const QByteArray& from, const QByteArray& root, const QByteArray& target,
            const PlacedOriginal& original) {
    const QByteArray folder = BlobPlace::folderOf(original.owner, BlobArea::Originals, original.blob);
    if (verify(place, target, original)) // of an earlier attempt that may not have got as far as the sync
        return files::syncDirectory(root + '/' + folder);
    TRY_ASSIGN(const OpenFile source, OpenFile::open(place, from));
    const QByteArray temporary = root + "/temporary/moving.original";
    const auto made = [&]() -> Status {
        TRY(files::makeDirectories(root, "temporary"));
        TRY(copyBytes(*source.file, temporary));
        TRY(verify(place, temporary, original));
        return putInPlace(root, temporary, folder, target);
    }();
    if (!made)
        (void)files::remove(temporary);
    return made;
}

/// `path` goes when `other` is whole.
Status removeFor(const BlobPlace& place, const QByteArray& path, const QByteArray& other,
                 const PlacedOriginal& original) {
    TRY_ASSIGN(const OpenFile kept, OpenFile::open(place, other));
    TRY_ASSIGN(const std::int64_t bytes, files::sizeOf(*kept.file));
    if (kept.header.size != original.size || bytes < BlobHeader::bytes + original.size)
        return fail(ErrorCode::NotFound, u"the other copy is not whole"_qs);
    TRY(files::remove(path));
    const Status synced = files::syncDirectory(files::parentOf(path));
    return !synced && synced.error().code == ErrorCode::NotFound ? Status() : synced;
}

Status asCold(const Status& status) {
    return status ? status : Status(std::unexpected(ColdPlace::awayFor(status.error())));
}

} // namespace

Task<Status> LocalColdFiles::present() {
    return m_thread.run([&place = m_blobs.place()] { return place.cold.present(); });
}

Task<Status> LocalColdFiles::copyToCold(PlacedOriginal original) {
    return m_thread.run([&place = m_blobs.place(), original]() -> Status {
        TRY(place.cold.present());
        return copy(place, place.pathOf(original.owner, BlobArea::Originals, original.blob),
                    place.cold.root(), place.cold.pathOf(original.owner, original.blob), original);
    });
}

Task<Status> LocalColdFiles::copyBack(PlacedOriginal original) {
    return m_thread.run([this, &place = m_blobs.place(), original]() -> Status {
        TRY(place.cold.present());
        if (m_blobs.available() < original.size)
            return fail(ErrorCode::DiskFull);
        return copy(place, place.cold.pathOf(original.owner, original.blob), place.root,
                    place.pathOf(original.owner, BlobArea::Originals, original.blob), original);
    });
}

Task<Status> LocalColdFiles::removeWarm(PlacedOriginal original) {
    return m_thread.run([this, &place = m_blobs.place(), original]() -> Status {
        TRY(place.cold.present());
        const QByteArray warm = place.pathOf(original.owner, BlobArea::Originals, original.blob);
        TRY(removeFor(place, warm, place.cold.pathOf(original.owner, original.blob), original));
        m_blobs.letGo(original.owner, BlobArea::Originals, original.blob);
        return {};
    });
}

Task<Status> LocalColdFiles::removeCold(PlacedOriginal original) {
    return m_thread.run([&place = m_blobs.place(), original]() -> Status {
        TRY(place.cold.present());
        return asCold(removeFor(place, place.cold.pathOf(original.owner, original.blob),
                                place.pathOf(original.owner, BlobArea::Originals, original.blob), original));
    });
}

} // namespace parlor::server
