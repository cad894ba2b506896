#include "server/edge/api/syncroutes.h"

#include "server/edge/api/signedinjson.h"
#include "server/edge/http/bearer.h"
#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/jsonreader.h"

#include <QJsonDocument>
#include <QPointer>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t transportMs = 60'000;
constexpr int waitSecondsMost = 25;
constexpr qsizetype framesMost = 64;

/// One call as it was asked.
struct SyncCall {
    QString transport;
    std::optional<std::int64_t> number;
    std::optional<std::int64_t> acknowledged;
    int wait = 0; ///< seconds
    QJsonArray frames;
};

Result<SyncCall> syncCallFrom(const QJsonObject& body) {
    codec::JsonReader in(body);
    SyncCall call;
    in.text("transport"_L1, call.transport);
    in.number("call"_L1, call.number, 1);
    in.number("ack"_L1, call.acknowledged, 0);
    in.number("wait"_L1, call.wait, 0, waitSecondsMost);
    if (in.has("frames"_L1) && !body.value("frames"_L1).isArray())
        in.fail(ErrorCode::BadFrame);
    call.frames = body.value("frames"_L1).toArray();
    if (call.frames.size() > framesMost)
        in.fail(ErrorCode::TooLarge);
    return in.finish(std::move(call));
}

QString tokenOf(const HttpRequest& request) {
    const QByteArray header = request.header("authorization").trimmed();
    return withoutBase64(header.mid(header.indexOf(' ') + 1).trimmed());
}

} // namespace

SyncRoutes::SyncRoutes(SyncLink& link, LinkListener& router, Executor& executor, const Clock& clock,
                       QObject* parent)
    : QObject(parent), m_link(link), m_router(router), m_executor(executor), m_clock(clock) {
    m_link.setWoken([this](SyncTransport& transport) { wake(transport); });
    m_second.setInterval(1'000);
    connect(&m_second, &QTimer::timeout, this, &SyncRoutes::tick);
    m_second.start();
}

void SyncRoutes::addTo(RouteTable& table) {
    Route route;
    route.method = "POST";
    route.pattern = u"/v1/sync"_qs;
    route.requirement = Requirement::Session;
    route.rate = RateKind::Read;
    route.bodyLimit = limits::jsonBody;
    route.crossOrigin = true;
    route.handler = [this](const auto& exchange, const Principal& principal, const PathArguments&) {
        withJsonBody(exchange, &m_executor, this, [this, exchange, principal](const QJsonObject& body) {
            call(exchange, principal, body);
        });
    };
    table.add(route);
}

void SyncRoutes::call(const std::shared_ptr<HttpExchange>& exchange, const Principal& principal,
                      const QJsonObject& body) {
    const Result<SyncCall> asked = syncCallFrom(body);
    if (!asked)
        return exchange->respond(problem(asRequestError(asked.error())));
    SyncTransport* transport = nullptr;
    if (!asked->transport.isEmpty()) {
        transport = m_link.find(asked->transport);
        if (!transport || transport->session() != principal.session
            || (asked->acknowledged && !transport->acknowledge(*asked->acknowledged)))
            return exchange->respond(problem(ErrorCode::Resync));
    } else {
        // One transport a session: the newer wins, so nobody can pile them up either.
        if (m_bySession.contains(principal.session))
            end(m_bySession.value(principal.session));
        transport = &m_link.open(principal.session);
        m_bySession.insert(principal.session, transport->connection());
        m_router.opened(transport->connection(), exchange->request().peer);
    }
    const ConnectionId connection = transport->connection();
    transport->touchedAt = m_clock.monotonic();
    // Only one call of a transport waits: the newer one is the one whose peer is still there.
    if (m_waiting.contains(connection))
        answer(connection);
    m_waiting.insert(connection, {exchange, m_clock.monotonic() + asked->wait * 1'000LL});
    const std::int64_t number = asked->number.value_or(transport->lastCall + 1);
    if (number > transport->lastCall) {
        transport->lastCall = number;
        takeIn(*transport, asked->frames, tokenOf(exchange->request()));
    }
    transport = m_link.find(connection);
    if (transport && (!transport->isEmpty() || transport->closed))
        wake(*transport);
    else if (asked->wait == 0 && asked->frames.isEmpty())
        answer(connection);
}

void SyncRoutes::takeIn(const SyncTransport& transport, const QJsonArray& frames, const QString& token) {
    const ConnectionId connection = transport.connection();
    for (const QJsonValue& value : frames) {
        QJsonObject frame = value.toObject();
        if (frame.value("op"_L1) == "hello"_L1 || frame.value("op"_L1) == "auth"_L1)
            frame.insert(u"token"_qs, token);
        const QByteArray bytes = QJsonDocument(frame).toJson(QJsonDocument::Compact);
        const auto request = codec::decodeRequest(bytes);
        if (request)
            m_router.received(connection, request);
        else
            m_router.refused(connection, request.error(), codec::ridOf(bytes));
    }
}

void SyncRoutes::wake(SyncTransport& transport) {
    const ConnectionId connection = transport.connection();
    if (!m_waiting.contains(connection) || m_woken.contains(connection))
        return;
    m_woken.insert(connection);
    m_executor.post([self = QPointer(this), connection] {
        if (self && self->m_woken.remove(connection))
            self->answer(connection);
    });
}

void SyncRoutes::answer(ConnectionId connection) {
    m_woken.remove(connection);
    const std::shared_ptr<HttpExchange> exchange = m_waiting.take(connection).exchange;
    if (!exchange)
        return;
    SyncTransport* transport = m_link.find(connection);
    if (!transport)
        return exchange->respond(problem(ErrorCode::Resync));
    transport->touchedAt = m_clock.monotonic();
    const SyncTransport::Batch batch = transport->batch();
    // The frames are JSON texts already: they are set together, not parsed again.
    QByteArray body = R"({"transport":")" + transport->name().toLatin1() + R"(","frames":[)"
                      + batch.frames.join(',') + R"(],"last":)" + QByteArray::number(qint64(batch.last))
                      + R"(,"more":)" + (batch.more ? "true" : "false");
    if (transport->closed)
        body += R"(,"closed":)" + QByteArray::number(static_cast<int>(*transport->closed));
    HttpResponse response;
    response.headers = {{"content-type", "application/json"}, {"cache-control", "no-store"}};
    response.body = body + '}';
    exchange->respond(std::move(response));
}

void SyncRoutes::end(ConnectionId connection) {
    answer(connection);
    m_router.closed(connection);
    if (const SyncTransport* transport = m_link.find(connection);
        transport && m_bySession.value(transport->session()) == connection)
        m_bySession.remove(transport->session());
    m_link.forget(connection);
}

void SyncRoutes::tick() {
    const std::int64_t now = m_clock.monotonic();
    const QList<ConnectionId> waiting = m_waiting.keys();
    for (const ConnectionId connection : waiting)
        if (m_waiting.value(connection).until <= now)
            answer(connection);
    for (const SyncTransport* transport : m_link.transports())
        if (!m_waiting.contains(transport->connection()) && now - transport->touchedAt > transportMs)
            end(transport->connection());
}

} // namespace parlor::server
