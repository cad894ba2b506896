// T: what a sign-in, a refresh, a password and whatever else holds once can be made to say.
#include "shared/core/ids.h"
#include "tests/integration/tables/strangetokens.h"
#include "tests/integration/tables/tableserver.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>

#include <array>
#include <utility>

namespace parlor {

using test::ask;
using test::ChatPeer;
using test::codeOf;
using test::jwt;
using test::unknownToken;

namespace {

class TSession : public test::TableTest {
protected:
    static server::RawClient::Response post(const QByteArray& path, const QJsonObject& body,
                                            const QByteArray& headers = {}) {
        return ask("POST " + path, "Content-Type: application/json\r\n" + headers,
                   QJsonDocument(body).toJson(QJsonDocument::Compact));
    }

    static server::RawClient::Response refresh(const QByteArray& token) {
        return post("/v1/sessions/refresh", {{u"refresh_token"_qs, QString::fromLatin1(token)}});
    }

    static QByteArray field(const server::RawClient::Response& response, QStringView name) {
        return QJsonDocument::fromJson(response.body).object().value(name).toString().toLatin1();
    }

    server::RawClient::Response signIn(const QString& password) {
        return post("/v1/sessions",
                    {{u"name"_qs, u"dora"_qs}, {u"password"_qs, password}, {u"device"_qs, u"table"_qs}});
    }

    void setPassword(const QString& name, const QString& password) {
        QFile file(server.file(u"new.password"_qs));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(password.toUtf8() + '\n');
        file.close();
        const auto done = test::runProgram(test::programs() + u"/parlord"_qs,
                                           {u"user"_qs, u"passwd"_qs, name, u"--data"_qs,
                                            server.dataDirectory(), u"--password-file"_qs, file.fileName()});
        ASSERT_EQ(done.exitCode, 0) << done.errors.constData();
    }
};

} // namespace

// What a program signs holds near the time that it gives, not from some day on: its clock may be wrong, and
// what is signed for later could be kept for later.
TEST_F(TSession, T6_WhatIsSignedForLaterDoesNotHold) {
    const test::Finished added = test::runProgram(test::programs() + u"/parlord"_qs,
                                                  {u"key"_qs, u"add"_qs, u"clock"_qs, u"--capability"_qs,
                                                   uR"({"channel:*":["publish"]})"_qs, u"--data"_qs,
                                                   server.dataDirectory(), u"--json"_qs});
    ASSERT_EQ(added.exitCode, 0) << added.errors.constData();
    const QByteArray secret = added.objects().value(0).value(u"keySecret").toString().toUtf8();
    ASSERT_FALSE(secret.isEmpty());
    const auto exchange = [&](qint64 aheadMs) {
        const qint64 at = QDateTime::currentMSecsSinceEpoch() + aheadMs;
        const QString nonce = makeClientId();
        // keyName, ttl, capability, clientId, timestamp, nonce.
        const QByteArray text = "clock\n\n\n\n" + QByteArray::number(at) + '\n' + nonce.toUtf8() + '\n';
        const QByteArray mac =
            QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha256).toBase64();
        return post("/keys/clock/requestToken", {{u"keyName"_qs, u"clock"_qs},
                                                 {u"timestamp"_qs, at},
                                                 {u"nonce"_qs, nonce},
                                                 {u"mac"_qs, QString::fromLatin1(mac)}});
    };
    EXPECT_EQ(exchange(0).status, 201);
    constexpr qint64 minuteMs = 60'000, year = 365 * 24 * 60;
    for (const qint64 minutes : {qint64(10), year, qint64(-10)}) {
        const auto answer = exchange(minutes * minuteMs);
        EXPECT_EQ(answer.status, 401) << minutes;
        EXPECT_EQ(codeOf(answer), u"request_stale"_qs) << minutes;
    }
}

TEST_F(TSession, T8_OfSomebodyWhoWasErased) {
    const QByteArray bearer = "Authorization: Bearer " + server.erased.token + "\r\n";
    ASSERT_EQ(ask("GET /v1/sessions", bearer).status, 200);
    ChatPeer live(server.erased.token), owner(server.tokenOf(server.owner));
    for (ChatPeer* peer : {&live, &owner}) {
        ASSERT_TRUE(peer->open(server.port()));
        ASSERT_TRUE(ChatPeer::pumpUntil({peer}, [&] { return peer->isWelcome(); }));
    }
    const QJsonObject erased = owner.ask({{u"op"_qs, u"erase"_qs},
                                          {u"client_id"_qs, makeClientId()},
                                          {u"person"_qs, server.erased.id.toString()},
                                          {u"messages"_qs, true}});
    ASSERT_EQ(erased.value(u"op").toString(), u"ok"_qs) << erased.value(u"code").toString().toStdString();
    ASSERT_TRUE(ChatPeer::pumpUntil({&live, &owner}, [&] { return !live.isOpen(); }));
    EXPECT_EQ(live.closeCode(), 4503);
    const auto over = ask("GET /v1/sessions", bearer);
    EXPECT_EQ(over.status, 401);
    EXPECT_EQ(codeOf(over), u"token_revoked"_qs);
    EXPECT_EQ(refresh(server.erased.refresh).status, 401);
    ChatPeer again(server.erased.token);
    ASSERT_TRUE(again.open(server.port()));
    ASSERT_TRUE(ChatPeer::pumpUntil({&again}, [&] { return !again.isOpen(); }));
    EXPECT_EQ(again.closeCode(), 4503);
    EXPECT_FALSE(again.isWelcome());
}

// What is good at one server is nothing at another one, and no answer tells them apart from nonsense.
TEST_F(TSession, T12_OfAnotherServerIsAsGoodAsNone) {
    const auto nonsense = refresh(unknownToken(TokenKind::Refresh));
    const auto foreign = refresh(server.elsewhere.refresh);
    EXPECT_EQ(foreign.status, 401);
    EXPECT_EQ(foreign.status, nonsense.status);
    EXPECT_EQ(foreign.body, nonsense.body);
    for (const char* path : {"GET /v1/sessions", "GET /v1/photos", "DELETE /v1/sessions/current"}) {
        const auto theirs = ask(path, "Authorization: Bearer " + server.elsewhere.token + "\r\n");
        EXPECT_EQ(theirs.status, 401) << path;
        EXPECT_EQ(theirs.body, ask(path, "Authorization: Bearer " + unknownToken() + "\r\n").body) << path;
    }
}

TEST_F(TSession, T10_AccessAsRefresh) {
    const auto response = refresh(server.ada.token);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(codeOf(response), u"token_invalid"_qs);
}

TEST_F(TSession, T11_ALostAnswerIsForgivenAStolenTokenIsNot) {
    const QByteArray first = server.bo.refresh;
    const auto lost = refresh(first);
    ASSERT_EQ(lost.status, 200);
    const auto again = refresh(first);
    ASSERT_EQ(again.status, 200) << "a lost answer, within 60 s";
    const auto renewed = refresh(field(again, u"refresh_token"));
    ASSERT_EQ(renewed.status, 200);
    const QByteArray bearer = "Authorization: Bearer " + field(renewed, u"access_token") + "\r\n";
    EXPECT_EQ(ask("GET /v1/sessions", bearer).status, 200);
    // Of the two successors one is used: whoever comes with the other has stolen one of them, and the family
    // ends.
    const auto stolen = refresh(field(lost, u"refresh_token"));
    EXPECT_EQ(stolen.status, 401);
    EXPECT_EQ(codeOf(stolen), u"token_revoked"_qs);
    EXPECT_EQ(codeOf(ask("GET /v1/sessions", bearer)), u"token_revoked"_qs);
    EXPECT_EQ(refresh(field(renewed, u"refresh_token")).status, 401);
}

TEST_F(TSession, T14_InTheAddressIsRefusedAndNotLogged) {
    const QByteArray token = server.tokenOf(server.ada);
    for (const char* name : {"access_token", "token"}) {
        const auto response = ask("GET /v1/sessions?" + QByteArray(name) + '=' + token, {});
        EXPECT_EQ(response.status, 400) << name;
    }
    EXPECT_FALSE(server.log().contains(token));
    EXPECT_FALSE(server.log().contains("parlor_at_"));
    EXPECT_FALSE(server.log().contains("parlor_rt_"));
}

TEST_F(TSession, T15_TwoAuthorizationHeaders) {
    const QByteArray header = "Authorization: Bearer " + server.tokenOf(server.ada) + "\r\n";
    EXPECT_EQ(ask("GET /v1/sessions", header + header).status, 400);
    EXPECT_EQ(ask("GET /v1/sessions", header).status, 200);
}

TEST_F(TSession, T16_PasswordsAreTakenWholeOrNotAtAll) {
    const auto change = [&](const QJsonValue& fresh) {
        return post("/v1/password", {{u"old"_qs, u"whatever it was"_qs}, {u"new"_qs, fresh}},
                    "Authorization: Bearer " + server.tokenOf(server.ada) + "\r\n");
    };
    // Each before anybody asks whether the old one is right.
    EXPECT_EQ(codeOf(change(u"a"_qs)), u"bad_request"_qs);
    EXPECT_EQ(codeOf(change(u"1234567"_qs)), u"bad_request"_qs);
    EXPECT_EQ(codeOf(change(QString(1'025, u'x'))), u"bad_request"_qs);
    EXPECT_EQ(change(QString(1024 * 1024, u'x')).status, 413);
    EXPECT_EQ(codeOf(change(u"correct\0horse"_qs)), u"bad_text"_qs);

    // 100 bytes, of which none may be ignored; letters with marks that can be written in two ways.
    const QString password = QString(90, u'x') + u"caf\u00E9 end"_qs;
    setPassword(u"dora"_qs, password);
    EXPECT_EQ(signIn(password).status, 201);
    EXPECT_EQ(signIn(password.normalized(QString::NormalizationForm_D)).status, 201);
    EXPECT_EQ(codeOf(signIn(password.left(72))), u"wrong_password"_qs);
    EXPECT_EQ(codeOf(signIn(password + u'x')), u"wrong_password"_qs);
    EXPECT_FALSE(server.log().contains("xxxxxxxx"));
}

TEST_F(TSession, T17_EachSignInIsANewSession) {
    const QString password = u"another long password"_qs;
    setPassword(u"erin"_qs, password);
    const QJsonObject wish{{u"name"_qs, u"erin"_qs},
                           {u"password"_qs, password},
                           {u"device"_qs, u"table"_qs},
                           {u"session"_qs, u"12345"_qs}};
    const auto one = post("/v1/sessions", wish, "Cookie: session=12345\r\n");
    const auto two = post("/v1/sessions", wish, "Cookie: session=12345\r\n");
    ASSERT_EQ(one.status, 201);
    ASSERT_EQ(two.status, 201);
    EXPECT_NE(field(one, u"session"), field(two, u"session"));
    EXPECT_NE(field(one, u"session"), "12345");
    EXPECT_NE(field(one, u"access_token"), field(two, u"access_token"));
    EXPECT_FALSE(one.head.toLower().contains("set-cookie"));
}

// There are no one-time passwords; what else holds once holds once.
TEST_F(TSession, T18_WhatHoldsOnceHoldsOnce) {
    const QByteArray bearer = "Authorization: Bearer " + server.tokenOf(server.owner) + "\r\n";

    // An invite, taken by two at the same time.
    const QByteArray code = field(post("/v1/invites", {}, bearer), u"code");
    ASSERT_FALSE(code.isEmpty());
    const auto joining = [&](const QString& name) {
        const QByteArray body = QJsonDocument(QJsonObject{{u"code"_qs, QString::fromLatin1(code)},
                                                          {u"name"_qs, name},
                                                          {u"password"_qs, u"something long"_qs},
                                                          {u"device"_qs, u"table"_qs}})
                                    .toJson(QJsonDocument::Compact);
        return "POST /v1/accounts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               "Content-Length: "
               + QByteArray::number(body.size()) + "\r\n\r\n" + body;
    };
    server::RawClient one(server.port()), two(server.port());
    one.send(joining(u"nina"_qs));
    two.send(joining(u"otto"_qs));
    std::array answers{one.readResponse(), two.readResponse()};
    if (answers[0].status != 201)
        std::swap(answers[0], answers[1]);
    EXPECT_EQ(answers[0].status, 201) << answers[0].body.constData();
    EXPECT_EQ(answers[1].status, 410);
    EXPECT_EQ(codeOf(answers[1]), u"gone"_qs);

    // A signed request for a token.
    const auto given = ask("GET /auth", bearer);
    ASSERT_EQ(given.status, 200) << given.body.constData();
    const QByteArray exchange = "/keys/" + field(given, u"keyName") + "/requestToken";
    const QJsonObject request = QJsonDocument::fromJson(given.body).object();
    EXPECT_EQ(post(exchange, request).status, 201);
    const auto replayed = post(exchange, request);
    EXPECT_EQ(replayed.status, 401);
    EXPECT_EQ(codeOf(replayed), u"request_replayed"_qs);

    // A ticket for an upload.
    const QJsonObject file{{u"name"_qs, u"a.jpg"_qs}, {u"size"_qs, 5}};
    const auto issued = post("/v1/uploads/tickets", {{u"files"_qs, QJsonArray{file}}}, bearer);
    const QByteArray ticket = QJsonDocument::fromJson(issued.body)
                                  .object()
                                  .value(u"tickets")
                                  .toArray()
                                  .first()
                                  .toObject()
                                  .value(u"ticket")
                                  .toString()
                                  .toLatin1();
    ASSERT_FALSE(ticket.isEmpty()) << issued.body.constData();
    const QByteArray redeeming =
        "Tus-Resumable: 1.0.0\r\nUpload-Length: 5\r\nUpload-Metadata: ticket " + ticket.toBase64() + "\r\n";
    EXPECT_EQ(ask("POST /v1/uploads", redeeming).status, 201);
    EXPECT_EQ(ask("POST /v1/uploads", redeeming).status, 401);
}

// There is no sign-in through another site: what such a one hands out opens nothing, with a verifier, a plain
// one or none, and there is no place to send anybody back to.
TEST_F(TSession, T19_WhatAnotherSiteSaysSignsNobodyIn) {
    const QString verifier(64, u'v');
    const QJsonObject grant{{u"grant_type"_qs, u"authorization_code"_qs},
                            {u"code"_qs, u"SplxlOBeZQQYbYS6WxSbIA"_qs},
                            {u"redirect_uri"_qs, u"http://127.0.0.1:1/back"_qs},
                            {u"device"_qs, u"table"_qs}};
    QJsonObject verified = grant, plain = grant, named = grant, asserted = grant;
    verified.insert(u"code_verifier"_qs, verifier);
    plain.insert(u"code_verifier"_qs, verifier);
    plain.insert(u"code_challenge"_qs, verifier);
    plain.insert(u"code_challenge_method"_qs, u"plain"_qs);
    named.insert(u"name"_qs, u"owner"_qs);
    asserted.insert(u"name"_qs, u"owner"_qs);
    asserted.insert(u"id_token"_qs, QString::fromLatin1(jwt(R"({"alg":"none"})")));
    for (const QJsonObject& body : {grant, verified, plain, named, asserted}) {
        const auto answer = post("/v1/sessions", body);
        EXPECT_EQ(answer.status, 400) << QJsonDocument(body).toJson().constData();
        EXPECT_EQ(codeOf(answer), u"bad_request"_qs);
        EXPECT_FALSE(answer.body.contains("parlor_at_"));
    }
    const QByteArray asking =
        "?response_type=code&client_id=parlor&state=1&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fback";
    for (const char* path :
         {"/authorize", "/oauth/authorize", "/v1/oauth/authorize", "/v1/auth/callback",
          "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"}) {
        const auto answer = ask("GET " + QByteArray(path) + asking, {});
        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_FALSE(answer.head.toLower().contains("\nlocation:")) << path;
    }
    EXPECT_EQ(post("/oauth/token", verified).status, 404);
}

TEST_F(TSession, T20_AGuestsRightsAreItsRolesWhateverItsTokenSays) {
    ChatPeer peer(server.guest.token);
    ASSERT_TRUE(peer.open(server.port()));
    EXPECT_EQ(peer.ask({{u"op"_qs, u"create"_qs},
                        {u"client_id"_qs, makeClientId()},
                        {u"kind"_qs, u"channel"_qs},
                        {u"visibility"_qs, u"public"_qs},
                        {u"name"_qs, u"mine"_qs}})
                  .value(u"code")
                  .toString(),
              u"forbidden"_qs);
    EXPECT_EQ(peer.ask(test::sendRequest(server.family, u"hello"_qs)).value(u"op").toString(), u"err"_qs);
}

} // namespace parlor
