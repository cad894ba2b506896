#pragma once

#include "server/domain/ports/link.h"
#include "server/net/netconfig.h"

#include <QByteArray>

#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include <sys/uio.h>

namespace parlor::server {

class WebSocketConnection;

/// A frame on its way to the members of a channel.
struct Outgoing {
    QByteArray frame;         ///< with its WebSocket header, shared by all members of all threads
    std::uint64_t except = 0; ///< number of a connection that does not get it
    bool isEphemeral = false;
};

/// Where a connection stands in a channel; kept by the connection.
struct MemberPlace {
    std::uint32_t channel = 0;
    std::uint32_t place = 0;
};

/// One thread's share of the fan-out: channel → members of this thread. Each channel has a log of frames that
/// not all members have yet; a pass visits every member and sends all it lacks in one gathered write. Passes
/// are cut into slices, so that a large channel does not hold up the others, and large channels rest one pass
/// length between passes, so that more frames travel together.
class FanOut {
public:
    explicit FanOut(const NetLimits& limits) : m_limits(limits) {}

    void subscribe(WebSocketConnection& connection, ChannelId channel);
    void release(WebSocketConnection& connection, ChannelId channel);
    void unsubscribe(WebSocketConnection& connection, ChannelId channel);
    void forget(WebSocketConnection& connection);

    void publish(ChannelId channel, Outgoing outgoing);

    /// Sends the connection what its channels still owe it, so that what follows comes after it.
    void catchUp(WebSocketConnection& connection);

    /// Visits about one slice of members. True when more is due at once.
    bool run(std::int64_t nowUs);

    /// When a resting channel wants its next pass (µs); 0: none does.
    [[nodiscard]] std::int64_t nextDue() const;

private:
    struct Member {
        WebSocketConnection* connection = nullptr;
        std::uint32_t next = 0;  ///< number of the first frame it lacks
        std::uint32_t place = 0; ///< in the connection's memberships
        bool isHeld = false;
    };

    struct Channel {
        ChannelId id;
        std::vector<Member> members;
        std::vector<Outgoing> log;
        std::uint32_t end = 0; ///< number after the last of the log
        int ephemerals = 0;    ///< in the log
        bool isQueued = false; ///< in m_ready or m_resting
        bool isPassing = false;
        std::size_t cursor = 0;     ///< members before it have been visited in this pass
        std::uint32_t passEnd = 0;  ///< what every member has when this pass is over
        std::int64_t passStart = 0; ///< µs
        std::int64_t restUntil = 0; ///< µs
        std::unordered_map<WebSocketConnection*, std::vector<QByteArray>> held;
    };

    struct Resting {
        std::int64_t due = 0;
        std::uint32_t channel = 0;
    };

    std::uint32_t slotOf(ChannelId id);
    MemberPlace* membershipOf(WebSocketConnection& connection, ChannelId channel);
    void enqueue(std::uint32_t slot, std::int64_t nowUs);
    void wakeRested(std::int64_t nowUs);
    void finishPass(std::uint32_t slot, std::int64_t nowUs);
    void visit(Channel& channel, Member& member);
    void hold(Channel& channel, WebSocketConnection& connection, std::size_t first);
    void deliver(Channel& channel, WebSocketConnection& connection, std::size_t first);
    void leave(WebSocketConnection& connection, std::size_t membership);
    void dropIfEmpty(std::uint32_t slot);

    const NetLimits& m_limits;
    std::unordered_map<std::int64_t, std::uint32_t> m_slots;
    std::vector<std::unique_ptr<Channel>> m_channels;
    std::vector<std::uint32_t> m_free;
    std::deque<std::uint32_t> m_ready; ///< channels with frames to send now
    std::vector<Resting> m_resting;

    // The pieces of the last delivery, which the next member usually needs too.
    const Channel* m_partsOf = nullptr;
    std::uint32_t m_partsFrom = 0, m_partsEnd = 0;
    std::size_t m_partsBytes = 0;
    std::vector<iovec> m_parts;
};

} // namespace parlor::server
