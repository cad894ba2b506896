#include "server/domain/channels/tailcache.h"

#include <gtest/gtest.h>

using namespace parlor;
using namespace parlor::server;

namespace {

Event posted(std::int64_t serial, std::int64_t message, const QString& text = {}) {
    Event event;
    event.serial = Serial(serial);
    event.message = MessageId(message);
    MessagePosted body;
    body.entry.text = text;
    event.body = body;
    return event;
}

Event deleted(std::int64_t serial, std::int64_t message) {
    Event event;
    event.serial = Serial(serial);
    event.message = MessageId(message);
    event.body = MessageDeleted();
    return event;
}

} // namespace

TEST(TailCache, GivesARangeOnlyWhenItIsWhole) {
    TailCache tail;
    tail.append({posted(5, 1), posted(6, 2), posted(7, 3)});
    ASSERT_TRUE(tail.range(Serial(4), Serial(7)));
    EXPECT_EQ(tail.range(Serial(4), Serial(7))->size(), 3);
    EXPECT_EQ(tail.range(Serial(5), Serial(6))->size(), 1);
    EXPECT_EQ(tail.range(Serial(7), Serial(7))->size(), 0);
    EXPECT_FALSE(tail.range(Serial(3), Serial(7)));
    EXPECT_FALSE(tail.range(Serial(5), Serial(8)));
}

TEST(TailCache, AHoleStartsAnew) {
    TailCache tail;
    tail.append({posted(5, 1)});
    tail.append({posted(9, 2)});
    EXPECT_FALSE(tail.range(Serial(4), Serial(9)));
    EXPECT_TRUE(tail.range(Serial(8), Serial(9)));
}

TEST(TailCache, ForgetsWhatWasDeleted) {
    TailCache tail;
    tail.append({posted(1, 1), posted(2, 2, QStringLiteral("regretted")), posted(3, 3)});
    tail.append({deleted(4, 2)});
    EXPECT_FALSE(tail.range(Serial(1), Serial(4)));
    EXPECT_EQ(tail.range(Serial(2), Serial(4))->size(), 2);
}

TEST(TailCache, IsBounded) {
    TailCache tail;
    for (std::int64_t serial = 1; serial <= 1'000; ++serial)
        tail.append({posted(serial, serial)});
    EXPECT_TRUE(tail.range(Serial(1'000 - 256), Serial(1'000)));
    EXPECT_FALSE(tail.range(Serial(1'000 - 257), Serial(1'000)));
    for (std::int64_t serial = 1'001; serial <= 1'100; ++serial)
        tail.append({posted(serial, serial, QString(8'000, u'x'))});
    EXPECT_FALSE(tail.range(Serial(1'050), Serial(1'100)));
    EXPECT_TRUE(tail.range(Serial(1'095), Serial(1'100)));
}
