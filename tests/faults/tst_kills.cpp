// The process dies: at random, and instead of or right after each write that was to be durable. What was
// acknowledged is there, once, in one order, and everybody goes on where they were.
#include "tests/faults/crowd.h"
#include "tests/faults/faultserver.h"

#include <QRandomGenerator>

#include <gtest/gtest.h>

namespace parlor {

using test::Crowd;
using test::FaultServer;
using test::Transport;

namespace {

void report(const Crowd& crowd, int kills) {
    std::printf("%d kills: %d acknowledged, %lld seen\n", kills, crowd.acknowledged(),
                static_cast<long long>(crowd.checker.observedCount()));
}

class Kills : public ::testing::TestWithParam<Transport> {};

} // namespace

TEST_P(Kills, AtRandomNothingIsLostDoubledOrMoved) {
    QRandomGenerator random(test::seed());
    FaultServer server;
    Crowd crowd(server.dataDirectory(), 4, 8, 8, 4, GetParam());
    server.start();
    crowd.connect(server.port());
    const int rounds = test::rounds(20);
    for (int round = 0; round < rounds; ++round) {
        // So many more answers first, then the plug is pulled in the middle of the rest.
        const int until = crowd.acknowledged() + 50 + static_cast<int>(random.bounded(200));
        ASSERT_TRUE(crowd.talkUntil([&] { return crowd.acknowledged() >= until; }))
            << server.log().constData();
        server.kill();
        server.start();
    }
    ASSERT_TRUE(crowd.settle());
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
    EXPECT_EQ(crowd.resets(), 0);
    report(crowd, rounds);
}

PARLOR_ON_ALL_TRANSPORTS(Kills);

/// Row: the call is done before the kill or not; how all are connected.
class KillsAtSync : public ::testing::TestWithParam<std::tuple<bool, Transport>> {};

TEST_P(KillsAtSync, NothingIsLostDoubledOrMoved) {
    FaultServer server;
    Crowd crowd(server.dataDirectory(), 2, 4, 3, 4, std::get<1>(GetParam()));
    server.start();
    crowd.connect(server.port());
    ASSERT_TRUE(crowd.talkUntil([&] { return crowd.acknowledged() >= 20; }));
    server.control().killAfter = std::get<0>(GetParam()) ? 1 : 0;
    const int most = test::rounds(20);
    for (int n = 1; n <= most; ++n) {
        server.control().killAtSync = server.control().syncs + n;
        ASSERT_TRUE(crowd.talkUntil([&] { return server.waitForEnd(0); })) << "sync " << n;
        server.start();
        const int until = crowd.acknowledged() + 10;
        ASSERT_TRUE(crowd.talkUntil([&] { return crowd.acknowledged() >= until; })) << "sync " << n;
    }
    ASSERT_TRUE(crowd.settle());
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
    EXPECT_EQ(crowd.resets(), 0);
    report(crowd, most);
}

INSTANTIATE_TEST_SUITE_P(Kills, KillsAtSync,
                         ::testing::Combine(::testing::Bool(),
                                            ::testing::Values(Transport::Socket, Transport::Sync)),
                         [](const auto& row) {
                             return (std::get<0>(row.param) ? "AfterIt" : "InsteadOfIt")
                                    + test::nameOf(std::get<1>(row.param));
                         });

} // namespace parlor
