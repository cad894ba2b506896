#include "server/edge/topics/topicsocket.h"

#include "shared/protocol/limits.h"

#include <QPointer>

#include <algorithm>

namespace parlor::server {

namespace {

constexpr std::int64_t usualTtlMs = 2 * 3'600'000LL;
constexpr qsizetype waitingMost = 64;
constexpr qsizetype blocksMost = 10'000;
/// All that a socket may have at once, and all of it renewed.
constexpr Rate subscribing{50, 2.0 * TopicBoard::subscriptionsMost};

QString resourceOf(const QString& topic) {
    return QStringLiteral("topic:") + topic;
}

/// A bare token is taken, too.
QString tokenOf(const QByteArray& authorization) {
    constexpr QByteArrayView scheme = "bearer ";
    const QByteArray text = authorization.trimmed();
    const bool hasScheme =
        text.size() > scheme.size() && text.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0;
    return QString::fromLatin1(hasScheme ? text.sliced(scheme.size()).trimmed() : text);
}

const QString& topicOf(const topics::Command& command) {
    static const QString none;
    return std::visit(
        [](const auto& one) -> const QString& {
            if constexpr (requires { one.topic; })
                return one.topic;
            else
                return none;
        },
        command);
}

Capability publishAndSubscribe() {
    return Capability::parse(R"({"topic:*":["publish","subscribe"]})").value_or(Capability());
}

} // namespace

TopicSocket::TopicSocket(Authenticator& sessions, RateLimiter& limiter, const Clock& clock, Options options,
                         QObject* parent)
    : QObject(parent),
      m_sessions(sessions),
      m_limiter(limiter),
      m_clock(clock),
      m_options(options),
      m_openRights(publishAndSubscribe()) {}

void TopicSocket::setStoring(TurnStoring turn, Keep keep) {
    m_turnStoring = std::move(turn);
    m_keep = std::move(keep);
}

void TopicSocket::opened(ConnectionId who, const PeerInfo& peer) {
    presented(who, peer, {});
}

void TopicSocket::presented(ConnectionId who, const PeerInfo& peer, const QByteArray& authorization) {
    Socket& socket = m_sockets[who];
    socket.peer = peer;
    socket.subscribing = TokenBucket(subscribing, m_clock.monotonic());
    if (!authorization.isEmpty())
        return authorize(who, tokenOf(authorization));
    if (!m_options.open)
        return;
    socket.isAdmitted = true;
    socket.principal.role = Role::Member; // what the open door lets is the capability alone
    socket.principal.capability = m_openRights;
    socket.principal.rateClass = m_options.openRate;
    m_link->signedIn(who);
}

void TopicSocket::closed(ConnectionId who) {
    m_sockets.remove(who);
    m_board.forget(who);
}

void TopicSocket::end(ConnectionId who, CloseCode code, const Error& error) {
    closed(who);
    m_link->close(who, code, topics::errorFrame(error, {}));
}

void TopicSocket::authorize(ConnectionId who, const QString& token) {
    Socket& socket = m_sockets[who];
    socket.isAsking = true;
    m_sessions.authenticate(token, socket.peer, [self = QPointer(this), who](const Result<Principal>& found) {
        if (self)
            self->authorized(who, found);
    });
}

void TopicSocket::authorized(ConnectionId who, const Result<Principal>& found) {
    const auto socket = m_sockets.find(who);
    if (socket == m_sockets.end())
        return;
    if (!found)
        return end(who,
                   found.error().code == ErrorCode::TokenExpired ? CloseCode::TokenExpired
                                                                 : CloseCode::BadToken,
                   found.error());
    socket->isAsking = false;
    socket->isAdmitted = true;
    socket->principal = *found;
    m_link->signedIn(who);
    const QList<QByteArray> waiting = std::exchange(socket->waiting, {});
    for (const QByteArray& text : waiting)
        this->text(who, text);
}

void TopicSocket::text(ConnectionId who, const QByteArray& text) {
    const auto socket = m_sockets.find(who);
    if (socket == m_sockets.end())
        return;
    if (!socket->isAsking)
        return handle(who, *socket, text);
    if (socket->waiting.size() >= waitingMost)
        return m_link->send(who, topics::errorFrame({ErrorCode::Busy, {}, 0}, {}));
    socket->waiting.append(text);
}

void TopicSocket::handle(ConnectionId who, Socket& socket, const QByteArray& text) {
    const auto command = topics::parse(text);
    if (!command) {
        // What was not well formed costs as much as what was. Types that are not known are left to those who
        // know them.
        if (wait(socket, RateKind::Read) == 0 && command.error().code != ErrorCode::UnknownOperation)
            m_link->send(who, topics::errorFrame(command.error(), {}));
        return;
    }
    if (const Status done = run(who, socket, *command); !done)
        m_link->send(who, topics::errorFrame(done.error(), topicOf(*command)));
}

Status TopicSocket::run(ConnectionId who, Socket& socket, const topics::Command& command) {
    if (const auto* auth = std::get_if<topics::Authorize>(&command)) {
        authorize(who, auth->token);
        return {};
    }
    if (!socket.isAdmitted)
        return fail(ErrorCode::NotSignedIn);
    if (const auto* subscribed = std::get_if<topics::Subscribe>(&command))
        return subscribe(who, socket, *subscribed);
    if (const auto* published = std::get_if<topics::Publish>(&command))
        return publish(socket, *published);
    if (const auto* stored = std::get_if<topics::Store>(&command))
        return store(who, socket, *stored);
    m_board.unsubscribe(who, topicOf(command));
    return {};
}

std::int64_t TopicSocket::wait(const Socket& socket, RateKind kind) {
    if (socket.principal.isSignedIn())
        return m_limiter.take(socket.principal, kind);
    // Sockets without a token share what their address may.
    if (m_blocks.size() >= blocksMost)
        m_blocks.clear();
    SessionId& counted = m_blocks[socket.peer.block];
    if (!counted.isValid())
        counted = makeNew<SessionId>();
    return m_limiter.take(counted, kind, socket.principal.rateClass);
}

Status TopicSocket::check(const Socket& socket, const QString& topic, const QString& operation) const {
    const Principal& principal = socket.principal;
    if (principal.isSignedIn() && principal.expiresAt <= m_clock.now())
        return fail(ErrorCode::TokenExpired);
    if (!principal.allows(resourceOf(topic), operation))
        return fail(ErrorCode::Forbidden);
    return {};
}

Status TopicSocket::takeWrite(const Socket& socket) {
    if (const std::int64_t ms = wait(socket, RateKind::Write); ms > 0)
        return fail(ErrorCode::RateLimited, {}, ms);
    return {};
}

Status TopicSocket::subscribe(ConnectionId who, Socket& socket, const topics::Subscribe& command) {
    TRY(check(socket, command.topic, u"subscribe"_qs));
    // By the socket: a thousand listeners of one address, or of one key, come back at once.
    if (const std::int64_t ms = socket.subscribing.take(subscribing, m_clock.monotonic()); ms > 0)
        return fail(ErrorCode::RateLimited, {}, ms);
    constexpr std::int64_t msPerSecond = 1'000;
    const std::int64_t now = m_clock.now();
    std::int64_t until = command.ttl ? *command.ttl * msPerSecond : now + usualTtlMs;
    if (until <= now)
        return fail(ErrorCode::BadRequest);
    // A subscription never outlives the right to it.
    if (socket.principal.isSignedIn())
        until = std::min(until, socket.principal.expiresAt);
    if (!m_board.subscribe(who, command.topic, until))
        return fail(ErrorCode::TooLarge);
    return {};
}

Status TopicSocket::publish(Socket& socket, const topics::Publish& command) {
    constexpr qsizetype around = 64; // what a data frame adds
    if (command.message.size() > limits::frame - around)
        return fail(ErrorCode::TooLarge);
    TRY(check(socket, command.topic, u"publish"_qs));
    TRY(takeWrite(socket));
    m_board.expire(m_clock.now());
    if (m_keep)
        m_keep(command.topic, command.message);
    if (const auto* groups = m_board.subscribers(command.topic))
        for (const auto& [number, members] : *groups)
            m_link->sendEphemeral(QList<ConnectionId>(members.begin(), members.end()),
                                  topics::dataFrame(number, command.message));
    return {};
}

Status TopicSocket::store(ConnectionId who, Socket& socket, const topics::Store& command) {
    // A right of keys alone: not of a person's own, and never of an open door.
    const QString& key = socket.principal.keyName;
    if (!socket.principal.isSignedIn() || key.isEmpty() || key.startsWith(ownKeyPrefix) || !m_turnStoring)
        return fail(ErrorCode::Forbidden);
    TRY(check(socket, command.topic, u"history"_qs));
    TRY(takeWrite(socket));
    m_turnStoring(socket.principal, command.topic, command.on,
                  [self = QPointer(this), who, topic = command.topic](const Status& done) {
                      if (self && !done && self->m_sockets.contains(who))
                          self->m_link->send(who, topics::errorFrame(done.error(), topic));
                  });
    return {};
}

void TopicSocket::committed(const CommittedItem& item) {
    const auto endThose = [this](auto isMeant) {
        QList<ConnectionId> meant;
        for (auto it = m_sockets.constBegin(); it != m_sockets.constEnd(); ++it)
            if (it->principal.isSignedIn() && isMeant(it->principal))
                meant.append(it.key());
        for (const ConnectionId who : meant)
            end(who, CloseCode::Revoked, {ErrorCode::TokenRevoked, {}, 0});
    };
    if (const auto* revoked = std::get_if<SessionsRevoked>(&item))
        endThose([revoked](const Principal& principal) {
            return principal.person.id == revoked->person && revoked->sessions.contains(principal.session);
        });
    else if (const auto* changed = std::get_if<PersonChanged>(&item); changed && changed->disabled)
        endThose([changed](const Principal& principal) { return principal.person.id == changed->person.id; });
}

void TopicSocket::tick() {
    m_board.expire(m_clock.now());
}

} // namespace parlor::server
