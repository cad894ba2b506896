#pragma once

#include "server/domain/ports/sharestore.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace parlor::server {

/// What a visitor's browser carries: HMAC-SHA256 over what it stands for, so that nothing is kept for
/// visitors, but a hash of a random number for each device where only so many may come. Pure.
class ShareKeys {
public:
    /// `key`: 32 secret bytes.
    explicit ShareKeys(QByteArray key) : m_key(std::move(key)) {}

    /// 128 random bits as 22 characters of base64url.
    static QString makeToken();
    /// SHA-256; empty for what can't be a token.
    static QByteArray hashOf(const QString& token);

    /// That the password has been given. Another password or another time ends it.
    [[nodiscard]] QByteArray unlocked(const Share& share, std::int64_t until) const;
    [[nodiscard]] bool isUnlocked(const Share& share, const QByteArray& value, std::int64_t now) const;

    /// That this browser has been counted.
    [[nodiscard]] QByteArray seen(const Share& share) const;

private:
    [[nodiscard]] QByteArray mac(const QByteArray& content) const;

    QByteArray m_key;
};

} // namespace parlor::server
