#include "client/core/messages/acknowledger.h"
#include "tests/unit/client/deliveryrig.h"

namespace parlor::client {

using namespace parlor::test;

namespace {
using AcknowledgerTest = DeliveryTest;
} // namespace

// Rule: cumulative, every 32 events or after a second, one frame for all.
TEST_F(AcknowledgerTest, WhatArrivedInADirectChannelIsAcknowledgedOnce) {
    ChannelState direct = channelState(7, 2, Resume::Reset), other = channelState(8, 0, Resume::Reset);
    const ChannelState open = channelState(9, 2, Resume::Reset);
    direct.channel.kind = other.channel.kind = ChannelKind::Direct;
    direct.delivered = Serial(1);
    rig->connect({direct, other, open});
    ASSERT_TRUE(waitFor([&] { return rig->link.has<Acknowledge>(); }));
    auto frame = rig->link.take<Acknowledge>();
    EXPECT_EQ(frame->second.channels, (QList<Hello::Cursor>{{ChannelId(7), Serial(2)}}));
    rig->link.answer(frame->first, Done());
    for (int serial = 3; serial < 3 + 32; ++serial)
        rig->link.say(Events{ChannelId(7), epochA, {posted(serial, u"x"_qs, 2)}});
    rig->link.say(Events{ChannelId(9), epochA, {posted(3, u"public"_qs, 2)}});
    rig->settle();
    frame = rig->link.take<Acknowledge>(); // without waiting for the second
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->second.channels, (QList<Hello::Cursor>{{ChannelId(7), Serial(34)}}));
    // While it is under way, more comes; the next frame holds that.
    rig->link.say(Events{ChannelId(8), epochA, {posted(1, u"y"_qs, 2)}});
    rig->link.answer(frame->first, Done());
    ASSERT_TRUE(waitFor([&] { return rig->link.has<Acknowledge>(); }));
    frame = rig->link.take<Acknowledge>();
    EXPECT_EQ(frame->second.channels, (QList<Hello::Cursor>{{ChannelId(8), Serial(1)}}));
    // Lost with the connection: the welcome says what the server has, and the rest is said again.
    rig->link.cut();
    direct.last = direct.delivered = Serial(34);
    other.last = Serial(1);
    direct.resume = other.resume = Resume::Ok;
    rig->connect({direct, other, open});
    ASSERT_TRUE(waitFor([&] { return rig->link.has<Acknowledge>(); }));
    EXPECT_EQ(rig->link.take<Acknowledge>()->second.channels,
              (QList<Hello::Cursor>{{ChannelId(8), Serial(1)}}));
}

TEST_F(AcknowledgerTest, OthersPlacesAreAskedForWhereOneLooksAndFollowWhatIsTold) {
    ChannelState direct = channelState(7, 2);
    direct.channel.kind = ChannelKind::Direct;
    rig->connect({direct, channelState(9, 2)});
    rig->acknowledger.opened(ChannelId(9));
    EXPECT_FALSE(rig->link.has<ListReceipts>());
    rig->acknowledger.opened(ChannelId(7));
    const auto asked = rig->link.take<ListReceipts>();
    ASSERT_TRUE(asked);
    rig->link.answer(
        asked->first,
        Receipts{ChannelId(7), {{PersonId(1), Serial(2), Serial(2)}, {PersonId(2), Serial(2), Serial(1)}}});
    rig->settle();
    EXPECT_EQ(rig->state.farthest(ChannelId(7)).delivered, Serial(2));
    EXPECT_EQ(rig->state.farthest(ChannelId(7)).read, Serial(1));
    rig->link.say(Receipts{ChannelId(7), {{PersonId(2), Serial(3), Serial(3)}}});
    EXPECT_EQ(rig->state.farthest(ChannelId(7)).read, Serial(3));
    EXPECT_EQ(rig->state.farthest(ChannelId(9)).delivered, Serial());
}

} // namespace parlor::client
