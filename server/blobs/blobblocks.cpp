#include "server/blobs/blobblocks.h"

#include "server/blobs/fileops.h"

#include <QtEndian>

#include <sodium.h>

#include <algorithm>

namespace parlor::server::blocks {

namespace {

constexpr qsizetype nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr qsizetype tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(nonceBytes + tagBytes == overhead);

QByteArray boundTo(const QByteArray& fileId, std::int64_t number, bool last) {
    QByteArray data = fileId;
    data.resize(16 + 9);
    qToLittleEndian<qint64>(number, data.data() + 16);
    data[24] = last ? '\1' : '\0';
    return data;
}

unsigned char* raw(char* bytes) {
    return reinterpret_cast<unsigned char*>(bytes);
}

const unsigned char* raw(const char* bytes) {
    return reinterpret_cast<const unsigned char*>(bytes);
}

Result<QByteArray> readPlain(int fd, std::int64_t offset, std::int64_t length) {
    QByteArray out(length, Qt::Uninitialized);
    TRY_ASSIGN(const std::int64_t got, files::readAt(fd, out.data(), length, BlobHeader::bytes + offset));
    if (got != length)
        return fail(ErrorCode::StoreFailed, u"a stored file is too short"_qs);
    return out;
}

} // namespace

std::int64_t countFor(std::int64_t plainSize) {
    return std::max<std::int64_t>(1, (plainSize + plainBytes - 1) / plainBytes);
}

std::int64_t positionOf(std::int64_t number) {
    return BlobHeader::bytes + number * (plainBytes + overhead);
}

QByteArray seal(const QByteArray& key, const QByteArray& fileId, std::int64_t number, bool last,
                QByteArrayView plain) {
    QByteArray out(nonceBytes + plain.size() + tagBytes, Qt::Uninitialized);
    randombytes_buf(out.data(), nonceBytes);
    const QByteArray bound = boundTo(fileId, number, last);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        raw(out.data()) + nonceBytes, nullptr, raw(plain.data()),
        static_cast<unsigned long long>(plain.size()), raw(bound.constData()),
        static_cast<unsigned long long>(bound.size()), nullptr, raw(out.constData()), raw(key.constData()));
    return out;
}

Result<QByteArray> unseal(const QByteArray& key, const QByteArray& fileId, std::int64_t number, bool last,
                          QByteArrayView sealed) {
    if (sealed.size() < overhead)
        return fail(ErrorCode::StoreFailed, u"a sealed block is too short"_qs);
    QByteArray plain(sealed.size() - overhead, Qt::Uninitialized);
    const QByteArray bound = boundTo(fileId, number, last);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            raw(plain.data()), nullptr, nullptr, raw(sealed.data()) + nonceBytes,
            static_cast<unsigned long long>(sealed.size() - nonceBytes), raw(bound.constData()),
            static_cast<unsigned long long>(bound.size()), raw(sealed.data()), raw(key.constData()))
        != 0)
        return fail(ErrorCode::StoreFailed, u"a sealed block does not open"_qs);
    return plain;
}

Result<QByteArray> read(int fd, const BlobHeader& header, const QByteArray& key, std::int64_t size,
                        bool finished, std::int64_t offset, std::int64_t length) {
    if (offset < 0 || length < 0 || offset > size)
        return fail(ErrorCode::BadRange);
    length = std::min(length, size - offset);
    if (!header.sealed)
        return readPlain(fd, offset, length);
    const std::int64_t lastNumber = countFor(size) - 1;
    QByteArray out;
    out.reserve(length);
    QByteArray sealed(plainBytes + overhead, Qt::Uninitialized);
    while (length > 0) {
        const std::int64_t number = offset / plainBytes;
        const std::int64_t inBlock = std::min(plainBytes, size - number * plainBytes);
        const std::int64_t wanted = inBlock + overhead;
        TRY_ASSIGN(const std::int64_t got, files::readAt(fd, sealed.data(), wanted, positionOf(number)));
        if (got != wanted)
            return fail(ErrorCode::StoreFailed, u"a stored file is too short"_qs);
        TRY_ASSIGN(const QByteArray plain,
                   unseal(key, header.fileId, number, finished && number == lastNumber,
                          QByteArrayView(sealed.constData(), wanted)));
        const std::int64_t from = offset - number * plainBytes;
        const std::int64_t take = std::min(length, inBlock - from);
        out.append(plain.constData() + from, take);
        offset += take;
        length -= take;
    }
    return out;
}

} // namespace parlor::server::blocks
