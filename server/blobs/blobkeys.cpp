#include "server/blobs/blobkeys.h"

#include "server/blobs/credential.h"
#include "server/blobs/fileops.h"

#include <QFile>

#include <sodium.h>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>

namespace parlor::server {

namespace {

constexpr qsizetype keyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr qsizetype tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr qsizetype nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

unsigned char* raw(QByteArray& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

const unsigned char* raw(const QByteArray& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.constData());
}

QByteArray randomBytes(qsizetype count) {
    QByteArray out(count, Qt::Uninitialized);
    randombytes_buf(out.data(), static_cast<std::size_t>(count));
    return out;
}

/// BLAKE2b keyed with the master: independent keys and ids from one secret.
QByteArray derive(const QByteArray& master, QByteArrayView purpose, std::size_t size) {
    QByteArray out(static_cast<qsizetype>(size), Qt::Uninitialized);
    crypto_generichash(raw(out), size, reinterpret_cast<const unsigned char*>(purpose.data()),
                       static_cast<unsigned long long>(purpose.size()), raw(master), keyBytes);
    return out;
}

/// Without its key a sealed directory looks like one full of damage, and new files would lie there in clear.
Status expectUnsealed(const QByteArray& directory) {
    struct stat info = {};
    if (::stat((directory + "/names.key").constData(), &info) == 0)
        return fail(ErrorCode::BadRequest,
                    u"the files in %1 are sealed: storage.key_file is not set, nor is there a credential "
                    "storage.key"_qs.arg(QFile::decodeName(directory)));
    return errno == ENOENT ? Status() : std::unexpected(files::errorOf("names.key", errno));
}

} // namespace

Result<BlobKeys::Master> BlobKeys::readMaster(const QByteArray& path) {
    TRY_ASSIGN(const files::Descriptor file, files::open(path, O_RDONLY));
    struct stat info = {};
    if (::fstat(*file, &info) != 0)
        return std::unexpected(files::errorOf("stat", errno));
    const mode_t forbidden = isCredential(path) ? S_IRWXO : S_IRWXG | S_IRWXO;
    if ((info.st_mode & forbidden) != 0)
        return fail(ErrorCode::Forbidden, u"the key file must not be readable by others (chmod 600)"_qs);
    QByteArray key(4 * keyBytes, Qt::Uninitialized);
    TRY_ASSIGN(const std::int64_t got, files::readAt(*file, key.data(), key.size(), 0));
    key.truncate(got);
    if (key.size() != keyBytes)
        key = QByteArray::fromHex(key.trimmed());
    if (key.size() != keyBytes)
        return fail(ErrorCode::BadRequest, u"a key file holds 32 bytes or 64 hex digits"_qs);
    Master master{derive(key, "parlor blob master id 1", crypto_generichash_BYTES_MIN).left(8),
                  derive(key, "parlor blob wrapping key 1", keyBytes)};
    sodium_memzero(key.data(), static_cast<std::size_t>(key.size()));
    return master;
}

Result<BlobKeys> BlobKeys::load(const QList<QByteArray>& keyFiles, const QByteArray& directory) {
    if (sodium_init() < 0)
        return fail(ErrorCode::Internal, u"libsodium"_qs);
    BlobKeys keys;
    for (const QByteArray& path : keyFiles) {
        TRY_ASSIGN(Master master, readMaster(path));
        keys.m_masters.append(std::move(master));
    }
    if (keys.sealing())
        TRY(keys.loadNameKey(directory));
    else
        TRY(expectUnsealed(directory));
    return keys;
}

Status BlobKeys::makeKeyFile(const QByteArray& path) {
    if (sodium_init() < 0)
        return fail(ErrorCode::Internal, u"libsodium"_qs);
    const int fd = ::open(path.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return fail(ErrorCode::Conflict, u"the key file exists"_qs);
    if (fd < 0)
        return std::unexpected(files::errorOf("key file", errno));
    const files::Descriptor file = files::adopt(fd);
    const QByteArray text = randomBytes(keyBytes).toHex() + '\n';
    TRY(files::writeAllAt(fd, text.constData(), text.size(), 0));
    TRY(files::sync(fd));
    return files::syncDirectory(path.contains('/') ? files::parentOf(path) : QByteArray("."));
}

Status BlobKeys::loadNameKey(const QByteArray& directory) {
    const QByteArray path = directory + "/names.key";
    if (const auto file = files::open(path, O_RDONLY)) {
        TRY_ASSIGN(const BlobHeader header, BlobHeader::read(**file));
        Result<QByteArray> key = dataKey(header);
        if (!key)
            return fail(ErrorCode::BadRequest,
                        u"%1 opens neither with storage.key_file nor with storage.old_key_files"_qs.arg(
                            QFile::decodeName(path)));
        m_nameKey = *std::move(key);
        return {};
    } else if (file.error().code != ErrorCode::NotFound) {
        return std::unexpected(file.error());
    }
    const auto [made, key] = makeHeader();
    BlobHeader header = made;
    header.size = 0;
    const QByteArray fresh = path + ".new";
    TRY_ASSIGN(const files::Descriptor file, files::open(fresh, O_WRONLY | O_CREAT | O_TRUNC));
    TRY(header.write(*file));
    TRY(files::sync(*file));
    if (::rename(fresh.constData(), path.constData()) != 0)
        return std::unexpected(files::errorOf("rename", errno));
    m_nameKey = key;
    return files::syncDirectory(directory);
}

void BlobKeys::wrap(const Master& master, BlobHeader* header, const QByteArray& key) {
    header->keyNonce = randomBytes(nonceBytes);
    header->masterId = master.id;
    header->wrappedKey.resize(keyBytes + tagBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(header->wrappedKey), nullptr, raw(key), keyBytes,
                                               raw(std::as_const(header->fileId)), 16, nullptr,
                                               raw(std::as_const(header->keyNonce)), raw(master.wrap));
}

std::pair<BlobHeader, QByteArray> BlobKeys::makeHeader() const {
    BlobHeader header;
    header.fileId = randomBytes(16);
    if (!sealing())
        return {header, {}};
    header.sealed = true;
    QByteArray key = randomBytes(keyBytes);
    wrap(m_masters.first(), &header, key);
    return {header, key};
}

Result<QByteArray> BlobKeys::dataKey(const BlobHeader& header) const {
    if (!header.sealed)
        return QByteArray();
    for (const Master& master : m_masters) {
        if (master.id != header.masterId)
            continue;
        QByteArray key(keyBytes, Qt::Uninitialized);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                raw(key), nullptr, nullptr, raw(header.wrappedKey),
                static_cast<unsigned long long>(header.wrappedKey.size()), raw(header.fileId), 16,
                raw(header.keyNonce), raw(master.wrap))
            == 0)
            return key;
    }
    return fail(ErrorCode::StoreFailed, u"no key opens this file"_qs);
}

Result<std::optional<BlobHeader>> BlobKeys::rewrapped(const BlobHeader& header) const {
    if (!header.sealed || (sealing() && header.masterId == m_masters.first().id))
        return std::optional<BlobHeader>();
    TRY_ASSIGN(QByteArray key, dataKey(header));
    BlobHeader fresh = header;
    wrap(m_masters.first(), &fresh, key);
    sodium_memzero(key.data(), static_cast<std::size_t>(key.size()));
    return std::optional(fresh);
}

QString BlobKeys::nameFor(const QByteArray& sha256) const {
    if (m_nameKey.isEmpty())
        return QString::fromLatin1(sha256.toHex());
    QByteArray mac(crypto_auth_hmacsha256_BYTES, Qt::Uninitialized);
    crypto_auth_hmacsha256(raw(mac), raw(sha256), static_cast<unsigned long long>(sha256.size()),
                           raw(m_nameKey));
    return QString::fromLatin1(mac.toHex());
}

} // namespace parlor::server
