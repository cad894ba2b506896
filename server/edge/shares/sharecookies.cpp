#include "server/edge/shares/sharecookies.h"

#include <algorithm>

namespace parlor::server {

namespace {

QByteArrayView wordOf(ShareCookie which) {
    switch (which) {
    case ShareCookie::Unlocked:
        return "parlor_share";
    case ShareCookie::Seen:
        return "parlor_seen";
    case ShareCookie::Device:
        break;
    }
    return "parlor_device";
}

} // namespace

// RFC 6265, 4.2
QByteArray cookieOf(const HttpRequest& request, ShareCookie which) {
    for (const QByteArray& pair : request.header("cookie").split(';')) {
        const QByteArray trimmed = pair.trimmed();
        const qsizetype equals = trimmed.indexOf('=');
        if (equals > 0 && trimmed.left(equals) == wordOf(which))
            return trimmed.mid(equals + 1);
    }
    return {};
}

std::pair<QByteArray, QByteArray> settingCookie(ShareCookie which, const QByteArray& value,
                                                const QString& token, const PeerInfo& peer,
                                                std::int64_t lifetimeMs) {
    QByteArray cookie =
        wordOf(which).toByteArray() + '=' + value + "; Path=/s/" + token.toLatin1() + "; HttpOnly";
    if (lifetimeMs > 0)
        cookie += "; Max-Age=" + QByteArray::number(static_cast<qlonglong>(lifetimeMs / 1'000));
    // A link is followed from elsewhere; a password is given on the page itself.
    cookie += which == ShareCookie::Unlocked ? "; SameSite=Strict" : "; SameSite=Lax";
    if (peer.encrypted)
        cookie += "; Secure";
    return {"set-cookie", cookie};
}

std::int64_t deviceLifetime(const Share& share, std::int64_t now) {
    constexpr std::int64_t yearMs = 365 * 86'400'000LL;
    constexpr std::int64_t leastMs = 1'000;
    return share.expiresAt ? std::clamp(*share.expiresAt - now, leastMs, yearMs) : yearMs;
}

} // namespace parlor::server
