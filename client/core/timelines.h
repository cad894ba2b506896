#pragma once

#include "client/core/changes.h"
#include "client/core/stateevent.h"
#include "client/core/timeline.h"

#include <QHash>
#include <QSet>

namespace parlor::client {

/// The timelines of all channels that were opened. Which rows changed is told by `changes`, which outlives
/// this. Interface thread only.
class Timelines {
public:
    explicit Timelines(Changes& changes) : m_changes(changes) {}

    /// Empty for a channel that was not opened.
    [[nodiscard]] const Timeline& of(ChannelId channel) const;

    /// The next events of a channel's stream, in order. Without effect where it was not opened.
    void append(ChannelId channel, const QList<Event>& events);
    /// Opens the channel where it is not open.
    void load(const PageLoaded& page);
    void setLoading(ChannelId channel, bool loading);
    /// Another stream begins.
    void restart(ChannelId channel);
    /// Somebody reads further up in it, or no longer does.
    void hold(ChannelId channel, bool held);
    void forget(ChannelId channel);
    void clear();

    /// The message looks different.
    void tellMessage(ChannelId channel, MessageId message);
    /// Rows of `author` look different whose serial lies between what was known before and what is known now.
    void tellReceipts(ChannelId channel, PersonId author, const Receipt& before, const Receipt& now);

private:
    TimelineChange& told(ChannelId channel);

    Changes& m_changes;
    QHash<ChannelId, Timeline> m_timelines;
    QSet<ChannelId> m_held; ///< keep their older rows
};

} // namespace parlor::client
