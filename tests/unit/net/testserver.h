#pragma once

#include "server/net/netserver.h"
#include "tests/unit/net/domainthread.h"
#include "tests/unit/net/rawclient.h"

#include <condition_variable>
#include <functional>
#include <mutex>

namespace parlor::server {

/// A NetServer with its domain on a thread of its own. Records what the listener is told.
class TestServer final : public HttpHandler, public LinkListener {
public:
    using Answer = std::function<void(std::shared_ptr<HttpExchange>)>;

    /// `change` may alter the configuration: two threads, any port, short waits.
    explicit TestServer(std::function<void(NetConfig&)> change = {}, Answer answer = {});
    ~TestServer() override;

    [[nodiscard]] std::uint16_t port() const { return m_port; }

    [[nodiscard]] RawClient client() const { return RawClient(m_port); }

    /// A WebSocket that the domain has seen; `id` may be asked for.
    RawClient socket(ConnectionId* id = nullptr, int receiveBuffer = 0);

    /// Runs on the domain thread.
    template<class Fn>
    void inDomain(Fn fn) {
        m_domain.call([&] { fn(*m_server); });
    }

    Link& link() { return m_server->link(); } ///< inside inDomain()

    NetServer& server() { return *m_server; }

    /// Waits until the condition on what was recorded holds.
    template<class Condition>
    [[nodiscard]] bool until(Condition condition) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(60), condition);
    }

    // Recorded; read inside until().
    std::vector<std::pair<ConnectionId, PeerInfo>> openedOnes;
    std::vector<ConnectionId> closedOnes;
    std::vector<std::pair<ConnectionId, Result<Request>>> requests;
    std::vector<std::pair<ErrorCode, std::int64_t>> refusals;

private:
    void handle(std::shared_ptr<HttpExchange> exchange) override;
    void opened(ConnectionId who, const PeerInfo& peer) override;
    void received(ConnectionId who, const Result<Request>& request) override;
    void refused(ConnectionId who, const Error& why, std::int64_t rid) override;
    void closed(ConnectionId who) override;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    Answer m_answer;
    DomainThread m_domain;
    std::unique_ptr<NetServer> m_server;
    std::uint16_t m_port = 0;
};

/// A plain answer.
HttpResponse answerOf(QByteArray body, int status = 200);

/// Reads a body of at most `limit` bytes and answers "METHOD:body", or the status of what was wrong with it.
void answerWithBody(const std::shared_ptr<HttpExchange>& exchange, Executor& executor,
                    std::int64_t limit = 1 << 20);

} // namespace parlor::server
