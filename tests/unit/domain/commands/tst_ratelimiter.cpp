#include "server/domain/commands/ratelimiter.h"
#include "tests/support/manualclock.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;

TEST(RateLimiter, PeopleWriteTwentyAtOnceThenFiveASecond) {
    test::ManualClock clock;
    RateLimiter limiter(clock);
    const SessionId session(1);
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(limiter.take(session, RateKind::Write, RateClass::Person), 0);
    const auto wait = limiter.take(session, RateKind::Write, RateClass::Person);
    EXPECT_GT(wait, 0);
    EXPECT_LE(wait, 201);
    EXPECT_EQ(limiter.take(SessionId(2), RateKind::Write, RateClass::Person), 0);
    EXPECT_EQ(limiter.take(session, RateKind::Read, RateClass::Person), 0);
    clock.advance(wait);
    EXPECT_EQ(limiter.take(session, RateKind::Write, RateClass::Person), 0);
    EXPECT_GT(limiter.take(session, RateKind::Write, RateClass::Person), 0);
    clock.advance(60'000);
    int passed = 0;
    while (limiter.take(session, RateKind::Write, RateClass::Person) == 0)
        ++passed;
    EXPECT_EQ(passed, 20);
}

TEST(RateLimiter, BulkIsWider) {
    test::ManualClock clock;
    RateLimiter limiter(clock);
    int passed = 0;
    while (limiter.take(SessionId(1), RateKind::Write, RateClass::Bulk) == 0)
        ++passed;
    EXPECT_EQ(passed, 2'000);
    clock.advance(1'000);
    passed = 0;
    while (limiter.take(SessionId(1), RateKind::Write, RateClass::Bulk) == 0)
        ++passed;
    EXPECT_EQ(passed, 200);
}

// A poller's first request is a page of POST /v1/sync, before its hello says that it is bulk.
TEST(RateLimiter, WhatWasReadFirstNarrowsNoWriting) {
    test::ManualClock clock;
    RateLimiter limiter(clock);
    ASSERT_EQ(limiter.take(SessionId(1), RateKind::Read, RateClass::Person), 0);
    int passed = 0;
    while (limiter.take(SessionId(1), RateKind::Write, RateClass::Bulk) == 0)
        ++passed;
    EXPECT_EQ(passed, 2'000);
    ASSERT_EQ(limiter.take(SessionId(2), RateKind::Read, RateClass::Person), 0);
    passed = 0;
    while (limiter.take(SessionId(2), RateKind::Write, RateClass::Person) == 0)
        ++passed;
    EXPECT_EQ(passed, 20);
}
