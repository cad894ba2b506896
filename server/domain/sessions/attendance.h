#pragma once

#include "server/domain/channels/hub.h"
#include "server/domain/channels/personfeeds.h"
#include "server/domain/channels/presence.h"
#include "server/domain/ports/link.h"
#include "server/domain/sessions/livesessions.h"
#include "shared/core/clock.h"

#include <set>
#include <utility>

namespace parlor::server {

/// Brings sessions into the house and out of it, so that hub, private streams and presence always agree on
/// who is there; ends those that were revoked, replaced or have let their token lapse. Domain thread only.
class Attendance {
public:
    Attendance(Link& link, LiveSessions& sessions, Hub& hub, PersonFeeds& people, Presence& presence,
               const Clock& clock);

    /// Takes the session in; its private stream is held. An older socket of the same session is closed
    /// (Replaced). RateLimited when the person, or for keys the client of the key, has 20 others.
    Result<LiveSession*> enter(LiveSession session);

    /// Says bye, closes and forgets.
    void close(ConnectionId connection, CloseCode code, std::int64_t afterMs = 0);

    /// The socket is gone.
    void left(ConnectionId connection);

    void revoked(const SessionsRevoked& revoked);
    /// New name or role: effective at once.
    void changed(const PersonChanged& changed);
    /// A renewed token: of the same session, or for keys of the same client. Places that it does not reach
    /// any more are left; it opens no new ones. TokenInvalid when it is somebody else's.
    Status renewed(ConnectionId connection, const Principal& principal);

    /// Whether the connection's token has expired; then it is told so and closed (TokenExpired).
    bool endIfLapsed(ConnectionId connection);

    /// Everybody out, spread over `spreadMs` so that they don't all come back at once.
    void drain(std::int64_t spreadMs);

    /// Once a second: ends those whose token has expired and tells a sixtieth of the others their positions.
    void tick();

private:
    void endLapsed();
    [[nodiscard]] qsizetype othersOf(const Principal& principal) const;
    void sendPositions(const LiveSession& session);

    Link& m_link;
    LiveSessions& m_sessions;
    Hub& m_hub;
    PersonFeeds& m_people;
    Presence& m_presence;
    const Clock& m_clock;
    std::set<std::pair<std::int64_t, ConnectionId>> m_ends; ///< when each session's token expires, ms UTC
    ConnectionId m_round;                                   ///< the session that was told its positions last
    qsizetype m_due = 0;                                    ///< sixtieths of a session whose turn has come
};

} // namespace parlor::server
