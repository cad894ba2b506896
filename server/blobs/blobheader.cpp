#include "server/blobs/blobheader.h"

#include "server/blobs/fileops.h"

#include <QtEndian>

#include <libdeflate.h>

namespace parlor::server {

namespace {

constexpr QByteArrayView magic("PARLORB1");

std::uint32_t crcOf(const QByteArray& bytes) {
    return libdeflate_crc32(0, bytes.constData(), 120);
}

} // namespace

QByteArray BlobHeader::encode() const {
    QByteArray out(bytes, '\0');
    const auto put = [&](qsizetype at, QByteArrayView value) {
        out.replace(at, value.size(), value.toByteArray());
    };
    put(0, magic);
    out[8] = sealed ? '\1' : '\0';
    put(16, fileId);
    qToLittleEndian<qint64>(size, out.data() + 32);
    if (sealed) {
        put(40, keyNonce);
        put(64, wrappedKey);
        put(112, masterId);
    }
    qToLittleEndian<quint32>(crcOf(out), out.data() + 120);
    return out;
}

Result<BlobHeader> BlobHeader::decode(const QByteArray& in) {
    if (in.size() != bytes || !in.startsWith(magic))
        return fail(ErrorCode::StoreFailed, u"not a blob of format 1"_qs);
    if (qFromLittleEndian<quint32>(in.constData() + 120) != crcOf(in))
        return fail(ErrorCode::StoreFailed, u"damaged blob header"_qs);
    BlobHeader header;
    header.sealed = in.at(8) == '\1';
    header.fileId = in.mid(16, 16);
    header.size = qFromLittleEndian<qint64>(in.constData() + 32);
    if (header.sealed) {
        header.keyNonce = in.mid(40, 24);
        header.wrappedKey = in.mid(64, 48);
        header.masterId = in.mid(112, 8);
    }
    if (in.at(8) > '\1' || header.size < unfinished)
        return fail(ErrorCode::StoreFailed, u"unknown kind of blob"_qs);
    return header;
}

Result<BlobHeader> BlobHeader::read(int fd) {
    QByteArray in(bytes, Qt::Uninitialized);
    TRY_ASSIGN(const std::int64_t got, files::readAt(fd, in.data(), bytes, 0));
    in.truncate(got);
    return decode(in);
}

Status BlobHeader::write(int fd) const {
    return files::writeAllAt(fd, encode().constData(), bytes, 0);
}

} // namespace parlor::server
