#pragma once

#include "client/core/changes.h"
#include "client/core/libraryindex.h"
#include "client/core/notificationwishes.h"
#include "client/core/pendingchanges.h"
#include "client/core/pendingmessages.h"
#include "client/core/people.h"
#include "client/core/stateevent.h"
#include "client/core/timelines.h"
#include "client/core/unconfirmedchanges.h"
#include "client/core/values.h"

#include <QHash>
#include <QList>

#include <map>
#include <optional>

namespace parlor::client {

/// All that this device knows and shows, by id. apply() is the only way to change it; what changed is told by
/// changes(), once a turn of the event loop. Interface thread only; returned references live until the next
/// apply().
class State {
public:
    [[nodiscard]] const std::optional<Account>& account() const { return m_account; }

    [[nodiscard]] PersonId me() const { return m_account ? m_account->person.id : PersonId(); }

    [[nodiscard]] const Connection& connection() const { return m_connection; }

    /// The server can be asked.
    [[nodiscard]] bool isConnected() const { return m_connection.state == Connectivity::Online; }

    /// What the server takes; what this program is made for until it has said so.
    [[nodiscard]] const ServerLimits& limits() const { return m_limits; }

    /// In no order.
    [[nodiscard]] const QHash<ChannelId, ChannelView>& channels() const { return m_channels; }

    /// Its id by now: that of the server, for one that waited to be made when somebody took its id.
    [[nodiscard]] ChannelId made(ChannelId id) const { return m_made.value(id, id); }

    /// nullptr when it is not known.
    [[nodiscard]] const ChannelView* channel(ChannelId id) const;

    [[nodiscard]] const Person* person(PersonId id) const { return m_people.find(id); }

    [[nodiscard]] const QHash<PersonId, Person>& people() const { return m_people.all(); }

    [[nodiscard]] bool isOnline(PersonId id) const { return m_people.isOnline(id); }

    /// What the person says of himself while online, as apps agree on it; else empty.
    [[nodiscard]] QJsonObject saidBy(PersonId id) const { return m_people.saidBy(id); }

    /// Empty for a channel that was not opened.
    [[nodiscard]] const Timeline& timeline(ChannelId id) const { return m_timelines.of(id); }

    /// In the order in which they were written; they stand after all rows of the timeline.
    [[nodiscard]] const QList<PendingMessage>& pending(ChannelId id) const { return m_pending.of(id); }

    /// What one asked for and the server has not answered, in the order in which it was asked.
    [[nodiscard]] const QList<PendingChange>& pendingChanges() const { return m_pendingChanges.all(); }

    /// A row of a timeline, or a last message, with what one asked of it and the server has not told yet;
    /// nullopt: as it is.
    [[nodiscard]] std::optional<Event> asAsked(const Event& row) const {
        return m_unconfirmed.over(row, me());
    }

    /// Something that one asked of the message waits for the connection, or for the server.
    [[nodiscard]] bool isChangeWaiting(MessageId message) const { return m_unconfirmed.isWaiting(message); }

    /// How far all others of a channel are: who is slowest decides. 0 where that is not told or not known.
    [[nodiscard]] Receipt farthest(ChannelId id) const;

    [[nodiscard]] const LibraryIndex& library() const { return m_library; }

    /// By the time they were added.
    [[nodiscard]] const std::map<TransferId, Transfer>& transfers() const { return m_transfers; }

    /// For everybody who shows something of it.
    [[nodiscard]] Changes& changes() { return m_changes; }

    void apply(const StateEvent& event);

private:
    void on(const AccountKnown& event);
    void on(const SignedOut& event);
    void on(const ConnectionChanged& event);
    void on(const LimitsKnown& event);
    void on(const PeopleSeen& event);
    void on(const ChannelsSeen& event);
    void on(const ChannelGone& event);
    void on(const EventsApplied& event);
    void on(const PageLoaded& event);
    void on(const PageLoading& event);
    void on(const TimelineCleared& event);
    void on(const TimelineHeld& event);
    void on(const LastMessageKnown& event);
    void on(const PendingChanged& event);
    void on(const PendingRemoved& event);
    void on(const ChangePending& event);
    void on(const ChangeOver& event);
    void on(const ChannelMade& event);
    void on(const ReadMarkerMoved& event);
    void on(const NotificationsSet& event);
    void on(const KeywordsKnown& event);
    void on(const DraftSaved& event);
    void on(const TypingSeen& event);
    void on(const PresenceSeen& event);
    void on(const ReceiptsKnown& event);
    void on(const LibraryLoaded& event);
    void on(const LibraryChanged& event);
    void on(const TransferChanged& event);
    void on(const TransferRemoved& event);

    void take(ChannelView& view, const Event& event, bool live);
    void pairPending(ChannelId channel, const QList<Event>& events);
    void countUnsent(ChannelId channel);
    void tellMessage(ChannelId channel, MessageId message);
    void hideUnmade(ChannelId channel);
    void showNotifications(ChannelId channel, Notifications notifications);
    [[nodiscard]] bool shows(ChannelId channel, MessageId message, Serial before) const;

    Changes m_changes;
    std::optional<Account> m_account;
    Connection m_connection;
    ServerLimits m_limits;
    QStringList m_keywords;
    QHash<ChannelId, ChannelView> m_channels;
    QHash<ChannelId, ChannelId> m_made; ///< that waited for it, by the id they had
    Timelines m_timelines{m_changes};
    PendingMessages m_pending;
    PendingChanges m_pendingChanges;
    UnconfirmedChanges m_unconfirmed;
    NotificationWishes m_wishes;
    People m_people;
    LibraryIndex m_library;
    std::map<TransferId, Transfer> m_transfers;
};

} // namespace parlor::client
