#include "server/domain/channels/personfeeds.h"

#include "server/domain/channels/eventframes.h"
#include "server/domain/sessions/channelreach.h"
#include "shared/protocol/codec.h"

#include <QLoggingCategory>
#include <QTimer>

namespace parlor::server {

namespace {

Q_LOGGING_CATEGORY(log, "parlor.hub")

constexpr int page = 200;
constexpr int retryMs = 1'000;

} // namespace

PersonFeeds::PersonFeeds(Link& link, PersonStreamStore& stream, Bus& bus, LiveSessions& sessions,
                         Executor& executor, Epoch epoch, QObject* parent)
    : QObject(parent),
      m_link(link),
      m_stream(stream),
      m_bus(bus),
      m_sessions(sessions),
      m_executor(executor),
      m_epoch(std::move(epoch)) {}

void PersonFeeds::committed(const PersonCommitted& committed) {
    if (committed.events.isEmpty())
        return;
    Serial& known = m_known[committed.person];
    known = std::max(known, committed.events.last().serial);
    m_bus.publish(PersonHint{committed.person, known});
    Feed* feed = feedOf(committed.person);
    if (!feed)
        return publish(committed.person,
                       committed.events); // for those who are held only: nobody is released yet
    publish(committed.person, feed->sequence.offer(committed.events));
    if (feed->sequence.hasGap())
        fill(committed.person);
}

void PersonFeeds::hinted(PersonId person, Serial newest) {
    Serial& known = m_known[person];
    known = std::max(known, newest);
    if (Feed* feed = feedOf(person)) {
        feed->sequence.hint(newest);
        if (feed->sequence.hasGap())
            fill(person);
    }
}

void PersonFeeds::hold(ConnectionId connection) {
    m_held.insert(connection, {});
}

QSet<ChannelId> PersonFeeds::lostSince(ConnectionId connection) const {
    QSet<ChannelId> lost;
    const auto held = m_held.constFind(connection);
    if (held == m_held.constEnd())
        return lost;
    for (const PersonEvent& event : *held) {
        if (const auto* left = std::get_if<ChannelLeft>(&event.body))
            lost.insert(left->channel);
        else if (const auto* joined = std::get_if<ChannelJoined>(&event.body))
            lost.remove(joined->state.channel.id);
    }
    return lost;
}

void PersonFeeds::release(ConnectionId connection, PersonId person, Serial covered) {
    if (!m_held.contains(connection))
        return;
    std::unique_ptr<Feed>& feed = m_feeds[person];
    if (!feed)
        feed = std::make_unique<Feed>(covered);
    feed->sequence.hint(std::max(covered, m_known.value(person)));
    QList<PersonEvent> next;
    for (const PersonEvent& event : std::as_const(m_held[connection])) {
        if (event.serial == covered.next()) {
            covered = event.serial;
            next.append(event);
        }
    }
    m_held[connection].clear();
    send(connection, next);
    if (!m_held.contains(connection))
        return; // what was sent ended the connection
    if (covered < feed->sequence.published()) {
        whenDone(m_stream.after(person, covered, page), &m_executor, this,
                 [this, connection, person](const Result<PersonEventPage>& read) {
                     if (!m_held.contains(connection))
                         return;
                     if (!read || read->reset) {
                         const Bye bye{static_cast<int>(CloseCode::PositionLost), true, retryMs};
                         return m_link.close(connection, CloseCode::PositionLost, codec::encode(Frame(bye)));
                     }
                     send(connection, read->events);
                     release(connection, person,
                             read->events.isEmpty() ? read->head : read->events.last().serial);
                 });
        return;
    }
    m_held.remove(connection);
    if (feed->sequence.hasGap())
        fill(person);
}

void PersonFeeds::forget(const LiveSession& session) {
    m_held.remove(session.connection);
    if (!m_sessions.isLive(session.principal.person.id))
        m_feeds.erase(session.principal.person.id);
}

Serial PersonFeeds::published(PersonId person) const {
    const Feed* feed = feedOf(person);
    return feed ? feed->sequence.published() : Serial();
}

PersonFeeds::Feed* PersonFeeds::feedOf(PersonId person) const {
    const auto at = m_feeds.find(person);
    return at == m_feeds.end() ? nullptr : at->second.get();
}

void PersonFeeds::publish(PersonId person, const QList<PersonEvent>& events) {
    if (events.isEmpty())
        return;
    for (const ConnectionId connection : m_sessions.ofPerson(person)) {
        const auto held = m_held.find(connection);
        if (held != m_held.end())
            held->append(events);
        else if (feedOf(person))
            send(connection, events);
    }
}

void PersonFeeds::send(ConnectionId connection, const QList<PersonEvent>& events) {
    const LiveSession* session = m_sessions.find(connection);
    if (!session)
        return;
    for (const QByteArray& frame :
         encodePersonEvents(m_epoch, visiblePersonEvents(session->principal, events)))
        m_link.send(connection, frame);
    if (m_onDelivered)
        for (const PersonEvent& event : events)
            m_onDelivered(connection, event);
}

void PersonFeeds::fill(PersonId person) {
    Feed* feed = feedOf(person);
    if (!feed || feed->filling)
        return;
    feed->filling = true;
    whenDone(m_stream.after(person, feed->sequence.published(), page), &m_executor, this,
             [this, person](const Result<PersonEventPage>& read) { filled(person, read); });
}

void PersonFeeds::filled(PersonId person, const Result<PersonEventPage>& read) {
    Feed* feed = feedOf(person);
    if (!feed)
        return;
    if (!read) {
        qCWarning(log) << "a private stream could not be read yet:" << read.error();
        QTimer::singleShot(retryMs, this, [this, person] {
            if (Feed* waiting = feedOf(person)) {
                waiting->filling = false;
                fill(person);
            }
        });
        return;
    }
    feed->filling = false;
    feed->sequence.hint(read->head);
    const QList<PersonEvent> ready = feed->sequence.offer(read->events);
    publish(person, ready);
    feed = feedOf(person);
    if (!feed)
        return;
    if (ready.isEmpty() && (read->events.isEmpty() || read->reset))
        feed->sequence.limit(feed->sequence.published());
    if (feed->sequence.hasGap())
        fill(person);
}

} // namespace parlor::server
