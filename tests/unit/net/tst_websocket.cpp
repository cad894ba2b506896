#include "tests/support/pace.h"
#include "tests/support/processes.h"
#include "tests/support/waiting.h"
#include "tests/unit/net/testserver.h"

#include <QDeadlineTimer>

#include <gtest/gtest.h>

#include <set>

#include <unistd.h>

namespace parlor::server {

namespace {

const QByteArray ping = R"({"op":"ping","rid":7})";

} // namespace

TEST(WebSocket, TellsTheDomainInOrder) {
    TestServer server;
    ConnectionId id;
    {
        RawClient client = server.socket(&id);
        client.sendText(ping);
        client.sendText(R"({"op":"nonsense","rid":9})");
        client.sendText("{");
        ASSERT_TRUE(server.until([&] { return server.requests.size() == 1 && server.refusals.size() == 2; }));
        EXPECT_EQ(server.requests[0].second->rid, 7);
        EXPECT_EQ(server.refusals[0], std::pair(ErrorCode::UnknownOperation, std::int64_t(9)));
        EXPECT_EQ(server.refusals[1].first, ErrorCode::BadFrame);
        EXPECT_TRUE(server.closedOnes.empty());
    }
    ASSERT_TRUE(server.until([&] { return server.closedOnes == std::vector{id}; }));
}

TEST(WebSocket, FramesBehindTheHandshakeAreNotLost) {
    TestServer server;
    RawClient client = server.client();
    client.send("GET /v1/socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: "
                "Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                + RawClient::frame(0x81, ping));
    ASSERT_TRUE(server.until([&] { return server.requests.size() == 1; }));
}

TEST(WebSocket, ClosesWithALastFrame) {
    TestServer server;
    ConnectionId id;
    RawClient client = server.socket(&id);
    server.inDomain([&](NetServer& net) {
        net.link().send(id, "one");
        net.link().close(id, CloseCode::Revoked, "last");
        net.link().send(id, "never");
    });
    EXPECT_EQ(client.readFrame().payload, "one");
    EXPECT_EQ(client.readFrame().payload, "last");
    EXPECT_EQ(client.readFrame().closeCode(), 4503);
    client.send(RawClient::closeFrame(4503));
    EXPECT_TRUE(client.isClosed());
    ASSERT_TRUE(server.until([&] { return server.closedOnes.size() == 1; }));
}

TEST(WebSocket, WaitsForHelloOnlySoLong) { // W34
    EXPECT_TRUE(test::atSomePace([](int helloMs) {
        TestServer server([helloMs](NetConfig& config) { config.limits.helloMs = helloMs; });
        ConnectionId id;
        RawClient signedIn = server.socket(&id);
        server.inDomain([&](NetServer& net) { net.link().signedIn(id); });
        RawClient silent = server.socket();
        EXPECT_TRUE(silent.readFrame().payload.contains("\"bye\""));
        EXPECT_EQ(silent.readFrame().closeCode(), 4014);
        signedIn.sendText(ping);
        bool stays = false;
        EXPECT_TRUE(server.until([&] {
            stays = server.requests.size() == 1;
            return stays || std::count(server.closedOnes.begin(), server.closedOnes.end(), id) > 0;
        }));
        return stays;
    })) << "who has signed in stays";
}

TEST(WebSocket, PingsAndDropsTheDead) { // W38
    EXPECT_TRUE(test::atSomePace([](int pingMs) {
        TestServer server([pingMs](NetConfig& config) {
            config.limits.pingMs = pingMs;
            config.limits.silenceMs = 6 * pingMs;
        });
        RawClient client = server.socket();
        const bool wasAsked = client.readFrame().opcode == 9;
        EXPECT_TRUE(client.isClosed());
        EXPECT_TRUE(server.until([&] { return server.closedOnes.size() == 1; }));
        return wasAsked;
    }));
}

TEST(WebSocket, WhatHasBegunHasToEnd) { // W40
    TestServer server([](NetConfig& config) {
        config.limits.messageMs = 500;
        config.limits.bodyBytesPerSecond = 16; // half of a large message gives it half an hour
    });
    const auto signedIn = [&server] {
        ConnectionId id;
        RawClient client = server.socket(&id);
        server.inDomain([id](NetServer& net) { net.link().signedIn(id); });
        return client;
    };
    RawClient idle = signedIn(), large = signedIn();
    const QByteArray message =
        RawClient::frame(0x81, R"({"op":"ping","rid":8,"x":")" + QByteArray(60'000, 'x') + R"("})");
    large.send(message.first(30'000));
    const std::pair<const char*, QByteArray> begun[] = {
        {"a byte", QByteArray("\x81", 1)},
        {"half a length", RawClient::frame(0x81, QByteArray(200, ' ')).first(3)},
        {"no mask", RawClient::frame(0x81, ping).first(2)},
        {"no text", RawClient::frame(0x81, ping).first(6)},
        {"half a text", RawClient::frame(0x81, ping).first(12)},
        {"a fragment", RawClient::frame(0x01, "{")},
        {"a fragment and pings", RawClient::frame(0x01, "{") + RawClient::frame(0x89, "").repeated(3)},
        {"half a ping behind a message", RawClient::frame(0x81, ping) + RawClient::frame(0x89, "x").first(4)},
    };
    std::vector<RawClient> clients;
    clients.reserve(std::size(begun));
    for (const auto& one : begun) {
        clients.push_back(signedIn());
        clients.back().send(one.second);
    }
    for (std::size_t i = 0; i < clients.size(); ++i) {
        SCOPED_TRACE(begun[i].first);
        RawClient::Frame frame = clients[i].readFrame();
        QByteArray said;
        for (; frame.opcode == 1 || frame.opcode == 9 || frame.opcode == 0xA; frame = clients[i].readFrame())
            said += frame.payload;
        EXPECT_EQ(frame.opcode, 8);
        EXPECT_EQ(frame.closeCode(), 4008);
        EXPECT_TRUE(said.contains("\"bye\"")) << said.constData();
    }
    EXPECT_EQ(server.server().stats().slowCloses, std::int64_t(std::size(begun)));
    const auto answered = [&server] {
        return std::count_if(server.requests.begin(), server.requests.end(),
                             [](const auto& request) { return request.second->rid == 8; });
    };
    large.send(message.mid(30'000));
    idle.sendText(R"({"op":"ping","rid":8})");
    EXPECT_TRUE(server.until([&] { return answered() == 2; })) << "who is only slow stays";
}

TEST(WebSocket, WhoNeverStopsBetweenTwoFramesStays) {
    EXPECT_TRUE(test::atSomePace([](int messageMs) {
        TestServer server([messageMs](NetConfig& config) {
            config.limits.messageMs = messageMs;
            config.limits.framesPerSecond = config.limits.framesBurst = 10'000'000;
        });
        ConnectionId id;
        RawClient client = server.socket(&id);
        server.inDomain([id](NetServer& net) { net.link().signedIn(id); });
        // Always in the middle of a frame, but never for long in that of the same one.
        const QByteArray frame = RawClient::frame(0x89, "still here");
        client.send(frame.first(3));
        for (const QDeadlineTimer end(4 * messageMs); !end.hasExpired();) {
            client.send(frame.mid(3) + frame.first(3));
            if (const int opcode = client.readFrame().opcode; opcode != 0xA && opcode != 9)
                return false;
        }
        return true;
    }));
}

TEST(WebSocket, CountsSocketsBeforeSignIn) {
    TestServer server([](NetConfig& config) { config.limits.socketsBeforeSignIn = 2; });
    ConnectionId first;
    RawClient a = server.socket(&first);
    RawClient b = server.socket();
    EXPECT_FALSE(server.client().openSocket());
    server.inDomain([&](NetServer& net) {
        net.link().signedIn(first);
        net.link().signedIn(first); // twice counts once
    });
    // signedIn() takes effect in its own time.
    EXPECT_TRUE(test::waitFor([&] { return RawClient(server.port()).openSocket(); }));
}

TEST(WebSocket, AnswersUnreadPingsOnlyOnce) { // W27
    constexpr int pings = 400'000;
    TestServer server([](NetConfig& config) {
        config.limits.framesPerSecond = 1'000'000;
        config.limits.framesBurst = 1'000'000;
        config.limits.socketSendBuffer = 16 * 1024;
    });
    RawClient client = server.socket();
    const QByteArray thousand = RawClient::frame(0x89, QByteArray(100, 'p')).repeated(1'000);
    [[maybe_unused]] const qint64 before = test::residentKiBOf(::getpid());
    for (int i = 0; i < pings / 1'000; ++i)
        ASSERT_TRUE(client.send(thousand));
    client.send(RawClient::frame(0x89, "the last"));
    client.sendText(ping);
    ASSERT_TRUE(server.until([&] { return server.requests.size() == 1; })) << "the server goes on reading";
    EXPECT_TRUE(server.closedOnes.empty());
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // these keep what is freed
    EXPECT_LT(test::residentKiBOf(::getpid()) - before, 4 * 1'024);
#endif
    // What the sockets' buffers took, and one more for all the others: the newest.
    int pongs = 1;
    RawClient::Frame pong = client.readFrame();
    for (; pong.opcode == 0xA && pong.payload != "the last"; pong = client.readFrame())
        ++pongs;
    EXPECT_EQ(pong.payload, "the last");
    EXPECT_LT(pongs, pings / 10);
}

TEST(WebSocket, HoldsBackWhoSendsTooFast) {
    TestServer server([](NetConfig& config) {
        config.limits.framesPerSecond = 4;
        config.limits.framesBurst = 50;
    });
    RawClient client = server.socket();
    const QDeadlineTimer earliest(1'900); // eight more than the burst, four a second
    client.send(RawClient::frame(0x81, ping).repeated(58));
    ASSERT_TRUE(server.until([&] { return server.requests.size() == 58; })) << "held back, not lost";
    EXPECT_TRUE(earliest.hasExpired());
}

TEST(WebSocket, HoldsNobodyBackWhoIsNotMetered) {
    TestServer server([](NetConfig& config) {
        config.limits.framesPerSecond = 1;
        config.limits.framesBurst = 50;
    });
    ConnectionId id;
    RawClient client = server.socket(&id);
    server.inDomain([id](NetServer& net) { net.link().unmetered(id); });
    // At one a second nobody would wait for it.
    client.send(RawClient::frame(0x81, ping).repeated(5'000));
    EXPECT_TRUE(server.until([&] { return server.requests.size() == 5'000; }));
}

TEST(WebSocket, SurvivesAbruptEnds) { // W39
    TestServer server;
    constexpr std::size_t storm = 1'000;
    for (std::size_t i = 0; i < storm; ++i) {
        RawClient client = server.client();
        ASSERT_TRUE(client.openSocket());
        client.reset();
    }
    ASSERT_TRUE(server.until([&] { return server.closedOnes.size() == storm; }));
    EXPECT_EQ(server.openedOnes.size(), storm);
    EXPECT_EQ(server.server().stats().webSockets, 0);
}

TEST(WebSocket, EndsAllWithASpread) {
    TestServer server;
    std::vector<RawClient> clients;
    clients.reserve(20);
    for (int i = 0; i < 20; ++i)
        clients.push_back(server.socket());
    Task<bool> drained = doneTask(false);
    server.inDomain([&](NetServer& net) {
        net.closeAll(CloseCode::Restart, 10'000);
        drained = net.drain(8'000);
    });
    std::set<QByteArray> byes;
    for (RawClient& client : clients) {
        byes.insert(client.readFrame().payload);
        EXPECT_EQ(client.readFrame().closeCode(), 4001);
        client.send(RawClient::closeFrame(4001));
    }
    EXPECT_GT(byes.size(), 5U) << "not all at the same time";
    clients.clear();
    EXPECT_TRUE(test::waitFor([&] { return drained.isDone(); }));
    EXPECT_TRUE(drained.value());
}

} // namespace parlor::server
