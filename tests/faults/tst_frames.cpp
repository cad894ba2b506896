// Frames are lost, doubled, late and out of order on their way to a client: what it shows in the end is the
// log.
#include "tests/faults/crowd.h"
#include "tests/faults/desktop.h"
#include "tests/faults/faultserver.h"
#include "tests/support/faultproxy.h"
#include "tests/support/waiting.h"

#include <QRandomGenerator>

#include <gtest/gtest.h>

namespace parlor {

using test::Crowd;
using test::Desktop;
using test::FaultProxy;
using test::FaultServer;

namespace {

/// Percentages of what happens to a frame that the judge looks at.
struct Weather {
    const char* name;
    int drop, twice, later;
};

class Frames : public ::testing::TestWithParam<Weather> {};

} // namespace

TEST_P(Frames, TheDesktopShowsTheLogAnyway) {
    const Weather weather = GetParam();
    FaultServer server;
    Crowd crowd(server.dataDirectory(), 1, 2, 1);
    server.addPerson(u"dora"_qs);
    server.start();
    crowd.connect(server.port());
    QRandomGenerator random(test::seed()); // used on the proxy's thread
    FaultProxy proxy(server.port());
    Desktop desktop(proxy.port(), u"dora"_qs, u"channel 0"_qs);
    ASSERT_TRUE(test::waitFor([&] { return desktop.state().timeline(desktop.channel()).isAtEnd(); }));

    proxy.setJudge([&random, weather](FaultProxy::Direction direction, const QByteArray& text) {
        const bool spoilt = direction == FaultProxy::Direction::Down ? text.startsWith("{\"op\":\"events\"")
                                                                     : text.startsWith("{\"op\":\"send\"");
        if (!spoilt)
            return FaultProxy::Verdict::Pass;
        const int dice = static_cast<int>(random.bounded(100));
        if (direction == FaultProxy::Direction::Up)
            return dice < weather.twice ? FaultProxy::Verdict::Twice : FaultProxy::Verdict::Pass;
        if (dice < weather.drop)
            return FaultProxy::Verdict::Drop;
        if (dice < weather.drop + weather.twice)
            return FaultProxy::Verdict::Twice;
        return dice < weather.drop + weather.twice + weather.later ? FaultProxy::Verdict::Later
                                                                   : FaultProxy::Verdict::Pass;
    });
    const int rounds = test::rounds(8);
    for (int round = 0; round < rounds; ++round) {
        const int until = crowd.acknowledged() + 20;
        desktop.say(u"mine %1"_qs.arg(round), &crowd.checker);
        ASSERT_TRUE(crowd.talkUntil([&] {
            QCoreApplication::processEvents();
            return crowd.acknowledged() >= until;
        }));
    }
    EXPECT_GT(proxy.faults(), 0);
    // Good weather, and one more message, which shows what is missing before it.
    proxy.setJudge({});
    desktop.say(u"last"_qs, &crowd.checker);
    ASSERT_TRUE(crowd.settle());
    ASSERT_TRUE(test::waitFor([&] { return desktop.state().pending(desktop.channel()).isEmpty(); }));
    ASSERT_TRUE(crowd.settle());
    const qint64 head = crowd.followers.front()->cursor(crowd.channels.first());
    EXPECT_TRUE(test::waitFor([&] { return desktop.isAt(head); })) << head;
    desktop.tell(&crowd.checker, u"desktop"_qs);
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
    EXPECT_GT(crowd.checker.observedCount(), 100);
}

INSTANTIATE_TEST_SUITE_P(Faults, Frames,
                         ::testing::Values(Weather{"Dropped", 25, 0, 0}, Weather{"Doubled", 0, 40, 0},
                                           Weather{"OutOfOrder", 0, 0, 40}, Weather{"AllOfIt", 15, 15, 20}),
                         [](const auto& row) { return row.param.name; });

/// Who polls needs no gap rule against the network: calls that are lost, made twice or late lose nothing and
/// double nothing.
TEST(FramesOfPollers, CallsMayBeLostDoubledAndLate) {
    FaultServer server;
    Crowd crowd(server.dataDirectory(), 2, 4, 4, 4, test::Transport::Sync);
    server.start();
    QRandomGenerator random(test::seed()); // used on the proxy's thread
    FaultProxy proxy(server.port());
    crowd.connect(proxy.port());
    proxy.setJudge([&random](FaultProxy::Direction direction, const QByteArray&) {
        const int dice = static_cast<int>(random.bounded(100));
        if (dice < 4)
            return FaultProxy::Verdict::Cut;
        if (direction == FaultProxy::Direction::Up && dice < 14)
            return FaultProxy::Verdict::Twice;
        return dice < 24 ? FaultProxy::Verdict::Later : FaultProxy::Verdict::Pass;
    });
    const int until = 60 * test::rounds(8);
    ASSERT_TRUE(crowd.talkUntil([&] { return crowd.acknowledged() >= until; }, 60'000));
    EXPECT_GT(proxy.faults(), 20);
    proxy.setJudge({});
    ASSERT_TRUE(crowd.settle());
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
    EXPECT_EQ(crowd.resets(), 0);
    // A lost call is made again; the transport stands, and nobody has to come back.
    for (const auto& follower : crowd.followers)
        EXPECT_EQ(follower->resumes, 0);
    EXPECT_GT(crowd.checker.observedCount(), 100);
}

} // namespace parlor
