#pragma once

#include "server/domain/commands/answers.h"
#include "server/domain/commands/commandtable.h"
#include "server/domain/commands/greeter.h"
#include "server/domain/commands/ratelimiter.h"
#include "server/domain/ports/link.h"
#include "server/domain/sessions/attendance.h"

#include <QHash>
#include <QObject>

namespace parlor::server {

/// What every frame from a client passes: form, session, right, rate, then its handler. Every refusal is
/// answered here and leaves the connection standing. Domain thread only.
class Router final : public QObject, public LinkListener {
    Q_OBJECT
public:
    Router(const CommandTable& table, Answers& answers, Greeter& greeter, Authenticator& authenticator,
           LiveSessions& sessions, Attendance& attendance, RateLimiter& limiter, QObject* parent = nullptr);

    void opened(ConnectionId who, const PeerInfo& peer) override;
    void received(ConnectionId who, const Result<Request>& request) override;
    void refused(ConnectionId who, const Error& why, std::int64_t rid) override;
    void closed(ConnectionId who) override;

    /// From now on nobody is let in and everybody is asked to come back a little later.
    void drain(std::int64_t spreadMs);

private:
    struct Connection {
        PeerInfo peer;
        int faults = 0; ///< frames that were not well formed
        bool greeted = false;
    };

    void hello(ConnectionId who, Connection& connection, const Hello& hello, std::int64_t rid);
    void renew(const Caller& caller, const PeerInfo& peer, const Authenticate& command);
    void dispatch(const Caller& caller, const CommandRow& row, const Command& command);

    const CommandTable& m_table;
    Answers& m_answers;
    Greeter& m_greeter;
    Authenticator& m_authenticator;
    LiveSessions& m_sessions;
    Attendance& m_attendance;
    RateLimiter& m_limiter;
    QHash<ConnectionId, Connection> m_connections;
    bool m_draining = false;
};

} // namespace parlor::server
