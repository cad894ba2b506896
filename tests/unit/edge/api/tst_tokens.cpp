// Signed token requests that lie, and what anybody is given.
#include "tests/unit/edge/api/tokenscase.h"

namespace parlor::test {

TEST_F(TokensTest, EveryLieHasItsNumber) {
    TokenRequest wrongMac = sign(request());
    wrongMac.mac[0] = wrongMac.mac.at(0) == u'A' ? u'B' : u'A';
    expectRefused(wrongMac, 401, 40101);
    TokenRequest shortMac = sign(request());
    shortMac.mac.chop(1);
    expectRefused(shortMac, 401, 40101);
    expectRefused(request(), 401, 40101); // neither mac nor secret
    TokenRequest widened = request();
    widened.capability = uR"({"channel:7":["publish"]})"_qs;
    widened = sign(widened);
    widened.capability = uR"({"channel:*":["publish"]})"_qs;
    expectRefused(widened, 401, 40101);
    TokenRequest longer = request();
    longer.ttl = u"1000"_qs;
    longer = sign(longer);
    longer.ttl = u"86400000"_qs;
    expectRefused(longer, 401, 40101);

    TokenRequest stale = request();
    stale.timestamp = QString::number(world.clock.now() - 120'001);
    expectRefused(sign(stale), 401, 40104);
    stale.timestamp = QString::number(world.clock.now() + 120'001);
    expectRefused(sign(stale), 401, 40104);
    for (const QString& text : {u""_qs, u"-1"_qs, u"1e12"_qs, u" 1"_qs, u"99999999999999999999"_qs}) {
        stale.timestamp = text;
        expectRefused(sign(stale), 401, 40104);
    }

    const TokenRequest good = sign(request());
    EXPECT_EQ(post(good)->status(), 201);
    expectRefused(good, 401, 40105);
    TokenRequest again = request(); // the same nonce in another request
    again.nonce = good.nonce;
    expectRefused(sign(again), 401, 40105);

    for (const QString& ttl : {u"86400001"_qs, u"-1"_qs, u"1.5"_qs, u"soon"_qs}) {
        TokenRequest bad = request();
        bad.ttl = ttl;
        expectRefused(sign(bad), 400, 40003);
    }
    for (const double ttl : {-1.0, 1.5, 86'400'001.0, 1e300}) {
        QJsonObject bad = asTexts(sign(request()));
        bad.insert(u"ttl"_qs, ttl);
        bad.remove(u"mac"_qs);
        TokenRequest signedAs = request();
        signedAs.nonce = bad.value(u"nonce").toString();
        signedAs.ttl = QString::number(qint64(ttl > 1e15 ? 0 : ttl));
        bad.insert(u"mac"_qs, sign(signedAs).mac);
        const auto answer = api.ask("POST", u"/keys/app/requestToken"_qs, bad);
        EXPECT_EQ(answer->status(), 400) << ttl;
        EXPECT_EQ(answer->header("x-ably-errorcode"), "40003") << ttl;
    }
    for (const qsizetype size : {1, 7, 128}) {
        TokenRequest plain = request();
        plain.nonce = QString(size, u'n');
        EXPECT_EQ(post(sign(plain))->status(), 201) << size;
        expectRefused(sign(plain), 401, 40105);
    }
    for (const qsizetype size : {0, 129}) {
        TokenRequest bad = request();
        bad.nonce = QString(size, u'n');
        expectRefused(sign(bad), 400, 40000);
    }
    for (const QString& text : {u"{"_qs, u"[]"_qs, uR"({"channel:7":[]})"_qs, uR"({"channel:7":["fly"]})"_qs,
                                uR"({"channel:7":["*","publish"]})"_qs}) {
        TokenRequest bad = request();
        bad.capability = text;
        expectRefused(sign(bad), 400, 40000);
    }
    TokenRequest nothing = request();
    nothing.capability = uR"({"library":["upload"]})"_qs;
    expectRefused(sign(nothing), 401, 40160);
    TokenRequest control = request();
    control.clientId = u"a\nb"_qs;
    expectRefused(sign(control), 400, 40012);
}

TEST_F(TokensTest, AnotherKeysNameIsNobodys) {
    const KeyWithSecret other = *await(api.keys.createBot(u"other"_qs, Capability::all(), Role::Member));
    expectRefused(sign(request()), 401, 40101, u"other"_qs);
    TokenRequest foreign = request();
    foreign.keyName = u"other"_qs;
    expectRefused(sign(foreign), 401, 40101, u"other"_qs); // signed with the wrong secret
    expectRefused(sign(foreign), 401, 40101);              // and sent to our own door
    expectRefused(sign(request()), 401, 40101, u"nobody"_qs);
    foreign.mac = foreign.macWith(other.secret);
    EXPECT_EQ(post(foreign, u"other"_qs)->status(), 201);
}

TEST_F(TokensTest, ClientIdsAreUnicodeAndHaveALimit) {
    TokenRequest made = request();
    made.clientId = u"Zoë \U0001F98A"_qs;
    const auto answer = post(sign(made));
    ASSERT_EQ(answer->status(), 201);
    EXPECT_EQ(answer->json().value(u"clientId").toString(), made.clientId);
    made = request();
    made.clientId = QString(257, u'x');
    expectRefused(sign(made), 413, 40009);
    made.clientId = QString(20'000, u'x');
    expectRefused(sign(made), 413, 40009);
}

TEST_F(TokensTest, ANonceMayComeAgainWhenItsRequestWouldBeStale) {
    const TokenRequest first = sign(request());
    EXPECT_EQ(post(first)->status(), 201);
    world.clock.advance(119'000);
    expectRefused(first, 401, 40105);
    world.clock.advance(2'000);
    expectRefused(first, 401, 40104);
}

TEST_F(TokensTest, KeysAreBotsWithANameThatNobodyElseHas) {
    EXPECT_EQ(await(world.store.accounts().byName(u"app"_qs))->person.id, key.key.person);
    world.addPerson(u"anna"_qs);
    const auto account = await(world.store.accounts().byName(u"anna"_qs));
    ASSERT_TRUE(await(world.store.accounts().setPasswordHash(account->person.id, u"$argon2id$"_qs)));
    EXPECT_EQ(await(api.keys.createBot(u"anna"_qs, Capability::all(), Role::Member)).error().code,
              ErrorCode::NameTaken);
    EXPECT_EQ(await(api.keys.createBot(u"app"_qs, Capability::all(), Role::Member)).error().code,
              ErrorCode::NameTaken);
    for (const QString& name : {u""_qs, u"a:b"_qs, u"../x"_qs, u"a/b"_qs, u"%2e%2e"_qs, u"*"_qs, u"a b"_qs,
                                u"person.1"_qs, u"Load.x"_qs, u"key.x"_qs, u"аdmin"_qs, QString(65, u'a')})
        EXPECT_EQ(await(api.keys.createBot(name, Capability::all(), Role::Member)).error().code,
                  ErrorCode::BadName)
            << name.toStdString();
}

TEST_F(TokensTest, AnybodyGetsTheConfiguredCapabilityUnderAFreshName) {
    const auto first = api.ask("GET", u"/auth"_qs), second = api.ask("GET", u"/auth"_qs);
    ASSERT_EQ(first->status(), 200);
    EXPECT_NE(first->json().value(u"clientId"), second->json().value(u"clientId"));
    EXPECT_EQ(first->json().value(u"capability").toString(), uR"({"channel:9":["publish"]})"_qs);
    const auto exchanged = api.ask("POST", u"/keys/app/requestToken"_qs, first->json());
    ASSERT_EQ(exchanged->status(), 201);
    const QString token = exchanged->json().value(u"token").toString();
    // The SDKs' way of writing a bearer.
    auto held = HeldExchange::make("GET", u"/v1/sessions"_qs);
    held->authorize(QString::fromLatin1(token.toLatin1().toBase64()));
    api.http.handle(held);
    ASSERT_TRUE(waitFor([&] { return held->response.has_value(); }));
    EXPECT_EQ(held->status(), 200);
    // A token of it leads to no more than itself.
    const auto derived = api.ask("GET", u"/auth"_qs, {}, token);
    EXPECT_EQ(derived->json().value(u"keyName").toString(), u"app"_qs);
    EXPECT_EQ(derived->json().value(u"capability").toString(), uR"({"channel:9":["publish"]})"_qs);
    EXPECT_EQ(derived->json().value(u"clientId"), first->json().value(u"clientId"));
    EXPECT_EQ(api.ask("GET", u"/auth"_qs, {}, u"nonsense"_qs)->status(), 401);
    int limited = 0;
    for (int i = 0; i < 30; ++i)
        limited += api.ask("GET", u"/auth"_qs)->status() == 429 ? 1 : 0;
    EXPECT_GT(limited, 0);
}

TEST_F(TokensTest, AnybodyActsForAKeyOfTheServersOwnWhereNoneIsNamed) {
    ApiNode open(world, {Capability::all(), {}, capability(R"({"channel:9":["publish"]})")});
    // Both come before there is one.
    const auto first = open.start("GET", u"/auth"_qs), second = open.start("GET", u"/auth"_qs);
    ASSERT_TRUE(waitFor([&] { return first->response && second->response; }));
    for (const auto& given : {first, second}) {
        ASSERT_EQ(given->status(), 200) << given->code().toStdString();
        const QString name = given->json().value(u"keyName").toString();
        const auto exchanged = open.ask("POST", u"/keys/%1/requestToken"_qs.arg(name), given->json());
        ASSERT_EQ(exchanged->status(), 201);
        EXPECT_EQ(exchanged->json().value(u"capability").toString(), uR"({"channel:9":["publish"]})"_qs);
    }
    EXPECT_EQ(first->json().value(u"keyName"), second->json().value(u"keyName"));
    const auto before = await(world.store.keys().list());
    EXPECT_EQ(open.ask("GET", u"/auth"_qs)->status(), 200);
    EXPECT_EQ(await(world.store.keys().list())->size(), before->size()) << "the one that there is";
    ASSERT_TRUE(await(open.keys.revoke(first->json().value(u"keyName").toString())));
    EXPECT_EQ(open.ask("GET", u"/auth"_qs)->status(), 403) << "what has been taken is not made anew";
}

TEST_F(TokensTest, PagesOfListedOriginsMayReadTheAnswersAndNoOthers) {
    api.http.setOrigins({u"https://site.example"_qs});
    const auto from = [&](const QByteArray& origin, const QByteArray& method, const QString& path,
                          const QByteArray& asked = {}) {
        auto held = HeldExchange::make(method, path);
        held->edit().headers.emplace_back("origin", origin);
        if (!asked.isEmpty())
            held->edit().headers.emplace_back("access-control-request-method", asked);
        api.http.handle(held);
        EXPECT_TRUE(waitFor([&] { return held->response.has_value(); }));
        return held;
    };
    const QByteArray allowed = "access-control-allow-origin";
    const QByteArray exposed = "X-Ably-Errorcode, X-Ably-Errormessage";
    const std::pair<QString, QByteArray> routes[] = {
        {u"/auth"_qs, "GET"}, {u"/keys/app/requestToken"_qs, "POST"}, {u"/v1/sync"_qs, "POST"}};
    for (const auto& [path, method] : routes) {
        const auto before = from("https://site.example", "OPTIONS", path, method);
        EXPECT_EQ(before->status(), 204);
        EXPECT_EQ(before->header(allowed), "https://site.example");
        EXPECT_EQ(before->header("vary"), "Origin");
        EXPECT_TRUE(before->header("access-control-allow-methods").contains(method));
        EXPECT_EQ(before->header("access-control-allow-headers"), "Authorization, Content-Type");
        EXPECT_EQ(before->header("access-control-max-age"), "600");
        const auto answer = from("https://site.example", method, path);
        EXPECT_EQ(answer->header(allowed), "https://site.example") << "refusals are read, too";
        EXPECT_EQ(answer->header("vary"), "Origin");
        EXPECT_EQ(answer->header("access-control-expose-headers"), exposed);
        EXPECT_TRUE(answer->header("access-control-allow-credentials").isEmpty());
        EXPECT_EQ(api.http.headersFor()(answer->request()),
                  (QList<std::pair<QByteArray, QByteArray>>{{allowed, "https://site.example"},
                                                            {"access-control-expose-headers", exposed},
                                                            {"vary", "Origin"}}))
            << "what is refused before it comes so far says the same";
        for (const char* other : {"https://evil.example", "https://site.example.evil.example", "null"})
            for (const auto& refused : {from(other, "OPTIONS", path, method), from(other, method, path)}) {
                EXPECT_TRUE(refused->header(allowed).isEmpty());
                EXPECT_TRUE(refused->header("access-control-allow-methods").isEmpty());
                EXPECT_TRUE(api.http.headersFor()(refused->request()).isEmpty());
            }
    }
    EXPECT_TRUE(
        from("https://site.example", "OPTIONS", u"/v1/sessions"_qs, "GET")->header(allowed).isEmpty());
    EXPECT_TRUE(from("https://site.example", "GET", u"/v1/sessions"_qs)->header(allowed).isEmpty());
    EXPECT_TRUE(from("https://site.example", "OPTIONS", u"/auth"_qs, "DELETE")->header(allowed).isEmpty());
}

TEST_F(TokensTest, WithoutConfigurationNobodyIsGivenAnything) {
    ApiNode closed(world);
    const auto answer = closed.ask("GET", u"/auth"_qs);
    EXPECT_EQ(answer->status(), 401);
    EXPECT_EQ(answer->code(), u"not_signed_in"_qs);
}

} // namespace parlor::test
