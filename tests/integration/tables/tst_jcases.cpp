// J: what a frame may hold. Every bad one is answered with its code, and the connection stays.
#include "shared/core/ids.h"
#include "tests/integration/tables/tableserver.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace parlor {

using test::ChatPeer;
using test::TableServer;

namespace {

struct Row {
    const char* name;
    QByteArray text;  ///< FAMILY and GARDEN stand for channels, ID for a fresh client id
    const char* code; ///< "ok", or that of the error
};

QByteArray withMany(int keys) {
    QByteArray text = R"({"op":"ping","rid":1)";
    for (int i = 2; i < keys; ++i)
        text += ",\"k" + QByteArray::number(i) + "\":1";
    return text + '}';
}

std::vector<Row> rows() {
    return {
        {"J1_Depth1000",
         R"({"op":"ping","rid":1,"x":)" + QByteArray(1'000, '[') + QByteArray(1'000, ']') + '}', "too_deep"},
        {"J1_Depth16", R"({"op":"ping","rid":1,"x":)" + QByteArray(15, '[') + QByteArray(15, ']') + '}',
         "ok"},
        {"J1_Depth17", R"({"op":"ping","rid":1,"x":)" + QByteArray(16, '[') + QByteArray(16, ']') + '}',
         "too_deep"},
        {"J2_1e400", R"({"op":"read","rid":1,"channel":"FAMILY","serial":1e400})", "bad_frame"},
        {"J3_MinusZero", R"({"op":"read","rid":1,"channel":"FAMILY","serial":-0})", "ok"},
        {"J4_IdAsNumber", R"({"op":"read","rid":1,"channel":9007199254740993,"serial":1})", "bad_frame"},
        {"J4_SerialBeyond2To53", R"({"op":"read","rid":1,"channel":"FAMILY","serial":9007199254740993})",
         "bad_frame"},
        {"J5_KeyTwice", R"({"op":"ping","rid":1,"x":1,"x":2})", "bad_frame"},
        {"J5_KeyTwiceEscaped", R"({"op":"ping","rid":1,"x":1,"\u0078":2})", "bad_frame"},
        {"J6_TrailingBytes", R"({"op":"ping","rid":1}x)", "bad_frame"},
        {"J6_TwoObjects", R"({"op":"ping","rid":1}{"op":"ping","rid":2})", "bad_frame"},
        {"J7_NaN", R"({"op":"ping","rid":1,"x":NaN})", "bad_frame"},
        {"J7_Infinity", R"({"op":"ping","rid":1,"x":Infinity})", "bad_frame"},
        {"J7_MinusInfinity", R"({"op":"ping","rid":1,"x":-Infinity})", "bad_frame"},
        {"J8_LoneHighSurrogate",
         R"({"op":"send","rid":1,"channel":"FAMILY","client_id":"ID","kind":"text","text":"\ud800"})",
         "bad_text"},
        {"J8_LoneLowSurrogate",
         R"({"op":"send","rid":1,"channel":"FAMILY","client_id":"ID","kind":"text","text":"\udc00"})",
         "bad_text"},
        {"J8_APair",
         R"({"op":"send","rid":1,"channel":"FAMILY","client_id":"ID","kind":"text","text":"\ud83c\udf88"})",
         "ok"},
        {"J9_Nul",
         R"({"op":"send","rid":1,"channel":"FAMILY","client_id":"ID","kind":"text","text":"a\u0000b"})",
         "bad_text"},
        {"J9_NulInAKey", R"({"op":"ping","rid":1,"a\u0000":1})", "bad_text"},
        {"J10_UnknownOperation", R"({"op":"selfdestruct","rid":1})", "unknown_operation"},
        {"J10_NoOperation", R"({"rid":1})", "bad_frame"},
        {"J12_64KiBOfBrackets", QByteArray(64 * 1024, '['), "bad_frame"},
        {"J13_ArrayForObject", R"([{"op":"ping","rid":1}])", "bad_frame"},
        {"J13_ArrayForText", R"({"op":"draft","rid":1,"channel":"FAMILY","text":["x"]})", "bad_frame"},
        {"J14_NegativeSerial", R"({"op":"read","rid":1,"channel":"FAMILY","serial":-1})", "bad_frame"},
        {"J14_SerialBeyondTheEnd", R"({"op":"history","rid":1,"channel":"FAMILY","after":900000000})", "ok"},
        {"J14_BrokenSerial", R"({"op":"read","rid":1,"channel":"FAMILY","serial":1.5})", "bad_frame"},
        {"J16_ClientIdOf21",
         R"({"op":"send","rid":1,"channel":"FAMILY","client_id":"AAECAwQFBgcICQoLDA0OD","kind":"text","text":"x"})",
         "bad_frame"},
        {"J16_ClientIdOf23",
         R"({"op":"send","rid":1,"channel":"FAMILY","client_id":"AAECAwQFBgcICQoLDA0ODwx","kind":"text","text":"x"})",
         "bad_frame"},
        {"J16_ClientIdOfOtherLetters",
         R"({"op":"send","rid":1,"channel":"FAMILY","client_id":"AAECAwQFBgcICQoLDA0O+/","kind":"text","text":"x"})",
         "bad_frame"},
        {"J17_UnknownKey", R"({"op":"ping","rid":1,"nobody_knows":{"a":[1,2]}})", "ok"},
        {"J17_HugeUnknownKey", R"({"op":"ping","rid":1,")" + QByteArray(30'000, 'k') + R"(":1})", "ok"},
        {"J17_64Keys", withMany(64), "ok"},
        {"J17_65Keys", withMany(65), "bad_frame"},
    };
}

class JFrame : public test::TableTest, public ::testing::WithParamInterface<Row> {};

} // namespace

TEST_P(JFrame, IsAnsweredWithItsCode) {
    ChatPeer peer(server.tokenOf(server.ada));
    ASSERT_TRUE(peer.open(server.port()));
    ASSERT_TRUE(ChatPeer::pumpUntil({&peer}, [&] { return peer.isWelcome(); }));
    peer.frames.clear();
    QByteArray text = GetParam().text;
    text.replace("FAMILY", server.family.toLatin1());
    text.replace("\"ID\"", '"' + makeClientId().toLatin1() + '"');
    peer.sayBytes(text);
    const QJsonObject answer = peer.take([](const QJsonObject& frame) {
        return frame.value(u"op").toString() == u"err" || frame.contains(u"rid");
    });
    const QString code =
        answer.value(u"op").toString() == u"ok" ? u"ok"_qs : answer.value(u"code").toString();
    EXPECT_EQ(code.toStdString(), GetParam().code);
    EXPECT_FALSE(answer.value(u"temporary").toBool());
    EXPECT_EQ(peer.ask({{u"op"_qs, u"ping"_qs}, {u"rid"_qs, 99}}).value(u"op").toString(), u"ok"_qs);
}

INSTANTIATE_TEST_SUITE_P(Table, JFrame, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

class JSocket : public test::TableTest {};

/// Every command as PROTOCOL shows it, with each field missing, null and of another type.
TEST_F(JSocket, J11_EachFieldOfEachCommandMissingNullAndOfTheWrongType) {
    QDir golden(QStringLiteral(PARLOR_SOURCE_DIR "/tests/golden/requests"));
    ChatPeer peer(server.tokenOf(server.ada));
    int cases = 0, onThisConnection = 0;
    const auto ask = [&](QJsonObject request) {
        // A hundred faults end a connection.
        if (!peer.isOpen() || ++onThisConnection > 80) {
            onThisConnection = 0;
            peer.open(server.port());
        }
        ++cases;
        request.insert(u"rid"_qs, 1'000 + cases);
        const QJsonObject answer = peer.ask(request);
        EXPECT_FALSE(answer.isEmpty()) << QJsonDocument(request).toJson().constData();
        return answer.value(u"op").toString() == u"ok" ? u"ok"_qs : answer.value(u"code").toString();
    };
    for (const QString& name : golden.entryList({u"*.json"_qs})) {
        if (name.startsWith(u"hello") || name.startsWith(u"auth"))
            continue;
        QFile file(golden.filePath(name));
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        const QJsonObject request = QJsonDocument::fromJson(file.readAll()).object();
        for (const QString& key : request.keys()) {
            if (key == u"op" || key == u"rid")
                continue;
            const std::string where = (name + u' ' + key).toStdString();
            QJsonObject broken = request;
            broken.insert(key, QJsonValue::Null);
            EXPECT_EQ(ask(broken), u"bad_frame"_qs) << where << " null";
            broken.insert(key, request.value(key).isBool() ? QJsonValue(u"true"_qs) : QJsonValue(true));
            EXPECT_EQ(ask(broken), u"bad_frame"_qs) << where << " of the wrong type";
            broken.remove(key);
            ask(broken); // whatever it means then: it is answered
        }
    }
    EXPECT_GT(cases, 150);
}

TEST_F(JSocket, J14_ACursorBeyondTheEndIsReset) {
    ChatPeer peer(server.tokenOf(server.ada));
    ASSERT_TRUE(peer.open(server.port()));
    ASSERT_TRUE(ChatPeer::pumpUntil({&peer}, [&] { return peer.isWelcome(); }));
    const QString epoch = peer.epoch;
    const QJsonArray cursors{QJsonObject{{u"channel"_qs, server.family}, {u"serial"_qs, 900'000'000}}};
    ASSERT_TRUE(peer.open(server.port(), {{u"epoch"_qs, epoch}, {u"channels"_qs, cursors}}));
    ASSERT_TRUE(ChatPeer::pumpUntil({&peer}, [&] { return peer.isWelcome(); }));
    EXPECT_EQ(peer.channels.value(server.family).value(u"resume").toString(), u"reset"_qs);
}

TEST_F(JSocket, J15_TooManyReadsAreSlowedDown) {
    // On four connections: one alone would be read more slowly by then.
    constexpr int rounds = 5, each = 500;
    std::vector<std::unique_ptr<ChatPeer>> peers;
    QList<ChatPeer*> all;
    int answers = 0, limited = 0, done = 0;
    for (int i = 0; i < 4; ++i) {
        peers.push_back(
            std::make_unique<ChatPeer>(server.tokenOf(server.ada), test::ChatPeerOptions{{}, 0, false}));
        all.append(peers.back().get());
        ASSERT_TRUE(all.last()->open(server.port()));
        ASSERT_TRUE(ChatPeer::pumpUntil({all.last()}, [&] { return all.last()->isWelcome(); }));
        all.last()->onFrame = [&](const QJsonObject& frame) {
            answers += frame.contains(u"rid") ? 1 : 0;
            done += frame.value(u"op").toString() == u"ok" ? 1 : 0;
            if (frame.value(u"code").toString() == u"rate_limited") {
                ++limited;
                EXPECT_TRUE(frame.value(u"temporary").toBool());
                EXPECT_GT(frame.value(u"retry_after_ms").toInt(), 0);
            }
        };
    }
    int said = 0;
    for (int round = 0; round < rounds; ++round) {
        for (ChatPeer* peer : std::as_const(all))
            for (int i = 0; i < each; ++i, ++said)
                peer->say({{u"op"_qs, u"read"_qs}, {u"channel"_qs, server.family}, {u"serial"_qs, 1}});
        ASSERT_TRUE(ChatPeer::pumpUntil(all, [&] { return answers == said; })) << answers;
    }
    EXPECT_GT(limited, 0);
    EXPECT_GT(done, 0);
    EXPECT_EQ(limited + done, said) << "slowed down, nothing else";
}

TEST_F(JSocket, J18_AReplyToAnotherChannelsMessageIsRefused) {
    ChatPeer peer(server.tokenOf(server.ada));
    ASSERT_TRUE(peer.open(server.port()));
    const QJsonObject there = peer.ask(test::sendRequest(server.garden, u"there"_qs));
    ASSERT_EQ(there.value(u"op").toString(), u"ok"_qs);
    QJsonObject reply = test::sendRequest(server.family, u"here"_qs);
    reply.insert(u"reply_to"_qs, there.value(u"message"));
    EXPECT_EQ(peer.ask(reply).value(u"code").toString(), u"unknown_message"_qs);
}

TEST(JTable, IsWhole) {
    QStringList names{u"J11"_qs, u"J14"_qs, u"J15"_qs, u"J18"_qs};
    for (const Row& row : rows())
        names += QString::fromLatin1(row.name);
    test::expectAllNumbers('J', 18, names, {});
}

} // namespace parlor
