#pragma once

#include "server/net/http/requesthead.h"

#include <QStringList>

#include <optional>

namespace parlor::server {

/// Why a request to the socket's path is not a WebSocket handshake that we accept (RFC 6455, 4.2); nullopt
/// when it is.
std::optional<HttpResponse> refusalOfUpgrade(const RequestHead& head, const QStringList& origins);

/// The whole 101 answer. No extension and no subprotocol is ever agreed on.
QByteArray upgradeAnswer(const RequestHead& head, const QByteArray& date);

} // namespace parlor::server
