#include "server/domain/shares/sharekeys.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <sodium.h>

namespace parlor::server {

namespace {

constexpr auto encoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
constexpr qsizetype tokenBytes = 16;

} // namespace

QString ShareKeys::makeToken() {
    QByteArray bytes(tokenBytes, Qt::Uninitialized);
    randombytes_buf(bytes.data(), tokenBytes);
    return QString::fromLatin1(bytes.toBase64(encoding));
}

QByteArray ShareKeys::hashOf(const QString& token) {
    return isClientId(token) ? QCryptographicHash::hash(token.toLatin1(), QCryptographicHash::Sha256)
                             : QByteArray();
}

QByteArray ShareKeys::mac(const QByteArray& content) const {
    return QMessageAuthenticationCode::hash(content, m_key, QCryptographicHash::Sha256).toBase64(encoding);
}

QByteArray ShareKeys::unlocked(const Share& share, std::int64_t until) const {
    const QByteArray end = QByteArray::number(static_cast<qlonglong>(until));
    return end + '.'
           + mac("unlocked " + share.id.toString().toLatin1() + ' ' + end + ' '
                 + share.passwordHash.toUtf8());
}

bool ShareKeys::isUnlocked(const Share& share, const QByteArray& value, std::int64_t now) const {
    const std::int64_t until = value.left(value.indexOf('.')).toLongLong();
    const QByteArray expected = unlocked(share, until);
    return until > now && expected.size() == value.size()
           && sodium_memcmp(expected.constData(), value.constData(), static_cast<std::size_t>(value.size()))
                  == 0;
}

QByteArray ShareKeys::seen(const Share& share) const {
    return mac("seen " + share.id.toString().toLatin1());
}

} // namespace parlor::server
