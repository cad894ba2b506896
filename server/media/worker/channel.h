#pragma once

#include <QByteArray>

#include <optional>

namespace parlor::server::media {

/// A request as it came: the packet and the two descriptors, which the receiver closes.
struct Received {
    QByteArray packet;
    int original = -1; ///< read only
    int result = -1;   ///< empty memfd
};

/// Waits for the next request; nullopt when parlord has gone or breaks the protocol. `onIdle` runs once when
/// nothing has come for half a second.
std::optional<Received> receiveRequest(int socket, void (*onIdle)());

/// False when parlord has gone.
bool sendPacket(int socket, const QByteArray& packet);

} // namespace parlor::server::media
