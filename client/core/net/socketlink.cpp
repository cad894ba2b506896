#include "client/core/net/socketlink.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

#include <QPointer>

namespace parlor::client {

namespace {

constexpr std::int64_t stableMs = 30'000;
constexpr int tokenExpiredClose = 4002;
constexpr int stopFrom = 4500;
constexpr int stopBelow = 5000;
constexpr std::int64_t helloRid = 1; ///< rids of others are counted from above it, see Requests

Error errorForClose(int code) {
    switch (code) {
    case 4500:
        return {ErrorCode::TokenInvalid, {}, 0};
    case 4503:
        return {ErrorCode::TokenRevoked, {}, 0};
    case 4507:
        return {ErrorCode::Forbidden, {}, 0};
    case 4510:
        return {ErrorCode::VersionMismatch, {}, 0};
    default:
        return {ErrorCode::Forbidden, u"closed with %1"_qs.arg(code), 0};
    }
}

QUrl socketUrl(QUrl url) {
    url.setScheme(url.scheme() == u"https" ? u"wss"_qs : u"ws"_qs);
    url.setPath(url.path() + u"/v1/socket"_qs);
    return url;
}

} // namespace

SocketLink::SocketLink(WorkerThread& network, Executor& executor, TokenSource& tokens, const Clock& clock,
                       QString device, QObject* parent)
    : QObject(parent),
      m_network(network),
      m_executor(executor),
      m_tokens(tokens),
      m_clock(clock),
      m_device(std::move(device)),
      m_retry(this) {
    m_connection.since = m_clock.now();
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &SocketLink::attempt);
    const QPointer<SocketLink> self(this);
    m_socket = m_network.adopt(new Socket(&m_executor, {[self](int attempt) {
                                                            if (self)
                                                                self->onOpened(attempt);
                                                        },
                                                        [self](int attempt, const Frame& frame) {
                                                            if (self)
                                                                self->onReceived(attempt, frame);
                                                        },
                                                        [self](int attempt, const SocketEnd& end) {
                                                            if (self)
                                                                self->onEnded(attempt, end);
                                                        }}));
}

SocketLink::~SocketLink() {
    m_network.executor().post([socket = m_socket] { socket->close(); });
}

void SocketLink::open(const ServerAddress& server) {
    m_server = server;
    m_wanted = true;
    m_backoff.reset();
    attempt();
}

void SocketLink::close() {
    m_wanted = false;
    m_retry.stop();
    ++m_attempt;
    m_network.executor().post([socket = m_socket] { socket->close(); });
    become(Connectivity::Offline, 0, std::nullopt);
}

void SocketLink::probe() {
    m_tokens.fetchAnew();
    if (!m_wanted) {
        if (m_server.url.isValid())
            open(m_server);
        return;
    }
    if (m_connection.state == Connectivity::Online) {
        m_network.executor().post([socket = m_socket] { socket->probe(); });
        return;
    }
    // An attempt from before the machine slept, or over a network that is gone, would be waited for in vain.
    if (m_connection.state == Connectivity::Connecting)
        m_network.executor().post([socket = m_socket] { socket->close(); });
    m_backoff.reset();
    attempt();
}

bool SocketLink::send(const Request& request) {
    if (m_connection.state != Connectivity::Online)
        return false;
    transmit(request);
    return true;
}

void SocketLink::transmit(const Request& request) {
    const QByteArray text = codec::encode(request);
    // The server would end the connection over it, and whoever asked would ask again.
    if (text.size() > limits::frame)
        return m_executor.post([self = QPointer(this), rid = request.rid] {
            if (self && self->m_listener)
                self->m_listener->received(Refusal{rid, ErrorCode::TooLarge, false, 0, {}});
        });
    m_network.executor().post([socket = m_socket, text] { socket->send(text); });
}

void SocketLink::attempt() {
    m_retry.stop();
    const int attempt = ++m_attempt;
    m_refusal.reset();
    m_byeAfterMs = 0;
    become(Connectivity::Connecting, 0, m_connection.problem);
    m_tokens.accessToken([self = QPointer(this), attempt](const Result<QString>& token) {
        if (!self || self->m_attempt != attempt)
            return;
        if (token)
            self->connectWith(*token);
        else if (isTemporary(token.error().code))
            self->retryLater(token.error(), token.error().retryAfterMs);
        else
            self->stop(token.error());
    });
}

void SocketLink::connectWith(const QString& token) {
    m_token = token;
    m_network.executor().post([socket = m_socket, attempt = m_attempt, url = socketUrl(m_server.url),
                               pin = m_server.pin] { socket->open(attempt, url, pin); });
}

void SocketLink::onOpened(int attempt) {
    if (attempt != m_attempt)
        return;
    Hello hello = m_listener->hello();
    hello.token = m_token;
    hello.device = m_device;
    hello.bulk = m_bulk;
    transmit({helloRid, hello});
}

void SocketLink::onReceived(int attempt, const Frame& frame) {
    if (attempt != m_attempt)
        return;
    if (std::holds_alternative<Welcome>(frame) && m_connection.state != Connectivity::Online) {
        m_onlineSince = m_clock.monotonic();
        // The listener takes the welcome before anybody hears that requests can be sent.
        m_listener->received(frame);
        if (attempt == m_attempt)
            become(Connectivity::Online, 0, std::nullopt);
        return;
    }
    if (const auto* bye = std::get_if<Bye>(&frame))
        m_byeAfterMs = bye->afterMs;
    if (const auto* refusal = std::get_if<Refusal>(&frame); refusal && refusal->rid == helloRid)
        m_refusal = Error{refusal->code, {}, refusal->retryAfterMs};
    m_listener->received(frame);
}

void SocketLink::onEnded(int attempt, const SocketEnd& end) {
    if (attempt != m_attempt || !m_wanted)
        return;
    ++m_attempt;
    if (m_connection.state == Connectivity::Online && m_clock.monotonic() - m_onlineSince >= stableMs)
        m_backoff.reset();
    if (end.code == tokenExpiredClose)
        m_tokens.distrust(m_token);
    if (end.code >= stopFrom && end.code < stopBelow)
        return stop(m_refusal.value_or(errorForClose(end.code)));
    if (end.error.code == ErrorCode::TlsFailed)
        return stop(end.error);
    retryLater(m_refusal.value_or(end.error),
               std::max(m_byeAfterMs, m_refusal ? m_refusal->retryAfterMs : 0));
}

void SocketLink::retryLater(const Error& error, std::int64_t atLeastMs) {
    ++m_attempt;
    const std::int64_t delay = std::max(m_backoff.next(), atLeastMs);
    become(Connectivity::Offline, m_clock.now() + delay, error);
    m_retry.start(static_cast<int>(std::min<std::int64_t>(delay, 3'600'000)));
}

void SocketLink::stop(const Error& error) {
    m_wanted = false;
    ++m_attempt;
    m_network.executor().post([socket = m_socket] { socket->close(); });
    become(Connectivity::Offline, 0, error);
    m_listener->stopped(error);
}

void SocketLink::become(Connectivity state, std::int64_t retryAt, std::optional<Error> problem) {
    Connection next = m_connection;
    if (next.state != state)
        next.since = m_clock.now();
    next.state = state;
    next.retryAt = retryAt;
    next.problem = std::move(problem);
    if (next == m_connection)
        return;
    m_connection = next;
    if (m_listener)
        m_listener->connectionChanged(m_connection);
}

} // namespace parlor::client
