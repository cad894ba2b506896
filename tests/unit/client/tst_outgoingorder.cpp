#include "client/core/messages/outgoingorder.h"

#include <gtest/gtest.h>

namespace parlor::client {

namespace {

using Kind = OutgoingOrder::Kind;

const Lane seven{ChannelId(7), {}}, eight{ChannelId(8), {}};

struct OutgoingOrderTest : testing::Test {
    /// Those of these that may go, in this order.
    QStringList going(const QStringList& ids) const {
        QStringList found;
        for (const QString& id : ids)
            if (order.mayGo(id))
                found.append(id);
        return found;
    }

    OutgoingOrder order;
};

} // namespace

TEST_F(OutgoingOrderTest, MessagesFollowWhatStandsBeforeThem) {
    order.enter(seven, u"a"_qs, Kind::Message);
    order.enter(seven, u"b"_qs, Kind::Message);
    order.enter(seven, u"join"_qs, Kind::Change);
    order.enter(seven, u"c"_qs, Kind::Message);
    order.enter(eight, u"else"_qs, Kind::Message);
    const QStringList all{u"a"_qs, u"b"_qs, u"join"_qs, u"c"_qs, u"else"_qs};
    EXPECT_EQ(going(all), QStringList({u"a"_qs, u"join"_qs, u"else"_qs})) << "a change overtakes messages";
    order.leave(u"a"_qs);
    EXPECT_EQ(going(all.mid(1)), QStringList({u"b"_qs, u"join"_qs, u"else"_qs}));
    order.leave(u"b"_qs);
    EXPECT_FALSE(order.mayGo(u"c"_qs)) << "before one is in there is nothing to say";
    order.leave(u"join"_qs);
    EXPECT_TRUE(order.mayGo(u"c"_qs));
}

TEST_F(OutgoingOrderTest, ChangesFollowEachOtherAndTheLastOneEverything) {
    order.enter(seven, u"said"_qs, Kind::Message);
    order.enter(seven, u"topic"_qs, Kind::Change);
    order.enter(seven, u"leave"_qs, Kind::LastChange);
    order.enter(seven, u"rejoin"_qs, Kind::Change);
    EXPECT_TRUE(order.mayGo(u"topic"_qs));
    order.leave(u"topic"_qs);
    EXPECT_FALSE(order.mayGo(u"leave"_qs)) << "what was said would be refused afterwards";
    EXPECT_FALSE(order.mayGo(u"rejoin"_qs));
    order.leave(u"said"_qs);
    EXPECT_TRUE(order.mayGo(u"leave"_qs));
    EXPECT_FALSE(order.mayGo(u"rejoin"_qs));
    order.leave(u"leave"_qs);
    EXPECT_TRUE(order.mayGo(u"rejoin"_qs));
}

TEST_F(OutgoingOrderTest, ChangesOfAMessageWaitForThoseOfTheChannelAndOfItself) {
    const Lane seventy{ChannelId(7), MessageId(70)}, other{ChannelId(7), MessageId(71)};
    order.enter(seven, u"said"_qs, Kind::Message);
    order.enter(seven, u"join"_qs, Kind::Change);
    order.enter(seventy, u"edit"_qs, Kind::Change);
    order.enter(seventy, u"pin"_qs, Kind::Change);
    order.enter(other, u"react"_qs, Kind::Change);
    order.enter(seven, u"reply"_qs, Kind::Message);
    order.enter(seven, u"topic"_qs, Kind::Change);
    order.enter(seven, u"leave"_qs, Kind::LastChange);
    const QStringList all{u"said"_qs,  u"join"_qs,  u"edit"_qs,  u"pin"_qs,
                          u"react"_qs, u"reply"_qs, u"topic"_qs, u"leave"_qs};
    EXPECT_EQ(going(all), QStringList({u"said"_qs, u"join"_qs}));
    order.leave(u"join"_qs);
    EXPECT_EQ(going(all.mid(2)), QStringList({u"edit"_qs, u"react"_qs, u"topic"_qs}));
    order.leave(u"said"_qs);
    EXPECT_TRUE(order.mayGo(u"reply"_qs)) << "an edit holds up nothing that is new";
    for (const QString& done : {u"reply"_qs, u"topic"_qs, u"react"_qs, u"edit"_qs})
        order.leave(done);
    EXPECT_EQ(going({u"pin"_qs, u"leave"_qs}), QStringList({u"pin"_qs}));
    order.leave(u"pin"_qs);
    EXPECT_TRUE(order.mayGo(u"leave"_qs));
}

TEST_F(OutgoingOrderTest, TellsWhenSomethingMayGo) {
    int freed = 0;
    QObject::connect(&order, &OutgoingOrder::freed, &order, [&] { ++freed; });
    order.enter(seven, u"a"_qs, Kind::Message);
    order.enter(seven, u"b"_qs, Kind::Message);
    order.leave(u"a"_qs);
    EXPECT_EQ(freed, 1);
    order.leave(u"b"_qs);
    order.leave(u"b"_qs);
    EXPECT_EQ(freed, 1) << "nobody waits there";
}

TEST_F(OutgoingOrderTest, WhatMovesKeepsItsPlace) {
    order.enter(eight, u"made"_qs, Kind::Change);
    order.enter(seven, u"before"_qs, Kind::Message);
    order.enter(eight, u"moved"_qs, Kind::Message);
    order.enter(seven, u"after"_qs, Kind::Message);
    order.move(ChannelId(8), ChannelId(7));
    EXPECT_FALSE(order.mayGo(u"before"_qs)) << "it follows the change that was asked for first";
    order.leave(u"made"_qs);
    for (const QString& next : {u"before"_qs, u"moved"_qs, u"after"_qs}) {
        EXPECT_TRUE(order.mayGo(next)) << next.toStdString();
        order.leave(next);
    }
}

TEST_F(OutgoingOrderTest, KeepsThePlacesOfAnEarlierLife) {
    order.restore({{u"first"_qs, 3}, {u"second"_qs, 4}, {u"third"_qs, 9}});
    order.enter(seven, u"third"_qs, Kind::Message);
    order.enter(seven, u"first"_qs, Kind::Message);
    order.enter(seven, u"new"_qs, Kind::Message);
    order.enter(seven, u"second"_qs, Kind::Change);
    const QStringList all{u"first"_qs, u"second"_qs, u"third"_qs, u"new"_qs};
    for (const QString& next : all) {
        EXPECT_TRUE(order.mayGo(next)) << next.toStdString();
        order.leave(next);
        if (next == all.last())
            break;
        // Tried again, it stands at the end: its place is given away.
        order.enter(seven, next, Kind::LastChange);
        EXPECT_FALSE(order.mayGo(next)) << next.toStdString();
        order.leave(next);
    }
}

TEST_F(OutgoingOrderTest, CommandsHaveTheirLanes) {
    EXPECT_EQ(laneOf(LeaveChannel{{}, ChannelId(7)}), seven);
    EXPECT_EQ(laneOf(React{ChannelId(7), {}, MessageId(70), u"x"_qs, true}),
              (Lane{ChannelId(7), MessageId(70)}));
    EXPECT_EQ(laneOf(JoinChannel{{}, {}, u"general"_qs}), std::nullopt);
    EXPECT_EQ(laneOf(CreateChannel{}), std::nullopt);
    UpdateChannel update;
    EXPECT_EQ(OutgoingOrder::kindOf(update), Kind::Change);
    update.archived = false;
    EXPECT_EQ(OutgoingOrder::kindOf(update), Kind::Change);
    update.archived = true;
    EXPECT_EQ(OutgoingOrder::kindOf(update), Kind::LastChange);
    EXPECT_EQ(OutgoingOrder::kindOf(LeaveChannel{}), Kind::LastChange);
    EXPECT_EQ(OutgoingOrder::kindOf(ChangeMember{}), Kind::Change);
}

} // namespace parlor::client
