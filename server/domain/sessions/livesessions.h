#pragma once

#include "server/domain/ports/link.h"
#include "server/domain/sessions/channelset.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/ids.h"

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

#include <map>
#include <optional>

namespace parlor::server {

/// A session that is connected to this node right now.
struct LiveSession {
    ConnectionId connection;
    PeerInfo peer;
    Principal principal;
    QString device;
    bool welcomed = false; ///< its welcome has been sent
    ChannelSet channels;   ///< that it is subscribed to
};

/// Who is connected to this node: by connection, by session and by person. Domain thread only.
class LiveSessions {
public:
    /// The session must not be live yet.
    LiveSession& add(LiveSession session);
    std::optional<LiveSession> remove(ConnectionId connection);
    /// The connection goes on as another session, which must not be live.
    void rebind(ConnectionId connection, SessionId session);

    [[nodiscard]] LiveSession* find(ConnectionId connection);
    [[nodiscard]] const LiveSession* find(ConnectionId connection) const;
    [[nodiscard]] std::optional<ConnectionId> ofSession(SessionId session) const;

    [[nodiscard]] QList<ConnectionId> ofPerson(PersonId person) const { return m_byPerson.value(person); }

    [[nodiscard]] bool isLive(PersonId person) const { return m_byPerson.contains(person); }

    [[nodiscard]] QList<ConnectionId> all() const;

    [[nodiscard]] qsizetype count() const { return static_cast<qsizetype>(m_sessions.size()); }

    /// The first connection after `after` in their own order, so that timers can go round in slices.
    [[nodiscard]] std::optional<ConnectionId> next(ConnectionId after) const;

private:
    std::map<ConnectionId, LiveSession> m_sessions;
    QHash<SessionId, ConnectionId> m_bySession;
    QHash<PersonId, QList<ConnectionId>> m_byPerson;
};

} // namespace parlor::server
