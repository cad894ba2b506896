#include "tests/unit/edge/apinode.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

/// What an answer says, and how often the store was asked for it.
struct Cost {
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    int reads = 0;

    friend bool operator==(const Cost&, const Cost&) = default;
};

void PrintTo(const Cost& cost, std::ostream* out) {
    *out << cost.status << ' ' << cost.body.constData() << ", " << cost.reads << " reads";
}

class ApiTest : public testing::Test {
protected:
    /// Signs the first person up with the setup code.
    QJsonObject setUp() {
        const auto code = await(api.accounts.prepareSetup());
        const auto made =
            api.ask("POST", u"/v1/accounts"_qs,
                    {{u"code"_qs, *code}, {u"name"_qs, u"anna"_qs}, {u"password"_qs, u"correct horse"_qs}});
        EXPECT_EQ(made->status(), 201);
        return made->json();
    }

    std::shared_ptr<HeldExchange> signIn(const QString& name, const QString& password) {
        return api.ask("POST", u"/v1/sessions"_qs, {{u"name"_qs, name}, {u"password"_qs, password}});
    }

    Cost costOf(const QByteArray& method, const QString& path, const QJsonObject& body = {},
                const QString& token = {}) {
        api.node.settle(); // nothing of before is counted
        const int before = world.store.reads();
        const auto answer = api.ask(method, path, body, token);
        return {answer->status(), answer->response->headers, std::get<QByteArray>(answer->response->body),
                world.store.reads() - before};
    }

    ChatWorld world;
    ApiNode api{world};
};

QString tokenOf(const QJsonObject& signedIn) {
    return signedIn.value(u"access_token"_qs).toString();
}

} // namespace

TEST_F(ApiTest, AnEmptyServerIsSetUpOnce) {
    EXPECT_TRUE(api.ask("GET", u"/v1/server"_qs)->json().value(u"setup"_qs).toBool());
    const QString first = *await(api.accounts.prepareSetup());
    world.clock.advance(10);
    const QString second = *await(api.accounts.prepareSetup());
    EXPECT_NE(first, second);
    const QJsonObject body{{u"name"_qs, u"anna"_qs}, {u"password"_qs, u"correct horse"_qs}};
    const auto with = [&](const QString& code, const QString& name) {
        QJsonObject full = body;
        full.insert(u"code"_qs, code);
        full.insert(u"name"_qs, name);
        return api.ask("POST", u"/v1/accounts"_qs, full);
    };
    EXPECT_EQ(with(first, u"anna"_qs)->status(), 404);
    const auto made = with(second, u"anna"_qs);
    ASSERT_EQ(made->status(), 201);
    EXPECT_EQ(made->json().value(u"person"_qs).toObject().value(u"role"_qs).toString(), u"owner"_qs);
    const QJsonObject described = api.ask("GET", u"/v1/server"_qs)->json();
    EXPECT_FALSE(described.value(u"setup"_qs).toBool());
    EXPECT_EQ(serverLimitsFromJson(described.value(u"limits"_qs).toObject()), ServerLimits());
    EXPECT_EQ(described.value(u"limits"_qs).toObject().value(u"text_characters"_qs).toInt(), 8'000);
    EXPECT_EQ(with(second, u"mallory"_qs)->status(), 410);
    EXPECT_TRUE(await(api.accounts.prepareSetup())->isEmpty());
}

TEST_F(ApiTest, SignsInRenewsListsAndEndsSessions) {
    setUp();
    const auto signedIn = signIn(u"ANNA"_qs, u"correct horse"_qs);
    ASSERT_EQ(signedIn->status(), 201);
    EXPECT_EQ(signedIn->header("cache-control"), "no-store");
    EXPECT_EQ(signedIn->header("x-content-type-options"), "nosniff");
    const QJsonObject first = signedIn->json();
    const auto renewed = api.ask("POST", u"/v1/sessions/refresh"_qs,
                                 {{u"refresh_token"_qs, first.value(u"refresh_token"_qs)}});
    ASSERT_EQ(renewed->status(), 200);
    EXPECT_NE(renewed->json().value(u"refresh_token"_qs), first.value(u"refresh_token"_qs));
    const QString token = tokenOf(renewed->json());
    const auto list = api.ask("GET", u"/v1/sessions"_qs, {}, token);
    EXPECT_EQ(list->json().value(u"sessions"_qs).toArray().size(), 2);
    EXPECT_EQ(api.ask("DELETE", u"/v1/sessions/12345"_qs, {}, token)->status(), 404);
    EXPECT_EQ(api.ask("DELETE", u"/v1/sessions/current"_qs, {}, token)->status(), 204);
    api.node.settle();
    EXPECT_EQ(api.ask("GET", u"/v1/sessions"_qs, {}, token)->code(), u"token_revoked"_qs);
}

TEST_F(ApiTest, GuessingIsSlowedDownAndUnknownNamesLookTheSame) {
    setUp();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(signIn(u"anna"_qs, u"wrong"_qs)->code(), u"wrong_password"_qs);
        EXPECT_EQ(signIn(u"nobody"_qs, u"wrong"_qs)->code(), u"wrong_password"_qs);
    }
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(signIn(u"anna"_qs, u"wrong"_qs)->code(), u"wrong_password"_qs);
    const auto limited = signIn(u"anna"_qs, u"correct horse"_qs);
    EXPECT_EQ(limited->status(), 429);
    EXPECT_FALSE(limited->header("retry-after").isEmpty());
    world.clock.advance(61'000);
    EXPECT_EQ(signIn(u"anna"_qs, u"wrong"_qs)->status(), 401);
    world.clock.advance(61'000);
    EXPECT_EQ(signIn(u"anna"_qs, u"correct horse"_qs)->status(), 429) << "the wait doubles";
    world.clock.advance(61'000);
    EXPECT_EQ(signIn(u"anna"_qs, u"correct horse"_qs)->status(), 201);
}

// T12: no time is measured, but what is done for a refusal is counted, and is the same whatever the reason.
TEST_F(ApiTest, WhyATokenIsNoneShowsInNothing) {
    setUp();
    ChatWorld elsewhere;
    ApiNode other(elsewhere);
    const SignedIn theirs = other.node.signIn(elsewhere.addPerson(u"anna"_qs));
    const QString madeUp = makeToken(TokenKind::Access);
    const std::pair<const char*, QString> routes[] = {
        {"GET", u"/v1/sessions"_qs}, {"DELETE", u"/v1/sessions/current"_qs}, {"GET", u"/auth"_qs}};
    for (const auto& [method, path] : routes) {
        SCOPED_TRACE(path.toStdString());
        const Cost first = costOf(method, path, {}, madeUp);
        EXPECT_EQ(first.status, 401);
        EXPECT_EQ(first.reads, 1);
        // Nothing is remembered of what has been refused before.
        for (const QString& token :
             {madeUp, makeToken(TokenKind::Access), theirs.accessToken, theirs.accessToken})
            EXPECT_EQ(costOf(method, path, {}, token), first);
    }
    const auto renewal = [&](const QString& token) {
        return costOf("POST", u"/v1/sessions/refresh"_qs, {{u"refresh_token"_qs, token}});
    };
    const Cost first = renewal(makeToken(TokenKind::Refresh));
    EXPECT_EQ(first.status, 401);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(renewal(theirs.refreshToken), first);
}

TEST_F(ApiTest, WhyAPasswordIsWrongShowsInNothing) {
    setUp();
    world.addPerson(u"ben"_qs); // has none
    const Person cleo = world.addPerson(u"cleo"_qs);
    const QString hash = *await(api.hasher.hash(u"another horse"_qs));
    ASSERT_TRUE(await(world.store.accounts().setPasswordHash(cleo.id, hash)));
    ASSERT_TRUE(await(world.store.accounts().setDisabled(cleo.id, true)));
    const auto attempt = [&](const QString& name) {
        return costOf("POST", u"/v1/sessions"_qs, {{u"name"_qs, name}, {u"password"_qs, u"wrong horse"_qs}});
    };
    const Cost first = attempt(u"anna"_qs);
    EXPECT_EQ(first.status, 401);
    EXPECT_GT(first.reads, 0);
    for (const QString& name : {u"nobody"_qs, u"ben"_qs, u"cleo"_qs})
        EXPECT_EQ(attempt(name), first) << name.toStdString();
}

TEST_F(ApiTest, PasswordsOverPlainHttpOnlyFromThisMachine) {
    setUp();
    auto exchange =
        HeldExchange::make("POST", u"/v1/sessions"_qs, R"({"name":"anna","password":"correct horse"})");
    exchange->edit().peer = {u"192.0.2.7"_qs, u"192.0.2.7"_qs, false, false};
    api.http.handle(exchange);
    ASSERT_TRUE(waitFor([&] { return exchange->response.has_value(); }));
    EXPECT_EQ(exchange->code(), u"plain_http_password"_qs);
}

TEST_F(ApiTest, InvitesBringPeopleInAndNobodyAboveTheInviter) {
    const QString owner = tokenOf(setUp());
    const auto invite = api.ask("POST", u"/v1/invites"_qs, {}, owner);
    ASSERT_EQ(invite->status(), 201);
    const QString code = invite->json().value(u"code"_qs).toString();
    EXPECT_EQ(invite->json().value(u"link"_qs).toString(), u"parlor://example.org:7420/%1#abcd"_qs.arg(code));
    const QJsonObject body{
        {u"code"_qs, code}, {u"name"_qs, u"bob"_qs}, {u"password"_qs, u"battery staple"_qs}};
    const auto bob = api.ask("POST", u"/v1/accounts"_qs, body);
    ASSERT_EQ(bob->status(), 201);
    EXPECT_EQ(api.ask("POST", u"/v1/invites"_qs, {}, tokenOf(bob->json()))->status(), 403);
    EXPECT_EQ(api.ask("POST", u"/v1/accounts"_qs, body)->status(), 410);
    EXPECT_EQ(api.ask("POST", u"/v1/invites"_qs, {{u"hours"_qs, 0}}, owner)->status(), 400);
}

TEST_F(ApiTest, BadBodiesAreRefused) {
    const auto post = [&](const QByteArray& body) {
        auto exchange = HeldExchange::make("POST", u"/v1/sessions"_qs, body);
        api.http.handle(exchange);
        EXPECT_TRUE(waitFor([&] { return exchange->response.has_value(); }));
        return exchange;
    };
    for (const QByteArray& body :
         {QByteArray(), QByteArray("[]"), QByteArray("{"), QByteArray(R"({"name":1,"password":"x"})"),
          QByteArray(R"({"name":"anna"})")}) {
        const auto answer = post(body);
        EXPECT_EQ(answer->status(), 400) << body.toStdString();
        EXPECT_EQ(answer->header("content-type"), "application/problem+json");
    }
    EXPECT_EQ(post(QByteArray(300 * 1024, ' '))->status(), 413);
    EXPECT_EQ(signIn(u"anna"_qs, QString(2'000, u'x'))->status(), 413);
}

TEST_F(ApiTest, TokensStandInOneHeaderAndNowhereElse) {
    const QString token = tokenOf(setUp());
    const auto get = [&](const std::function<void(HttpRequest&)>& edit) {
        auto exchange = HeldExchange::make("GET", u"/v1/sessions"_qs);
        edit(exchange->edit());
        api.http.handle(exchange);
        EXPECT_TRUE(waitFor([&] { return exchange->response.has_value(); }));
        return exchange->status();
    };
    const QByteArray good = "Bearer " + token.toLatin1();
    EXPECT_EQ(get([&](HttpRequest& r) { r.headers.emplace_back("authorization", good); }), 200);
    EXPECT_EQ(get([&](HttpRequest&) {}), 401);
    EXPECT_EQ(get([&](HttpRequest& r) { r.headers = {{"authorization", good}, {"authorization", good}}; }),
              400);
    EXPECT_EQ(get([&](HttpRequest& r) { r.query.addQueryItem(u"access_token"_qs, token); }), 400);
    EXPECT_EQ(get([&](HttpRequest& r) { r.headers.emplace_back("authorization", token.toLatin1()); }), 401);
    EXPECT_EQ(get([&](HttpRequest& r) { r.headers.emplace_back("authorization", "Basic eDp5"); }), 401);
}

TEST_F(ApiTest, ChangingThePasswordEndsTheOtherSessions) {
    const QString token = tokenOf(setUp());
    const QString other = tokenOf(signIn(u"anna"_qs, u"correct horse"_qs)->json());
    const auto change = [&](const QString& old) {
        return api
            .ask("POST", u"/v1/password"_qs, {{u"old"_qs, old}, {u"new"_qs, u"even better one"_qs}}, token)
            ->status();
    };
    EXPECT_EQ(change(u"wrong"_qs), 401);
    EXPECT_EQ(change(u"correct horse"_qs), 204);
    api.node.settle();
    EXPECT_EQ(api.ask("GET", u"/v1/sessions"_qs, {}, token)->status(), 200);
    EXPECT_EQ(api.ask("GET", u"/v1/sessions"_qs, {}, other)->status(), 401);
    EXPECT_EQ(signIn(u"anna"_qs, u"even better one"_qs)->status(), 201);
}

TEST_F(ApiTest, EveryRouteThatNeedsASessionRefusesStrangers) {
    int checked = 0;
    for (const Route& route : api.table.routes()) {
        if (route.requirement != Requirement::Session)
            continue;
        ++checked;
        QString path = route.pattern;
        path.replace(u"{id}"_qs, u"1"_qs).replace(u"{keyName}"_qs, u"k"_qs);
        EXPECT_EQ(api.ask(route.method, path)->status(), 401) << path.toStdString();
        EXPECT_EQ(api.ask(route.method, path, {}, makeToken(TokenKind::Access))->status(), 401)
            << path.toStdString();
    }
    EXPECT_GE(checked, 5);
}

TEST_F(ApiTest, UnknownPathsAndMethods) {
    EXPECT_EQ(api.ask("GET", u"/nothing"_qs)->status(), 404);
    const auto wrong = api.ask("PUT", u"/v1/sessions"_qs);
    EXPECT_EQ(wrong->status(), 405);
    EXPECT_EQ(wrong->header("allow"), "GET, HEAD, OPTIONS, POST");
    EXPECT_EQ(api.ask("OPTIONS", u"/v1/sessions"_qs)->status(), 204);
    api.http.setDraining(true);
    EXPECT_EQ(api.ask("GET", u"/healthz"_qs)->status(), 200);
    EXPECT_EQ(api.ask("GET", u"/v1/sessions"_qs)->status(), 503);
}
