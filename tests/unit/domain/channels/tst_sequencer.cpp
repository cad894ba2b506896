#include "server/domain/channels/sequencer.h"

#include <gtest/gtest.h>

#include <random>

using namespace parlor;
using namespace parlor::server;

namespace {

Event eventAt(std::int64_t serial) {
    Event event;
    event.serial = Serial(serial);
    event.body = MessagePosted();
    return event;
}

QList<std::int64_t> serialsOf(const QList<Event>& events) {
    QList<std::int64_t> serials;
    for (const Event& event : events)
        serials.append(event.serial.value());
    return serials;
}

using Serials = QList<std::int64_t>;

} // namespace

TEST(Sequencer, HandsOutOnlyTheNextOne) {
    Sequencer<Event> sequence{Serial(5)};
    EXPECT_EQ(serialsOf(sequence.offer({eventAt(7)})), Serials{});
    EXPECT_TRUE(sequence.hasGap());
    EXPECT_EQ(serialsOf(sequence.offer({eventAt(5), eventAt(6)})), (Serials{6, 7}));
    EXPECT_FALSE(sequence.hasGap());
    EXPECT_EQ(serialsOf(sequence.offer({eventAt(6), eventAt(7)})), Serials{});
    EXPECT_EQ(sequence.published(), Serial(7));
}

TEST(Sequencer, SkippedRangesCloseGaps) {
    Sequencer<Event> sequence{Serial(5)};
    Event skipped = eventAt(4);
    skipped.body = Skipped{Serial(8)};
    const QList<Event> out = sequence.offer({eventAt(9), skipped});
    EXPECT_EQ(serialsOf(out), (Serials{6, 9}));
    EXPECT_EQ(std::get<Skipped>(out.first().body).last, Serial(8));
    EXPECT_EQ(sequence.published(), Serial(9));
}

TEST(Sequencer, AHintOpensAGapAndTheStoreMayDenyIt) {
    Sequencer<Event> sequence{Serial(5)};
    sequence.hint(Serial(9));
    EXPECT_TRUE(sequence.hasGap());
    sequence.limit(Serial(5));
    EXPECT_FALSE(sequence.hasGap());
    sequence.hint(Serial(3));
    EXPECT_FALSE(sequence.hasGap());
}

TEST(Sequencer, AnyOrderComesOutInOrderOnce) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        QList<Event> events;
        for (std::int64_t serial = 1; serial <= 40; ++serial)
            for (unsigned copies = 1 + random() % 2; copies > 0; --copies)
                events.append(eventAt(serial));
        std::shuffle(events.begin(), events.end(), random);
        Sequencer<Event> sequence{Serial(0)};
        QList<Event> out;
        for (const Event& event : events)
            out += sequence.offer({event});
        ASSERT_EQ(out.size(), 40);
        for (qsizetype i = 0; i < out.size(); ++i)
            ASSERT_EQ(out.at(i).serial.value(), i + 1);
    }
}
