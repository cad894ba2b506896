#pragma once

#include "client/core/libraryindex.h"
#include "client/core/pendingchange.h"
#include "client/core/timeline.h"
#include "client/core/values.h"
#include "shared/protocol/serverlimits.h"

#include <variant>
#include <vector>

namespace parlor::client {

/// Everything that can happen to State. The names are past tense: it has happened.

struct AccountKnown {
    Account account;
};

struct SignedOut {}; ///< everything is dropped

struct ConnectionChanged {
    Connection connection;
};

/// The server said what it takes.
struct LimitsKnown {
    ServerLimits limits;
};

struct PeopleSeen {
    QList<Person> people;
};

/// The server's whole list, or (`complete` false) some of it. Channels that a complete list lacks are gone.
struct ChannelsSeen {
    QList<ChannelState> channels;
    bool complete = false;
};

struct ChannelGone {
    ChannelId channel;
};

/// The next events of a channel, in order and without a gap. `live`: they happen now.
struct EventsApplied {
    ChannelId channel;
    QList<Event> events;
    bool live = false;
};

/// A page of the past (or around a place) that covers `range` completely.
struct PageLoaded {
    ChannelId channel;
    SerialRange range;
    QList<Event> events;
    bool atStart = false;
    bool atEnd = false;
    bool replace = false; ///< this becomes the window, whatever was there
};

struct PageLoading {
    ChannelId channel;
    bool loading = false;
};

/// The cursor was lost: what is shown may lie before a hole.
struct TimelineCleared {
    ChannelId channel;
};

/// Somebody reads further up in it (or no longer does): its older rows stay in memory meanwhile.
struct TimelineHeld {
    ChannelId channel;
    bool held = false;
};

struct LastMessageKnown {
    ChannelId channel;
    Event message;
};

struct PendingChanged {
    PendingMessage message; ///< new, or in a new state
};

struct PendingRemoved {
    ChannelId channel;
    QString clientId;
};

struct ChangePending {
    PendingChange change; ///< new, or in a new state
};

/// The server has answered, or it is given up. `refused`: it will never be.
struct ChangeOver {
    QString clientId;
    std::optional<ErrorCode> refused;
    std::optional<Serial> serial{}; ///< of the event that says it of a message, which may be on its way
    std::optional<QString> text{};  ///< of an edit, when the word filter changed it
    bool done = false;              ///< the server has done it
};

/// A channel that waited to be made is there under its own id. What was written for it has moved already.
struct ChannelMade {
    ChannelId unmade;
    ChannelId channel;
};

/// One's own read marker moved, here or on another device.
struct ReadMarkerMoved {
    ChannelId channel;
    Serial read;
    std::int64_t unread = 0;
    std::int64_t mentions = 0;
    bool marked = false; ///< as unread, by oneself
};

struct NotificationsSet {
    ChannelId channel;
    Notifications notifications = Notifications::All;
};

/// Words that count as a mention of oneself, by cleanKeywords().
struct KeywordsKnown {
    QStringList words;
};

struct DraftSaved {
    ChannelId channel;
    QString text;
};

struct TypingSeen {
    ChannelId channel;
    PersonId person;
    std::int64_t until = 0; ///< ms of the monotonic clock; 0: stopped
};

struct PresenceSeen {
    PersonId person;
    bool online = false;
    QJsonObject data{}; ///< what the person says of himself while online
};

/// How far people are in a direct channel or small group; `complete`: nobody else tells.
struct ReceiptsKnown {
    ChannelId channel;
    QList<Receipt> receipts;
    bool complete = false;
};

struct LibraryLoaded {
    std::vector<LibraryEntry> entries;
};

struct LibraryChanged {
    std::vector<LibraryEntry> entries;
    std::vector<PhotoId> removed;
};

struct TransferChanged {
    Transfer transfer;
};

struct TransferRemoved {
    TransferId transfer;
};

using StateEvent =
    std::variant<AccountKnown, SignedOut, ConnectionChanged, LimitsKnown, PeopleSeen, ChannelsSeen,
                 ChannelGone, EventsApplied, PageLoaded, PageLoading, TimelineCleared, TimelineHeld,
                 LastMessageKnown, PendingChanged, PendingRemoved, ChangePending, ChangeOver, ChannelMade,
                 ReadMarkerMoved, NotificationsSet, KeywordsKnown, DraftSaved, TypingSeen, PresenceSeen,
                 ReceiptsKnown, LibraryLoaded, LibraryChanged, TransferChanged, TransferRemoved>;

} // namespace parlor::client
