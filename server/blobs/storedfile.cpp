#include "server/blobs/storedfile.h"

#include "server/blobs/blobblocks.h"

#include <fcntl.h>

namespace parlor::server {

namespace {
constexpr std::int64_t pieceBytes = 1024 * 1024;
} // namespace

Result<OpenFile> OpenFile::open(const BlobPlace& place, const QByteArray& path) {
    TRY_ASSIGN(files::Descriptor file, files::open(path, O_RDONLY));
    TRY_ASSIGN(BlobHeader header, BlobHeader::read(*file));
    if (header.size == BlobHeader::unfinished)
        return fail(ErrorCode::StoreFailed, u"an unfinished file in the place of a finished one"_qs);
    TRY_ASSIGN(QByteArray key, place.keys.dataKey(header));
    return OpenFile{std::move(file), std::move(header), std::move(key)};
}

Result<OpenFile> OpenFile::find(const BlobPlace& place, PersonId owner, BlobArea area, const QString& name) {
    const QByteArray warm = place.pathOf(owner, area, name);
    Result<OpenFile> found = open(place, warm);
    if (found || found.error().code != ErrorCode::NotFound || area != BlobArea::Originals
        || !place.cold.isUsed())
        return found;
    TRY(place.cold.present());
    found = open(place, place.cold.pathOf(owner, name));
    if (!found && found.error().code == ErrorCode::NotFound)
        return open(place, warm); // it has come back meanwhile
    return found;
}

Status OpenFile::readAll(const Take& take) const {
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

Result<ContentHash> OpenFile::hash() const {
    ContentHash hash;
    TRY(readAll([&](const QByteArray& piece) -> Status {
        hash.add(piece);
        return {};
    }));
    return hash;
}

} // namespace parlor::server
