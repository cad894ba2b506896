#pragma once

#include "server/domain/ports/channelstore.h"
#include "server/domain/sessions/principal.h"
#include "shared/protocol/personevent.h"

namespace parlor::server {

/// Role there AND token: whether somebody may do it in the channel that stands so to him. Not for MentionAll,
/// which no token names.
inline bool mayThere(const Principal& principal, const ChannelState& state, ChannelRight right) {
    return mayIn(state, principal.role, right)
           && principal.capability.allows(channelResource(state.channel.id), QString(nameOf(right)));
}

/// Whether the channel is one of those that somebody is told of.
inline bool reaches(const Principal& principal, const ChannelState& state) {
    return mayThere(principal, state, ChannelRight::Subscribe)
           || mayThere(principal, state, ChannelRight::Publish)
           || mayThere(principal, state, ChannelRight::History);
}

/// The private events as a session may see them. A token that is narrowed gets of the channels that it
/// reaches what is said of them, and skipped serials for the rest: the stream has no gap for it either.
QList<PersonEvent> visiblePersonEvents(const Principal& principal, QList<PersonEvent> events);

/// Whether somebody is shown who reacted to what there.
inline bool seesReactions(const Principal& principal, ChannelId channel) {
    return principal.allows(channelResource(channel), u"annotation-subscribe");
}

} // namespace parlor::server
