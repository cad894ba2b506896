#pragma once

#include "client/core/changes.h"
#include "client/core/values.h"

#include <QStringList>

#include <optional>

namespace parlor::client {

// What the events of a channel, each taken once and in order, change in how the channel stands.

/// The newest message, in its latest form.
void keepLast(ChannelView& view, const Event& event);

/// Counts what is new for `me` by the server's rule. What it answers is a message to tell of; nullopt for
/// what is no message, is one's own, was read elsewhere or is no news.
std::optional<Arrival> countUnread(ChannelView& view, const Event& event, PersonId me,
                                   const QStringList& keywords);

/// Who is in it, and what `me` may do there.
void takeMember(ChannelView& view, const MemberChanged& change, Serial serial, PersonId me);

/// How far all others are: who is slowest decides. 0 where that is not told or not known.
Receipt slowestOf(const ChannelView& view);

} // namespace parlor::client
