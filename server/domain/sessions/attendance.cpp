#include "server/domain/sessions/attendance.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QRandomGenerator>

#include <algorithm>

namespace parlor::server {

namespace {

constexpr int roundSeconds = 60;

bool isReconnectable(CloseCode code) {
    constexpr int firstFinal = 4500;
    return static_cast<int>(code) < firstFinal;
}

} // namespace

Attendance::Attendance(Link& link, LiveSessions& sessions, Hub& hub, PersonFeeds& people, Presence& presence,
                       const Clock& clock)
    : m_link(link),
      m_sessions(sessions),
      m_hub(hub),
      m_people(people),
      m_presence(presence),
      m_clock(clock) {}

Result<LiveSession*> Attendance::enter(LiveSession session) {
    if (const auto old = m_sessions.ofSession(session.principal.session))
        close(*old, CloseCode::Replaced);
    if (othersOf(session.principal) >= limits::socketsPerPerson)
        return fail(ErrorCode::RateLimited, {}, limits::helloTimeoutMs);
    LiveSession& entered = m_sessions.add(std::move(session));
    m_people.hold(entered.connection);
    m_ends.emplace(entered.principal.expiresAt, entered.connection);
    return &entered;
}

qsizetype Attendance::othersOf(const Principal& principal) const {
    const QList<ConnectionId> connections = m_sessions.ofPerson(principal.person.id);
    return std::count_if(connections.begin(), connections.end(), [&](ConnectionId connection) {
        const Principal& other = m_sessions.find(connection)->principal;
        return other.keyName == principal.keyName && other.clientId == principal.clientId;
    });
}

void Attendance::close(ConnectionId connection, CloseCode code, std::int64_t afterMs) {
    left(connection);
    const Bye bye{static_cast<int>(code), isReconnectable(code), afterMs};
    m_link.close(connection, code, codec::encode(Frame(bye)));
}

void Attendance::left(ConnectionId connection) {
    const auto session = m_sessions.remove(connection);
    if (!session)
        return;
    m_ends.erase({session->principal.expiresAt, connection});
    if (session->welcomed)
        m_presence.went(*session);
    m_hub.forget(*session);
    m_people.forget(*session);
}

void Attendance::revoked(const SessionsRevoked& revoked) {
    for (const SessionId session : revoked.sessions)
        if (const auto connection = m_sessions.ofSession(session))
            close(*connection, CloseCode::Revoked);
}

void Attendance::changed(const PersonChanged& changed) {
    for (const ConnectionId connection : m_sessions.ofPerson(changed.person.id)) {
        if (changed.disabled) {
            close(connection, CloseCode::Revoked);
            continue;
        }
        LiveSession& session = *m_sessions.find(connection);
        session.principal.person = changed.person;
        session.principal.role = changed.person.role;
        const ChannelSet channels = session.channels;
        for (const ChannelId channel : channels)
            m_hub.changeRole(connection, channel, changed.person.role);
    }
}

Status Attendance::renewed(ConnectionId connection, const Principal& principal) {
    LiveSession* session = m_sessions.find(connection);
    if (!session)
        return fail(ErrorCode::TokenInvalid);
    const Principal old = session->principal;
    // Each request for a token of a key opens a session of its own.
    const bool isSameClient = !old.keyName.isEmpty() && old.keyName == principal.keyName
                              && old.clientId == principal.clientId && old.person.id == principal.person.id;
    if (old.session != principal.session && !isSameClient)
        return fail(ErrorCode::TokenInvalid);
    if (old.session != principal.session) {
        if (const auto other = m_sessions.ofSession(principal.session))
            close(*other, CloseCode::Replaced);
        m_sessions.rebind(connection, principal.session);
    }
    m_ends.erase({old.expiresAt, connection});
    m_ends.emplace(principal.expiresAt, connection);
    session->principal = principal;
    session->principal.rateClass = old.rateClass;
    const ChannelSet channels = session->channels;
    for (const ChannelId channel : channels)
        if (!principal.allows(channelResource(channel), u"subscribe"))
            m_hub.detach(connection, channel);
        else
            m_hub.changeToken(connection, channel);
    return {};
}

bool Attendance::endIfLapsed(ConnectionId connection) {
    const LiveSession* session = m_sessions.find(connection);
    if (!session || session->principal.expiresAt > m_clock.now())
        return false;
    m_link.send(connection, codec::encode(Frame(Refusal{0, ErrorCode::TokenExpired, false, 0, {}})));
    close(connection, CloseCode::TokenExpired);
    return true;
}

void Attendance::endLapsed() {
    const std::int64_t now = m_clock.now();
    while (!m_ends.empty() && m_ends.begin()->first <= now) {
        const ConnectionId connection = m_ends.begin()->second;
        if (!endIfLapsed(connection))
            m_ends.erase(m_ends.begin());
    }
}

void Attendance::drain(std::int64_t spreadMs) {
    for (const ConnectionId connection : m_sessions.all())
        close(connection, CloseCode::Restart, QRandomGenerator::global()->bounded(qint64(spreadMs) + 1));
}

void Attendance::tick() {
    endLapsed();
    // The rest is carried on, or each of a few sessions would have its turn every few seconds.
    m_due += m_sessions.count();
    const qsizetype share = m_due / roundSeconds;
    m_due %= roundSeconds;
    for (qsizetype i = 0; i < share; ++i) {
        auto next = m_sessions.next(m_round);
        if (!next)
            next = m_sessions.next(ConnectionId());
        if (!next)
            return;
        m_round = *next;
        if (const LiveSession& session = *m_sessions.find(*next); session.welcomed)
            sendPositions(session);
    }
}

void Attendance::sendPositions(const LiveSession& session) {
    Positions positions;
    positions.person = m_people.published(session.principal.person.id);
    for (const ChannelId channel : session.channels) {
        const Subscription* subscription = m_hub.subscription(session.connection, channel);
        if (!subscription || subscription->attaching)
            continue;
        positions.channels.append({channel, *m_hub.published(channel)});
        if (positions.channels.size() == limits::helloChannels) {
            m_link.send(session.connection, codec::encode(Frame(positions)));
            positions.channels.clear();
        }
    }
    m_link.send(session.connection, codec::encode(Frame(positions)));
}

} // namespace parlor::server
