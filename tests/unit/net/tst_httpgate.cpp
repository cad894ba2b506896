// How many requests of one address may be under way before anybody has said who it is.
#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

namespace parlor::server {

namespace {

/// Keeps what it is asked until it is told to answer; "/in" is signed in at once.
struct Held {
    TestServer::Answer keep() {
        return [this](const std::shared_ptr<HttpExchange>& exchange) {
            const QString path = exchange->request().path;
            if (path == u"/in")
                exchange->signedIn();
            if (path == u"/body") {
                exchange->readBody(1'000).then(&m_executor, [exchange](const Result<QByteArray>& body) {
                    exchange->respond(answerOf(body ? *body : QByteArray("refused"),
                                               body ? 200 : httpStatus(body.error().code)));
                });
                return;
            }
            if (path == u"/now")
                return exchange->respond(answerOf("now"));
            const std::scoped_lock lock(m_mutex);
            m_held.push_back(exchange);
            m_changed.notify_all();
        };
    }

    [[nodiscard]] bool has(std::size_t count) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(60), [&] { return m_held.size() == count; });
    }

    void answerAll() {
        const std::scoped_lock lock(m_mutex);
        for (const auto& exchange : m_held)
            exchange->respond(answerOf("done"));
        m_held.clear();
    }

private:
    struct Inline final : Executor {
        void post(Job job) override { job(); }
    } m_executor;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::shared_ptr<HttpExchange>> m_held;
};

QByteArray get(const QByteArray& path, const QByteArray& fields = {}) {
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

void limitToTwo(NetConfig& config) {
    config.limits.socketsBeforeSignIn = 2;
}

class HttpGate : public testing::Test {
protected:
    /// As many as may.
    std::pair<RawClient, RawClient> twoWait() {
        std::pair<RawClient, RawClient> two(server.client(), server.client());
        two.first.send(get("/wait"));
        two.second.send(get("/wait"));
        EXPECT_TRUE(held.has(2));
        return two;
    }

    Held held;
    TestServer server{limitToTwo, held.keep()};
};

} // namespace

TEST_F(HttpGate, CountsRequestsBeforeSignIn) {
    auto [a, b] = twoWait();
    EXPECT_EQ(server.client().request(get("/wait")).status, 429);
    EXPECT_FALSE(server.client().openSocket()) << "sockets and requests are counted together";
    held.answerAll();
    EXPECT_EQ(a.readResponse().status, 200);
    EXPECT_EQ(b.readResponse().status, 200);
    EXPECT_EQ(server.client().request(get("/now")).status, 200) << "what is answered counts no more";
}

TEST_F(HttpGate, WhoIsSignedInIsNotCounted) {
    std::vector<RawClient> clients;
    for (std::size_t i = 0; i < 5; ++i) {
        clients.push_back(server.client());
        clients.back().send(get("/in"));
        ASSERT_TRUE(held.has(i + 1)) << i;
    }
    held.answerAll();
    for (RawClient& client : clients)
        ASSERT_EQ(client.readResponse().status, 200);
    // What lets a request in says nothing of the next one on its connection; a token does.
    for (RawClient& client : clients)
        client.send(get("/in", "Authorization: Bearer x\r\n"));
    ASSERT_TRUE(held.has(5));
    held.answerAll();
    for (RawClient& client : clients)
        ASSERT_EQ(client.readResponse().status, 200);
    for (RawClient& client : clients)
        client.send(get("/wait"));
    ASSERT_TRUE(held.has(5));
    held.answerAll();
    for (RawClient& client : clients)
        EXPECT_EQ(client.readResponse().status, 200);
}

TEST_F(HttpGate, ATokenThatIsStillLookedAtGetsNoBodyThrough) {
    const auto two = twoWait();
    const QByteArray token = "Authorization: Bearer x\r\n";
    EXPECT_EQ(server.client().request(get("/now", token)).status, 200);
    EXPECT_EQ(server.client()
                  .request("POST /body HTTP/1.1\r\nHost: a\r\n" + token + "Content-Length: 3\r\n\r\nabc")
                  .status,
              429);
    held.answerAll();
}

TEST_F(HttpGate, WhoGoesAwayIsNotCounted) {
    {
        auto [a, b] = twoWait();
        a.reset();
        b.reset();
    }
    held.answerAll(); // it is noticed with the answer at the latest
    bool isLetIn = false;
    for (int i = 0; i < 1'000 && !isLetIn; ++i)
        isLetIn = server.client().request(get("/now")).status == 200;
    EXPECT_TRUE(isLetIn);
}

} // namespace parlor::server
