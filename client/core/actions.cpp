#include "client/core/actions.h"

#include <QHostAddress>

namespace parlor::client {

namespace {

constexpr int defaultPort = 7420;

bool isLoopback(const QString& host) {
    return host.compare(u"localhost"_qs, Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

Result<QByteArray> parsePin(const QString& hex) {
    const QByteArray latin = hex.toLatin1();
    QByteArray bytes = QByteArray::fromHex(latin);
    if (bytes.size() != 32 || bytes.toHex() != latin.toLower())
        return fail(ErrorCode::BadRequest, u"the pin is not 64 hexadecimal digits"_qs);
    return bytes;
}

} // namespace

Result<ServerAddress> parseServerAddress(const QString& text) {
    QString typed = text.trimmed();
    if (typed.isEmpty() || typed.size() > 512)
        return fail(ErrorCode::BadRequest, u"no address"_qs);
    const bool hasScheme = typed.contains(u"://"_qs);
    QUrl url(hasScheme ? typed : u"https://"_qs + typed, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasQuery())
        return fail(ErrorCode::BadRequest, u"not an address"_qs);
    if (!hasScheme && isLoopback(url.host())) {
        url.setScheme(u"http"_qs);
        if (url.port() < 0)
            url.setPort(defaultPort);
    }
    if (url.scheme() != u"https" && url.scheme() != u"http")
        return fail(ErrorCode::BadRequest, u"not http or https"_qs);
    if (url.scheme() == u"http" && !isLoopback(url.host()))
        return fail(ErrorCode::PlainHttpPassword, u"plain http beyond this machine"_qs);
    ServerAddress address;
    if (url.hasFragment()) {
        TRY_ASSIGN(address.pin, parsePin(url.fragment()));
        url.setFragment({});
    }
    QString path = url.path();
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path);
    address.url = url;
    return address;
}

Result<InviteLink> parseInviteLink(const QString& link) {
    const QUrl url(link.trimmed(), QUrl::StrictMode);
    if (link.size() > 1024 || !url.isValid() || url.scheme() != u"parlor" || url.host().isEmpty())
        return fail(ErrorCode::BadRequest, u"not an invite link"_qs);
    const QString code = url.path().mid(1);
    if (code.isEmpty() || code.contains(u'/'))
        return fail(ErrorCode::BadRequest, u"the link has no code"_qs);
    QUrl server;
    server.setScheme(isLoopback(url.host()) && !url.hasFragment() ? u"http"_qs : u"https"_qs);
    server.setHost(url.host());
    server.setPort(url.port());
    TRY_ASSIGN(ServerAddress address, parseServerAddress(server.toString()));
    if (url.hasFragment()) {
        TRY_ASSIGN(address.pin, parsePin(url.fragment()));
    }
    return InviteLink{address, code};
}

} // namespace parlor::client
