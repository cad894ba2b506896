#include "client/core/messages/reader.h"
#include "tests/unit/client/deliveryrig.h"

namespace parlor::client {

using namespace parlor::test;

namespace {
using ReaderTest = DeliveryTest;
} // namespace

TEST_F(ReaderTest, OlderPagesComeFromTheStoreThenFromTheServer) {
    rig->connect({channelState(7, 200, Resume::Reset)});
    rig->link.sent.clear();
    QList<Event> newest;
    for (int serial = 141; serial <= 200; ++serial)
        newest.append(posted(serial, QString::number(serial), 2));
    openNewest(newest, true);
    EXPECT_EQ(rig->state.timeline(channel).rows().size(), 60U);
    rig->reader.older(channel);
    rig->settle();
    const auto history = rig->link.take<History>();
    ASSERT_TRUE(history);
    EXPECT_EQ(history->second.before, Serial(141));
    QList<Event> older;
    for (int serial = 1; serial <= 140; ++serial)
        older.append(posted(serial, QString::number(serial), 2));
    rig->link.answer(history->first, HistoryPage{channel, epochA, older, {}, false});
    rig->settle();
    EXPECT_EQ(rig->state.timeline(channel).rows().size(), 200U);
    EXPECT_TRUE(rig->state.timeline(channel).isAtStart());
    // Next time everything is here already.
    rig->link.cut();
    restart();
    rig->reader.open(channel);
    rig->settle();
    while (!rig->state.timeline(channel).isAtStart()) {
        const auto before = rig->state.timeline(channel).rows().size();
        rig->reader.older(channel);
        rig->settle();
        ASSERT_GT(rig->state.timeline(channel).rows().size(), before);
    }
    EXPECT_EQ(rig->state.timeline(channel).rows().size(), 200U);
}

} // namespace parlor::client
