#include "client/core/messages/outbox.h"
#include "tests/unit/client/deliveryrig.h"

namespace parlor::client {

using namespace parlor::test;

namespace {
using OutboxTest = DeliveryTest;
} // namespace

TEST_F(OutboxTest, WhatWasWrittenOfflineGoesOutOnceAndInOrder) {
    rig->write(u"a"_qs);
    rig->write(u"b"_qs);
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    EXPECT_EQ(rig->shown(channel), QStringList({u"~a"_qs, u"~b"_qs}));
    const auto first = rig->link.take<SendMessage>();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->second.entry.text, u"a"_qs);
    EXPECT_FALSE(rig->link.take<SendMessage>()) << "one in flight in a channel";
    rig->link.answer(first->first,
                     Committed{first->second.clientId, MessageId(1001), Serial(1), 0, false, {}});
    rig->settle();
    const auto second = rig->link.take<SendMessage>();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->second.entry.text, u"b"_qs);
    rig->link.say(Events{channel, epochA, {posted(1, u"a"_qs, 1, first->second.clientId)}});
    EXPECT_EQ(rig->shown(channel), QStringList({u"a"_qs, u"~b"_qs}));
}

TEST_F(OutboxTest, ALostAnswerRepeatsTheSameClientId) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    const QString clientId = rig->write(u"a"_qs);
    ASSERT_TRUE(rig->link.take<SendMessage>());
    rig->link.cut();
    rig->settle();
    rig->connect({channelState(7, 0)});
    const auto again = rig->link.take<SendMessage>();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->second.clientId, clientId);
    EXPECT_FALSE(rig->link.take<SendMessage>());
}

TEST_F(OutboxTest, TheEventAloneEndsTheSending) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    const QString clientId = rig->write(u"a"_qs);
    ASSERT_TRUE(rig->link.take<SendMessage>());
    rig->link.say(Events{channel, epochA, {posted(1, u"a"_qs, 1, clientId)}});
    rig->link.cut();
    rig->settle();
    EXPECT_EQ(rig->shown(channel), QStringList({u"a"_qs}));
    rig->connect({channelState(7, 1)});
    EXPECT_FALSE(rig->link.take<SendMessage>());
    restart();
    EXPECT_TRUE(rig->start.pending.isEmpty());
}

TEST_F(OutboxTest, AnswersForWhatIsShownAlreadyLeaveNoGhost) {
    // Killed between the event and the answer's bookkeeping: the row waits in the outbox, its event is
    // applied.
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    const QString clientId = rig->write(u"a"_qs);
    rig->link.take<SendMessage>();
    rig->settle();
    PendingMessage stored = rig->state.pending(channel).first();
    rig->link.say(Events{channel, epochA, {posted(1, u"a"_qs, 1, clientId)}});
    rig->settle();
    ASSERT_TRUE(await(rig->cache.ask(
        [stored](CacheDatabase& database) { return database.outgoing.storePending(stored); })));
    restart();
    ASSERT_EQ(rig->start.pending.size(), 1);
    rig->connect({channelState(7, 1)});
    const auto again = rig->link.take<SendMessage>();
    ASSERT_TRUE(again);
    rig->link.answer(again->first, Committed{clientId, MessageId(1001), Serial(1), 0, true, {}});
    rig->settle();
    EXPECT_TRUE(rig->state.pending(channel).isEmpty());
}

TEST_F(OutboxTest, ALastingNoDoesNotHoldUpTheNext) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    const QString bad = rig->write(u"bad"_qs);
    rig->write(u"good"_qs);
    const auto first = rig->link.take<SendMessage>();
    ASSERT_TRUE(first);
    rig->link.refuse(first->first, ErrorCode::Blocked);
    rig->settle();
    EXPECT_EQ(rig->state.pending(channel)[0].state, PendingState::Failed);
    EXPECT_EQ(rig->state.pending(channel)[0].reason, ErrorCode::Blocked);
    const auto second = rig->link.take<SendMessage>();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->second.entry.text, u"good"_qs);
    EXPECT_TRUE(rig->outbox.discard(bad));
    EXPECT_EQ(rig->state.pending(channel).size(), 1);
}

TEST_F(OutboxTest, ATemporaryNoIsTriedAgainInItsPlace) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    const QString clientId = rig->write(u"a"_qs);
    rig->write(u"b"_qs);
    const auto first = rig->link.take<SendMessage>();
    rig->link.refuse(first->first, ErrorCode::RateLimited, 30);
    rig->settle();
    EXPECT_FALSE(rig->link.take<SendMessage>());
    EXPECT_EQ(rig->state.pending(channel)[0].state, PendingState::Waiting);
    rig->clock.advance(60'000);
    std::optional<std::pair<std::int64_t, SendMessage>> again;
    ASSERT_TRUE(waitFor([&] { return (again = rig->link.take<SendMessage>()).has_value(); }));
    EXPECT_EQ(again->second.clientId, clientId);
}

TEST_F(OutboxTest, WhatGrewOldWhileTheProgramRanAsksToo) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    rig->link.cut();
    rig->settle();
    const QString clientId = rig->write(u"before the flight"_qs);
    rig->clock.advance(25LL * 3'600'000);
    const QString young = rig->write(u"after landing"_qs);
    rig->connect({channelState(7, 0)});
    const auto sent = rig->link.take<SendMessage>();
    ASSERT_TRUE(sent); // the old one does not stand in its way
    EXPECT_EQ(sent->second.clientId, young);
    EXPECT_EQ(rig->state.pending(channel)[0].state, PendingState::Asking);
    rig->outbox.retry(clientId);
    EXPECT_FALSE(rig->link.take<SendMessage>()); // one in flight a channel
}

TEST_F(OutboxTest, OldMessagesAskFirst) {
    const QString clientId = rig->write(u"yesterday"_qs);
    PendingMessage old = rig->state.pending(channel).first();
    old.createdAt = rig->clock.now() - 25LL * 3'600'000;
    ASSERT_TRUE(await(
        rig->cache.ask([old](CacheDatabase& database) { return database.outgoing.storePending(old); })));
    restart();
    rig->connect({channelState(7, 0, Resume::Reset)});
    EXPECT_FALSE(rig->link.take<SendMessage>());
    ASSERT_EQ(rig->state.pending(channel).size(), 1);
    EXPECT_EQ(rig->state.pending(channel)[0].state, PendingState::Asking);
    rig->outbox.retry(clientId);
    rig->settle();
    EXPECT_TRUE(rig->link.take<SendMessage>());
}

TEST_F(OutboxTest, AMessageWaitsForItsFiles) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    PendingMessage message;
    message.clientId = makeClientId();
    message.channel = channel;
    message.files = {{u"/a.jpg"_qs, TransferId(9), {}}};
    message.createdAt = rig->clock.now();
    rig->outbox.add(message);
    rig->write(u"after"_qs);
    EXPECT_FALSE(rig->link.take<SendMessage>()) << "the order is kept";
    rig->outbox.fileDone(TransferId(9), PhotoId(44));
    rig->outbox.fileDone(TransferId(9), fail(ErrorCode::Cancelled)); // its row was cleared
    EXPECT_EQ(rig->state.pending(channel).first().state, PendingState::Sending);
    const auto sent = rig->link.take<SendMessage>();
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->second.entry.kind, EntryKind::Photos);
    ASSERT_EQ(sent->second.entry.photos.size(), 1);
    EXPECT_EQ(sent->second.entry.photos[0].id, PhotoId(44));
}

TEST_F(OutboxTest, AnEditOfWhatWaitsIsWhatIsSent) {
    const QString clientId = rig->write(u"a"_qs);
    EXPECT_TRUE(rig->outbox.edit(clientId, u"b"_qs));
    EXPECT_EQ(rig->shown(channel), QStringList({u"~b"_qs}));
    rig->settle();
    restart();
    ASSERT_EQ(rig->start.pending.size(), 1);
    EXPECT_EQ(rig->start.pending[0].text, u"b"_qs);
    EXPECT_TRUE(rig->outbox.edit(clientId, u"c"_qs));
    rig->connect({channelState(7, 0, Resume::Reset)});
    const auto sent = rig->link.take<SendMessage>();
    ASSERT_TRUE(sent);
    EXPECT_EQ(sent->second.clientId, clientId);
    EXPECT_EQ(sent->second.entry.text, u"c"_qs);
    rig->link.answer(sent->first, Committed{clientId, MessageId(1001), Serial(1), 0, false, {}});
    rig->settle();
    EXPECT_TRUE(rig->followed.isEmpty());
    EXPECT_FALSE(rig->outbox.edit(clientId, u"d"_qs)) << "it is not here any more";
}

TEST_F(OutboxTest, AnEditOfWhatMayBeThereFollowsIt) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    const QString clientId = rig->write(u"a"_qs);
    ASSERT_TRUE(rig->link.take<SendMessage>());
    EXPECT_TRUE(rig->outbox.edit(clientId, u"b"_qs));
    EXPECT_TRUE(rig->outbox.edit(clientId, u"c"_qs));
    EXPECT_EQ(rig->shown(channel), QStringList({u"~c"_qs}));
    rig->link.cut();
    rig->settle();
    restart();
    rig->connect({channelState(7, 0)});
    const auto again = rig->link.take<SendMessage>();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->second.entry.text, u"a"_qs) << "another text under the same id would be refused";
    EXPECT_TRUE(rig->followed.isEmpty());
    rig->link.answer(again->first, Committed{clientId, MessageId(1001), Serial(1), 0, true, {}});
    rig->settle();
    ASSERT_EQ(rig->followed.size(), 1);
    const auto& edit = std::get<EditMessage>(rig->followed.first());
    EXPECT_EQ(edit.channel, channel);
    EXPECT_EQ(edit.message, MessageId(1001));
    EXPECT_EQ(edit.entry.text, u"c"_qs);
    EXPECT_TRUE(isClientId(edit.clientId));
    restart();
    EXPECT_TRUE(rig->start.pending.isEmpty());
}

TEST_F(OutboxTest, WhatWaitsIsTakenBackWithoutATrace) {
    const QString clientId = rig->write(u"a"_qs);
    ASSERT_TRUE(rig->outbox.discard(clientId));
    EXPECT_FALSE(rig->outbox.discard(clientId));
    rig->settle();
    restart();
    EXPECT_TRUE(rig->start.pending.isEmpty());
    rig->connect({channelState(7, 0, Resume::Reset)});
    EXPECT_FALSE(rig->link.take<SendMessage>());
}

TEST_F(OutboxTest, WhatIsTakenBackIsDeletedOnlyIfItArrived) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    openNewest({});
    const QString lost = rig->write(u"lost"_qs);
    ASSERT_TRUE(rig->link.take<SendMessage>());
    ASSERT_TRUE(rig->outbox.discard(lost));
    const QString arrived = rig->write(u"arrived"_qs);
    ASSERT_TRUE(rig->link.take<SendMessage>()) << "it does not stand in the way any more";
    ASSERT_TRUE(rig->outbox.discard(arrived));
    EXPECT_EQ(rig->shown(channel), QStringList());
    rig->link.cut();
    rig->settle();
    restart();
    ASSERT_EQ(rig->start.pending.size(), 2);
    EXPECT_TRUE(rig->state.pending(channel).isEmpty());
    rig->connect({channelState(7, 1)});
    EXPECT_FALSE(rig->link.take<SendMessage>()) << "nobody is to read it now";
    rig->link.say(Events{channel, epochA, {posted(1, u"arrived"_qs, 1, arrived)}});
    ASSERT_EQ(rig->followed.size(), 1);
    const auto& remove = std::get<DeleteMessage>(rig->followed.first());
    EXPECT_EQ(remove.channel, channel);
    EXPECT_EQ(remove.message, MessageId(1001));
    rig->settle();
    restart();
    ASSERT_EQ(rig->start.pending.size(), 1);
    EXPECT_EQ(rig->start.pending.first().clientId, lost);
}

TEST_F(OutboxTest, WhatIsTakenBackOnItsWayIsDeletedWithTheAnswer) {
    rig->connect({channelState(7, 0, Resume::Reset)});
    const QString clientId = rig->write(u"a"_qs);
    const auto sent = rig->link.take<SendMessage>();
    ASSERT_TRUE(sent);
    ASSERT_TRUE(rig->outbox.discard(clientId));
    rig->link.answer(sent->first, Committed{clientId, MessageId(1001), Serial(1), 0, false, {}});
    rig->settle();
    ASSERT_EQ(rig->followed.size(), 1);
    EXPECT_EQ(std::get<DeleteMessage>(rig->followed.first()).message, MessageId(1001));
    EXPECT_EQ(rig->shown(channel), QStringList());
    restart();
    EXPECT_TRUE(rig->start.pending.isEmpty());
}

TEST_F(OutboxTest, AtMostEightChannelsSendAtOnce) {
    QList<ChannelState> channels;
    for (int id = 1; id <= 12; ++id)
        channels.append(channelState(id, 0, Resume::Reset));
    rig->connect(channels);
    for (int id = 1; id <= 12; ++id)
        rig->write(QString::number(id), ChannelId(id));
    int inFlight = 0;
    while (rig->link.take<SendMessage>())
        ++inFlight;
    EXPECT_EQ(inFlight, 8);
}

} // namespace parlor::client
