#include "server/net/websocket/framedecoder.h"
#include "shared/protocol/codec.h"
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

struct CloseCase {
    const char* name;
    QByteArray bytes;
    int code; ///< of the close frame that comes back; 0: the connection lives and answers a ping
};

void PrintTo(const CloseCase& value, std::ostream* out) {
    *out << value.name;
}

QByteArray closeFrame(int code, const QByteArray& reason = {}) {
    return RawClient::frame(0x88, QByteArray(1, char(code >> 8)) + char(code) + reason);
}

/// A frame whose length field is written as told.
QByteArray withLength(const char* lengthField, std::size_t size) {
    return QByteArray(1, char(0x81)) + QByteArray(lengthField, qsizetype(size)) + QByteArray(4, '\0');
}

std::vector<CloseCase> cases() {
    const auto frame = RawClient::frame;
    std::vector<CloseCase> all{
        {"W1_Unmasked", QByteArray("\x81\x02hi", 4), 1002},
        {"W2_Rsv1", frame(0xC1, "x"), 1002},
        {"W2_Rsv2", frame(0xA1, "x"), 1002},
        {"W2_Rsv3", frame(0x91, "x"), 1002},
        {"W3_Opcode3", frame(0x83, "x"), 1002},
        {"W3_Opcode7", frame(0x87, "x"), 1002},
        {"W4_OpcodeB", frame(0x8B, "x"), 1002},
        {"W4_OpcodeF", frame(0x8F, "x"), 1002},
        {"W5_FragmentedPing", frame(0x09, "x"), 1002},
        {"W6_LongPing", frame(0x89, QByteArray(126, 'x')), 1002},
        {"W7_LoneContinuation", frame(0x80, "x"), 1002},
        {"W8_TextInsideFragments", frame(0x01, "x") + frame(0x81, "y"), 1002},
        {"W9_Length2To63Minus1", withLength("\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 9), 1009},
        {"W10_Length2To64Minus1", withLength("\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9), 1002},
        {"W11_NotMinimal64", withLength("\xff\0\0\0\0\0\0\0\x05", 9), 1002},
        {"W12_NotMinimal16", withLength("\xfe\0\x05", 3), 1002},
        {"W13_TwoGigabytes", withLength("\xff\0\0\0\0\x7f\xff\xff\xfe", 9) + "0123456789", 1009},
        {"W14_OneByteTooMany", frame(0x81, QByteArray(64 * 1024 + 1, 'x')), 1009},
        {"W15_FragmentsOverLimit", frame(0x01, "x") + frame(0x00, QByteArray(1024, 'x')).repeated(64), 1009},
        {"W16_EmptyContinuations", frame(0x01, "x") + frame(0x00, "").repeated(500'000), 4013},
        {"W17_BadText", frame(0x81, "\xff"), 1007},
        {"W18_SplitCharacter", frame(0x01, "{\"x\":\"\xe2\x82") + frame(0x80, "\xac\"}"), 0},
        {"W19_Surrogate", frame(0x81, "\xed\xa0\x80"), 1007},
        {"W19_SurrogateInFragments", frame(0x01, "\xed") + frame(0x80, "\xa0\x80"), 1007},
        {"W20_Overlong", frame(0x81, "\xc0\xaf"), 1007},
        {"W21_BeyondUnicode", frame(0x81, "\xf4\x90\x80\x80"), 1007},
        {"W22_ByteOrderMark", frame(0x81, "\xef\xbb\xbf{}"), 0},
        {"TextThatEndsInsideACharacter", frame(0x01, "a") + frame(0x80, "\xe2\x82"), 1007},
        {"BadFragmentIsNotWaitedFor", frame(0x01, "\xff"), 1007},
        {"W23_CloseOfOneByte", frame(0x88, "x"), 1002},
        {"W25_BadReason", closeFrame(1000, "\xff"), 1007},
        {"W26_DataAfterClose", closeFrame(1000) + frame(0x81, ping), 1000},
        {"EmptyClose", frame(0x88, ""), 1005},
        {"Binary", frame(0x82, "x"), 1003},
        {"PingInsideFragments", frame(0x01, "{") + frame(0x89, "") + frame(0x80, "}"), 0},
    };
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2999, 5000})
        all.push_back({"W24_Refused", closeFrame(code), 1002});
    for (const int code : {1000, 1001, 1011, 3000, 4999})
        all.push_back({"W24_Allowed", closeFrame(code), code});
    return all;
}

} // namespace

class WebSocketFrames : public testing::TestWithParam<CloseCase> {
public:
    static void SetUpTestSuite() { server = new TestServer; }

    static void TearDownTestSuite() { delete std::exchange(server, nullptr); }

    static inline TestServer* server = nullptr;
};

TEST_P(WebSocketFrames, EndAsTheyShould) {
    RawClient client = server->client();
    ASSERT_TRUE(client.openSocket());
    client.send(GetParam().bytes);
    if (GetParam().code == 0)
        client.send(RawClient::frame(0x89, "alive"));
    for (;;) {
        const auto frame = client.readFrame();
        ASSERT_NE(frame.opcode, -1) << "the stream ended without a word";
        if (GetParam().code == 0 && frame.opcode == 0xA && frame.payload == "alive")
            return;
        if (frame.opcode != 8)
            continue;
        EXPECT_EQ(frame.closeCode(), GetParam().code);
        break;
    }
    client.finishSending();
    EXPECT_TRUE(client.isClosed());
}

namespace {

/// Those that are short enough to come byte by byte.
std::vector<CloseCase> shortCases() {
    std::vector<CloseCase> all = cases();
    std::erase_if(all, [](const CloseCase& one) { return one.bytes.size() > 2'000; });
    return all;
}

class FrameBytes : public testing::TestWithParam<CloseCase> {};

} // namespace

TEST_P(FrameBytes, EndAsTheyShould) {
    FrameDecoder decoder;
    int code = 0;
    for (char c : GetParam().bytes) {
        decoder.feed(std::span(&c, 1));
        for (auto item = decoder.next({}); item.kind != FrameDecoder::Kind::None; item = decoder.next({})) {
            if (code)
                continue;
            if (item.kind == FrameDecoder::Kind::Failed || item.kind == FrameDecoder::Kind::Close)
                code = item.code;
            else if (item.kind == FrameDecoder::Kind::Binary)
                code = 1003;
        }
        decoder.park();
    }
    EXPECT_EQ(code, GetParam().code);
}

TEST(FrameDecoder, KeepsNothingOnceItHasEnded) {
    const std::pair<const char*, QByteArray> ends[] = {
        {"an error", RawClient::frame(0x83, "x")},
        {"an error inside a message", RawClient::frame(0x01, "half") + RawClient::frame(0x83, "x")},
        {"a close", closeFrame(1000)},
        {"a close inside a message", RawClient::frame(0x01, "half") + closeFrame(1000)},
    };
    for (const auto& [what, bytes] : ends) {
        FrameDecoder decoder;
        QByteArray sent = bytes;
        for (int i = 0; i < 100; ++i) {
            decoder.feed(std::span(sent.data(), std::size_t(sent.size())));
            while (decoder.next({}).kind != FrameDecoder::Kind::None) {
            }
            decoder.park();
            sent = RawClient::frame(0x81, "behind the end");
        }
        EXPECT_FALSE(decoder.isMidway()) << what;
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, WebSocketFrames, testing::ValuesIn(cases()), [](const auto& test) {
    return std::string(test.param.name) + "_" + std::to_string(test.index);
});
INSTANTIATE_TEST_SUITE_P(Cases, FrameBytes, testing::ValuesIn(shortCases()), [](const auto& test) {
    return std::string(test.param.name) + "_" + std::to_string(test.index);
});

struct HandshakeCase {
    const char* name;
    QByteArray bytes;
    int status;
};

void PrintTo(const HandshakeCase& value, std::ostream* out) {
    *out << value.name;
}

namespace {

std::vector<HandshakeCase> handshakes() {
    const QByteArray start = "GET /v1/socket HTTP/1.1\r\nHost: a\r\n";
    const QByteArray up = start + "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n";
    const QByteArray version = "Sec-WebSocket-Version: 13\r\n",
                     key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    return {
        {"Good", up + version + key, 101},
        {"W33_DeflateIsNotAgreedOn", up + version + key + "Sec-WebSocket-Extensions: permessage-deflate\r\n",
         101},
        {"W28_Version8", up + "Sec-WebSocket-Version: 8\r\n" + key, 426},
        {"NoVersion", up + key, 426},
        {"W29_ShortKey", up + version + "Sec-WebSocket-Key: YWJj\r\n", 400},
        {"W29_NoBase64", up + version + "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n", 400},
        {"W29_NoKey", up + version, 400},
        {"W29_TwoKeys", up + version + key + key, 400},
        {"W30_H2c", start + "Upgrade: h2c\r\nConnection: Upgrade\r\n" + version + key, 400},
        {"NoConnectionToken", start + "Upgrade: websocket\r\n" + version + key, 400},
        {"NoUpgrade", start, 426},
        {"W31_Post",
         "POST /v1/socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + version
             + key,
         405},
        {"GoodOrigin", up + version + key + "Origin: https://chat.example\r\n", 101},
        {"W32_Evil", up + version + key + "Origin: https://evil.example\r\n", 403},
        {"W32_Null", up + version + key + "Origin: null\r\n", 403},
        {"W32_Suffix", up + version + key + "Origin: https://chat.example.evil.example\r\n", 403},
        {"W37_ManyFields", up + version + key + QByteArray("A: b\r\n").repeated(101), 431},
    };
}

} // namespace

class WebSocketHandshakes : public testing::TestWithParam<HandshakeCase> {
public:
    static void SetUpTestSuite() {
        server = new TestServer(
            [](NetConfig& config) { config.origins = {QStringLiteral("https://chat.example")}; });
    }

    static void TearDownTestSuite() { delete std::exchange(server, nullptr); }

    static inline TestServer* server = nullptr;
};

TEST_P(WebSocketHandshakes, AreAnswered) {
    RawClient client = server->client();
    client.send(GetParam().bytes + "\r\n");
    const auto response = client.readResponse();
    EXPECT_EQ(response.status, GetParam().status);
    EXPECT_FALSE(response.head.contains("Extensions"));
    EXPECT_EQ(response.head.contains("Sec-WebSocket-Version: 13"), GetParam().status == 426);
}

INSTANTIATE_TEST_SUITE_P(Cases, WebSocketHandshakes, testing::ValuesIn(handshakes()),
                         [](const auto& test) { return std::string(test.param.name); });

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
    client.send(closeFrame(4503));
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
        client.send(closeFrame(4001));
    }
    EXPECT_GT(byes.size(), 5U) << "not all at the same time";
    clients.clear();
    EXPECT_TRUE(test::waitFor([&] { return drained.isDone(); }));
    EXPECT_TRUE(drained.value());
}

} // namespace parlor::server
