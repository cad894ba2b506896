#include "server/domain/channels/hub.h"

#include "server/domain/channels/eventframes.h"
#include "server/domain/sessions/channelreach.h"
#include "shared/protocol/codec.h"

#include <QLoggingCategory>
#include <QTimer>

#include <algorithm>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.hub")

constexpr int fillPage = 256;
constexpr int catchUpPage = 200;
constexpr int retryMs = 1'000;
constexpr std::int64_t idleMs = 600'000;

bool isRemoval(MemberChange change) {
    return change == MemberChange::Left || change == MemberChange::Removed || change == MemberChange::Banned;
}

/// For the link those of a channel who see no reactions are members of one of their own.
ChannelId membersOf(ChannelId channel, bool reactions) {
    return reactions ? channel : ChannelId(-channel.value());
}

} // namespace

Hub::Hub(Link& link, MessageStore& messages, Bus& bus, LiveSessions& sessions, Executor& executor,
         const Clock& clock, Epoch epoch, QObject* parent)
    : QObject(parent),
      m_link(link),
      m_messages(messages),
      m_bus(bus),
      m_sessions(sessions),
      m_executor(executor),
      m_clock(clock),
      m_epoch(std::move(epoch)) {}

void Hub::committed(const ChannelCommitted& committed) {
    if (committed.events.isEmpty())
        return;
    Serial& known = m_known[committed.channel];
    known = std::max(known, lastSerial(committed.events.last()));
    m_bus.publish(ChannelHint{committed.channel, known});
    if (ChannelFeed* feed = feedOf(committed.channel)) {
        publish(committed.channel, *feed, feed->sequence.offer(committed.events));
        if (feed->sequence.hasGap())
            fill(committed.channel);
    }
}

void Hub::hinted(ChannelId channel, Serial newest) {
    Serial& known = m_known[channel];
    known = std::max(known, newest);
    if (ChannelFeed* feed = feedOf(channel)) {
        feed->sequence.hint(newest);
        if (feed->sequence.hasGap())
            fill(channel);
    }
}

void Hub::ephemeral(ChannelId channel, const Frame& frame) {
    publishEphemeral(channel, frame, {});
}

void Hub::broadcast(ChannelId channel, const Frame& frame, ConnectionId except) {
    publishEphemeral(channel, frame, except);
    m_bus.publishEphemeral(channel, frame);
}

void Hub::publishEphemeral(ChannelId channel, const Frame& frame, ConnectionId except) {
    const ChannelFeed* feed = feedOf(channel);
    if (!feed)
        return;
    const QByteArray bytes = codec::encode(frame);
    m_link.publishEphemeral(channel, bytes, except);
    if (feed->withoutReactions > 0)
        m_link.publishEphemeral(membersOf(channel, false), bytes, except);
}

void Hub::broadcastOnce(const ChannelSet& channels, const ChannelSet& but, const Frame& frame) {
    if (channels.size() == 1 && but.isEmpty())
        return broadcast(*channels.begin(), frame, {});
    QSet<ConnectionId> listeners;
    for (const ChannelId channel : channels)
        if (const ChannelFeed* feed = feedOf(channel))
            for (auto at = feed->subscribers.keyBegin(); at != feed->subscribers.keyEnd(); ++at)
                if (!listens(*at, but))
                    listeners.insert(*at);
    if (!listeners.isEmpty())
        m_link.sendEphemeral(listeners.values(), codec::encode(frame));
    for (const ChannelId channel : channels)
        m_bus.publishEphemeral(channel, frame);
}

bool Hub::listens(ConnectionId connection, const ChannelSet& channels) const {
    return std::any_of(channels.begin(), channels.end(),
                       [&](ChannelId channel) { return subscription(connection, channel) != nullptr; });
}

void Hub::attach(const Attach& request) {
    LiveSession* session = m_sessions.find(request.connection);
    if (!session || session->channels.contains(request.channel))
        return;
    const bool isNew = !feedOf(request.channel);
    ChannelFeed& feed = openFeed(request.channel, request.position);
    if (isNew)
        feed.rights = request.rights;
    if (!roleMay(feed.rights, request.onServer, request.inChannel, ChannelRight::Subscribe))
        return;
    feed.memberCount = std::max(feed.memberCount, request.memberCount);
    const Subscription subscription{request.person,
                                    request.position,
                                    request.visibleFrom,
                                    ++m_lastSubscription,
                                    true,
                                    request.onServer,
                                    request.inChannel,
                                    seesReactions(session->principal, request.channel)};
    feed.subscribers.insert(request.connection, subscription);
    feed.withoutReactions += subscription.reactions ? 0 : 1;
    session->channels.insert(request.channel);
    m_link.subscribe(request.connection, membersOf(request.channel, subscription.reactions));
    deliverPast({request.connection, request.channel, subscription.number, request.cursor,
                 feed.sequence.published(), request.budget});
    if (feed.sequence.hasGap())
        fill(request.channel);
}

void Hub::forgetPast(ChannelId channel) {
    if (ChannelFeed* feed = feedOf(channel)) {
        feed->tail.clear();
        feed->memo = {};
    }
}

void Hub::detach(ConnectionId connection, ChannelId channel) {
    ChannelFeed* feed = feedOf(channel);
    if (!feed || !feed->subscribers.contains(connection))
        return;
    const bool reactions = feed->subscribers.value(connection).reactions;
    drop(*feed, connection);
    if (LiveSession* session = m_sessions.find(connection))
        session->channels.remove(channel);
    m_link.unsubscribe(connection, membersOf(channel, reactions));
    if (feed->subscribers.isEmpty())
        feed->idleSince = m_clock.monotonic();
}

bool Hub::drop(ChannelFeed& feed, ConnectionId connection) {
    const auto at = feed.subscribers.constFind(connection);
    if (at == feed.subscribers.constEnd())
        return false;
    feed.withoutReactions -= at->reactions ? 0 : 1;
    feed.subscribers.erase(at);
    return true;
}

void Hub::changeToken(ConnectionId connection, ChannelId channel) {
    ChannelFeed* feed = feedOf(channel);
    if (!feed)
        return;
    const auto at = feed->subscribers.find(connection);
    if (at != feed->subscribers.end() && !at->attaching) // else when the past has been delivered
        lookAgain(connection, channel, *feed, *at);
}

/// What was published before is on its way, what follows comes the other way: none is lost, none comes twice.
void Hub::lookAgain(ConnectionId connection, ChannelId channel, ChannelFeed& feed,
                    Subscription& subscription) {
    const LiveSession* session = m_sessions.find(connection);
    if (!session || seesReactions(session->principal, channel) == subscription.reactions)
        return;
    m_link.unsubscribe(connection, membersOf(channel, subscription.reactions));
    subscription.reactions = !subscription.reactions;
    feed.withoutReactions += subscription.reactions ? -1 : 1;
    m_link.subscribe(connection, membersOf(channel, subscription.reactions));
    m_link.release(connection, membersOf(channel, subscription.reactions));
}

void Hub::changeRole(ConnectionId connection, ChannelId channel, Role onServer) {
    ChannelFeed* feed = feedOf(channel);
    if (!feed)
        return;
    const auto at = feed->subscribers.find(connection);
    if (at == feed->subscribers.end())
        return;
    at->onServer = onServer;
    letGo(channel, *feed);
}

void Hub::forget(const LiveSession& session) {
    for (const ChannelId channel : session.channels) {
        ChannelFeed* feed = feedOf(channel);
        if (feed && drop(*feed, session.connection) && feed->subscribers.isEmpty())
            feed->idleSince = m_clock.monotonic();
    }
}

const Subscription* Hub::subscription(ConnectionId connection, ChannelId channel) const {
    const ChannelFeed* feed = feedOf(channel);
    if (!feed)
        return nullptr;
    const auto at = feed->subscribers.constFind(connection);
    return at == feed->subscribers.constEnd() ? nullptr : &*at;
}

bool Hub::may(ConnectionId connection, ChannelId channel, ChannelRight right) const {
    const Subscription* subscribed = subscription(connection, channel);
    return subscribed && roleMay(feedOf(channel)->rights, subscribed->onServer, subscribed->inChannel, right);
}

int Hub::memberCount(ChannelId channel) const {
    const ChannelFeed* feed = feedOf(channel);
    return feed ? feed->memberCount : 0;
}

std::optional<Serial> Hub::published(ChannelId channel) const {
    const ChannelFeed* feed = feedOf(channel);
    return feed ? std::optional(feed->sequence.published()) : std::nullopt;
}

void Hub::sweep() {
    const std::int64_t now = m_clock.monotonic();
    std::erase_if(m_feeds, [now](const auto& entry) {
        return entry.second->subscribers.isEmpty() && now - entry.second->idleSince > idleMs;
    });
}

ChannelFeed* Hub::feedOf(ChannelId channel) const {
    const auto at = m_feeds.find(channel);
    return at == m_feeds.end() ? nullptr : at->second.get();
}

ChannelFeed& Hub::openFeed(ChannelId channel, Serial position) {
    std::unique_ptr<ChannelFeed>& feed = m_feeds[channel];
    if (!feed)
        feed = std::make_unique<ChannelFeed>(position);
    // What was committed between the reading of the position and now passed while nobody listened.
    feed->sequence.hint(std::max(position, m_known.value(channel)));
    return *feed;
}

void Hub::publish(ChannelId channel, ChannelFeed& feed, const QList<Event>& events) {
    if (events.isEmpty())
        return;
    feed.tail.append(events);
    feed.memo = {};
    QList<Event> run;
    for (const Event& event : events) {
        run.append(event);
        if (std::holds_alternative<MemberChanged>(event.body)) {
            // The removed one still gets this event and nothing after it.
            fan(channel, feed, run);
            applyMembership(channel, feed, event);
        } else if (const auto* changed = std::get_if<ChannelChanged>(&event.body)) {
            fan(channel, feed, run);
            applyRights(channel, feed, changed->channel.rights);
        }
    }
    fan(channel, feed, run);
}

void Hub::fan(ChannelId channel, ChannelFeed& feed, QList<Event>& run) {
    if (!run.isEmpty() && feed.subscribers.size() > feed.withoutReactions)
        for (const QByteArray& frame : encodeEvents(channel, m_epoch, run))
            m_link.publish(channel, frame);
    if (!run.isEmpty() && feed.withoutReactions > 0)
        for (const QByteArray& frame : encodeEvents(channel, m_epoch, withoutReactions(run)))
            m_link.publish(membersOf(channel, false), frame);
    run.clear();
}

void Hub::applyMembership(ChannelId channel, ChannelFeed& feed, const Event& event) {
    const auto& changed = std::get<MemberChanged>(event.body);
    if (changed.change == MemberChange::Joined)
        ++feed.memberCount;
    if (changed.change == MemberChange::RoleChanged) {
        for (const ConnectionId connection : m_sessions.ofPerson(changed.person.id))
            if (const auto at = feed.subscribers.find(connection); at != feed.subscribers.end())
                at->inChannel = changed.role;
        return letGo(channel, feed);
    }
    if (!isRemoval(changed.change))
        return;
    feed.memberCount = std::max(0, feed.memberCount - 1);
    for (const ConnectionId connection : m_sessions.ofPerson(changed.person.id)) {
        const auto at = feed.subscribers.constFind(connection);
        if (at != feed.subscribers.constEnd() && event.serial > at->since)
            detach(connection, channel);
    }
}

void Hub::applyRights(ChannelId channel, ChannelFeed& feed, const RoleOverrides& rights) {
    if (feed.rights == rights)
        return;
    feed.rights = rights;
    letGo(channel, feed);
}

/// Of those whom the channel does not give its events to any more.
void Hub::letGo(ChannelId channel, ChannelFeed& feed) {
    if (feed.rights.isEmpty())
        return;
    QList<ConnectionId> denied;
    for (auto at = feed.subscribers.cbegin(); at != feed.subscribers.cend(); ++at)
        if (!roleMay(feed.rights, at->onServer, at->inChannel, ChannelRight::Subscribe))
            denied.append(at.key());
    for (const ConnectionId connection : std::as_const(denied))
        detach(connection, channel);
}

void Hub::fill(ChannelId channel) {
    ChannelFeed* feed = feedOf(channel);
    if (!feed || feed->filling)
        return;
    feed->filling = true;
    whenDone(m_messages.eventsAfter(channel, feed->sequence.published(), fillPage), &m_executor, this,
             [this, channel](const Result<EventPage>& page) { filled(channel, page); });
}

void Hub::filled(ChannelId channel, const Result<EventPage>& page) {
    ChannelFeed* feed = feedOf(channel);
    if (!feed)
        return;
    if (!page) {
        qCWarning(log) << "a gap could not be read yet:" << page.error();
        QTimer::singleShot(retryMs, this, [this, channel] {
            if (ChannelFeed* waiting = feedOf(channel)) {
                waiting->filling = false;
                fill(channel);
            }
        });
        return;
    }
    feed->filling = false;
    feed->sequence.hint(page->head);
    const QList<Event> ready = feed->sequence.offer(page->events);
    publish(channel, *feed, ready);
    if (ready.isEmpty() && !page->more)
        feed->sequence.limit(page->head);
    if (feed->sequence.hasGap())
        fill(channel);
}

Subscription* Hub::stillAttaching(const CatchUp& state) {
    ChannelFeed* feed = feedOf(state.channel);
    if (!feed)
        return nullptr;
    const auto at = feed->subscribers.find(state.connection);
    return at != feed->subscribers.end() && at->number == state.subscription ? &*at : nullptr;
}

void Hub::deliverPast(CatchUp state) {
    Subscription* subscription = stillAttaching(state);
    if (!subscription)
        return;
    if (state.cursor >= state.target)
        return finishAttach(state, *subscription);
    ChannelFeed& feed = *feedOf(state.channel);
    if (const auto cached = feed.tail.range(state.cursor, state.target)) {
        ChannelFeed::Memo& memo = feed.memo;
        bool sent = false;
        if (subscription->visibleFrom > state.cursor.next() || !subscription->reactions) {
            sent = sendPast(state, *subscription, *cached);
        } else {
            if (memo.frames.isEmpty() || memo.after != state.cursor || memo.upTo != state.target)
                memo = {state.cursor, state.target, encodeEvents(state.channel, m_epoch, *cached)};
            sent = sendFrames(state, memo.frames);
        }
        if (sent)
            state.cursor = state.target;
        return finishAttach(state, *subscription);
    }
    whenDone(m_messages.eventsAfter(state.channel, state.cursor, catchUpPage), &m_executor, this,
             [this, state](const Result<EventPage>& page) { deliverPage(state, page); });
}

void Hub::deliverPage(CatchUp state, const Result<EventPage>& page) {
    Subscription* subscription = stillAttaching(state);
    if (!subscription)
        return;
    if (!page) {
        qCWarning(log) << "the past could not be read:" << page.error();
        const Bye bye{static_cast<int>(CloseCode::PositionLost), true, retryMs};
        return m_link.close(state.connection, CloseCode::PositionLost, codec::encode(Frame(bye)));
    }
    QList<Event> events;
    for (const Event& event : page->events)
        if (event.serial <= state.target)
            events.append(event);
    const bool sent = sendPast(state, *subscription, events);
    if (!sent || events.isEmpty())
        return finishAttach(state, *subscription);
    state.cursor = lastSerial(events.last());
    deliverPast(std::move(state));
}

bool Hub::sendPast(const CatchUp& state, const Subscription& subscription, const QList<Event>& events) {
    QList<Event> seen = visibleEvents(events, subscription.visibleFrom);
    if (!subscription.reactions)
        seen = withoutReactions(std::move(seen));
    return sendFrames(state, encodeEvents(state.channel, m_epoch, seen));
}

bool Hub::sendFrames(const CatchUp& state, const QList<QByteArray>& frames) {
    for (const QByteArray& frame : frames) {
        if (*state.budget < frame.size())
            return false;
        *state.budget -= frame.size();
        m_link.send(state.connection, frame);
    }
    return true;
}

void Hub::finishAttach(const CatchUp& state, Subscription& subscription) {
    subscription.attaching = false;
    // Too much for one outbox: the position shows the client what it has to page for itself, before it sees a
    // gap.
    if (state.cursor < state.target)
        m_link.send(state.connection,
                    codec::encode(Frame(Positions{{{state.channel, state.target}}, Serial()})));
    m_link.release(state.connection, membersOf(state.channel, subscription.reactions));
    lookAgain(state.connection, state.channel, *feedOf(state.channel), subscription);
}

} // namespace parlor::server
