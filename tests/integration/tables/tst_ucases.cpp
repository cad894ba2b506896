// U: what people write. A message's text comes back letter for letter, or is refused whole; names are
// stricter.
#include "shared/core/ids.h"
#include "tests/integration/tables/tableserver.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <thread>

namespace parlor {

using test::ChatPeer;

namespace {

struct Row {
    const char* name;
    QString text;
    const char* code; ///< "ok" or that of the refusal
};

/// In the spirit of the big list of naughty strings: what has broken programs before. None begins with
/// U+FEFF, which this side's own parser would drop.
QStringList naughty() {
    return {u"undefined"_qs,
            u"null"_qs,
            u"NaN"_qs,
            u"true"_qs,
            u"\\"_qs,
            u"\\\\"_qs,
            u"0"_qs,
            u"-1"_qs,
            u"1/0"_qs,
            u"1E+02"_qs,
            u"0x0"_qs,
            u"9223372036854775808"_qs,
            u"1,000.00"_qs,
            u",./;'[]\\-=<>?:\"{}|_+!@#$%^&*()`~"_qs,
            u"\u00A0\u2003x"_qs,
            u"Ω≈ç√∫˜µ≤≥÷"_qs,
            u"田中さんにあげて下さい"_qs,
            u"Ⱥ Ⱦ"_qs,
            u"\u0907\u0932\u0947\u0915"_qs,
            u"الكل في المجمو عة"_qs,
            u"בְּרֵאשִׁית"_qs,
            u"ﷺ"_qs,
            u"\u1680x"_qs,
            u"\u2028x\u2029y"_qs,
            u"'; DROP TABLE messages; --"_qs,
            u"1' OR '1'='1"_qs,
            u"<script>alert(1)</script>"_qs,
            u"&lt;b&gt;"_qs,
            u"%s%s%s%n"_qs,
            u"%d"_qs,
            u"{0}"_qs,
            u"$(touch /tmp/x)"_qs,
            u"`touch /tmp/x`"_qs,
            u"$HOME"_qs,
            u"() { :; }; echo"_qs,
            u"../../../etc/passwd"_qs,
            u"file:///etc/passwd"_qs,
            u"http://a/%%30%30"_qs,
            u"+++ATH0"_qs,
            u"\" NEAR( * ^"_qs,
            u"mid\uFEFFdle"_qs,
            u"👾 🙇 💁 🙅"_qs,
            u"✋🏿 💪🏿"_qs,
            u"🇺🇸🇷🇺🇸"_qs,
            u"𝕋𝕙𝕖"_qs,
            u"˙ɐnbᴉlɐ"_qs,
            u"\u0001\u0002\u001f\u007f"_qs,
            u"\u0085\u009b31m"_qs,
            u"Pow\u0631\u0644\u064F\u0644\u064F\u0635\u0651"_qs,
            u"జ్ఞ\u200Cా"_qs,
            u"{\"op\":\"bye\",\"code\":4503}"_qs,
            u"\r\n\r\nHTTP/1.1 200 OK"_qs};
}

std::vector<Row> rows() {
    std::vector<Row> all{
        {"U1_MarksOnOneBase", u'x' + QString(64, QChar(0x0316)), "ok"},
        {"U1_MarksOnManyBases", (u'x' + QString(64, QChar(0x0316))).repeated(123), "ok"},
        {"U1_OneMarkTooMany", u'x' + QString(65, QChar(0x0316)), "bad_text"},
        {"U1_MarksWithJoiners", u'x' + u"\u0316\u0316\u0316\u200D"_qs.repeated(22), "bad_text"},
        {"U1_AsManyAsThereIsRoom", u'x' + QString(7'999, QChar(0x0316)), "bad_text"},
        {"U1_TooManyMarks", u'x' + QString(8'000, QChar(0x0316)), "too_large"},
        {"U3_UnpairedOverride", u"user\u202Egpj.exe"_qs, "ok"},
        {"U3_UnpairedIsolates", u"\u2066\u2067\u2068 x"_qs, "ok"},
        {"U4_LongEmojiSequence", u"👩\u200D"_qs.repeated(50) + u"👩"_qs, "ok"},
        {"U5_Wide", u"\uFDFD"_qs.repeated(100), "ok"},
        {"U6_TagCharacters", u"🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"_qs, "ok"},
        {"U7_Noncharacters", u"\uFDD0\uFDEF\U0001FFFE\U0010FFFF"_qs, "ok"},
        {"U8_PrivateUse", u"\uE000\uF8FF\U000F0000"_qs, "ok"},
        {"U9_NoSpaces", QString(8'000, u'W'), "ok"},
        {"U9_NoSpacesTooLong", QString(8'001, u'W'), "too_large"},
        {"U9_WideLetters", u"🎈"_qs.repeated(8'000), "ok"},
        {"U10_ImageTag", u"<img src=file:///etc/hostname>"_qs, "ok"},
        {"U11_ScriptLink", u"javascript:alert(1) [x](javascript:alert(1))"_qs, "ok"},
        {"U14_EscapesAndLines", u"one\ntwo\r\n\u001b[31mred\u001b[0m\u0007"_qs, "ok"},
    };
    for (const QString& text : naughty())
        all.push_back({"U12_Naughty", text, "ok"});
    return all;
}

class UText : public test::TableTest, public ::testing::WithParamInterface<Row> {};

} // namespace

TEST_P(UText, ComesBackLetterForLetterOrNotAtAll) {
    const qsizetype logged = server.log().size();
    ChatPeer writer(server.tokenOf(server.ada)), reader(server.tokenOf(server.bo));
    ASSERT_TRUE(reader.open(server.port()));
    ASSERT_TRUE(ChatPeer::pumpUntil({&reader}, [&] { return reader.isWelcome(); }));
    ASSERT_TRUE(writer.open(server.port()));
    const QJsonObject answer = writer.ask(test::sendRequest(server.family, GetParam().text));
    const QString code =
        answer.value(u"op").toString() == u"ok" ? u"ok"_qs : answer.value(u"code").toString();
    ASSERT_EQ(code.toStdString(), GetParam().code);
    if (code != u"ok")
        return;
    const auto serial = answer.value(u"serial");
    const QJsonObject live = reader.take([&](const QJsonObject& frame) {
        for (const QJsonObject& event : test::eventsOf(frame))
            if (event.value(u"serial") == serial)
                return true;
        return false;
    });
    for (const QJsonObject& event : test::eventsOf(live))
        if (event.value(u"serial") == serial) {
            EXPECT_EQ(event.value(u"text").toString(), GetParam().text);
        }
    const QJsonObject page = reader.ask({{u"op"_qs, u"history"_qs},
                                         {u"channel"_qs, server.family},
                                         {u"after"_qs, serial.toInteger() - 1},
                                         {u"limit"_qs, 1}});
    ASSERT_EQ(test::eventsOf(page).size(), 1);
    EXPECT_EQ(test::eventsOf(page).first().value(u"text").toString(), GetParam().text);
    // What people write is nobody's business in a log, and can not paint an operator's terminal.
    const QByteArray said = server.log().mid(logged);
    EXPECT_FALSE(said.contains('\x1b'));
    EXPECT_FALSE(said.contains(GetParam().text.left(40).toUtf8()) && GetParam().text.size() > 8);
}

INSTANTIATE_TEST_SUITE_P(Table, UText, ::testing::ValuesIn(rows()), [](const auto& row) {
    return std::string(row.param.name) + '_' + std::to_string(row.index);
});

namespace {

class UName : public test::TableTest {
protected:
    void SetUp() override {
        peer = std::make_unique<ChatPeer>(server.tokenOf(server.ada));
        ASSERT_TRUE(peer->open(server.port()));
    }

    QString create(const QString& name) {
        const QJsonObject answer = peer->ask({{u"op"_qs, u"create"_qs},
                                              {u"client_id"_qs, makeClientId()},
                                              {u"kind"_qs, u"channel"_qs},
                                              {u"visibility"_qs, u"public"_qs},
                                              {u"name"_qs, name}});
        return answer.value(u"op").toString() == u"ok" ? u"ok"_qs : answer.value(u"code").toString();
    }

    std::unique_ptr<ChatPeer> peer;
};

} // namespace

TEST_F(UName, U1_StacksOfMarksAreNoName) {
    for (const int marks : {5, 40, 63})
        EXPECT_EQ(create(u'x' + QString(marks, QChar(0x0316))), u"bad_name"_qs) << marks;
    for (const int marks : {64, 65, 8'000}) {
        const QString code = create(u'x' + QString(marks, QChar(0x0316)));
        EXPECT_TRUE(code == u"bad_name" || code == u"too_large") << marks << code.toStdString();
    }
}

TEST_F(UName, U1_AMegabyteOfMarksIsNoFrame) {
    server::RawClient client(server.port());
    ASSERT_TRUE(client.openSocket());
    const QJsonObject request = test::sendRequest(server.family, u'x' + QString(1 << 19, QChar(0x0316)));
    const QByteArray frame =
        server::RawClient::frame(0x81, QJsonDocument(request).toJson(QJsonDocument::Compact));
    ASSERT_GT(frame.size(), 1 << 20);
    std::thread sender([&] { client.send(frame); }); // refused by its head already
    const server::RawClient::Frame answer = client.readFrame();
    sender.join();
    EXPECT_EQ(answer.opcode, 8);
    EXPECT_EQ(answer.closeCode(), 1009);
}

TEST_F(UName, U1_AMegabyteOfMarksIsNoBody) {
    const QJsonObject body{{u"code"_qs, u"parlor_in_no"_qs},
                           {u"name"_qs, u"zalgo"_qs},
                           {u"display_name"_qs, u'x' + QString(1 << 19, QChar(0x0316))},
                           {u"password"_qs, u"something long"_qs},
                           {u"device"_qs, u"table"_qs}};
    const auto response = test::ask("POST /v1/accounts", "Content-Type: application/json\r\n",
                                    QJsonDocument(body).toJson(QJsonDocument::Compact));
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(test::codeOf(response), u"too_large"_qs);
}

TEST_F(UName, U2_TheSameNameInTwoSpellings) {
    EXPECT_EQ(create(u"caf\u00E9"_qs), u"ok"_qs);
    EXPECT_EQ(create(u"cafe\u0301"_qs), u"name_taken"_qs);
    EXPECT_EQ(create(u"CAFE\u0301"_qs), u"name_taken"_qs);
}

// SQLite holds no U+FFFE and no U+FFFF: they come back as U+FFFD, and nothing beside them changes.
TEST_F(UName, U7_NoncharactersAtTheEndOfThePlane) {
    const QJsonObject said = peer->ask(test::sendRequest(server.family, u"\uFFFEone \uFFFF two"_qs));
    ASSERT_EQ(said.value(u"op").toString(), u"ok"_qs);
    const QJsonObject page = peer->ask({{u"op"_qs, u"history"_qs},
                                        {u"channel"_qs, server.family},
                                        {u"after"_qs, said.value(u"serial").toInteger() - 1},
                                        {u"limit"_qs, 1}});
    ASSERT_EQ(test::eventsOf(page).size(), 1);
    EXPECT_EQ(test::eventsOf(page).first().value(u"text").toString(), u"\uFFFDone \uFFFD two"_qs);
}

TEST_F(UName, U13_NoTurkishI) {
    EXPECT_EQ(create(u"TITLE"_qs), u"ok"_qs);
    EXPECT_EQ(create(u"title"_qs), u"name_taken"_qs);
    EXPECT_EQ(create(u"t\u0131tle"_qs), u"ok"_qs);
}

TEST_F(UName, U14_EscapesNeverReachALog) {
    const QJsonObject body{{u"name"_qs, u"ada\n\u001b[31mlevel=error"_qs},
                           {u"password"_qs, u"something long"_qs},
                           {u"device"_qs, u"\u001b]0;title\u0007\nx"_qs}};
    const auto response = test::ask("POST /v1/sessions", "User-Agent: \x1b[31m\r\n", "{}");
    EXPECT_EQ(response.status, 400);
    test::ask("POST /v1/sessions", "Content-Type: application/json\r\n",
              QJsonDocument(body).toJson(QJsonDocument::Compact));
    EXPECT_FALSE(server.log().contains('\x1b'));
    for (const QByteArray& line : server.log().split('\n'))
        EXPECT_FALSE(line.startsWith("level=error"));
}

TEST(UTable, IsWhole) {
    QStringList names{u"U2"_qs, u"U13"_qs};
    for (const Row& row : rows())
        names += QString::fromLatin1(row.name);
    test::expectAllNumbers('U', 14, names, {});
}

} // namespace parlor
