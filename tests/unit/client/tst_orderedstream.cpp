#include "client/core/messages/orderedstream.h"
#include "client/core/net/backoff.h"
#include "tests/unit/client/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace parlor::client {

using namespace parlor::test;

TEST(OrderedStream, AnyOrderAndAnyDoublingGivesTheOneOrder) {
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        QList<Event> events;
        for (int serial = 1; serial <= 60; ++serial)
            for (int copy = 0; copy < 2; ++copy)
                events.append(posted(serial, QString::number(serial)));
        std::shuffle(events.begin(), events.end(), random);
        OrderedStream<Event> stream;
        QList<std::int64_t> applied;
        while (!events.isEmpty()) {
            const auto piece = events.mid(0, 5);
            events.remove(0, piece.size());
            for (const Event& event : stream.take(piece, lastSerialOf))
                applied.append(event.serial.value());
        }
        ASSERT_EQ(applied.size(), 60);
        for (int i = 0; i < 60; ++i)
            ASSERT_EQ(applied[i], i + 1);
        EXPECT_FALSE(stream.hasGap());
    }
}

TEST(OrderedStream, HoldsWhatComesAfterAGap) {
    OrderedStream<Event> stream;
    stream.restart(Serial(4));
    EXPECT_TRUE(stream.take({posted(7, u"7"_qs)}, lastSerialOf).isEmpty());
    EXPECT_TRUE(stream.hasGap());
    EXPECT_EQ(stream.take({posted(5, u"5"_qs)}, lastSerialOf).size(), 1);
    EXPECT_EQ(stream.take({posted(6, u"6"_qs)}, lastSerialOf).size(), 2);
    EXPECT_EQ(stream.applied(), Serial(7));
}

TEST(OrderedStream, ASkipCoversItsWholeRange) {
    OrderedStream<Event> stream;
    stream.restart(Serial(1));
    stream.take({posted(10, u"10"_qs), about(2, 0, Skipped{Serial(9)})}, lastSerialOf);
    EXPECT_EQ(stream.applied(), Serial(10));
    // One that begins in what is known already still moves on.
    stream.take({about(8, 0, Skipped{Serial(15)})}, lastSerialOf);
    EXPECT_EQ(stream.applied(), Serial(15));
}

TEST(OrderedStream, SaysWhenItHoldsTooMuch) {
    OrderedStream<Event> stream;
    QList<Event> events;
    for (int serial = 2; serial <= 1'003; ++serial)
        events.append(posted(serial, {}));
    stream.take(events, lastSerialOf);
    EXPECT_TRUE(stream.isOverfull());
}

TEST(Backoff, TriesAtOnceThenEverMoreSlowly) {
    Backoff backoff;
    EXPECT_EQ(backoff.next(), 0);
    std::int64_t last = 0;
    for (int i = 0; i < 12; ++i) {
        const std::int64_t ceiling = backoff.ceiling();
        EXPECT_GE(ceiling, last);
        last = ceiling;
        const std::int64_t delay = backoff.next();
        EXPECT_GT(delay, 0);
        EXPECT_LE(delay, ceiling);
    }
    EXPECT_EQ(last, 20'000);
    backoff.reset();
    EXPECT_EQ(backoff.next(), 0);
}

} // namespace parlor::client
