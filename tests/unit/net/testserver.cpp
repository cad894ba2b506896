#include "tests/unit/net/testserver.h"

namespace parlor::server {

HttpResponse answerOf(QByteArray body, int status) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain"}};
    response.body = std::move(body);
    return response;
}

void answerWithBody(const std::shared_ptr<HttpExchange>& exchange, Executor& executor, std::int64_t limit) {
    exchange->readBody(limit).then(&executor, [exchange](const Result<QByteArray>& body) {
        if (body)
            exchange->respond(answerOf(exchange->request().method + ":" + *body));
        else
            exchange->respond(
                answerOf(QByteArray(wireCode(body.error().code).data()), httpStatus(body.error().code)));
    });
}

TestServer::TestServer(std::function<void(NetConfig&)> change, Answer answer) : m_answer(std::move(answer)) {
    NetConfig config;
    config.threads = 2;
    config.limits.socketsBeforeSignIn = 0;
    if (change)
        change(config);
    m_domain.call([&] {
        m_server = std::make_unique<NetServer>(config, *this, *this, m_domain);
        const Status status = m_server->start();
        if (!status)
            qFatal("start: %s", qPrintable(status.error().detail));
        m_port = m_server->ports().front();
    });
}

TestServer::~TestServer() {
    m_domain.call([&] { m_server.reset(); });
}

RawClient TestServer::socket(ConnectionId* id, int receiveBuffer) {
    std::size_t before = 0;
    {
        const std::scoped_lock lock(m_mutex);
        before = openedOnes.size();
    }
    RawClient client(m_port, receiveBuffer);
    if (!client.openSocket() || !until([&] { return openedOnes.size() > before; }))
        qFatal("no socket");
    if (id)
        *id = openedOnes.back().first;
    return client;
}

void TestServer::handle(std::shared_ptr<HttpExchange> exchange) {
    if (m_answer)
        return m_answer(std::move(exchange));
    exchange->respond(answerOf(exchange->request().method + " " + exchange->request().path.toUtf8()));
}

void TestServer::opened(ConnectionId who, const PeerInfo& peer) {
    const std::scoped_lock lock(m_mutex);
    openedOnes.emplace_back(who, peer);
    m_changed.notify_all();
}

void TestServer::received(ConnectionId who, const Result<Request>& request) {
    const std::scoped_lock lock(m_mutex);
    requests.emplace_back(who, request);
    m_changed.notify_all();
}

void TestServer::refused(ConnectionId, const Error& why, std::int64_t rid) {
    const std::scoped_lock lock(m_mutex);
    refusals.emplace_back(why.code, rid);
    m_changed.notify_all();
}

void TestServer::closed(ConnectionId who) {
    const std::scoped_lock lock(m_mutex);
    closedOnes.push_back(who);
    m_changed.notify_all();
}

} // namespace parlor::server
