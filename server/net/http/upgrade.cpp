#include "server/net/http/upgrade.h"

#include "server/net/http/responsehead.h"
#include "server/net/websocket/frameencoder.h"

namespace parlor::server {

namespace {

int countOf(const HttpRequest& request, QByteArrayView name) {
    return int(std::count_if(request.headers.begin(), request.headers.end(),
                             [&](const auto& header) { return header.first == name; }));
}

bool isKeyValid(const QByteArray& key) {
    const auto decoded = QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    return key.size() == 24 && decoded && (*decoded).size() == 16;
}

/// Where logs on the way would keep it.
bool hasTokenInAddress(const HttpRequest& request) {
    return request.query.hasQueryItem(QStringLiteral("access_token"))
           || request.query.hasQueryItem(QStringLiteral("token"));
}

bool isOriginAllowed(const HttpRequest& request, const QStringList& origins) {
    if (countOf(request, "origin") == 0 || origins.contains(QStringLiteral("*")))
        return true;
    return countOf(request, "origin") == 1
           && origins.contains(QString::fromLatin1(request.header("origin")), Qt::CaseInsensitive);
}

} // namespace

bool isForSocket(const HttpRequest& request, const NetConfig& config) {
    if (!config.plainText)
        return request.path == config.socketPath;
    return request.path != config.lifePath || countOf(request, "upgrade") > 0;
}

std::optional<HttpResponse> refusalOfUpgrade(const RequestHead& head, const QStringList& origins) {
    const HttpRequest& request = head.request;
    if (request.method != "GET") {
        HttpResponse response = problem(ErrorCode::MethodNotAllowed);
        response.headers.emplaceBack("Allow", "GET");
        return response;
    }
    if (hasTokenInAddress(request))
        return problem(ErrorCode::BadRequest);
    const QByteArray upgrade = request.header("upgrade");
    const bool isOldVersion = request.header("sec-websocket-version") != "13";
    if (upgrade.isEmpty() || (hasToken(upgrade, "websocket") && isOldVersion)) {
        HttpResponse response = problem(ErrorCode::VersionMismatch, 426);
        response.headers.emplaceBack("Sec-WebSocket-Version", "13");
        return response;
    }
    if (!head.isHttp11 || !hasToken(upgrade, "websocket")
        || !hasToken(request.header("connection"), "upgrade") || countOf(request, "sec-websocket-key") != 1
        || !isKeyValid(request.header("sec-websocket-key")) || request.contentLength != 0)
        return problem(ErrorCode::BadRequest);
    if (!isOriginAllowed(request, origins))
        return problem(ErrorCode::Forbidden);
    return std::nullopt;
}

QByteArray upgradeAnswer(const RequestHead& head, const QByteArray& date) {
    return "HTTP/1.1 101 Switching Protocols\r\nDate: " + date
           + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
           + acceptFor(head.request.header("sec-websocket-key")) + "\r\n\r\n";
}

} // namespace parlor::server
