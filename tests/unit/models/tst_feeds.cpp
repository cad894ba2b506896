#include "client/models/channelfeed.h"
#include "client/models/timelinefeed.h"
#include "client/models/transfermodel.h"
#include "tests/support/waiting.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QSignalSpy>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

constexpr PersonId me{1}, ada{2};
constexpr ChannelId room{10};

void settle() {
    QCoreApplication::processEvents();
    QCoreApplication::processEvents();
}

Event message(int serial, PersonId author, const QString& text, const QString& clientId = {}) {
    Event event;
    event.serial = Serial(serial);
    event.message = MessageId(serial);
    event.author = author;
    event.time = 1'760'000'000'000 + serial * 1'000;
    event.clientId = clientId;
    MessagePosted body;
    body.entry.text = text;
    event.body = body;
    return event;
}

PendingMessage unsent(const QString& text) {
    PendingMessage pending;
    pending.clientId = u"abcdefghijklmnopqrstuv"_qs;
    pending.channel = room;
    pending.text = text;
    return pending;
}

ChannelState channel(ChannelId id, const QString& name, ChannelKind kind = ChannelKind::Channel) {
    ChannelState state;
    state.channel.id = id;
    state.channel.kind = kind;
    state.channel.name = name;
    state.member = true;
    return state;
}

class Feeds : public ::testing::Test {
protected:
    void SetUp() override {
        Account account;
        account.person.id = me;
        account.person.name = u"mira"_qs;
        state.apply(AccountKnown{account});
        Person other;
        other.id = ada;
        other.name = u"ada"_qs;
        other.displayName = u"Ada Bergström"_qs;
        state.apply(PeopleSeen{{account.person, other}});
        ChannelState main = channel(room, u"Hikes"_qs);
        main.last = Serial(3);
        main.read = Serial(2);
        main.unread = 1;
        ChannelState direct = channel(ChannelId(11), {}, ChannelKind::Direct);
        direct.people = {me, ada};
        direct.unread = 2;
        state.apply(ChannelsSeen{{main, direct}, true});
        Connection online;
        online.state = Connectivity::Online;
        state.apply(ConnectionChanged{online});
        state.apply(
            PageLoaded{room,
                       {Serial(1), Serial(3)},
                       {message(1, ada, u"one"_qs), message(2, me, u"two"_qs), message(3, ada, u"three"_qs)},
                       true,
                       true,
                       true});
        settle();
    }

    State state;
};

TEST_F(Feeds, TimelineShowsTheWindowWithTheUnreadLine) {
    TimelineFeed feed(state);
    const QAbstractItemModelTester tester(feed.model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    feed.open(room);
    ASSERT_EQ(feed.model()->rowCount(), 3);
    EXPECT_EQ(feed.model()->at(0).authorName, u"Ada Bergström");
    EXPECT_EQ(feed.model()->at(1).delivery, Delivery::Sent);
    EXPECT_TRUE(feed.model()->at(2).startsNew);
    EXPECT_EQ(feed.unreadInWindow(), 1);
}

TEST_F(Feeds, TheMakingOfAChannelIsOneLine) {
    constexpr ChannelId made{12};
    ChannelState known = channel(made, u"Garden"_qs);
    state.apply(ChannelsSeen{{known}, false});
    const auto notice = [](int serial, PersonId author, EventBody body) {
        Event event = message(serial, author, {});
        event.message = {};
        event.body = std::move(body);
        return event;
    };
    const auto joined = [](PersonId who, const QString& name) {
        MemberChanged change;
        change.person.id = who;
        change.person.name = name;
        change.change = MemberChange::Joined;
        return change;
    };
    const QList<Event> events{notice(1, me, ChannelChanged{known.channel}),
                              notice(2, me, joined(me, u"mira"_qs)),
                              notice(3, me, ChannelChanged{known.channel}),
                              notice(4, ada, joined(ada, u"ada"_qs)), message(5, ada, u"Hello"_qs)};
    state.apply(PageLoaded{made, {Serial(1), Serial(5)}, events, true, true, true});
    settle();
    TimelineFeed feed(state);
    const QAbstractItemModelTester tester(feed.model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    feed.open(made);
    const auto lines = [&feed] {
        QStringList words;
        for (const TimelineItem& row : feed.model()->rows())
            words << row.text;
        return words;
    };
    EXPECT_EQ(lines(), (QStringList{u"You made this channel"_qs, u"ada joined"_qs, u"Hello"_qs}))
        << "the maker is in it, and the third can't say what changed";
    state.apply(EventsApplied{made, {notice(6, me, ChannelChanged{known.channel})}, true});
    state.apply(EventsApplied{made, {message(7, ada, u"Beans"_qs)}, true});
    settle();
    EXPECT_EQ(lines().size(), 4) << "what comes later is treated the same";
}

TEST_F(Feeds, PendingMessageKeepsItsRowWhenTheServerConfirms) {
    TimelineFeed feed(state);
    const QAbstractItemModelTester tester(feed.model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    feed.open(room);
    PendingMessage pending = unsent(u"four"_qs);
    pending.createdAt = QDateTime::currentMSecsSinceEpoch();
    state.apply(PendingChanged{pending});
    settle();
    ASSERT_EQ(feed.model()->rowCount(), 4);
    EXPECT_EQ(feed.model()->at(3).delivery, Delivery::Pending);
    ASSERT_TRUE(test::waitFor([&] { return feed.model()->at(3).delivery == Delivery::Sending; }))
        << "the label comes by itself";

    QSignalSpy inserted(feed.model(), &QAbstractItemModel::rowsInserted),
        removed(feed.model(), &QAbstractItemModel::rowsRemoved);
    state.apply(EventsApplied{room, {message(4, me, u"four"_qs, pending.clientId)}, true});
    settle();
    ASSERT_EQ(feed.model()->rowCount(), 4);
    EXPECT_EQ(feed.model()->at(3).delivery, Delivery::Sent);
    EXPECT_EQ(inserted.size() + removed.size(), 0) << "it is never taken away and shown again";
}

TEST_F(Feeds, FailedMessageSaysWhy) {
    TimelineFeed feed(state);
    feed.open(room);
    PendingMessage pending = unsent(u"no"_qs);
    pending.state = PendingState::Failed;
    pending.reason = ErrorCode::Muted;
    state.apply(PendingChanged{pending});
    settle();
    ASSERT_EQ(feed.model()->rowCount(), 4);
    EXPECT_EQ(feed.model()->at(3).delivery, Delivery::Failed);
    EXPECT_TRUE(feed.model()->at(3).failure.contains(textFor(ErrorCode::Muted)));
}

TEST_F(Feeds, OfflineMessagesWait) {
    TimelineFeed feed(state);
    feed.open(room);
    state.apply(PendingChanged{unsent(u"later"_qs)});
    state.apply(ConnectionChanged{Connection{}});
    settle();
    EXPECT_EQ(feed.model()->at(3).delivery, Delivery::Waiting);
}

TEST_F(Feeds, WhatOneAsksOfAMessageIsShownAtOnceAndTakenBackWhenRefused) {
    TimelineFeed feed(state);
    const QAbstractItemModelTester tester(feed.model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    feed.open(room);
    state.apply(ConnectionChanged{Connection{}});
    PendingChange edit;
    edit.clientId = u"abcdefghijklmnopqrstuv"_qs;
    EditMessage command;
    command.channel = room;
    command.clientId = edit.clientId;
    command.message = MessageId(2);
    command.entry.text = u"zwei"_qs;
    edit.command = command;
    edit.state = PendingState::Waiting;
    PendingChange react;
    react.clientId = u"abcdefghijklmnopqrstuw"_qs;
    react.command = React{room, react.clientId, MessageId(3), u"👍"_qs, true};
    react.state = PendingState::Waiting;
    state.apply(ChangePending{edit});
    state.apply(ChangePending{react});
    settle();
    EXPECT_EQ(feed.model()->at(1).text, u"zwei");
    EXPECT_TRUE(feed.model()->at(1).edited);
    EXPECT_EQ(feed.model()->at(1).delivery, Delivery::Waiting);
    ASSERT_EQ(feed.model()->at(2).reactions.size(), 1);
    EXPECT_TRUE(feed.model()->at(2).reactions[0].mine);
    EXPECT_EQ(feed.model()->at(2).delivery, Delivery::None);
    state.apply(ChangeOver{edit.clientId, ErrorCode::WindowClosed});
    state.apply(ChangeOver{react.clientId, {}, Serial(4), {}});
    settle();
    EXPECT_EQ(feed.model()->at(1).text, u"two");
    EXPECT_FALSE(feed.model()->at(1).edited);
    EXPECT_EQ(feed.model()->at(1).delivery, Delivery::Sent);
    EXPECT_EQ(feed.model()->at(2).reactions.size(), 1) << "the server has done it: its event is on its way";
}

TEST_F(Feeds, AMessageThatWaitsShowsItsNewWordsAndCanBeEdited) {
    TimelineFeed feed(state);
    feed.open(room);
    PendingMessage pending = unsent(u"later"_qs);
    pending.followUp = FollowUp{u"abcdefghijklmnopqrstuw"_qs, u"much later"_qs};
    state.apply(PendingChanged{pending});
    settle();
    ASSERT_NE(feed.lastEditable(), nullptr);
    EXPECT_EQ(feed.lastEditable()->text, u"much later");
    EXPECT_EQ(feed.lastEditable()->clientId, pending.clientId);
    pending.state = PendingState::Failed;
    state.apply(PendingChanged{pending});
    settle();
    ASSERT_NE(feed.lastEditable(), nullptr);
    EXPECT_EQ(feed.lastEditable()->message, MessageId(2)) << "what failed is tried again, not edited";
}

TEST_F(Feeds, ChannelListHasSectionsCountersAndPreviews) {
    ChannelFeed feed(state);
    const QAbstractItemModelTester tester(feed.model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    const ChannelListModel& model = *feed.model();
    ASSERT_EQ(model.rowCount(), 4);
    EXPECT_EQ(model.at(0).kind, ChannelRow::Kind::Section);
    EXPECT_EQ(model.at(1).name, u"Hikes");
    EXPECT_EQ(model.at(1).previewText, u"three");
    EXPECT_EQ(model.at(1).previewAuthor, u"Ada");
    EXPECT_FALSE(model.at(1).counts) << "a public channel has a dot";
    EXPECT_TRUE(model.at(3).direct);
    EXPECT_TRUE(model.at(3).counts);
    EXPECT_EQ(feed.attention(), 2);

    state.apply(DraftSaved{room, u"half a thou"_qs});
    settle();
    EXPECT_EQ(model.at(1).preview, Preview::Draft);
    feed.setOpen(room);
    EXPECT_EQ(model.at(1).preview, Preview::Message) << "the open chat shows its draft in the composer";
}

TEST_F(Feeds, CollapsedSectionKeepsUnreadChats) {
    ChannelFeed feed(state);
    state.apply(ReadMarkerMoved{room, Serial(3), 0, 0});
    settle();
    feed.toggleSection(feed.model()->at(0).key);
    EXPECT_EQ(feed.model()->rowOf(room), -1);
    EXPECT_GE(feed.model()->rowOf(ChannelId(11)), 0);
}

TEST_F(Feeds, WalksThroughUnreadChats) {
    ChannelFeed feed(state);
    EXPECT_EQ(feed.model()->neighbour(room, 1, true), ChannelId(11));
    EXPECT_EQ(feed.model()->neighbour(ChannelId(11), 1, false), room) << "it wraps around";
}

TEST_F(Feeds, TransfersGoBelowTheLineWhenDone) {
    TransferModel model(state);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy done(&model, &TransferModel::allDone);
    Transfer transfer;
    transfer.id = TransferId(1);
    transfer.name = u"a.jpg"_qs;
    transfer.size = 100;
    transfer.sent = 25;
    transfer.state = TransferState::Uploading;
    state.apply(TransferChanged{transfer});
    settle();
    EXPECT_DOUBLE_EQ(model.share(), 0.25);
    transfer.state = TransferState::Done;
    state.apply(TransferChanged{transfer});
    settle();
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_TRUE(model.at(0).header);
    EXPECT_LT(model.share(), 0);
    EXPECT_EQ(done.size(), 1);
}

} // namespace
} // namespace parlor::client
