#pragma once

#include "server/net/http/requesthead.h"
#include "server/net/netconfig.h"

#include <QStringList>

#include <optional>

namespace parlor::server {

/// Whether a request is for the socket, well formed or not: by its path, or, on a listener of plain texts,
/// all but the question whether the server lives.
bool isForSocket(const HttpRequest& request, const NetConfig& config);

/// Why a request to the socket's path is not a WebSocket handshake that we accept (RFC 6455, 4.2); nullopt
/// when it is.
std::optional<HttpResponse> refusalOfUpgrade(const RequestHead& head, const QStringList& origins);

/// The whole 101 answer. No extension and no subprotocol is ever agreed on.
QByteArray upgradeAnswer(const RequestHead& head, const QByteArray& date);

} // namespace parlor::server
