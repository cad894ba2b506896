#pragma once

#include "client/core/libraryindex.h"
#include "client/core/pendingchange.h"
#include "client/core/timeline.h"
#include "client/core/values.h"

#include <QHash>
#include <QSet>

namespace parlor::client {

/// All that is needed to show the first window and to say hello.
struct CachedStart {
    Epoch epoch;
    Serial personCursor;
    std::int64_t libraryCursor = 0;
    QList<ChannelState> channels;
    QHash<ChannelId, Serial> cursors; ///< the newest event applied without a gap
    QHash<ChannelId, QString> drafts;
    QSet<ChannelId> unsentDrafts; ///< changed here, which the server has not confirmed; also emptied ones
    QHash<ChannelId, Event> lastMessages;
    QList<Person> people;
    QList<PendingMessage> pending;       ///< in the order in which they were written
    QList<PendingChange> changes;        ///< oldest first
    QHash<QString, std::int64_t> places; ///< of both by client id: the order in which all of them were made
    QList<Transfer> transfers;
    ChannelId openChannel; ///< the last one that was shown
};

/// A piece of a channel's past as this device has it.
struct CachedPage {
    QList<Event> events;              ///< rows only, in their latest form, oldest first
    std::optional<SerialRange> range; ///< what they cover completely; nullopt: nothing is known there
    bool verified = true;             ///< false: read before a hole, something may have changed since
};

/// A row that nobody has looked at again since something may have happened to it.
struct DoubtfulRow {
    ChannelId channel;
    Serial serial;

    friend bool operator==(const DoubtfulRow&, const DoubtfulRow&) = default;
};

} // namespace parlor::client
