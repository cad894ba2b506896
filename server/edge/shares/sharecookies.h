#pragma once

#include "server/domain/ports/http.h"
#include "server/domain/ports/sharestore.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

/// What the browsers of visitors carry for one link each, and send nowhere else.
namespace parlor::server {

enum class ShareCookie {
    Unlocked, ///< the password has been given
    Seen,     ///< this visit has been counted
    Device,   ///< one of those that may open it
};

/// Empty when it is not there.
[[nodiscard]] QByteArray cookieOf(const HttpRequest& request, ShareCookie which);

/// The header that sets it. `lifetimeMs`: 0 for as long as the browser stays open.
[[nodiscard]] std::pair<QByteArray, QByteArray> settingCookie(ShareCookie which, const QByteArray& value,
                                                              const QString& token, const PeerInfo& peer,
                                                              std::int64_t lifetimeMs);

/// A device is known as long as the link holds, but no longer than a year; each visit begins it anew.
[[nodiscard]] std::int64_t deviceLifetime(const Share& share, std::int64_t now);

} // namespace parlor::server
