// Tokens of keys over a socket's life, and how many and how fast such sockets may be.
#include "tests/unit/edge/api/tokenscase.h"

namespace parlor::test {

TEST_F(TokensTest, ASocketGoesOnWithTheNextTokenOfItsClient) {
    TokenRequest made = request();
    made.ttl = u"60000"_qs;
    made.clientId = u"one"_qs;
    const auto id = connect(tokenFor(made));
    world.clock.advance(50'000);
    TokenRequest next = request();
    next.ttl = u"60000"_qs;
    next.clientId = u"one"_qs;
    ASSERT_TRUE(ask(id, Authenticate{tokenFor(next)}));
    TokenRequest foreign = request();
    foreign.clientId = u"two"_qs;
    EXPECT_EQ(ask(id, Authenticate{tokenFor(foreign)}).error().code, ErrorCode::TokenInvalid);
    world.clock.advance(30'000);
    api.node.attendance.tick();
    EXPECT_FALSE(api.sockets.peer(id).closed);
    EXPECT_TRUE(ask(id, ListChannels{}));
    world.clock.advance(30'000);
    api.node.attendance.tick();
    ASSERT_TRUE(api.sockets.peer(id).closed);
    EXPECT_EQ(*api.sockets.peer(id).closed, CloseCode::TokenExpired);
    EXPECT_TRUE(std::any_of(api.sockets.peer(id).frames.begin(), api.sockets.peer(id).frames.end(),
                            [](const Frame& frame) {
                                const auto* refusal = std::get_if<Refusal>(&frame);
                                return refusal && refusal->code == ErrorCode::TokenExpired;
                            }));
}

TEST_F(TokensTest, NothingIsTakenOfAnExpiredTokenNotEvenBeforeTheNextTick) {
    TokenRequest made = request();
    made.ttl = u"1000"_qs;
    const auto id = connect(tokenFor(made));
    world.clock.advance(1'000);
    EXPECT_FALSE(ask(id, ListChannels{}));
    EXPECT_EQ(api.sockets.peer(id).closed, CloseCode::TokenExpired);
}

TEST_F(TokensTest, RevocationReachesWhatItNamesAndNoOther) {
    const auto of = [&](const QString& client) {
        TokenRequest made = request();
        made.clientId = client;
        return connect(tokenFor(made));
    };
    const auto one = of(u"one"_qs), two = of(u"two"_qs);
    world.clock.advance(1'000);
    const std::int64_t between = world.clock.now();
    const auto three = of(u"three"_qs);
    const auto isClosed = [&](ConnectionId id) { return api.sockets.peer(id).closed.has_value(); };
    ASSERT_EQ(await(api.node.sessions.revokeMatching({.keyName = u"app"_qs, .clientId = u"one"_qs})), 1);
    EXPECT_TRUE(waitFor([&] { return isClosed(one); }));
    EXPECT_FALSE(isClosed(two) || isClosed(three));
    ASSERT_EQ(await(api.node.sessions.revokeMatching({.openedBefore = between})), 1);
    EXPECT_TRUE(waitFor([&] { return isClosed(two); }));
    EXPECT_FALSE(isClosed(three));
    ASSERT_EQ(await(api.node.sessions.revokeMatching({.person = key.key.person})), 1);
    EXPECT_TRUE(waitFor([&] { return isClosed(three); }));
    EXPECT_EQ(api.sockets.peer(three).closed, CloseCode::Revoked);
}

TEST_F(TokensTest, EachClientOfAKeyHasItsOwnTwentySockets) {
    const auto of = [&](const QString& client) {
        TokenRequest made = request();
        made.clientId = client;
        return connect(tokenFor(made));
    };
    for (int i = 0; i < 20; ++i)
        EXPECT_FALSE(api.sockets.peer(of(u"greedy"_qs)).closed);
    EXPECT_EQ(api.sockets.peer(of(u"greedy"_qs)).closed, CloseCode::RateLimited);
    EXPECT_FALSE(api.sockets.peer(of(u"modest"_qs)).closed);
}

TEST_F(TokensTest, AClientOfAKeyHasAHundredSessionsAndAnOldOneEnds) {
    const QString name = key.key.name;
    const auto issue = [&](const QString& client) {
        return await(api.keys.issue(name, {Capability::all(), client, 60'000}, api.node.peer)).has_value();
    };
    const auto live = [&](const QString& client) {
        return await(api.node.sessions.matching({.keyName = name, .clientId = client}, 500))->size();
    };
    for (int i = 0; i < 105; ++i)
        ASSERT_TRUE(issue(u"one"_qs));
    EXPECT_TRUE(issue(u"two"_qs));
    EXPECT_EQ(live(u"one"_qs), 100);
    EXPECT_EQ(live(u"two"_qs), 1);
}

TEST_F(TokensTest, AnybodyAndPeoplesOwnProgramsAreAsFastAsPeople) {
    const auto rateOf = [&](const QString& keyName, const QString& client) {
        std::optional<RateClass> rate;
        const auto issued =
            await(api.keys.issue(keyName, {Capability::all(), client, 60'000}, api.node.peer));
        EXPECT_TRUE(issued);
        api.node.sessions.authenticate(issued->token, api.node.peer, [&rate](const Result<Principal>& found) {
            if (found)
                rate = found->rateClass;
        });
        EXPECT_TRUE(waitFor([&] { return rate.has_value(); }));
        return rate;
    };
    const QString own = *await(api.keys.keyOf(world.addPerson(u"anna"_qs).id));
    EXPECT_EQ(rateOf(own, u"1"_qs), RateClass::Person);
    EXPECT_EQ(rateOf(u"app"_qs, u"anonymous-x"_qs), RateClass::Person);
    EXPECT_EQ(rateOf(u"app"_qs, u"one"_qs), RateClass::Bulk);
}

TEST_F(TokensTest, SessionsOfOneClientShareAPersonsRate) {
    Principal first, second, other;
    first.keyName = second.keyName = other.keyName = u"app"_qs;
    first.clientId = second.clientId = u"anonymous-1"_qs;
    other.clientId = u"anonymous-2"_qs;
    first.session = SessionId(1);
    second.session = SessionId(2);
    other.session = SessionId(3);
    RateLimiter limiter(world.clock);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(limiter.take(i % 2 ? first : second, RateKind::Write), 0);
    EXPECT_GT(limiter.take(first, RateKind::Write), 0);
    EXPECT_GT(limiter.take(second, RateKind::Write), 0);
    EXPECT_EQ(limiter.take(other, RateKind::Write), 0);
}

} // namespace parlor::test
