// C: what may be the name of a channel or of a person. A name is never part of a path or of a subject.
#include "shared/core/ids.h"
#include "tests/integration/tables/tableserver.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

namespace parlor {

using test::ChatPeer;

namespace {

struct Row {
    const char* name;
    QString text;
    QString kept;       ///< what the channel is called then; null: refused
    bool isPersonsName; ///< would do for a person, too
};

std::vector<Row> rows() {
    return {
        {"C1_Empty", u""_qs, {}, false},
        {"C1_OnlySpace", u"  \t "_qs, {}, false},
        {"C2_65Characters", QString(65, u'x'), {}, false},
        {"C2_64Characters", QString(64, u'y'), QString(64, u'y'), true},
        {"C3_DotDotSlash", u"../x"_qs, {}, false},
        {"C4_Slash", u"a/b"_qs, {}, false},
        {"C4_Backslash", u"a\\b"_qs, {}, false},
        {"C5_PercentEncoded", u"%2e%2e"_qs, {}, false},
        {"C6_NameOfADevice", u"CON"_qs, u"CON"_qs, true},
        {"C7_SpacesAround", u"  spaced out  "_qs, u"spaced out"_qs, false},
        {"C8_OnlyJoiners", u"\u200D\u200D"_qs, {}, false},
        {"C9_Homoglyph", u"\u0430dmin"_qs, u"\u0430dmin"_qs, false},
        {"C10_MixedScripts", u"p\u0430ypal"_qs, u"p\u0430ypal"_qs, false},
        {"C11_RightToLeftOverride", u"a\u202Eb"_qs, {}, false},
        {"C11_Isolate", u"a\u2066b"_qs, {}, false},
        {"C12_Star", u"*"_qs, u"*"_qs, false},
        {"C12_Greater", u">"_qs, u">"_qs, false},
        {"C12_Dots", u"a.b.c"_qs, u"a.b.c"_qs, true},
        {"C12_OneDot", u"."_qs, {}, false},
        {"C12_Glob", u"[a-z]*"_qs, u"[a-z]*"_qs, false},
    };
}

class CName : public test::TableTest, public ::testing::WithParamInterface<Row> {};

} // namespace

TEST_P(CName, OfAChannel) {
    ChatPeer peer(server.tokenOf(server.ada));
    ASSERT_TRUE(peer.open(server.port()));
    const QJsonObject answer = peer.ask({{u"op"_qs, u"create"_qs},
                                         {u"client_id"_qs, makeClientId()},
                                         {u"kind"_qs, u"channel"_qs},
                                         {u"visibility"_qs, u"private"_qs},
                                         {u"name"_qs, GetParam().text}});
    if (GetParam().kept.isNull()) {
        const QString code = answer.value(u"code").toString();
        EXPECT_TRUE(code == u"bad_name" || code == u"too_large") << code.toStdString();
        return;
    }
    ASSERT_EQ(answer.value(u"op").toString(), u"ok"_qs) << answer.value(u"code").toString().toStdString();
    const QJsonObject channel =
        answer.value(u"channels").toArray().first().toObject().value(u"channel").toObject();
    EXPECT_EQ(channel.value(u"name").toString(), GetParam().kept);
    const QString id = channel.value(u"id").toString();
    // It works as any other: what goes by its id never meets its name.
    ChatPeer other(server.tokenOf(server.bo));
    ASSERT_TRUE(other.open(server.port()));
    ASSERT_TRUE(ChatPeer::pumpUntil({&other}, [&] { return other.isWelcome(); }));
    EXPECT_EQ(peer.ask(test::sendRequest(id, u"only here"_qs)).value(u"op").toString(), u"ok"_qs);
    EXPECT_EQ(other.ask({{u"op"_qs, u"ping"_qs}}).value(u"op").toString(), u"ok"_qs);
    for (const QJsonObject& frame : std::as_const(other.frames))
        EXPECT_FALSE(QJsonDocument(frame).toJson().contains("only here"));
    for (const QString& file :
         QDir(server.dataDirectory()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot))
        EXPECT_NE(file, GetParam().kept);
}

TEST_P(CName, OfAPerson) {
    const QJsonObject body{{u"code"_qs, u"parlor_in_no"_qs},
                           {u"name"_qs, GetParam().text},
                           {u"display_name"_qs, u"x"_qs},
                           {u"password"_qs, u"short"_qs}, // the name is looked at before it
                           {u"device"_qs, u"table"_qs}};
    const auto response = test::ask("POST /v1/accounts", "Content-Type: application/json\r\n",
                                    QJsonDocument(body).toJson(QJsonDocument::Compact));
    if (GetParam().isPersonsName)
        EXPECT_EQ(test::codeOf(response), u"bad_request"_qs) << "the password, not the name";
    else
        EXPECT_TRUE(test::codeOf(response) == u"bad_name" || test::codeOf(response) == u"too_large")
            << response.body.constData();
}

INSTANTIATE_TEST_SUITE_P(Table, CName, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(CTable, IsWhole) {
    QStringList names;
    for (const Row& row : rows())
        names += QString::fromLatin1(row.name);
    test::expectAllNumbers('C', 12, names, {});
}

} // namespace parlor
