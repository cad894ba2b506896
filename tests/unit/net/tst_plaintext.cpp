#include "tests/support/waiting.h"
#include "tests/unit/net/testserver.h"

#include <gtest/gtest.h>

// A listener for another protocol: any path is a socket, texts go up as they are, nothing of ours comes down.
namespace parlor::server {

namespace {

/// Records texts beside what TestServer records.
class TextServer final : public HttpHandler, public LinkListener {
public:
    explicit TextServer(std::function<void(NetConfig&)> change = {}) {
        NetConfig config;
        config.threads = 2;
        config.plainText = true;
        if (change)
            change(config);
        m_server = std::make_unique<NetServer>(config, *this, *this, m_domain);
        m_domain.call([&] { m_started = m_server->start().has_value(); });
    }

    ~TextServer() override {
        m_domain.call([&] { m_server.reset(); });
    }

    [[nodiscard]] bool hasStarted() const { return m_started; }

    [[nodiscard]] RawClient client() const { return RawClient(m_server->ports().first()); }

    template<class Fn>
    void inDomain(Fn fn) {
        m_domain.call([&] { fn(m_server->link()); });
    }

    [[nodiscard]] NetStats stats() const { return m_server->stats(); }

    template<class Condition>
    [[nodiscard]] bool until(Condition condition) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(60), condition);
    }

    std::vector<std::pair<ConnectionId, QByteArray>> came; ///< with the Authorization header
    QByteArrayList texts;
    int others = 0;

private:
    template<class Fn>
    void record(Fn fn) {
        const std::scoped_lock lock(m_mutex);
        fn();
        m_changed.notify_all();
    }

    void handle(std::shared_ptr<HttpExchange> exchange) override {
        record([&] { ++others; });
        exchange->respond(answerOf("it lives"));
    }

    void opened(ConnectionId, const PeerInfo&) override {
        record([&] { ++others; });
    }

    void received(ConnectionId, const Result<Request>&) override {
        record([&] { ++others; });
    }

    void closed(ConnectionId) override {}

    void presented(ConnectionId who, const PeerInfo&, const QByteArray& authorization) override {
        m_server->link().signedIn(who);
        record([&] { came.emplace_back(who, authorization); });
    }

    void text(ConnectionId, const QByteArray& text) override {
        record([&] { texts.append(text); });
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    DomainThread m_domain;
    std::unique_ptr<NetServer> m_server;
    bool m_started = false;
};

bool upgrade(RawClient& client, const QByteArray& path) {
    client.send("GET " + path
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                  "Authorization: Bearer x\r\n\r\n");
    return client.readUntil("\r\n\r\n").startsWith("HTTP/1.1 101 ");
}

} // namespace

TEST(PlainTexts, ComeUpAsTheyAreOnAnyPath) {
    TextServer server;
    ASSERT_TRUE(server.hasStarted());
    RawClient one = server.client(), two = server.client();
    ASSERT_TRUE(upgrade(one, "/"));
    ASSERT_TRUE(upgrade(two, "/any/path?x=1"));
    ASSERT_TRUE(server.until([&] { return server.came.size() == 2; }));
    EXPECT_EQ(server.came.front().second, "Bearer x");
    one.sendText("neither JSON nor ours");
    ASSERT_TRUE(server.until([&] { return server.texts.size() == 1; }));
    EXPECT_EQ(server.texts.first(), "neither JSON nor ours");
    EXPECT_EQ(server.others, 0);
}

TEST(PlainTexts, SayWhetherTheyLiveUnlessASocketIsAsked) {
    TextServer server;
    ASSERT_TRUE(server.hasStarted());
    RawClient watcher = server.client();
    EXPECT_EQ(watcher.request("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").body, "it lives");
    EXPECT_EQ(server.others, 1) << "the handler was asked";
    EXPECT_EQ(watcher.request("GET /healthz/ HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 426);
    RawClient other = server.client(), socket = server.client();
    EXPECT_EQ(other.request("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 426);
    ASSERT_TRUE(upgrade(socket, "/healthz"));
    ASSERT_TRUE(server.until([&] { return server.came.size() == 1; }));
    EXPECT_EQ(server.others, 1);
}

TEST(PlainTexts, AnEphemeralGoesToThoseNamedAndWaitsForNobody) {
    TextServer server;
    ASSERT_TRUE(server.hasStarted());
    RawClient quick = server.client(), other = server.client(), slow(server.client());
    // Each is waited for: connections on different threads come up in any order.
    ASSERT_TRUE(upgrade(quick, "/") && server.until([&] { return server.came.size() == 1; }));
    ASSERT_TRUE(upgrade(other, "/") && server.until([&] { return server.came.size() == 2; }));
    ASSERT_TRUE(upgrade(slow, "/") && server.until([&] { return server.came.size() == 3; }));
    const ConnectionId a = server.came[0].first, c = server.came[2].first;
    // Nobody reads at the third: its buffers and its outbox fill, and what does not fit is dropped.
    const QByteArray large(60'000, 'x');
    server.inDomain([&](Link& link) {
        for (int i = 0; i < 400; ++i)
            link.sendEphemeral({c}, large);
    });
    server.inDomain([&](Link& link) { link.sendEphemeral({a, c}, "end"); });
    EXPECT_EQ(quick.readFrame().payload, "end");
    EXPECT_TRUE(test::waitFor([&] { return server.stats().droppedEphemeral > 0; }));
    EXPECT_EQ(server.stats().slowCloses, 0);
    server.inDomain([&](Link& link) { link.send(server.came[1].first, "alone"); });
    EXPECT_EQ(other.readFrame().payload, "alone");
    // What it is answered has room beside all that.
    server.inDomain([&](Link& link) { link.send(c, "answer"); });
    QByteArray read;
    do
        read = slow.readFrame().payload;
    while (read == large || read == "end");
    EXPECT_EQ(read, "answer");
}

TEST(PlainTexts, WhatFitsTheOutboxWaitsForWhoeverDoesNotReadYet) {
    constexpr int count = 500;
    TextServer server;
    ASSERT_TRUE(server.hasStarted());
    RawClient reader = server.client();
    ASSERT_TRUE(upgrade(reader, "/") && server.until([&] { return server.came.size() == 1; }));
    // More than two kernel buffers hold, less than the outbox.
    const QByteArray filling(2'000, 'x');
    for (int i = 0; i < count; ++i)
        server.inDomain(
            [&](Link& link) { link.sendEphemeral({server.came[0].first}, filling + QByteArray::number(i)); });
    ASSERT_TRUE(test::waitFor([&] {
        const NetStats stats = server.stats();
        return stats.framesOut + stats.droppedEphemeral >= count;
    }));
    EXPECT_EQ(server.stats().droppedEphemeral, 0);
    for (int i = 0; i < count; ++i)
        ASSERT_EQ(reader.readFrame().payload, filling + QByteArray::number(i));
}

TEST(PlainTexts, ACloseCarriesNoFrameOfOurProtocol) {
    TextServer server([](NetConfig& config) { config.limits.outboxFrames = 4; });
    ASSERT_TRUE(server.hasStarted());
    RawClient client = server.client();
    ASSERT_TRUE(upgrade(client, "/"));
    ASSERT_TRUE(server.until([&] { return server.came.size() == 1; }));
    server.inDomain([&](Link& link) { link.close(server.came[0].first, CloseCode::Restart, {}); });
    const auto frame = client.readFrame();
    EXPECT_EQ(frame.opcode, 8);
    EXPECT_EQ(frame.closeCode(), 4001);
}

TEST(PlainTexts, ARequestThatIsNoUpgradeIsTold) {
    TextServer server;
    ASSERT_TRUE(server.hasStarted());
    EXPECT_EQ(server.client().request("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").status, 426);
}

TEST(PlainTexts, ATokenInTheAddressIsRefused) {
    TextServer server;
    ASSERT_TRUE(server.hasStarted());
    EXPECT_EQ(server.client().request("GET /x?access_token=y HTTP/1.1\r\nHost: a\r\n\r\n").status, 400);
    RawClient client = server.client();
    EXPECT_FALSE(upgrade(client, "/x?token=y"));
    RawClient other = server.client();
    EXPECT_TRUE(upgrade(other, "/x?topic=y"));
}

} // namespace parlor::server
