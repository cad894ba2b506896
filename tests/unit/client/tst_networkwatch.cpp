#include "client/core/net/networkwatch.h"
#include "tests/support/manualclock.h"

#include <gtest/gtest.h>

namespace parlor::client {

namespace {

struct Watched {
    test::ManualClock clock;
    int changes = 0;
    NetworkWatch watch{clock, [this] { ++changes; }};

    /// A look after so long by each of the clocks; whether that was told as a change.
    bool tells(std::int64_t steadyMs, std::int64_t moreOfWallMs = 0) {
        const int before = changes;
        clock.advance(steadyMs);
        clock.step(moreOfWallMs);
        watch.look();
        return changes > before;
    }
};

} // namespace

TEST(NetworkWatch, SeesThatTheMachineSlept) {
    Watched watched;
    EXPECT_FALSE(watched.tells(5'000));
    EXPECT_FALSE(watched.tells(9'000)) << "a busy event loop is no sleep";
    EXPECT_TRUE(watched.tells(100, 8 * 3'600'000)) << "the steady clock stood still";
    EXPECT_FALSE(watched.tells(5'000)) << "told once";
    EXPECT_TRUE(watched.tells(3'600'000)) << "the steady clock went on, the timer did not";
    EXPECT_FALSE(watched.tells(5'000));
}

TEST(NetworkWatch, AClockThatIsPutRightIsNoSleep) {
    Watched watched;
    EXPECT_FALSE(watched.tells(5'000, 800));
    EXPECT_FALSE(watched.tells(5'000, -3'600'000));
    EXPECT_FALSE(watched.tells(5'000));
}

} // namespace parlor::client
