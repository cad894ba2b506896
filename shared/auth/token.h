#pragma once

#include <QString>

#include <optional>

namespace parlor {

enum class TokenKind {
    Access,  ///< parlor_at_…
    Refresh, ///< parlor_rt_…
    Invite,  ///< parlor_in_…
    Webhook, ///< parlor_wh_…: the secret part of an incoming webhook's address
};

/// 256 random bits as text that people and secret scanners recognise: the kind's prefix, 43 characters of
/// base64url, then the CRC-32 of all that stands before it as 6 characters of base 62. The sum finds slips of
/// the keyboard and keeps made-up text away from the store; it protects nothing. Thread-safe.
QString makeToken(TokenKind kind);

/// The kind of a text that has the form of a token, prefix and sum included; whether it is valid only the
/// store knows.
std::optional<TokenKind> tokenKindOf(QStringView text);

} // namespace parlor
