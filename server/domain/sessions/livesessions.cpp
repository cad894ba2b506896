#include "server/domain/sessions/livesessions.h"

namespace parlor::server {

LiveSession& LiveSessions::add(LiveSession session) {
    const ConnectionId connection = session.connection;
    Q_ASSERT(!m_bySession.contains(session.principal.session) && !m_sessions.contains(connection));
    m_bySession.insert(session.principal.session, connection);
    m_byPerson[session.principal.person.id].append(connection);
    return m_sessions.emplace(connection, std::move(session)).first->second;
}

std::optional<LiveSession> LiveSessions::remove(ConnectionId connection) {
    const auto at = m_sessions.find(connection);
    if (at == m_sessions.end())
        return std::nullopt;
    LiveSession removed = std::move(at->second);
    m_sessions.erase(at);
    m_bySession.remove(removed.principal.session);
    const auto person = m_byPerson.find(removed.principal.person.id);
    person->removeOne(connection);
    if (person->isEmpty())
        m_byPerson.erase(person);
    return removed;
}

void LiveSessions::rebind(ConnectionId connection, SessionId session) {
    LiveSession& live = m_sessions.at(connection);
    Q_ASSERT(!m_bySession.contains(session));
    m_bySession.remove(live.principal.session);
    m_bySession.insert(session, connection);
    live.principal.session = session;
}

LiveSession* LiveSessions::find(ConnectionId connection) {
    const auto at = m_sessions.find(connection);
    return at == m_sessions.end() ? nullptr : &at->second;
}

const LiveSession* LiveSessions::find(ConnectionId connection) const {
    const auto at = m_sessions.find(connection);
    return at == m_sessions.end() ? nullptr : &at->second;
}

std::optional<ConnectionId> LiveSessions::ofSession(SessionId session) const {
    const auto at = m_bySession.constFind(session);
    return at == m_bySession.constEnd() ? std::nullopt : std::optional(*at);
}

QList<ConnectionId> LiveSessions::all() const {
    QList<ConnectionId> connections;
    connections.reserve(count());
    for (const auto& [connection, session] : m_sessions)
        connections.append(connection);
    return connections;
}

std::optional<ConnectionId> LiveSessions::next(ConnectionId after) const {
    const auto at = m_sessions.upper_bound(after);
    return at == m_sessions.end() ? std::nullopt : std::optional(at->first);
}

} // namespace parlor::server
