#include "client/core/messages/sync.h"
#include "tests/unit/client/deliveryrig.h"

#include <QElapsedTimer>

namespace parlor::client {

using namespace parlor::test;

namespace {
using SyncTest = DeliveryTest;
} // namespace

TEST_F(SyncTest, AFreshClientStartsAtTheNewestPage) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>(); // the preview
    openNewest({posted(1, u"one"_qs), posted(2, u"two"_qs)});
    EXPECT_EQ(rig->shown(channel), QStringList({u"one"_qs, u"two"_qs}));
    EXPECT_TRUE(rig->state.timeline(channel).isAtStart());
    rig->link.say(Events{channel, epochA, {posted(3, u"three"_qs, 2)}});
    EXPECT_EQ(rig->shown(channel), QStringList({u"one"_qs, u"two"_qs, u"three"_qs}));
}

TEST_F(SyncTest, TheLastChannelShowsWithoutANetwork) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>();
    openNewest({posted(1, u"one"_qs), posted(2, u"two"_qs)});
    rig->link.say(Events{channel, epochA, {posted(3, u"three"_qs, 2), edited(4, 1, u"ONE"_qs)}});
    rig->settle();
    restart();
    EXPECT_EQ(rig->start.openChannel, channel);
    rig->reader.open(channel);
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"ONE"_qs, u"two"_qs, u"three"_qs}));
    // And goes on from there.
    rig->connect({channelState(7, 4)});
    EXPECT_EQ(rig->link.lastHello.epoch, epochA);
    EXPECT_EQ(rig->link.lastHello.channels, (QList<Hello::Cursor>{{channel, Serial(4)}}));
}

TEST_F(SyncTest, AGapIsFetched) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    rig->link.say(Events{channel, epochA, {posted(1, u"1"_qs, 2)}});
    rig->link.say(Events{channel, epochA, {posted(4, u"4"_qs, 2)}});
    EXPECT_EQ(rig->shown(channel), QStringList({u"1"_qs}));
    std::optional<std::pair<std::int64_t, History>> history;
    ASSERT_TRUE(waitFor([&] { return (history = rig->link.take<History>()).has_value(); }));
    EXPECT_EQ(history->second.after, Serial(1));
    rig->link.say(Events{channel, epochA, {posted(5, u"5"_qs, 2)}});
    rig->link.answer(history->first,
                     HistoryPage{channel, epochA, {posted(2, u"2"_qs, 2), posted(3, u"3"_qs, 2)}, {}, false});
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"1"_qs, u"2"_qs, u"3"_qs, u"4"_qs, u"5"_qs}));
    EXPECT_EQ(rig->state.channel(channel)->state.unread, 5);
}

TEST_F(SyncTest, WhatIsTooMuchToStreamIsPagedForAtOnce) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({posted(1, u"1"_qs, 2)});
    rig->link.say(Events{channel, epochA, {posted(1, u"1"_qs, 2)}});
    rig->link.cut();
    rig->link.sent.clear();
    rig->connect({channelState(7, 3, Resume::More)});
    const auto first = rig->link.take<History>();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->second.after, Serial(1));
    rig->link.answer(first->first, HistoryPage{channel, epochA, {posted(2, u"2"_qs, 2)}, {}, true});
    rig->settle();
    const auto second = rig->link.take<History>();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->second.after, Serial(2));
    rig->link.answer(second->first, HistoryPage{channel, epochA, {posted(3, u"3"_qs, 2)}, {}, false});
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"1"_qs, u"2"_qs, u"3"_qs}));
    EXPECT_FALSE(rig->link.has<History>());
}

TEST_F(SyncTest, AWindowThatIsOutrunGoesOnToTheEnd) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>(); // the preview
    rig->reader.open(channel);
    rig->settle();
    const auto newest = rig->link.take<History>();
    ASSERT_TRUE(newest);
    QList<Event> many;
    for (int serial = 3; serial <= 202; ++serial)
        many.append(posted(serial, QString::number(serial), 2));
    rig->link.say(Events{channel, epochA, many});
    rig->link.answer(newest->first,
                     HistoryPage{channel, epochA, {posted(1, u"1"_qs), posted(2, u"2"_qs)}, {}, false});
    ASSERT_TRUE(waitFor([&] { return rig->state.timeline(channel).isAtEnd(); }));
    EXPECT_EQ(rig->shown(channel).size(), 202);
}

TEST_F(SyncTest, AnOpenedWindowThatWasCutOffGoesOnWhenTheLinkIsBack) {
    rig->connect({channelState(7, 30, Resume::Reset)});
    rig->link.take<History>(); // the preview
    rig->reader.open(channel);
    rig->settle();
    const auto newest = rig->link.take<History>();
    ASSERT_TRUE(newest);
    QList<Event> page, late;
    for (int serial = 1; serial <= 30; ++serial)
        page.append(posted(serial, QString::number(serial), 2));
    for (int serial = 31; serial <= 130; ++serial)
        late.append(posted(serial, QString::number(serial), 2));
    rig->link.say(Events{channel, epochA, late});
    rig->link.answer(newest->first, HistoryPage{channel, epochA, page, {}, false});
    rig->link.cut(); // the rest is not there yet
    rig->link.welcome(test::welcome({channelState(7, 130)}));
    ASSERT_TRUE(waitFor([&] { return rig->state.timeline(channel).isAtEnd(); }));
    EXPECT_EQ(rig->shown(channel).last(), u"130"_qs);
}

TEST_F(SyncTest, APageThatIsOlderThanAChangeShowsTheChange) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>(); // the preview
    rig->reader.open(channel);
    rig->settle();
    const auto newest = rig->link.take<History>();
    ASSERT_TRUE(newest);
    rig->link.say(Events{channel, epochA, {edited(3, 1, u"ONE"_qs), posted(4, u"four"_qs, 2)}});
    rig->link.answer(newest->first,
                     HistoryPage{channel, epochA, {posted(1, u"one"_qs), posted(2, u"two"_qs)}, {}, false});
    ASSERT_TRUE(waitFor([&] { return rig->state.timeline(channel).isAtEnd(); }));
    const QStringList expected{u"ONE"_qs, u"two"_qs, u"four"_qs};
    EXPECT_EQ(rig->shown(channel), expected);
    rig->settle();
    restart(); // and so it is kept
    rig->reader.open(channel);
    rig->settle();
    EXPECT_EQ(rig->shown(channel), expected);
}

TEST_F(SyncTest, PositionsShowALostLastEvent) {
    rig->connect({channelState(7, 1, Resume::Reset)});
    rig->link.sent.clear();
    rig->link.say(Positions{{{channel, Serial(3)}}, Serial()});
    const auto history = rig->link.take<History>();
    ASSERT_TRUE(history);
    EXPECT_EQ(history->second.after, Serial(1));
}

TEST_F(SyncTest, AHoleInThePrivateStreamNeedsANewHello) {
    rig->connect({});
    rig->link.say(PersonEvents{epochA, {{Serial(3), 0, PersonEventSkipped{}}}});
    EXPECT_TRUE(waitFor([&] { return rig->reconnects == 1; }));
}

TEST_F(SyncTest, AnotherEpochDropsCursorsAndKeepsTheOutbox) {
    rig->connect({channelState(7, 1, Resume::Reset)});
    rig->link.take<History>();
    openNewest({posted(1, u"old"_qs)});
    rig->link.cut();
    rig->write(u"unsent"_qs);
    rig->connect({channelState(7, 1, Resume::Reset)}, epochB);
    EXPECT_EQ(rig->shown(channel), QStringList({u"~unsent"_qs}));
    EXPECT_TRUE(rig->link.take<SendMessage>());
    // The old rows do not come back from the local store either.
    rig->link.cut();
    restart();
    rig->reader.open(channel);
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"~unsent"_qs}));
}

TEST_F(SyncTest, AResetKeepsTheOldRowsAsDoubtful) {
    rig->connect({channelState(7, 2, Resume::Reset)});
    rig->link.take<History>();
    openNewest({posted(1, u"one"_qs), posted(2, u"two"_qs)});
    rig->link.cut();
    rig->connect({channelState(7, 5'000, Resume::Reset)});
    const auto newest = rig->link.take<History>();
    ASSERT_TRUE(newest);
    rig->link.answer(newest->first, HistoryPage{channel, epochA, {posted(5'000, u"now"_qs, 2)}, {}, true});
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"now"_qs}));
    EXPECT_FALSE(rig->state.timeline(channel).isAtStart());
}

TEST_F(SyncTest, LeavingAChannelForgetsIt) {
    rig->connect({channelState(7, 1, Resume::Reset)});
    rig->link.say(PersonEvents{epochA, {{Serial(1), 0, ChannelLeft{channel}}}});
    EXPECT_FALSE(rig->state.channel(channel));
    EXPECT_EQ(rig->sync.appliedTo(channel), Serial());
}

TEST_F(SyncTest, KeywordsCountAsMentionsByTheServersRule) {
    rig->connect({channelState(7, 3, Resume::Reset)});
    rig->state.apply(KeywordsKnown{{u"red car"_qs}});
    rig->link.say(Events{channel, epochA, {posted(4, u"a RED CAR"_qs, 2), posted(5, u"red carts"_qs, 2)}});
    rig->settle();
    EXPECT_EQ(rig->state.channel(channel)->state.unread, 2);
    EXPECT_EQ(rig->state.channel(channel)->state.mentions, 1);
}

TEST_F(SyncTest, ABusyServerIsAskedForTheGapAgainNotBeforeItSaid) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    rig->link.say(Events{channel, epochA, {posted(2, u"2"_qs, 2)}});
    ASSERT_TRUE(waitFor([&] { return rig->link.has<History>(); }));
    QElapsedTimer refused;
    refused.start();
    rig->link.refuse(rig->link.take<History>()->first, ErrorCode::RateLimited, 700);
    // Neither the next event nor a position asks earlier.
    rig->link.say(Events{channel, epochA, {posted(3, u"3"_qs, 2)}});
    rig->link.say(Positions{{{channel, Serial(3)}}, Serial()});
    ASSERT_TRUE(waitFor([&] { return rig->link.has<History>(); }));
    EXPECT_GE(refused.elapsed(), 690);
    const auto again = rig->link.take<History>();
    EXPECT_EQ(again->second.after, Serial(0));
    rig->link.answer(again->first, HistoryPage{channel, epochA, {posted(1, u"1"_qs, 2)}, {}, false});
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"1"_qs, u"2"_qs, u"3"_qs}));
}

} // namespace parlor::client
