#include "server/domain/sessions/attendance.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QRandomGenerator>

namespace parlor::server {

namespace {

constexpr int roundSeconds = 60;
/// A client renews some minutes before the end; this is for its clock and a lost answer.
constexpr std::int64_t lapseGraceMs = 60'000;

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
    if (m_sessions.ofPerson(session.principal.person.id).size() >= limits::socketsPerPerson)
        return fail(ErrorCode::RateLimited, {}, limits::helloTimeoutMs);
    LiveSession& entered = m_sessions.add(std::move(session));
    m_people.hold(entered.connection);
    return &entered;
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
    m_hub.forget(*session);
    m_people.forget(*session);
    if (session->welcomed)
        m_presence.went(*session);
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
        Principal& principal = m_sessions.find(connection)->principal;
        principal.person = changed.person;
        principal.role = changed.person.role;
    }
}

Status Attendance::renewed(ConnectionId connection, const Principal& principal) {
    LiveSession* session = m_sessions.find(connection);
    if (!session || session->principal.session != principal.session)
        return fail(ErrorCode::TokenInvalid);
    const RateClass rateClass = session->principal.rateClass;
    session->principal = principal;
    session->principal.rateClass = rateClass;
    return {};
}

void Attendance::drain(std::int64_t spreadMs) {
    for (const ConnectionId connection : m_sessions.all())
        close(connection, CloseCode::Restart, QRandomGenerator::global()->bounded(qint64(spreadMs + 1)));
}

void Attendance::tick() {
    const qsizetype share = (m_sessions.count() + roundSeconds - 1) / roundSeconds;
    const std::int64_t now = m_clock.now();
    for (qsizetype i = 0; i < share; ++i) {
        auto next = m_sessions.next(m_round);
        if (!next)
            next = m_sessions.next(ConnectionId());
        if (!next)
            return;
        m_round = *next;
        const LiveSession& session = *m_sessions.find(*next);
        if (session.principal.expiresAt + lapseGraceMs < now)
            close(*next, CloseCode::TokenExpired);
        else if (session.welcomed)
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
