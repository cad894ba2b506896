#pragma once

#include "server/domain/channels/channelfeed.h"
#include "shared/core/clock.h"

#include <QHash>

#include <memory>
#include <unordered_map>

namespace parlor::server {

/// The feeds of those channels that somebody here listens to or did until lately, and how far all channels
/// are known to have come. Domain thread only.
class ChannelFeeds {
public:
    explicit ChannelFeeds(const Clock& clock) : m_clock(clock) {}

    /// nullptr when nobody listens.
    [[nodiscard]] ChannelFeed* find(ChannelId channel) const;
    /// The one that is there, or a new one that goes on from `position`.
    ChannelFeed& open(ChannelId channel, Serial position);

    /// The channel has come at least so far; answers how far it is known to have come.
    Serial heard(ChannelId channel, Serial newest);

    /// The newest serial heard of since the start, listened to or not; 0: of none.
    [[nodiscard]] Serial known(ChannelId channel) const { return m_known.value(channel); }

    /// nullptr when the connection is not subscribed.
    [[nodiscard]] const Subscription* subscription(ConnectionId connection, ChannelId channel) const;
    /// Whether it was subscribed.
    bool drop(ChannelFeed& feed, ConnectionId connection);

    /// Forgets channels that nobody has listened to for ten minutes.
    void sweep();

private:
    const Clock& m_clock;
    std::unordered_map<ChannelId, std::unique_ptr<ChannelFeed>> m_feeds;
    QHash<ChannelId, Serial> m_known;
};

} // namespace parlor::server
