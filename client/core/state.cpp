#include "client/core/state.h"

#include "client/core/channelnews.h"
#include "client/core/unmadechannel.h"

#include <QSet>

namespace parlor::client {

const ChannelView* State::channel(ChannelId id) const {
    const auto found = m_channels.constFind(id);
    return found == m_channels.cend() ? nullptr : &*found;
}

Receipt State::farthest(ChannelId id) const {
    const ChannelView* view = channel(id);
    return view ? slowestOf(*view) : Receipt();
}

void State::apply(const StateEvent& event) {
    std::visit([this](const auto& happened) { on(happened); }, event);
}

void State::on(const AccountKnown& event) {
    m_account = event.account;
    m_people.see(event.account.person);
    m_changes.collect().account = true;
}

void State::on(const SignedOut&) {
    m_account.reset();
    m_limits = {};
    m_channels.clear();
    m_made.clear();
    m_timelines.clear();
    m_pending.clear();
    m_pendingChanges.clear();
    m_unconfirmed.clear();
    m_wishes.clear();
    m_people.clear();
    m_library = {};
    m_transfers.clear();
    m_keywords.clear();
    ChangeSet& changes = m_changes.collect();
    changes.account = changes.channelList = changes.libraryReset = changes.transferList = true;
    changes.pendingChanges = true;
}

/// Nobody shows them: whoever needs them asks when it is time.
void State::on(const LimitsKnown& event) {
    m_limits = event.limits;
}

void State::on(const ConnectionChanged& event) {
    if (m_connection == event.connection)
        return;
    const bool wentOffline =
        m_connection.state == Connectivity::Online && event.connection.state != Connectivity::Online;
    m_connection = event.connection;
    ChangeSet& changes = m_changes.collect();
    changes.connection = true;
    if (wentOffline) {
        for (const PersonId person : m_people.loseSight())
            changes.people.insert(person);
        for (auto it = m_channels.begin(); it != m_channels.end(); ++it) {
            if (it->typing.isEmpty())
                continue;
            it->typing.clear();
            changes.channels.insert(it.key());
        }
    }
}

void State::on(const PeopleSeen& event) {
    for (const Person& person : event.people) {
        if (!m_people.see(person))
            continue;
        m_changes.collect().people.insert(person.id);
        if (m_account && m_account->person.id == person.id && !(m_account->person == person)) {
            m_account->person = person;
            m_changes.collect().account = true;
        }
    }
}

void State::on(const ChannelsSeen& event) {
    QSet<ChannelId> seen;
    for (const ChannelState& state : event.channels) {
        const ChannelId id = state.channel.id;
        seen.insert(id);
        const auto known = m_channels.find(id);
        ChangeSet& changes = m_changes.collect();
        if (known == m_channels.end()) {
            ChannelView view;
            view.state = state;
            m_channels.insert(id, view);
            changes.channelList = true;
            countUnsent(id);
        } else {
            known->state = state;
        }
        if (const auto wished = m_wishes.seen(id, state.notifications))
            showNotifications(id, *wished);
        changes.channels.insert(id);
    }
    if (!event.complete)
        return;
    for (const ChannelId id : m_channels.keys())
        if (!seen.contains(id) && !isUnmade(id))
            on(ChannelGone{id});
}

void State::on(const ChannelGone& event) {
    if (m_channels.remove(event.channel) == 0)
        return;
    ChangeSet& changes = m_changes.collect();
    changes.channelList = true;
    changes.channels.insert(event.channel);
    m_timelines.forget(event.channel);
    m_unconfirmed.forget(event.channel);
}

void State::take(ChannelView& view, const Event& event, bool live) {
    // A positions count of a welcome already holds what is caught up; only what is newer counts.
    const bool isNew = event.serial > view.state.last;
    view.state.last = std::max(view.state.last, event.serial);
    if (live && isNew) {
        if (const auto arrival = countUnread(view, event, me(), m_keywords))
            m_changes.collect().arrivals.append(*arrival);
    }
    keepLast(view, event);
    if (const auto* member = std::get_if<MemberChanged>(&event.body); member && isNew) {
        on(PeopleSeen{{member->person}});
        takeMember(view, *member, event.serial, me());
    } else if (const auto* channel = std::get_if<ChannelChanged>(&event.body); channel && isNew) {
        view.state.channel = channel->channel;
    }
    if (event.author.isValid())
        view.typing.remove(event.author);
}

void State::on(const EventsApplied& event) {
    m_changes.collect().channels.insert(event.channel);
    const auto view = m_channels.find(event.channel);
    if (view != m_channels.end()) {
        const Receipt before = farthest(event.channel);
        for (const Event& one : event.events)
            take(*view, one, event.live);
        m_timelines.tellReceipts(event.channel, me(), before, farthest(event.channel));
    }
    m_timelines.append(event.channel, event.events);
    pairPending(event.channel, event.events);
    if (!event.events.isEmpty())
        for (const MessageId message : m_unconfirmed.seen(event.channel, event.events.last().serial))
            tellMessage(event.channel, message);
}

void State::on(const PageLoaded& event) {
    m_timelines.load(event);
    const Timeline& timeline = m_timelines.of(event.channel);
    if (const auto view = m_channels.find(event.channel); view != m_channels.end() && timeline.isAtEnd()) {
        if (const Event* newest = timeline.newestMessage()) {
            keepLast(*view, *newest);
            m_changes.collect().channels.insert(event.channel);
        }
    }
    pairPending(event.channel, event.events);
}

void State::on(const PageLoading& event) {
    m_timelines.setLoading(event.channel, event.loading);
}

void State::on(const TimelineCleared& event) {
    m_unconfirmed.forget(event.channel);
    m_timelines.restart(event.channel);
}

void State::on(const TimelineHeld& event) {
    m_timelines.hold(event.channel, event.held);
}

void State::on(const LastMessageKnown& event) {
    const auto view = m_channels.find(event.channel);
    if (view == m_channels.end())
        return;
    keepLast(*view, event.message);
    m_changes.collect().channels.insert(event.channel);
}

void State::pairPending(ChannelId channel, const QList<Event>& events) {
    if (m_pending.of(channel).isEmpty())
        return;
    for (const Event& event : events)
        if (!event.clientId.isEmpty() && event.author == me()
            && std::holds_alternative<MessagePosted>(event.body))
            on(PendingRemoved{channel, event.clientId});
}

void State::countUnsent(ChannelId channel) {
    const auto view = m_channels.find(channel);
    if (view == m_channels.end())
        return;
    view->unsent = m_pending.unsent(channel);
    view->failed = m_pending.failed(channel);
    m_changes.collect().channels.insert(channel);
}

void State::on(const PendingChanged& event) {
    // One that will never be made still shows what was written for it.
    if (isUnmade(event.message.channel) && !m_channels.contains(event.message.channel)) {
        ChannelState state;
        state.channel.id = event.message.channel;
        state.member = true;
        on(ChannelsSeen{{state}, false});
    }
    if (!m_pending.put(event.message))
        return;
    m_changes.collect().timelines[event.message.channel].pending = true;
    countUnsent(event.message.channel);
}

void State::on(const PendingRemoved& event) {
    if (!m_pending.remove(event.channel, event.clientId))
        return;
    m_changes.collect().timelines[event.channel].pending = true;
    countUnsent(event.channel);
    hideUnmade(event.channel);
}

/// Unless it still waits to be made, or something waits in it.
void State::hideUnmade(ChannelId channel) {
    if (isUnmade(channel) && !m_pendingChanges.makes(channel) && m_pending.of(channel).isEmpty())
        on(ChannelGone{channel});
}

void State::on(const ChangePending& event) {
    if (!m_pendingChanges.put(event.change))
        return;
    m_changes.collect().pendingChanges = true;
    if (const auto* create = std::get_if<CreateChannel>(&event.change.command); create && event.change.waited)
        on(ChannelsSeen{{unmadeState(*create, me(), event.change.askedAt)}, false});
    if (const auto* set = std::get_if<SetNotifications>(&event.change.command)) {
        const ChannelView* view = channel(set->channel);
        const Notifications told = view ? view->state.notifications : Notifications::All;
        showNotifications(set->channel,
                          m_wishes.add(event.change.clientId, set->channel, set->notifications, told));
    }
    tellMessage(channelOf(event.change.command), m_unconfirmed.put(event.change));
}

void State::on(const ChangeOver& event) {
    const auto over = m_pendingChanges.take(event.clientId);
    if (!over)
        return;
    ChangeSet& changes = m_changes.collect();
    changes.pendingChanges = true;
    if (event.refused && over->waited)
        changes.refusals.append({*over, *event.refused});
    const ChannelId channel = channelOf(over->command);
    MessageId message;
    if (event.serial)
        message = m_unconfirmed.done(event.clientId, *event.serial, event.text);
    // Where its event has come already, or nobody shows it, nothing is laid over it any more.
    if (!event.serial || !shows(channel, message, *event.serial))
        message = std::max(message, m_unconfirmed.remove(event.clientId));
    tellMessage(channel, message);
    if (const auto shown = m_wishes.over(event.clientId, event.done))
        showNotifications(shown->channel, shown->notifications);
    hideUnmade(unmadeChannel(event.clientId));
}

void State::on(const ChannelMade& event) {
    m_wishes.forget(event.unmade);
    m_made.insert(event.unmade, event.channel);
    if (!m_channels.contains(event.unmade))
        return;
    m_changes.collect().made.insert(event.unmade, event.channel);
    on(ChannelGone{event.unmade});
}

/// The message is in memory somewhere as it was before that serial.
bool State::shows(ChannelId channel, MessageId message, Serial before) const {
    const auto isOlder = [before](const Event& event) {
        const auto* posted = std::get_if<MessagePosted>(&event.body);
        return posted && posted->asOf < before;
    };
    const Event* row = timeline(channel).message(message);
    if (row && isOlder(*row))
        return true;
    const ChannelView* view = this->channel(channel);
    return view && view->lastMessage && view->lastMessage->message == message && isOlder(*view->lastMessage);
}

/// It looks different.
void State::tellMessage(ChannelId channel, MessageId message) {
    if (!message.isValid())
        return;
    m_timelines.tellMessage(channel, message);
    if (const ChannelView* view = this->channel(channel);
        view && view->lastMessage && view->lastMessage->message == message)
        m_changes.collect().channels.insert(channel);
}

void State::on(const ReadMarkerMoved& event) {
    const auto view = m_channels.find(event.channel);
    if (view == m_channels.end())
        return;
    view->state.read = std::max(view->state.read, event.read);
    view->state.unread = event.unread;
    view->state.mentions = event.mentions;
    view->state.markedUnread = event.marked;
    m_changes.collect().channels.insert(event.channel);
}

void State::on(const NotificationsSet& event) {
    const auto wished = m_wishes.seen(event.channel, event.notifications);
    showNotifications(event.channel, wished.value_or(event.notifications));
}

void State::showNotifications(ChannelId channel, Notifications notifications) {
    const auto view = m_channels.find(channel);
    if (view == m_channels.end())
        return;
    view->state.notifications = notifications;
    view->state.muted = notifications == Notifications::Nothing;
    m_changes.collect().channels.insert(channel);
}

void State::on(const KeywordsKnown& event) {
    m_keywords = event.words;
}

void State::on(const DraftSaved& event) {
    const auto view = m_channels.find(event.channel);
    if (view == m_channels.end() || view->draft == event.text)
        return;
    view->draft = event.text;
    m_changes.collect().channels.insert(event.channel);
}

void State::on(const TypingSeen& event) {
    const auto view = m_channels.find(event.channel);
    if (view == m_channels.end() || event.person == me())
        return;
    if (event.until > 0)
        view->typing.insert(event.person, event.until);
    else
        view->typing.remove(event.person);
    m_changes.collect().channels.insert(event.channel);
}

void State::on(const PresenceSeen& event) {
    if (event.online)
        m_people.come(event.person, event.data);
    else
        m_people.go(event.person);
    m_changes.collect().people.insert(event.person);
}

void State::on(const ReceiptsKnown& event) {
    const auto view = m_channels.find(event.channel);
    if (view == m_channels.end())
        return;
    const Receipt before = farthest(event.channel);
    if (event.complete)
        view->receipts.clear();
    for (const Receipt& receipt : event.receipts)
        if (receipt.person != me())
            view->receipts.insert(receipt.person, receipt);
    m_timelines.tellReceipts(event.channel, me(), before, farthest(event.channel));
}

void State::on(const LibraryLoaded& event) {
    m_library.replace(event.entries);
    m_changes.collect().libraryReset = true;
}

void State::on(const LibraryChanged& event) {
    m_library.change(event.entries, event.removed);
    ChangeSet& changes = m_changes.collect();
    for (const LibraryEntry& entry : event.entries)
        changes.photos.insert(entry.id);
    for (const PhotoId id : event.removed)
        changes.photos.insert(id);
}

void State::on(const TransferChanged& event) {
    ChangeSet& changes = m_changes.collect();
    changes.transferList |= !m_transfers.contains(event.transfer.id);
    m_transfers[event.transfer.id] = event.transfer;
    changes.transfers.insert(event.transfer.id);
}

void State::on(const TransferRemoved& event) {
    if (m_transfers.erase(event.transfer) > 0)
        m_changes.collect().transferList = true;
}

} // namespace parlor::client
