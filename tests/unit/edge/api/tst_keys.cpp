#include "tests/unit/edge/apinode.h"

#include <QMessageAuthenticationCode>

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

class KeysTest : public testing::Test {
protected:
    void SetUp() override {
        key = *await(api.keys.create(
            u"a program"_qs, *Capability::parse(R"({"channel:*":["publish","subscribe"]})"), anna.id));
    }

    QJsonObject request() const {
        QJsonObject made{{u"keyName"_qs, key.key.name},
                         {u"timestamp"_qs, qint64(world.clock.now())},
                         {u"nonce"_qs, makeClientId()},
                         {u"ttl"_qs, 60'000},
                         {u"clientId"_qs, u"bot"_qs}};
        return made;
    }

    /// As an unmodified SDK does it.
    QJsonObject sign(QJsonObject made) const {
        QByteArray text;
        for (const char* field : {"keyName", "ttl", "capability", "clientId", "timestamp", "nonce"}) {
            const QJsonValue value = made.value(QLatin1StringView(field));
            text +=
                (value.isDouble() ? QString::number(value.toInteger()) : value.toString()).toUtf8() + '\n';
        }
        const QByteArray mac =
            QMessageAuthenticationCode::hash(text, key.secret.toUtf8(), QCryptographicHash::Sha256)
                .toBase64();
        made.insert(u"mac"_qs, QString::fromLatin1(mac));
        return made;
    }

    std::shared_ptr<HeldExchange> exchange(const QJsonObject& made) {
        return api.ask("POST", u"/keys/%1/requestToken"_qs.arg(key.key.name), made);
    }

    ChatWorld world;
    ApiNode api{world};
    Person anna = world.addPerson(u"anna"_qs);
    KeyWithSecret key;
};

} // namespace

TEST_F(KeysTest, TheSecretIsDerivedFromMasterNameAndRevision) {
    const QByteArray expected =
        QMessageAuthenticationCode::hash(key.key.name.toUtf8() + "1", QByteArray(32, 'k'),
                                         QCryptographicHash::Sha256)
            .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    EXPECT_EQ(key.secret, QString::fromLatin1(expected));
    EXPECT_NE(await(api.keys.renew(key.key.name))->secret, key.secret);
}

TEST_F(KeysTest, TheBotOfAKeyIsMarkedAsOne) {
    const auto made = await(api.keys.createBot(u"robot"_qs, Capability::all(), Role::Member));
    ASSERT_TRUE(made);
    const auto account = await(world.store.accounts().byId(made->key.person));
    ASSERT_TRUE(account);
    EXPECT_EQ(account->person.metadata, (QJsonObject{{u"bot"_qs, true}}));
}

TEST_F(KeysTest, ASignedRequestBecomesATokenThatMayNoMoreThanTheKey) {
    QJsonObject made = request();
    made.insert(u"capability"_qs, uR"({"channel:7":["history","publish"]})"_qs);
    const auto answer = exchange(sign(made));
    ASSERT_EQ(answer->status(), 201) << answer->code().toStdString();
    const QJsonObject details = answer->json();
    EXPECT_EQ(details.value(u"capability"_qs).toString(), uR"({"channel:7":["publish"]})"_qs);
    EXPECT_EQ(details.value(u"clientId"_qs).toString(), u"bot"_qs);
    EXPECT_EQ(details.value(u"expires"_qs).toInteger() - details.value(u"issued"_qs).toInteger(), 60'000);
    const QString token = details.value(u"token"_qs).toString();
    EXPECT_EQ(api.ask("GET", u"/v1/sessions"_qs, {}, token)->status(), 200);
    world.clock.advance(61'000);
    EXPECT_EQ(api.ask("GET", u"/v1/sessions"_qs, {}, token)->code(), u"token_expired"_qs);
}

TEST_F(KeysTest, WrongStaleAndReplayedRequestsAreRefused) {
    QJsonObject wrong = sign(request());
    wrong.insert(u"clientId"_qs, u"admin"_qs);
    EXPECT_EQ(exchange(wrong)->code(), u"token_invalid"_qs);
    QJsonObject stale = request();
    stale.insert(u"timestamp"_qs, qint64(world.clock.now() - 121'000));
    EXPECT_EQ(exchange(sign(stale))->code(), u"request_stale"_qs);
    stale.insert(u"timestamp"_qs, qint64(world.clock.now() + 121'000));
    EXPECT_EQ(exchange(sign(stale))->code(), u"request_stale"_qs);
    const QJsonObject good = sign(request());
    EXPECT_EQ(exchange(good)->status(), 201);
    EXPECT_EQ(exchange(good)->code(), u"request_replayed"_qs);
    QJsonObject longLived = request();
    longLived.insert(u"ttl"_qs, 25 * 3'600'000);
    EXPECT_EQ(exchange(sign(longLived))->code(), u"bad_ttl"_qs);
    QJsonObject nothing = request();
    nothing.insert(u"capability"_qs, uR"({"library":["upload"]})"_qs);
    EXPECT_EQ(exchange(sign(nothing))->code(), u"nothing_granted"_qs);
    QJsonObject broken = request();
    broken.insert(u"capability"_qs, u"{}x"_qs);
    EXPECT_EQ(exchange(sign(broken))->code(), u"bad_capability"_qs);
    EXPECT_EQ(exchange(request())->code(), u"token_invalid"_qs) << "neither mac nor secret";
    EXPECT_EQ(api.ask("POST", u"/keys/unknown/requestToken"_qs, request())->status(), 401)
        << "another key's name";
}

TEST_F(KeysTest, BasicStandsForASignature) {
    auto held = HeldExchange::make("POST", u"/keys/%1/requestToken"_qs.arg(key.key.name), "{}");
    held->edit().headers.emplace_back("authorization",
                                      "Basic " + (key.key.name + u':' + key.secret).toUtf8().toBase64());
    api.http.handle(held);
    ASSERT_TRUE(waitFor([&] { return held->response.has_value(); }));
    EXPECT_EQ(held->status(), 201);
}

TEST_F(KeysTest, RevokingAKeyEndsItsSockets) {
    const QString token = exchange(sign(request()))->json().value(u"token"_qs).toString();
    const auto id = api.node.connect();
    Hello hello;
    hello.token = token;
    api.node.router.received(id, Request{1, hello});
    ASSERT_TRUE(waitFor([&] { return api.node.live.find(id) != nullptr; }));
    ASSERT_TRUE(await(api.keys.revoke(key.key.name)));
    ASSERT_TRUE(waitFor([&] { return api.sockets.peer(id).closed.has_value(); }));
    EXPECT_EQ(api.sockets.peer(id).closed, CloseCode::Revoked);
    EXPECT_EQ(exchange(sign(request()))->code(), u"token_invalid"_qs);
}

TEST_F(KeysTest, AuthGivesTheSignedInARequestThatCanBeExchanged) {
    const SignedIn signedIn = api.node.signIn(anna, *Capability::parse(R"({"channel:*":["history"]})"));
    const auto given = api.ask("GET", u"/auth"_qs, {}, signedIn.accessToken);
    ASSERT_EQ(given->status(), 200);
    const QJsonObject made = given->json();
    const auto answer =
        api.ask("POST", u"/keys/%1/requestToken"_qs.arg(made.value(u"keyName"_qs).toString()), made);
    ASSERT_EQ(answer->status(), 201) << answer->code().toStdString();
    EXPECT_EQ(answer->json().value(u"capability"_qs).toString(), uR"({"channel:*":["history"]})"_qs);
    EXPECT_EQ(answer->json().value(u"clientId"_qs).toString(), anna.id.toString());
}

TEST_F(KeysTest, WhatAuthOpenedEndsWithTheSessionThatAskedForIt) {
    const SignedIn phone = api.node.signIn(anna), laptop = api.node.signIn(anna);
    const auto request = [this](const SignedIn& by) {
        return api.ask("GET", u"/auth"_qs, {}, by.accessToken)->json();
    };
    const auto exchanged = [this](const QJsonObject& made) {
        return api.ask("POST", u"/keys/%1/requestToken"_qs.arg(made.value(u"keyName"_qs).toString()), made);
    };
    const auto connect = [&](const SignedIn& by) {
        const auto id = api.node.connect();
        Hello hello;
        hello.token = exchanged(request(by))->json().value(u"token"_qs).toString();
        api.node.router.received(id, Request{1, hello});
        EXPECT_TRUE(waitFor([&] { return api.node.live.find(id) != nullptr; }));
        return id;
    };
    const auto ofPhone = connect(phone), ofLaptop = connect(laptop);
    const QJsonObject unused = request(phone);
    ASSERT_TRUE(await(api.node.sessions.revoke(anna.id, phone.session)));
    ASSERT_TRUE(waitFor([&] { return api.sockets.peer(ofPhone).closed.has_value(); }));
    EXPECT_EQ(api.sockets.peer(ofPhone).closed, CloseCode::Revoked);
    EXPECT_FALSE(api.sockets.peer(ofLaptop).closed);
    EXPECT_EQ(exchanged(unused)->code(), u"token_revoked"_qs) << "signed before, exchanged after";
    EXPECT_EQ(exchanged(request(laptop))->status(), 201);
}
