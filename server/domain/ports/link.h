#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/protocol/commands.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <compare>
#include <cstdint>

namespace parlor::server {

/// One socket. `thread` is the I/O thread that owns it for its whole life.
struct ConnectionId {
    std::uint32_t thread = 0;
    std::uint64_t number = 0;

    friend constexpr auto operator<=>(const ConnectionId&, const ConnectionId&) = default;

    friend size_t qHash(const ConnectionId& id, size_t seed = 0) {
        return qHashMulti(seed, id.thread, id.number);
    }
};

/// Who is at the other end, as far as the socket knows.
struct PeerInfo {
    QString address;        ///< textual IP of the client itself, also behind a trusted proxy
    QString block;          ///< what limits count by: the address, or the /64 of an IPv6 one
    bool encrypted = false; ///< TLS here or at the trusted proxy
    bool loopback = false;
};

/// Why we close a WebSocket. 4000–4499: come back; 4500–4999: don't (reference: PROTOCOL, "Closing").
enum class CloseCode : std::uint16_t {
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    Unsupported = 1003, ///< a binary message
    BadText = 1007,
    TooBig = 1009,
    Restart = 4001,
    TokenExpired = 4002, ///< renew the token and come back
    Replaced = 4005,
    Slow = 4008,
    PositionLost = 4010,
    RateLimited = 4013,
    HelloTimeout = 4014,
    BadToken = 4500,
    Revoked = 4503,
    Forbidden = 4507,
    TooOld = 4510,
};

/// What the domain may do with connections. Implemented by net, called on the domain thread, never blocks;
/// calls about one connection take effect in the order in which they are made. A call about a connection that
/// is gone does nothing. Frames are whole JSON texts, at most 64 KiB, shared and never changed.
class Link {
public:
    virtual ~Link() = default;

    /// The connection's hello was accepted. Until then it counts among its address's sockets before sign-in,
    /// and it is closed with HelloTimeout 10 s after it was opened. subscribe() implies it.
    virtual void signedIn(ConnectionId /*who*/) {}

    /// Its frames are no longer held back for being many; they still wait while the domain is behind.
    virtual void unmetered(ConnectionId /*who*/) {}

    /// Sends to one connection; counted against its outbox (512 frames or 1 MiB, then CloseCode::Slow).
    virtual void send(ConnectionId to, const QByteArray& frame) = 0;

    /// Adds the connection to the channel's members. While held, the channel's frames wait for release(), so
    /// that a reader can deliver the past first.
    virtual void subscribe(ConnectionId who, ChannelId channel) = 0;

    /// Sends what was held since subscribe(), then lets the channel's frames through.
    virtual void release(ConnectionId who, ChannelId channel) = 0;

    virtual void unsubscribe(ConnectionId who, ChannelId channel) = 0;

    /// One frame to every member of the channel on this node.
    virtual void publish(ChannelId channel, const QByteArray& frame) = 0;

    /// As publish(), but not to `except`, not held, and the first thing that is dropped.
    virtual void publishEphemeral(ChannelId channel, const QByteArray& frame, ConnectionId except) = 0;

    /// One frame to each of these, and the first thing that is dropped.
    virtual void sendEphemeral(const QList<ConnectionId>& /*to*/, const QByteArray& /*frame*/) {}

    /// Sends `lastFrame` (may be empty) and closes.
    virtual void close(ConnectionId who, CloseCode code, const QByteArray& lastFrame) = 0;
};

/// What connections tell the domain. Called on the domain thread, in order for any one connection.
class LinkListener {
public:
    virtual ~LinkListener() = default;

    virtual void opened(ConnectionId who, const PeerInfo& peer) = 0;

    /// A decoded frame, or why it could not be decoded (the connection stays open unless the domain closes
    /// it).
    virtual void received(ConnectionId who, const Result<Request>& request) = 0;

    /// Called instead of received() for a frame that could not be decoded; `rid` is its number where that
    /// could still be read, else 0.
    virtual void refused(ConnectionId who, const Error& why, std::int64_t /*rid*/) {
        received(who, std::unexpected(why));
    }

    /// Instead of opened() on a listener for plain texts: with the upgrade's Authorization header.
    virtual void presented(ConnectionId who, const PeerInfo& peer, const QByteArray& /*authorization*/) {
        opened(who, peer);
    }

    /// Instead of received() on a listener for plain texts: valid UTF-8, as it came.
    virtual void text(ConnectionId /*who*/, const QByteArray& /*text*/) {}

    virtual void closed(ConnectionId who) = 0;
};

} // namespace parlor::server
