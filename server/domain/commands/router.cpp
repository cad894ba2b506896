#include "server/domain/commands/router.h"

#include <QPointer>

namespace parlor::server {

namespace {
/// Somebody who sends nothing but nonsense is not talking to us.
constexpr int faultsMost = 100;
} // namespace

Router::Router(const CommandTable& table, Answers& answers, Greeter& greeter, Authenticator& authenticator,
               LiveSessions& sessions, Attendance& attendance, RateLimiter& limiter, QObject* parent)
    : QObject(parent),
      m_table(table),
      m_answers(answers),
      m_greeter(greeter),
      m_authenticator(authenticator),
      m_sessions(sessions),
      m_attendance(attendance),
      m_limiter(limiter) {}

void Router::opened(ConnectionId who, const PeerInfo& peer) {
    m_connections.insert(who, {peer, 0, false});
    if (m_draining)
        m_attendance.close(who, CloseCode::Restart);
}

void Router::received(ConnectionId who, const Result<Request>& request) {
    if (!request)
        return refused(who, request.error(), 0);
    const auto connection = m_connections.find(who);
    if (connection == m_connections.end())
        return;
    const Command& command = request->command;
    if (const auto* hello = std::get_if<Hello>(&command))
        return this->hello(who, *connection, *hello, request->rid);
    Caller caller{who, {}, request->rid, clientIdOf(command)};
    const LiveSession* session = m_sessions.find(who);
    const bool signedIn = session && session->welcomed;
    if (signedIn)
        caller.principal = session->principal;
    if (const auto* renewal = std::get_if<Authenticate>(&command)) {
        if (!signedIn)
            return m_answers.refuse(caller, {ErrorCode::NotSignedIn, {}, 0});
        return renew(caller, connection->peer, *renewal);
    }
    if (signedIn && m_attendance.endIfLapsed(who))
        return;
    const CommandRow* row = m_table.row(command);
    if (!row)
        return m_answers.refuse(caller, {ErrorCode::UnknownOperation, {}, 0});
    if (row->needsSession && !signedIn)
        return m_answers.refuse(caller, {ErrorCode::NotSignedIn, {}, 0});
    dispatch(caller, *row, command);
}

void Router::dispatch(const Caller& caller, const CommandRow& row, const Command& command) {
    const ChannelId channel = channelOf(command);
    if (!row.operations.isEmpty() && (channel.isValid() || std::holds_alternative<CreateChannel>(command))) {
        const QString resource = channel.isValid() ? channelResource(channel) : QStringLiteral("channel:new");
        const bool allowed =
            std::any_of(row.operations.begin(), row.operations.end(), [&](const QString& operation) {
                // What the role may do there, the channel itself decides.
                return channel.isValid() ? caller.principal.capability.allows(resource, operation)
                                         : caller.principal.allows(resource, operation);
            });
        if (!allowed)
            return m_answers.refuse(caller, {ErrorCode::Forbidden, {}, 0});
    }
    // What is a person's own, or about all of them, is no place that a narrowed token could name.
    if (row.needsSession && row.operations.isEmpty() && !row.anyToken && caller.principal.isNarrowed())
        return m_answers.refuse(caller, {ErrorCode::Forbidden, {}, 0});
    if (const auto wait = m_limiter.take(caller.principal, row.rate); wait > 0)
        return m_answers.refuse(caller, {ErrorCode::RateLimited, {}, wait});
    row.handle(caller, command);
}

void Router::refused(ConnectionId who, const Error& why, std::int64_t rid) {
    const auto connection = m_connections.find(who);
    if (connection == m_connections.end())
        return;
    m_answers.refuse({who, {}, rid, {}}, why);
    if (++connection->faults >= faultsMost)
        m_attendance.close(who, CloseCode::ProtocolError);
}

void Router::closed(ConnectionId who) {
    m_connections.remove(who);
    m_greeter.left(who);
    m_attendance.left(who);
}

void Router::drain(std::int64_t spreadMs) {
    m_draining = true;
    m_attendance.drain(spreadMs);
}

void Router::hello(ConnectionId who, Connection& connection, const Hello& hello, std::int64_t rid) {
    if (connection.greeted)
        return m_answers.refuse({who, {}, rid, {}}, {ErrorCode::BadFrame, {}, 0});
    connection.greeted = true;
    m_greeter.hello(who, connection.peer, hello, rid);
}

void Router::renew(const Caller& caller, const PeerInfo& peer, const Authenticate& command) {
    m_authenticator.authenticate(
        command.token, peer, [self = QPointer(this), caller](const Result<Principal>& found) {
            if (!self)
                return;
            if (!found)
                return self->m_answers.refuse(caller, found.error());
            if (const auto renewed = self->m_attendance.renewed(caller.connection, *found); !renewed)
                return self->m_answers.refuse(caller, renewed.error());
            self->m_answers.answer(caller, Answer(Done()));
        });
}

} // namespace parlor::server
