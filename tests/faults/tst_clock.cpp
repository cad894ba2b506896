// The wall clock jumps. Order is made of serials, waiting of the steady clock, so nobody notices; only tokens
// end when the server's clock says so.
#include "tests/faults/crowd.h"
#include "tests/faults/desktop.h"
#include "tests/faults/faultserver.h"
#include "tests/support/waiting.h"

#include <gtest/gtest.h>

namespace parlor {

using test::Crowd;
using test::Desktop;
using test::FaultServer;
using test::Transport;

namespace {
constexpr qint64 hourMs = 3'600'000;

class Clocks : public ::testing::TestWithParam<Transport> {};
} // namespace

/// Rows: M2 back an hour, a bit ahead, M5 an hour of summer time and back, M4 slower than it should.
TEST_P(Clocks, StepsChangeNeitherOrderNorConnections) {
    FaultServer server;
    Crowd crowd(server.dataDirectory(), 2, 3, 3, 4, GetParam());
    server.start();
    crowd.connect(server.port());
    for (const qint64 step : {qint64(0), -hourMs, 10 * 60'000LL, -24 * hourMs, 60'000LL, qint64(0)}) {
        server.control().clockMs = step;
        const int until = crowd.acknowledged() + 60;
        ASSERT_TRUE(crowd.talkUntil([&] { return crowd.acknowledged() >= until; })) << step;
    }
    ASSERT_TRUE(crowd.settle());
    for (const auto& follower : crowd.followers)
        EXPECT_EQ(follower->resumes, 0) << "a connection was lost";
    const QStringList faults = crowd.verdict();
    EXPECT_TRUE(faults.isEmpty()) << faults.join(u'\n').toStdString();
}

PARLOR_ON_ALL_TRANSPORTS(Clocks);

/// M3 a day, M7 past 2038, and back: the desktop's access token has ended by the server's clock, not by its
/// own.
TEST(DesktopClock, ItRenewsWhatHasEndedAndGoesOn) {
    FaultServer server;
    {
        test::Seeding seeding(server.dataDirectory());
        seeding.channel(u"channel 0"_qs, {seeding.person(u"owner"_qs, Role::Owner)});
    }
    server.addPerson(u"dora"_qs);
    server.start();
    Desktop desktop(server.port(), u"dora"_qs, u"channel 0"_qs);
    int said = 0;
    for (const qint64 step : {24 * hourMs, qint64(0), -24 * hourMs}) {
        server.kill();
        server.control().clockMs = step;
        server.start();
        desktop.say(u"message %1"_qs.arg(++said));
        EXPECT_TRUE(test::waitFor(
            [&] { return desktop.isOnline() && desktop.state().pending(desktop.channel()).isEmpty(); },
            30'000))
            << step << server.log().right(2'000).constData();
    }
    const client::Timeline& timeline = desktop.state().timeline(desktop.channel());
    QStringList texts;
    for (const Event& event : timeline.rows())
        if (const auto* posted = std::get_if<MessagePosted>(&event.body))
            texts += posted->entry.text;
    EXPECT_EQ(texts, (QStringList{u"message 1"_qs, u"message 2"_qs, u"message 3"_qs}));
}

} // namespace parlor
