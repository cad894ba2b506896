#include "server/domain/commands/ratelimiter.h"
#include "tests/support/manualclock.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;

namespace {

Principal device(int person, int session, RateClass rateClass = RateClass::Person) {
    Principal principal;
    principal.person.id = PersonId(person);
    principal.session = SessionId(session);
    principal.rateClass = rateClass;
    return principal;
}

/// How many writes pass at once, in turns from each of these.
int writesOf(RateLimiter& limiter, const QList<Principal>& devices) {
    int passed = 0;
    for (qsizetype refused = 0, i = 0; refused < devices.size(); i = (i + 1) % devices.size()) {
        const bool taken = limiter.take(devices.at(i), RateKind::Write) == 0;
        passed += taken ? 1 : 0;
        refused = taken ? 0 : refused + 1;
    }
    return passed;
}

} // namespace

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

TEST(RateLimiter, AllDevicesOfAPersonWriteTogether) {
    test::ManualClock clock;
    RateLimiter limiter(clock);
    QList<Principal> devices;
    for (int session = 1; session <= 20; ++session)
        devices.append(device(1, session));
    EXPECT_EQ(writesOf(limiter, devices), 20);
    clock.advance(1'000);
    EXPECT_EQ(writesOf(limiter, devices), 5);
    EXPECT_EQ(writesOf(limiter, {device(2, 21)}), 20) << "somebody else";
    for (const Principal& one : devices)
        EXPECT_EQ(limiter.take(one, RateKind::Read), 0) << "each device reads for itself";
}

TEST(RateLimiter, BulkSessionsOfAPersonWriteTogetherBesideTheOthers) {
    test::ManualClock clock;
    RateLimiter limiter(clock);
    EXPECT_EQ(writesOf(limiter, {device(1, 1, RateClass::Bulk), device(1, 2, RateClass::Bulk)}), 2'000);
    EXPECT_EQ(writesOf(limiter, {device(1, 3)}), 20);
    clock.advance(1'000);
    EXPECT_EQ(writesOf(limiter, {device(1, 1, RateClass::Bulk)}), 200);
}

TEST(RateLimiter, WhatAPersonsOwnProgramsWriteIsThePersons) {
    test::ManualClock clock;
    RateLimiter limiter(clock);
    Principal program = device(1, 2);
    program.keyName = u"person.1"_qs;
    program.clientId = u"script"_qs;
    EXPECT_EQ(writesOf(limiter, {device(1, 1), program}), 20);
}

TEST(RateLimiter, AKeyCountsByItsClientsOrItsSessions) {
    test::ManualClock clock;
    RateLimiter limiter(clock);
    Principal first = device(1, 1), second = device(1, 2), other = device(1, 3);
    for (Principal* one : {&first, &second, &other})
        one->keyName = u"site"_qs;
    first.clientId = second.clientId = u"tab"_qs;
    other.clientId = u"another"_qs;
    EXPECT_EQ(writesOf(limiter, {first, second}), 20);
    EXPECT_EQ(writesOf(limiter, {other}), 20);
    for (Principal* one : {&first, &second})
        one->rateClass = RateClass::Bulk;
    EXPECT_EQ(writesOf(limiter, {first, second}), 4'000);
}
