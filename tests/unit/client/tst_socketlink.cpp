#include "client/core/net/socketlink.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"
#include "tests/unit/client/fakeserver.h"

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

struct Tokens final : TokenSource {
    void accessToken(Answer answer) override {
        if (answersLater)
            waiting.append(std::move(answer));
        else
            answer(token);
    }

    void fetchAnew() override { ++fetchedAnew; }

    void distrust(const QString& bad) override { distrusted.append(bad); }

    Result<QString> token = u"at1"_qs;
    QStringList distrusted;
    int fetchedAnew = 0;
    QList<Answer> waiting;
    bool answersLater = false;
};

struct Listener final : LinkListener {
    Hello hello() override {
        Hello hello;
        hello.epoch = u"00000000000000aa"_qs;
        hello.channels = {{ChannelId(7), Serial(4)}};
        return hello;
    }

    void connectionChanged(const Connection& connection) override {
        states.append(connection.state);
        retries.append(connection.retryAt);
    }

    void received(const Frame& frame) override { frames.append(frame); }

    void stopped(const Error& error) override { stop = error; }

    QList<Connectivity> states;
    QList<std::int64_t> retries; ///< Connection::retryAt with each state
    QList<Frame> frames;
    std::optional<Error> stop;
};

struct SocketLinkTest : testing::Test {
    SocketLinkTest() : link(network, executor, tokens, clock, u"test"_qs) {
        link.setListener(&listener);
        address.url = server.url();
        server.socketRequest = [this](const Request& request) {
            requests.append(request);
            if (const auto* said = std::get_if<Hello>(&request.command)) {
                hellos.append(*said);
                if (greets)
                    server.say(welcome({}));
            }
        };
    }

    [[nodiscard]] bool isOnline() const { return link.connection().state == Connectivity::Online; }

    FakeServer server;
    SystemClock clock;
    QtExecutor executor;
    WorkerThread network{u"network"_qs};
    Tokens tokens;
    Listener listener;
    SocketLink link;
    ServerAddress address;
    QList<Request> requests;
    QList<Hello> hellos;
    bool greets = true;
};

/// The same, with time in the hand of the test. What the link waits for, it waits for really.
struct SteadyLinkTest : SocketLinkTest {
    SteadyLinkTest() : steady(network, executor, tokens, hand, u"test"_qs) { steady.setListener(&listener); }

    /// Cuts a connection that was there for so long; answers how long the link waits before it comes back.
    std::int64_t waitAfter(std::int64_t onlineMs) {
        EXPECT_TRUE(waitFor([&] { return steady.connection().state == Connectivity::Online; }));
        hand.advance(onlineMs);
        const qsizetype before = listener.states.size();
        server.closeSocket(4008);
        EXPECT_TRUE(waitFor([&] { return listener.states.mid(before).contains(Connectivity::Offline); }));
        const qsizetype lost = listener.states.indexOf(Connectivity::Offline, before);
        return lost < 0 ? -1 : listener.retries.at(lost) - hand.now();
    }

    ManualClock hand;
    SocketLink steady;
};

} // namespace

// Jitter is at least 1 ms: 0 is the first attempt of a fresh start and nothing else.
TEST_F(SteadyLinkTest, OnlyHalfAMinuteOfQuietForgetsTheBackoff) {
    steady.open(address);
    EXPECT_EQ(waitAfter(0), 0);
    EXPECT_GT(waitAfter(0), 0);
    EXPECT_GT(waitAfter(29'999), 0) << "not stable yet";
    EXPECT_EQ(waitAfter(30'000), 0);
    EXPECT_GT(waitAfter(1), 0) << "it begins anew from there";
}

TEST_F(SocketLinkTest, GreetsWithTokenAndCursors) {
    EXPECT_FALSE(link.send({5, Ping{}}));
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    ASSERT_EQ(hellos.size(), 1);
    EXPECT_EQ(hellos[0].token, u"at1"_qs);
    EXPECT_EQ(hellos[0].device, u"test"_qs);
    EXPECT_EQ(hellos[0].channels.size(), 1);
    ASSERT_FALSE(listener.frames.isEmpty());
    EXPECT_TRUE(std::holds_alternative<Welcome>(listener.frames[0]));
    EXPECT_TRUE(link.send({5, Ping{}}));
    EXPECT_TRUE(waitFor([&] { return requests.size() == 2; }));
    EXPECT_EQ(requests[1].rid, 5);
}

TEST_F(SocketLinkTest, RefusesAFrameThatNoServerTakesAndStaysOnline) {
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    SendMessage large;
    large.channel = ChannelId(7);
    large.clientId = makeClientId();
    large.entry.text = QString(int(limits::frame), u'z');
    EXPECT_TRUE(link.send({5, large}));
    EXPECT_TRUE(link.send({6, Ping{}}));
    ASSERT_TRUE(waitFor([&] { return requests.size() == 2; }));
    EXPECT_EQ(requests[1].rid, 6) << "what is behind it goes out";
    ASSERT_TRUE(waitFor([&] { return listener.frames.size() == 2; }));
    const auto* refusal = std::get_if<Refusal>(&listener.frames[1]);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->rid, 5);
    EXPECT_EQ(refusal->code, ErrorCode::TooLarge);
    EXPECT_TRUE(isOnline());
}

TEST_F(SocketLinkTest, ComesBackAfterTheServerDied) {
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    server.kill();
    ASSERT_TRUE(waitFor([&] { return !isOnline(); }));
    server.listen();
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    EXPECT_EQ(hellos.size(), 2);
    EXPECT_FALSE(listener.stop);
}

TEST_F(SocketLinkTest, WaitsForAServerThatIsNotThereYet) {
    server.kill();
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return link.connection().retryAt > 0; }));
    EXPECT_EQ(link.connection().problem->code, ErrorCode::NetworkFailed);
    server.listen();
    EXPECT_TRUE(waitFor([&] { return isOnline(); }));
    EXPECT_FALSE(link.connection().problem);
}

TEST_F(SocketLinkTest, ReconnectsOrStopsAsTheCloseCodeSays) {
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    server.closeSocket(4008);
    ASSERT_TRUE(waitFor([&] { return hellos.size() == 2 && isOnline(); }));
    server.closeSocket(4002);
    ASSERT_TRUE(waitFor([&] { return hellos.size() == 3 && isOnline(); }));
    EXPECT_EQ(tokens.distrusted, QStringList({u"at1"_qs}));
    server.closeSocket(4503);
    ASSERT_TRUE(waitFor([&] { return listener.stop.has_value(); }));
    EXPECT_EQ(listener.stop->code, ErrorCode::TokenRevoked);
    EXPECT_EQ(link.connection().state, Connectivity::Offline);
    EXPECT_EQ(link.connection().retryAt, 0);
}

TEST_F(SocketLinkTest, ARestartingServerSaysWhenToComeBack) {
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    server.say(Bye{4001, true, 3'600'000});
    server.closeSocket(4001);
    ASSERT_TRUE(waitFor([&] { return link.connection().state == Connectivity::Offline; }));
    EXPECT_GE(link.connection().retryAt - link.connection().since, 3'600'000);
    EXPECT_EQ(hellos.size(), 1);
}

TEST_F(SocketLinkTest, TheRefusalOfAHelloIsTheReason) {
    greets = false;
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return !hellos.isEmpty(); }));
    server.say(Refusal{1, ErrorCode::AccountDisabled, false, 0, {}});
    server.closeSocket(4503);
    ASSERT_TRUE(waitFor([&] { return listener.stop.has_value(); }));
    EXPECT_EQ(listener.stop->code, ErrorCode::AccountDisabled);
}

TEST_F(SocketLinkTest, ALastingTokenFailureStops) {
    tokens.token = fail(ErrorCode::TokenRevoked);
    link.open(address);
    EXPECT_TRUE(listener.stop);
    EXPECT_TRUE(hellos.isEmpty());
}

TEST_F(SocketLinkTest, ProbingTriesAtOnce) {
    server.kill();
    tokens.token = fail(ErrorCode::Busy, {}, 600'000);
    link.open(address);
    EXPECT_GT(link.connection().retryAt, clock.now() + 300'000);
    server.listen();
    tokens.token = u"at2"_qs;
    link.probe();
    EXPECT_TRUE(waitFor([&] { return isOnline(); }));
}

TEST_F(SocketLinkTest, ProbingBeginsAnAttemptAnewThatNobodyAnswers) {
    server.isMute = true;
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return server.connections == 1; }));
    EXPECT_EQ(link.connection().state, Connectivity::Connecting);
    server.isMute = false;
    link.probe();
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    EXPECT_EQ(server.connections, 2);
    // It was not the silence, of which one gets tired after 35 s.
    EXPECT_FALSE(listener.states.contains(Connectivity::Offline));
    EXPECT_EQ(hellos.size(), 1);
}

TEST_F(SocketLinkTest, ProbingWhileATokenIsFetchedAsksForItOnceMore) {
    tokens.answersLater = true;
    link.open(address);
    EXPECT_EQ(tokens.fetchedAnew, 0);
    link.probe();
    EXPECT_EQ(tokens.fetchedAnew, 1);
    ASSERT_EQ(tokens.waiting.size(), 2);
    tokens.waiting.at(0)(fail(ErrorCode::NetworkFailed)); // of the attempt that was given up
    EXPECT_EQ(link.connection().state, Connectivity::Connecting);
    tokens.waiting.at(1)(u"at1"_qs);
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    EXPECT_EQ(server.connections, 1);
}

TEST_F(SocketLinkTest, ClosingIsFinal) {
    link.open(address);
    ASSERT_TRUE(waitFor([&] { return isOnline(); }));
    link.close();
    EXPECT_EQ(link.connection().state, Connectivity::Offline);
    ASSERT_TRUE(waitFor([&] { return !server.hasSocket(); }));
    EXPECT_EQ(hellos.size(), 1);
}

} // namespace parlor::client
