#pragma once

#include "server/domain/channels/sequencer.h"
#include "server/domain/channels/tailcache.h"
#include "server/domain/ports/link.h"
#include "shared/core/ids.h"
#include "shared/protocol/channelrights.h"

#include <QByteArray>
#include <QHash>
#include <QList>

namespace parlor::server {

/// Whom the link sends a channel's events to: for it those who see no reactions are members of a channel of
/// their own.
inline ChannelId audienceOf(ChannelId channel, bool reactions) {
    return reactions ? channel : ChannelId(-channel.value());
}

/// One connection's place in a channel.
struct Subscription {
    PersonId person;
    Serial since;             ///< the membership it stands on: a removal up to here is an older story
    Serial visibleFrom;       ///< the first serial that the person may see
    std::uint64_t number = 0; ///< differs for each subscription, so that a late answer is recognised
    bool attaching = true;    ///< the past is still being delivered
    Role onServer = Role::Member;
    Role inChannel = Role::Member;
    bool reactions = true; ///< its token lets it see them
};

/// What this node knows of one channel while somebody here listens, and ten minutes longer.
struct ChannelFeed {
    explicit ChannelFeed(Serial published) : sequence(published) {}

    Sequencer<Event> sequence;
    TailCache tail;
    QHash<ConnectionId, Subscription> subscribers;
    int withoutReactions = 0; ///< subscribers that don't see them
    int memberCount = 0;
    RoleOverrides rights; ///< as of what is published
    bool filling = false;
    std::int64_t idleSince = 0; ///< monotonic ms when the last subscriber went

    /// The frames last made for somebody who came back, because the next one asks for the same.
    struct Memo {
        Serial after, upTo;
        QList<QByteArray> frames;
    } memo;
};

} // namespace parlor::server
