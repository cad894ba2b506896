#include "server/domain/channels/channelfeeds.h"

#include <algorithm>

namespace parlor::server {

namespace {
constexpr std::int64_t idleMs = 600'000;
} // namespace

ChannelFeed* ChannelFeeds::find(ChannelId channel) const {
    const auto at = m_feeds.find(channel);
    return at == m_feeds.end() ? nullptr : at->second.get();
}

ChannelFeed& ChannelFeeds::open(ChannelId channel, Serial position) {
    std::unique_ptr<ChannelFeed>& feed = m_feeds[channel];
    if (!feed)
        feed = std::make_unique<ChannelFeed>(position);
    // What was committed between the reading of the position and now passed while nobody listened.
    feed->sequence.hint(std::max(position, m_known.value(channel)));
    return *feed;
}

Serial ChannelFeeds::heard(ChannelId channel, Serial newest) {
    Serial& known = m_known[channel];
    known = std::max(known, newest);
    return known;
}

const Subscription* ChannelFeeds::subscription(ConnectionId connection, ChannelId channel) const {
    const ChannelFeed* feed = find(channel);
    if (!feed)
        return nullptr;
    const auto at = feed->subscribers.constFind(connection);
    return at == feed->subscribers.constEnd() ? nullptr : &*at;
}

bool ChannelFeeds::drop(ChannelFeed& feed, ConnectionId connection) {
    const auto at = feed.subscribers.constFind(connection);
    if (at == feed.subscribers.constEnd())
        return false;
    feed.withoutReactions -= at->reactions ? 0 : 1;
    feed.subscribers.erase(at);
    if (feed.subscribers.isEmpty())
        feed.idleSince = m_clock.monotonic();
    return true;
}

void ChannelFeeds::sweep() {
    const std::int64_t now = m_clock.monotonic();
    std::erase_if(m_feeds, [now](const auto& entry) {
        return entry.second->subscribers.isEmpty() && now - entry.second->idleSince > idleMs;
    });
}

} // namespace parlor::server
