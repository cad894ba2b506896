// T: what may be shown as a token or a password, over HTTP and in a hello.
#include "tests/integration/tables/strangetokens.h"
#include "tests/integration/tables/tableserver.h"

#include <functional>

namespace parlor {

using test::ask;
using test::base64Url;
using test::ChatPeer;
using test::codeOf;
using test::jwt;
using test::TableServer;
using test::unknownToken;

namespace {

struct Row {
    const char* name;
    std::function<QByteArray(TableServer&)> token;
    int status;
    const char* code;
    int closeCode; ///< of a hello with it; 0: it can not be said there
};

std::vector<Row> rows() {
    const auto fixed = [](const QByteArray& token) { return [token](TableServer&) { return token; }; };
    return {
        {"T1_Empty", fixed({}), 401, "token_invalid", 4500},
        {"T2_8KiB", fixed("parlor_at_" + QByteArray(8 * 1024, 'x')), 401, "token_invalid", 0},
        {"T2_1MiB", fixed(QByteArray(1024 * 1024, 'x')), 431, "head_too_large", 0},
        {"T3_Nul", fixed(QByteArray("parlor_at_a\0b", 13)), 400, "bad_request", 0},
        {"T4_RightFormWrongSecret", [](TableServer&) { return unknownToken(); }, 401, "token_invalid", 4500},
        {"T4_WrongSum", fixed("parlor_at_" + QByteArray(49, 'a')), 401, "token_invalid", 4500},
        {"T5_Expired1s", [](TableServer& server) { return server.expired1s; }, 401, "token_expired", 4002},
        {"T5_Expired61s", [](TableServer& server) { return server.expired61s; }, 401, "token_expired", 4002},
        {"T6_NotBefore2100",
         fixed(base64Url(R"({"alg":"HS256"})") + '.' + base64Url(R"({"sub":"owner","nbf":4102444800})")
               + ".c2ln"),
         401, "token_invalid", 4500},
        {"T7_Revoked", [](TableServer& server) { return server.revoked; }, 401, "token_revoked", 4503},
        {"T8_OfADisabledPerson", [](TableServer& server) { return server.ofDisabled; }, 401, "token_revoked",
         4503},
        {"T9_RefreshAsAccess", [](TableServer& server) { return server.ada.refresh; }, 401, "token_invalid",
         4500},
        {"T12_OfAnotherServer", [](TableServer& server) { return server.elsewhere.token; }, 401,
         "token_invalid", 4500},
        {"T12_RefreshOfAnotherServer", [](TableServer& server) { return server.elsewhere.refresh; }, 401,
         "token_invalid", 4500},
        {"T13_AlgNone", fixed(jwt(R"({"alg":"none"})")), 401, "token_invalid", 4500},
        {"T13_HsWithAPublicKey", fixed(jwt(R"({"alg":"HS256","typ":"JWT"})") + "c2ln"), 401, "token_invalid",
         4500},
        {"T13_KidIsAPath", fixed(jwt(R"({"alg":"HS256","kid":"../../dev/null"})") + "c2ln"), 401,
         "token_invalid", 4500},
        {"T13_Jku", fixed(jwt(R"({"alg":"RS256","jku":"http://127.0.0.1:1/keys"})") + "c2ln"), 401,
         "token_invalid", 4500},
    };
}

/// Those that a text frame can hold.
std::vector<Row> helloRows() {
    std::vector<Row> held = rows();
    std::erase_if(held, [](const Row& row) { return row.closeCode == 0; });
    return held;
}

class TToken : public test::TableTest, public ::testing::WithParamInterface<Row> {};

class THello : public TToken {};

} // namespace

TEST_P(TToken, IsRefusedOverHttp) {
    const auto response =
        ask("GET /v1/sessions", "Authorization: Bearer " + GetParam().token(server) + "\r\n");
    EXPECT_EQ(response.status, GetParam().status) << response.head.constData();
    EXPECT_EQ(codeOf(response).toStdString(), GetParam().code);
    if (response.status == 401) {
        EXPECT_TRUE(response.head.toLower().contains("www-authenticate: bearer"))
            << response.head.constData();
    }
    // What it looks like tells nothing about why.
    if (codeOf(response) == u"token_invalid") {
        const auto other = ask("GET /v1/sessions", "Authorization: Bearer " + unknownToken() + "\r\n");
        EXPECT_EQ(response.body, other.body);
    }
}

TEST_P(THello, IsRefused) {
    ChatPeer peer(GetParam().token(server));
    ASSERT_TRUE(peer.open(server.port()));
    const QJsonObject answer =
        peer.take([](const QJsonObject& frame) { return frame.value(u"op").toString() == u"err"; });
    EXPECT_EQ(answer.value(u"code").toString().toStdString(), GetParam().code);
    ASSERT_TRUE(ChatPeer::pumpUntil({&peer}, [&] { return !peer.isOpen(); }));
    EXPECT_EQ(peer.closeCode(), GetParam().closeCode);
}

INSTANTIATE_TEST_SUITE_P(Table, TToken, ::testing::ValuesIn(rows()),
                         [](const auto& row) { return std::string(row.param.name); });
INSTANTIATE_TEST_SUITE_P(Table, THello, ::testing::ValuesIn(helloRows()),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TTable, IsWhole) {
    QStringList names{u"T10"_qs, u"T11"_qs, u"T14"_qs, u"T15"_qs, u"T16"_qs,
                      u"T17"_qs, u"T18"_qs, u"T19"_qs, u"T20"_qs};
    for (const Row& row : rows())
        names += QString::fromLatin1(row.name);
    test::expectAllNumbers('T', 20, names, {});
}

} // namespace parlor
