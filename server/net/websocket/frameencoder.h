#pragma once

#include "server/net/websocket/framedecoder.h"

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>

namespace parlor::server {

/// One whole, unmasked server frame with its header.
QByteArray encodeFrame(Opcode opcode, QByteArrayView payload);

/// A close frame; code 1005 gives one without a body.
QByteArray encodeClose(std::uint16_t code);

/// The `Sec-WebSocket-Accept` of a key (RFC 6455, 4.2.2).
QByteArray acceptFor(const QByteArray& key);

} // namespace parlor::server
