#pragma once

#include "shared/core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <optional>

namespace parlor::server {

/// A signed request for a token, its fields as received, because the signature is over those very texts
/// (reference: the pub/sub protocol's TokenRequest, RSA9). Absent ones are empty.
struct TokenRequest {
    QString keyName, ttl, capability, clientId, timestamp, nonce, mac;

    /// BadRequest for anything but texts and whole numbers (BadTtl for a ttl that is another number);
    /// TooLarge for a field beyond 16 Ki characters.
    static Result<TokenRequest> fromJson(const QJsonObject& json);
    [[nodiscard]] QJsonObject toJson() const;
    /// The six fields that are signed, each followed by a line feed.
    [[nodiscard]] QByteArray signedText() const;
    /// base64(HMAC-SHA256(secret, signedText())).
    [[nodiscard]] QString macWith(const QString& secret) const;
};

struct TokenDetails {
    QString token, keyName;
    std::int64_t issued = 0, expires = 0; ///< ms UTC
    QByteArray capability;                ///< canonical JSON text
    QString clientId;

    [[nodiscard]] QJsonObject toJson() const;
};

/// A whole number in digits only, so that what was signed and what is meant can't differ.
std::optional<std::int64_t> wholeNumber(const QString& text);

/// 128 random bits as base64url.
QString randomText();

} // namespace parlor::server
