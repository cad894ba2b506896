// Who comes in, with what was read of them, and what of it may be old by then.
#include "tests/unit/domain/chatnode.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <utility>
#include <vector>

using namespace parlor;
using namespace parlor::server;
using namespace parlor::test;

namespace {

/// Finds who comes as another one does, and tells it when the test wants.
class SlowDoor final : public Authenticator {
public:
    explicit SlowDoor(Authenticator& inner) : m_inner(inner) {}

    void authenticate(const QString& accessToken, const PeerInfo& peer, Found found) override {
        m_inner.authenticate(accessToken, peer, std::move(found));
    }

    void arrive(const QString& accessToken, const PeerInfo& peer, Serial cursor, int limit,
                Came came) override {
        m_inner.arrive(accessToken, peer, cursor, limit, [this, came](const Result<Arrived>& arrived) {
            m_held.emplace_back([came, arrived] { came(arrived); });
        });
    }

    [[nodiscard]] bool isAsked() const { return !m_held.empty(); }

    void open() {
        for (const auto& held : std::exchange(m_held, {}))
            held();
    }

private:
    Authenticator& m_inner;
    std::vector<std::function<void()>> m_held;
};

class GreeterTest : public testing::Test {
protected:
    void SetUp() override {
        node.takeCommits();
        annas = node.join(anna);
        channel = node.makeChannel(annas, u"general"_qs);
    }

    /// Until the token has been looked at; the answer waits at the door.
    ConnectionId knock(const QString& token) {
        const ConnectionId id = node.connect();
        Hello hello;
        hello.token = token;
        slow.hello(id, node.peer, hello, 1);
        EXPECT_TRUE(waitFor([&] { return door.isAsked(); }));
        return id;
    }

    static ServerLimits taken() {
        ServerLimits limits;
        limits.imageBytes = 1'000'000;
        return limits;
    }

    bool isWelcome(ConnectionId id) {
        return waitFor([&] { return node.welcomeOf(id) != nullptr; });
    }

    void remove(const Person& person) {
        ChangeMember change;
        change.clientId = makeClientId();
        change.channel = channel;
        change.person = person.id;
        change.change = MemberChange::Removed;
        ASSERT_TRUE(node.ask(annas, change));
        node.settle();
    }

    ChatWorld world;
    ChatNode node{world};
    SlowDoor door{node.sessions};
    Greeter slow{node.out,    door,          node.live,     node.attendance,
                 node.hub,    node.feeds,    node.presence, world.store.personStreams(),
                 node.people, node.executor, world.clock,   {u"Test"_qs, world.epoch(), taken()}};
    Person anna = world.addPerson(u"anna"_qs);
    Person bob = world.addPerson(u"bob"_qs);
    ConnectionId annas;
    ChannelId channel;
};

} // namespace

TEST_F(GreeterTest, WhoComesBackCostsOneRead) {
    const QString token = node.signIn(anna).accessToken;
    for (const bool isKnown : {false, true}) {
        const int before = world.store.reads();
        const ConnectionId id = node.join(token);
        ASSERT_TRUE(node.welcomeOf(id));
        EXPECT_EQ(node.welcomeOf(id)->channels.size(), 1);
        EXPECT_EQ(world.store.reads() - before, 1) << "known: " << isKnown;
    }
}

TEST_F(GreeterTest, WhatWasReadBeforeARemovalIsReadAgain) {
    const ConnectionId first = node.join(bob);
    ASSERT_TRUE(node.enter(first, channel));
    node.settle();
    const ConnectionId id = knock(node.signIn(bob).accessToken);
    remove(bob);
    door.open();
    ASSERT_TRUE(isWelcome(id));
    EXPECT_TRUE(node.welcomeOf(id)->channels.isEmpty());
    ASSERT_TRUE(node.say(annas, channel, u"not for bob"_qs));
    node.settle();
    EXPECT_TRUE(node.eventsOf(id, channel).isEmpty());
}

TEST_F(GreeterTest, WhatComesWhileTheDoorIsShutFollowsTheWelcome) {
    const ConnectionId first = node.join(bob);
    const ConnectionId id = knock(node.signIn(bob).accessToken);
    ASSERT_TRUE(node.enter(first, channel));
    node.settle();
    door.open();
    ASSERT_TRUE(isWelcome(id));
    ASSERT_EQ(node.welcomeOf(id)->channels.size(), 1);
    ASSERT_TRUE(waitFor([&] { return node.hub.subscription(id, channel) != nullptr; }));
    ASSERT_TRUE(node.say(annas, channel, u"for bob"_qs));
    EXPECT_TRUE(waitFor([&] { return !node.eventsOf(id, channel).isEmpty(); }));
}

TEST_F(GreeterTest, WhoLeavesBeforeTheDoorOpensWasNeverHere) {
    const ConnectionId id = knock(node.signIn(bob).accessToken);
    slow.left(id);
    door.open();
    node.settle();
    EXPECT_FALSE(node.live.isLive(bob.id));
    EXPECT_FALSE(node.link.peer(id).signedIn);
}

TEST_F(GreeterTest, ATokenThatIsRevokedWhileItIsReadIsReadAgain) {
    const SignedIn signedIn = node.signIn(bob);
    std::optional<Result<Arrived>> came;
    node.sessions.arrive(signedIn.accessToken, node.peer, Serial(), 10,
                         [&](const Result<Arrived>& arrived) { came = arrived; });
    const auto revoked = node.sessions.revoke(bob.id, signedIn.session);
    node.sessions.revoked({bob.id, {signedIn.session}});
    ASSERT_TRUE(waitFor([&] { return came.has_value(); }));
    ASSERT_FALSE(*came);
    EXPECT_EQ(came->error().code, ErrorCode::TokenRevoked);
}

TEST_F(GreeterTest, TheWelcomeSaysWhatAMessageMayHave) {
    const ConnectionId id = knock(node.signIn(anna).accessToken);
    door.open();
    ASSERT_TRUE(isWelcome(id));
    ASSERT_TRUE(node.welcomeOf(id)->limits);
    EXPECT_EQ(*node.welcomeOf(id)->limits, taken());
}
