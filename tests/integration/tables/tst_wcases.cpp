// W: what a WebSocket may be sent. Expected close codes by RFC 6455, limits by SECURITY.
#include "tests/integration/tables/tableserver.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QJsonDocument>

#include <atomic>
#include <thread>

namespace parlor {

using server::RawClient;
using test::TableServer;

namespace {

const auto frame = [](int first, const QByteArray& payload) { return RawClient::frame(first, payload); };

/// A header that claims a length in the given form, masked, and some bytes.
QByteArray claiming(char form, std::uint64_t length, int lengthBytes, const QByteArray& payload) {
    QByteArray bytes("\x81", 1);
    bytes += static_cast<char>(0x80 | form);
    for (int i = lengthBytes - 1; i >= 0; --i)
        bytes += static_cast<char>(length >> (8 * i));
    return bytes + QByteArray(4, '\0') + payload;
}

QByteArray closeWith(int code, const QByteArray& reason = {}) {
    QByteArray payload;
    payload += static_cast<char>(code >> 8);
    payload += static_cast<char>(code);
    return frame(0x88, payload + reason);
}

QByteArray many(int count, const QByteArray& bytes) {
    return bytes.repeated(count);
}

struct Row {
    const char* name;
    QByteArray bytes;
    int closeCode; ///< 0: answered by text instead
};

const QByteArray ping = R"({"op":"ping","rid":1,"x":"é"})";

std::vector<Row> rows() {
    std::vector<Row> all{
        {"W1_Unmasked", QByteArray("\x81\x02hi"), 1002},
        {"W2_Rsv1", frame(0xC1, "hi"), 1002},
        {"W2_Rsv2", frame(0xA1, "hi"), 1002},
        {"W2_Rsv3", frame(0x91, "hi"), 1002},
        {"W5_FragmentedPing", frame(0x09, "hi"), 1002},
        {"W6_PingOf126Bytes", frame(0x89, QByteArray(126, 'x')), 1002},
        {"W7_ContinuationOfNothing", frame(0x80, "hi"), 1002},
        {"W8_TextInsideFragments", frame(0x01, "{") + frame(0x81, "}"), 1002},
        {"W9_Length2To63Less1", claiming(127, (1ULL << 63) - 1, 8, {}), 1009},
        {"W10_Length2To64Less1", claiming(127, ~0ULL, 8, {}), 1002},
        {"W11_LongFormFor5Bytes", claiming(127, 5, 8, "hello"), 1002},
        {"W12_MiddleFormFor5Bytes", claiming(126, 5, 2, "hello"), 1002},
        {"W13_2GiBAnnounced", claiming(127, (1ULL << 31) - 2, 8, QByteArray(10, 'x')), 1009},
        {"W14_OneByteTooMuch", frame(0x81, QByteArray(64 * 1024 + 1, ' ')), 1009},
        {"W15_TooMuchInFragments",
         frame(0x01, QByteArray(1024, ' ')) + many(256, frame(0x00, QByteArray(1024, ' '))), 1009},
        {"W17_InvalidUtf8", frame(0x81, "\xff\xfe"), 1007},
        {"W18_CharacterAcrossFragments",
         frame(0x01, ping.first(ping.indexOf("\xA9"))) + frame(0x80, ping.mid(ping.indexOf("\xA9"))), 0},
        {"W19_HalfASurrogate", frame(0x81, "\xED\xA0\x80"), 1007},
        {"W20_Overlong", frame(0x81, "\xC0\xAF"), 1007},
        {"W21_BeyondUnicode", frame(0x81, "\xF4\x90\x80\x80"), 1007},
        {"W22_ByteOrderMark", frame(0x81, "\xEF\xBB\xBF" + ping), 0},
        {"W23_CloseOfOneByte", frame(0x88, "x"), 1002},
        {"W24_CloseWith3000", closeWith(3000), 3000},
        {"W24_CloseWith4999", closeWith(4999), 4999},
        {"W25_CloseReasonInvalid", closeWith(1000, "\xff"), 1007},
        {"W26_DataAfterClose", closeWith(1000) + frame(0x81, ping), 1000},
    };
    for (int opcode = 0x3; opcode <= 0x7; ++opcode)
        all.push_back({"W3_ReservedOpcode", frame(0x80 | opcode, "hi"), 1002});
    for (int opcode = 0xB; opcode <= 0xF; ++opcode)
        all.push_back({"W4_ReservedControl", frame(0x80 | opcode, "hi"), 1002});
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2999, 5000})
        all.push_back({"W24_CloseWithAWrongCode", closeWith(code), 1002});
    return all;
}

template<class T>
QString nameOf(const T& row, std::size_t index) {
    return QString::fromLatin1(row.name) + u'_' + QString::number(index);
}

class WFrame : public test::TableTest, public ::testing::WithParamInterface<Row> {};

} // namespace

TEST_P(WFrame, IsAnsweredAsItShould) {
    RawClient client(server.port());
    ASSERT_TRUE(client.openSocket());
    client.send(GetParam().bytes);
    const RawClient::Frame answer = client.readFrame();
    if (GetParam().closeCode == 0) {
        ASSERT_EQ(answer.opcode, 1);
        EXPECT_EQ(QJsonDocument::fromJson(answer.payload).object().value(u"rid").toInt(), 1);
        return;
    }
    RawClient::Frame last = answer;
    while (last.opcode == 1) // a bye
        last = client.readFrame();
    ASSERT_EQ(last.opcode, 8);
    EXPECT_EQ(last.closeCode(), GetParam().closeCode);
    // Where the peer's frames can not be read any more, the server waits a moment before it hangs up.
    if (GetParam().closeCode == 1000 || GetParam().closeCode >= 3000) {
        client.send(closeWith(1000));
        client.finishSending();
        EXPECT_TRUE(client.isClosed());
    }
}

INSTANTIATE_TEST_SUITE_P(Table, WFrame, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return nameOf(row.param, row.index).toStdString(); });

namespace {

struct Upgrade {
    const char* name;
    QByteArray request;
    int status;
    QByteArray head; ///< that the answer has to have
};

const QByteArray start = "GET /v1/socket HTTP/1.1\r\nHost: localhost\r\n";
const QByteArray upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
const QByteArray version = "Sec-WebSocket-Version: 13\r\n";
const QByteArray key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

QByteArray origin(const QByteArray& origin) {
    return start + upgrade + version + key + "Origin: " + origin + "\r\n\r\n";
}

std::vector<Upgrade> upgrades() {
    return {
        {"W28_Version8", start + upgrade + key + "Sec-WebSocket-Version: 8\r\n\r\n", 426,
         "Sec-WebSocket-Version: 13"},
        {"W29_KeyOf3Bytes", start + upgrade + version + "Sec-WebSocket-Key: YWJj\r\n\r\n", 400, {}},
        {"W29_KeyIsNotBase64",
         start + upgrade + version + "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n\r\n",
         400,
         {}},
        {"W29_NoKey", start + upgrade + version + "\r\n", 400, {}},
        {"W29_TwoKeys", start + upgrade + version + key + key + "\r\n", 400, {}},
        {"W30_H2c", start + "Upgrade: h2c\r\nConnection: Upgrade\r\n" + version + key + "\r\n", 400, {}},
        {"W31_Post",
         "POST /v1/socket HTTP/1.1\r\nHost: localhost\r\n" + upgrade + version + key + "\r\n",
         405,
         {}},
        {"W32_OriginEvil", origin("https://evil.example"), 403, {}},
        {"W32_OriginNull", origin("null"), 403, {}},
        {"W32_OriginSuffix", origin("https://good.example.evil"), 403, {}},
        {"W32_OriginPrefix", origin("https://evilgood.example"), 403, {}},
        {"W32_OriginPort", origin("https://good.example:444"), 403, {}},
        {"W32_OriginScheme", origin("http://good.example"), 403, {}},
        {"W32_OriginGood", origin("https://good.example"), 101, {}},
        {"W32_NoOrigin", start + upgrade + version + key + "\r\n", 101, {}},
        {"W37_101Headers", start + upgrade + version + key + many(101, "X-A: b\r\n") + "\r\n", 431, {}},
        {"W37_17KiBOfHead",
         start + upgrade + version + key + "X-A: " + QByteArray(17 * 1024, 'b') + "\r\n\r\n",
         431,
         {}},
    };
}

class WUpgrade : public test::TableTest, public ::testing::WithParamInterface<Upgrade> {};

} // namespace

TEST_P(WUpgrade, IsAnsweredAsItShould) {
    RawClient client(server.port());
    client.send(GetParam().request);
    const RawClient::Response response = client.readResponse();
    EXPECT_EQ(response.status, GetParam().status) << response.head.constData();
    if (!GetParam().head.isEmpty()) {
        EXPECT_TRUE(response.head.toLower().contains(GetParam().head.toLower())) << response.head.constData();
    }
}

INSTANTIATE_TEST_SUITE_P(Table, WUpgrade, ::testing::ValuesIn(upgrades()),
                         [](const auto& row) { return nameOf(row.param, row.index).toStdString(); });

class WSocket : public test::TableTest {};

TEST_F(WSocket, W16_HalfAMillionEmptyContinuationsCostLittle) {
    RawClient client(server.port());
    ASSERT_TRUE(client.openSocket());
    [[maybe_unused]] const qint64 before = test::cpuMsOf(server.processId());
    const QByteArray storm = frame(0x01, {}) + many(500'000, frame(0x00, {}));
    std::thread sender([&] { client.send(storm); }); // the server may hang up in the middle of it
    RawClient::Frame last = client.readFrame();
    while (last.opcode == 1) // a bye
        last = client.readFrame();
    sender.join();
    ASSERT_EQ(last.opcode, 8);
    EXPECT_EQ(last.closeCode(), 4013);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_LT(test::cpuMsOf(server.processId()) - before, 1'000);
#endif
}

TEST_F(WSocket, W26_WhatComesBehindTheEndIsNotKept) {
    RawClient client(server.port());
    ASSERT_TRUE(client.openSocket());
    client.send(frame(0x83, "x"));
    ASSERT_EQ(client.readFrame().opcode, 8);
    [[maybe_unused]] const qint64 before = server.residentKiB();
    const QByteArray megabyte = many(32, frame(0x81, QByteArray(32 * 1024, ' ')));
    for (int i = 0; i < 64; ++i)
        if (!client.send(megabyte))
            break;                                                  // it has hung up
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // these keep what is freed
    EXPECT_LT(server.residentKiB() - before, 16 * 1024);
#endif
}

TEST_F(WSocket, W27_PingsWithoutEndStayCheap) {
    RawClient client(server.port());
    ASSERT_TRUE(client.openSocket());
    [[maybe_unused]] const qint64 before = server.residentKiB();
    // Half of the burst that is read at once; nobody reads the pongs.
    client.send(many(2'000, frame(0x89, QByteArray(100, 'p'))));
    const RawClient::Frame pong = client.readFrame();
    EXPECT_EQ(pong.opcode, 10);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // these keep what is freed
    EXPECT_LT(server.residentKiB() - before, 4 * 1024);
#endif
}

TEST_F(WSocket, W33_CompressionIsNotNegotiated) {
    RawClient client(server.port());
    client.send(start + upgrade + version + key
                + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");
    const QByteArray head = client.readUntil("\r\n\r\n");
    EXPECT_TRUE(head.startsWith("HTTP/1.1 101 "));
    EXPECT_FALSE(head.toLower().contains("extensions"));
}

TEST_F(WSocket, W34_W40_WithoutAHelloOrAnEndItEnds) {
    // Silence, half a frame that never ends, and one that would take longer than anybody waits; the same of
    // somebody who has said hello.
    RawClient silent(server.port()), halting(server.port()), dribbling(server.port());
    RawClient known(server.port());
    for (RawClient* client : {&silent, &halting, &dribbling, &known})
        ASSERT_TRUE(client->openSocket());
    known.sendText(R"({"op":"hello","rid":1,"protocol":1,"token":")" + server.tokenOf(server.ada) + "\"}");
    ASSERT_TRUE(known.readFrame().payload.contains("\"welcome\""));
    halting.send(frame(0x81, ping).first(5));
    std::atomic<bool> isOver = false;
    std::thread drops([&] {
        const QByteArray hello = frame(0x81, QByteArray(60'000, ' '));
        bool unknownIsOpen = true;
        bool knownIsOpen = true;
        for (qsizetype i = 0; i < hello.size() && !isOver && (unknownIsOpen || knownIsOpen); ++i) {
            unknownIsOpen = unknownIsOpen && dribbling.send(hello.mid(i, 1));
            knownIsOpen = knownIsOpen && known.send(hello.mid(i, 1));
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
    });
    for (RawClient* client : {&silent, &halting, &dribbling}) {
        RawClient::Frame last = client->readFrame();
        EXPECT_TRUE(last.payload.contains("\"bye\""));
        last = client->readFrame();
        EXPECT_EQ(last.closeCode(), 4014);
    }
    RawClient::Frame last = known.readFrame();
    QByteArray said;
    for (; last.opcode == 1 || last.opcode == 9; last = known.readFrame())
        said = last.payload;
    EXPECT_TRUE(said.contains("\"bye\"")) << said.constData();
    EXPECT_EQ(last.opcode, 8);
    EXPECT_EQ(last.closeCode(), 4008);
    isOver = true;
    drops.join();
}

TEST_F(WSocket, W35_ASecondHelloIsRefused) {
    test::ChatPeer peer(server.tokenOf(server.ada));
    ASSERT_TRUE(peer.open(server.port()));
    const QJsonObject answer =
        peer.ask({{u"op"_qs, u"hello"_qs}, {u"protocol"_qs, 1}, {u"token"_qs, u"x"_qs}});
    EXPECT_EQ(answer.value(u"code").toString(), u"bad_frame"_qs);
    EXPECT_EQ(peer.ask({{u"op"_qs, u"ping"_qs}}).value(u"op").toString(), u"ok"_qs);
}

TEST_F(WSocket, W36_TooManyCursorsAreRefused) {
    // One too many, as many as a frame holds, and as many as none does.
    for (const int cursors : {501, 2'000, 10'000}) {
        SCOPED_TRACE(cursors);
        RawClient client(server.port());
        ASSERT_TRUE(client.openSocket());
        QByteArray hello = R"({"op":"hello","rid":7,"protocol":1,"token":"x","channels":[)";
        for (int i = 1; i <= cursors; ++i)
            hello += (i > 1 ? "," : "") + QByteArray(R"({"channel":")") + QByteArray::number(i)
                     + R"(","serial":1})";
        client.sendText(hello + "]}");
        const RawClient::Frame first = client.readFrame();
        if (hello.size() > 64 * 1024) {
            EXPECT_EQ(first.closeCode(), 1009);
            continue;
        }
        const QJsonObject answer = QJsonDocument::fromJson(first.payload).object();
        EXPECT_EQ(answer.value(u"op").toString(), u"err"_qs);
        EXPECT_EQ(answer.value(u"code").toString(), u"too_large"_qs);
        EXPECT_FALSE(answer.value(u"temporary").toBool());
    }
}

TEST_F(WSocket, W39_AStormOfResetsLeavesNothing) {
    const auto openSockets = [&] {
        QDir descriptors(u"/proc/%1/fd"_qs.arg(server.processId()));
        return descriptors.entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System).size();
    };
    const auto before = openSockets();
    [[maybe_unused]] const qint64 memory = server.residentKiB();
    int upgraded = 0;
    for (int i = 0; i < 1'000; ++i) {
        RawClient client(server.port());
        // In the middle of the head, right behind it, or with half a frame once it is a WebSocket.
        const QByteArray head = start + upgrade + version + key + "\r\n";
        client.send(i % 3 == 0 ? head.first(head.size() / 2) : head);
        if (i % 3 == 2) {
            upgraded += client.readUntil("\r\n\r\n").startsWith("HTTP/1.1 101 ") ? 1 : 0;
            client.send(frame(0x81, ping).first(5));
        }
        client.reset();
    }
    EXPECT_GT(upgraded, 0);
    EXPECT_TRUE(test::waitFor([&] { return openSockets() <= before + 1; })) << before;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // these keep what is freed
    EXPECT_LT(server.residentKiB() - memory, 8 * 1024);
#endif
}

namespace {
constexpr test::NotHere notHere[] = {
    {"W38", "a peer that vanished without a packet is dropped after 60 s of silence: with shorter limits in "
            "unit_net"},
};
} // namespace

TEST(WTable, IsWhole) {
    QStringList names{u"W16"_qs, u"W27"_qs, u"W33"_qs, u"W34"_qs, u"W35"_qs, u"W36"_qs, u"W39"_qs, u"W40"_qs};
    for (const Row& row : rows())
        names += QString::fromLatin1(row.name);
    for (const Upgrade& row : upgrades())
        names += QString::fromLatin1(row.name);
    test::expectAllNumbers('W', 40, names, notHere);
}

} // namespace parlor
