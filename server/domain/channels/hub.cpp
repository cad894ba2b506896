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
constexpr int retryMs = 1'000;

bool isRemoval(MemberChange change) {
    return change == MemberChange::Left || change == MemberChange::Removed || change == MemberChange::Banned;
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
      m_epoch(epoch),
      m_feeds(clock),
      m_past(link, messages, m_feeds, executor, std::move(epoch),
             [this](const PastDelivery::Gap& gap, Subscription& subscription) {
                 lookAgain(gap.connection, gap.channel, *m_feeds.find(gap.channel), subscription);
             }) {}

void Hub::committed(const ChannelCommitted& committed) {
    if (committed.events.isEmpty())
        return;
    const Serial known = m_feeds.heard(committed.channel, lastSerial(committed.events.last()));
    m_bus.publish(ChannelHint{committed.channel, known});
    if (ChannelFeed* feed = m_feeds.find(committed.channel)) {
        publish(committed.channel, *feed, feed->sequence.offer(committed.events));
        if (feed->sequence.hasGap())
            fill(committed.channel);
    }
}

void Hub::hinted(ChannelId channel, Serial newest) {
    m_feeds.heard(channel, newest);
    if (ChannelFeed* feed = m_feeds.find(channel)) {
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
    const ChannelFeed* feed = m_feeds.find(channel);
    if (!feed)
        return;
    const QByteArray bytes = codec::encode(frame);
    m_link.publishEphemeral(channel, bytes, except);
    if (feed->withoutReactions > 0)
        m_link.publishEphemeral(audienceOf(channel, false), bytes, except);
}

void Hub::broadcastOnce(const ChannelSet& channels, const ChannelSet& but, const Frame& frame) {
    if (channels.size() == 1 && but.isEmpty())
        return broadcast(*channels.begin(), frame, {});
    QSet<ConnectionId> listeners;
    for (const ChannelId channel : channels)
        if (const ChannelFeed* feed = m_feeds.find(channel))
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
    const bool isNew = !m_feeds.find(request.channel);
    ChannelFeed& feed = m_feeds.open(request.channel, request.position);
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
    m_link.subscribe(request.connection, audienceOf(request.channel, subscription.reactions));
    m_past.deliver({request.connection, request.channel, subscription.number, request.cursor,
                    feed.sequence.published(), request.budget});
    if (feed.sequence.hasGap())
        fill(request.channel);
}

void Hub::forgetPast(ChannelId channel) {
    if (ChannelFeed* feed = m_feeds.find(channel)) {
        feed->tail.clear();
        feed->memo = {};
    }
}

void Hub::detach(ConnectionId connection, ChannelId channel) {
    ChannelFeed* feed = m_feeds.find(channel);
    if (!feed || !feed->subscribers.contains(connection))
        return;
    const bool reactions = feed->subscribers.value(connection).reactions;
    m_feeds.drop(*feed, connection);
    if (LiveSession* session = m_sessions.find(connection))
        session->channels.remove(channel);
    m_link.unsubscribe(connection, audienceOf(channel, reactions));
}

void Hub::changeToken(ConnectionId connection, ChannelId channel) {
    ChannelFeed* feed = m_feeds.find(channel);
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
    m_link.unsubscribe(connection, audienceOf(channel, subscription.reactions));
    subscription.reactions = !subscription.reactions;
    feed.withoutReactions += subscription.reactions ? -1 : 1;
    m_link.subscribe(connection, audienceOf(channel, subscription.reactions));
    m_link.release(connection, audienceOf(channel, subscription.reactions));
}

void Hub::changeRole(ConnectionId connection, ChannelId channel, Role onServer) {
    ChannelFeed* feed = m_feeds.find(channel);
    if (!feed)
        return;
    const auto at = feed->subscribers.find(connection);
    if (at == feed->subscribers.end())
        return;
    at->onServer = onServer;
    applyRoles(channel, *feed);
}

void Hub::forget(const LiveSession& session) {
    for (const ChannelId channel : session.channels) {
        if (ChannelFeed* feed = m_feeds.find(channel))
            m_feeds.drop(*feed, session.connection);
    }
}

bool Hub::may(ConnectionId connection, ChannelId channel, ChannelRight right) const {
    const Subscription* subscribed = subscription(connection, channel);
    return subscribed
           && roleMay(m_feeds.find(channel)->rights, subscribed->onServer, subscribed->inChannel, right);
}

QHash<PersonId, ConnectionId> Hub::listeners(ChannelId channel) const {
    QHash<PersonId, ConnectionId> listeners;
    if (const ChannelFeed* feed = m_feeds.find(channel))
        for (auto at = feed->subscribers.cbegin(); at != feed->subscribers.cend(); ++at)
            listeners.insert(at->person, at.key());
    return listeners;
}

int Hub::memberCount(ChannelId channel) const {
    const ChannelFeed* feed = m_feeds.find(channel);
    return feed ? feed->memberCount : 0;
}

std::optional<Serial> Hub::published(ChannelId channel) const {
    const ChannelFeed* feed = m_feeds.find(channel);
    return feed ? std::optional(feed->sequence.published()) : std::nullopt;
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
            m_link.publish(audienceOf(channel, false), frame);
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
        return applyRoles(channel, feed);
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
    if (m_onRightsChanged)
        m_onRightsChanged(channel);
}

/// Where the channel leaves roles what they may do everywhere, none of them changes anything.
void Hub::applyRoles(ChannelId channel, ChannelFeed& feed) {
    if (feed.rights.isEmpty())
        return;
    letGo(channel, feed);
    if (m_onRightsChanged)
        m_onRightsChanged(channel);
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
    ChannelFeed* feed = m_feeds.find(channel);
    if (!feed || feed->filling)
        return;
    feed->filling = true;
    whenDone(m_messages.eventsAfter(channel, feed->sequence.published(), fillPage), &m_executor, this,
             [this, channel](const Result<EventPage>& page) { filled(channel, page); });
}

void Hub::filled(ChannelId channel, const Result<EventPage>& page) {
    ChannelFeed* feed = m_feeds.find(channel);
    if (!feed)
        return;
    if (!page) {
        qCWarning(log) << "a gap could not be read yet:" << page.error();
        QTimer::singleShot(retryMs, this, [this, channel] {
            if (ChannelFeed* waiting = m_feeds.find(channel)) {
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

} // namespace parlor::server
