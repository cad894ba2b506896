#include "client/core/unmadechannel.h"
#include "tests/unit/client/keeperlife.h"

namespace parlor::test {

TEST_F(Changed, OfChannelsWaitForTheConnectionAndShowIt) {
    live();
    const auto task = life->create(u"hikes"_qs);
    ASSERT_EQ(life->state.pendingChanges().size(), 1);
    const PendingChange waiting = life->state.pendingChanges().first();
    EXPECT_EQ(waiting.state, PendingState::Waiting);
    EXPECT_EQ(std::get<CreateChannel>(waiting.command).name, u"hikes"_qs);
    EXPECT_EQ(life->stored(), 1);
    life->connect();
    const auto [rid, asked] = life->next<CreateChannel>();
    EXPECT_EQ(asked.clientId, waiting.clientId);
    EXPECT_FALSE(task.isDone());
    life->link.answer(rid, made(u"hikes"_qs));
    const auto list = await(task);
    ASSERT_TRUE(list);
    EXPECT_EQ(list->channels.first().channel.name, u"hikes"_qs);
    EXPECT_EQ(life->heard.size(), 1);
    EXPECT_EQ(life->stored(), 0);
    EXPECT_TRUE(life->state.pendingChanges().isEmpty());
}

TEST_F(Changed, WhatIsWrittenForAChannelThatWaitsGoesOutInTheOneThatIsMade) {
    live();
    (void)life->create(u"hikes"_qs);
    const ChannelId unmade = unmadeChannel(life->state.pendingChanges().first().clientId);
    ASSERT_TRUE(life->state.channel(unmade));
    EXPECT_EQ(life->state.channel(unmade)->state.channel.name, u"hikes"_qs);
    EXPECT_TRUE(life->state.channel(unmade)->state.member);
    life->write(u"first"_qs, unmade);
    life->write(u"second"_qs, unmade);
    UpdateChannel update;
    update.clientId = makeClientId();
    update.channel = unmade;
    update.topic = u"Up"_qs;
    (void)life->keeper.perform(update);
    life->settle();
    live();
    ASSERT_TRUE(life->state.channel(unmade)) << "it is there over a restart";
    EXPECT_EQ(life->state.pending(unmade).size(), 2);
    life->state.apply(ChannelsSeen{{}, true}); // as the server's welcome does
    EXPECT_TRUE(life->state.channel(unmade));
    life->connect();
    const auto create = life->next<CreateChannel>();
    life->settle();
    EXPECT_TRUE(life->link.sent.empty());
    life->link.answer(create.first, made(u"hikes"_qs));
    const auto topic = life->next<UpdateChannel>();
    EXPECT_EQ(topic.second.channel, ChannelId(9));
    life->link.answer(topic.first, Done());
    const auto first = life->next<SendMessage>();
    EXPECT_EQ(first.second.channel, ChannelId(9));
    EXPECT_EQ(first.second.entry.text, u"first"_qs);
    ASSERT_TRUE(waitFor([&] { return life->madeChannels.contains(unmade); }));
    EXPECT_EQ(life->madeChannels.value(unmade), ChannelId(9));
    EXPECT_FALSE(life->state.channel(unmade));
    EXPECT_TRUE(life->state.pending(unmade).isEmpty());
    life->link.answer(first.first, committed(first.second.clientId));
    life->settle();
    live(); // what is left is stored for the channel that is there
    ASSERT_EQ(life->state.pending(ChannelId(9)).size(), 1);
    EXPECT_EQ(life->stored(), 0);
    life->connect();
    const auto second = life->next<SendMessage>();
    EXPECT_EQ(second.second.channel, ChannelId(9));
    EXPECT_EQ(second.second.entry.text, u"second"_qs);
}

// Killed between the server's making and the store.
TEST_F(Changed, AChannelThatWasMadeUnheardIsTheSameForWhatWaits) {
    live();
    (void)life->create(u"hikes"_qs);
    const ChannelId unmade = unmadeChannel(life->state.pendingChanges().first().clientId);
    life->write(u"first"_qs, unmade);
    life->settle();
    life->connect();
    const CreateChannel asked = life->next<CreateChannel>().second;
    live();
    EXPECT_EQ(life->state.pending(unmade).size(), 1);
    life->connect();
    const auto again = life->next<CreateChannel>();
    EXPECT_EQ(again.second, asked);
    life->link.answer(again.first, made(u"hikes"_qs));
    EXPECT_EQ(life->next<SendMessage>().second.channel, ChannelId(9));
}

TEST_F(Changed, WhatIsWrittenForAChannelThatIsRefusedStaysAndSaysWhy) {
    live();
    (void)life->create(u"hikes"_qs);
    const ChannelId unmade = unmadeChannel(life->state.pendingChanges().first().clientId);
    life->write(u"first"_qs, unmade);
    const QString clientId = life->state.pending(unmade).first().clientId;
    const auto leaving = life->keeper.perform(LeaveChannel{makeClientId(), unmade});
    life->settle();
    life->connect();
    life->link.refuse(life->next<CreateChannel>().first, ErrorCode::NameTaken);
    ASSERT_TRUE(waitFor([&] { return life->refusals.size() == 2; }));
    EXPECT_EQ(await(leaving).error().code, ErrorCode::NameTaken);
    ASSERT_EQ(life->state.pending(unmade).size(), 1);
    EXPECT_EQ(life->state.pending(unmade).first().state, PendingState::Failed);
    EXPECT_EQ(life->state.pending(unmade).first().reason, ErrorCode::NameTaken);
    life->settle();
    EXPECT_TRUE(life->link.sent.empty());
    EXPECT_EQ(life->stored(), 0);
    live();
    ASSERT_TRUE(life->state.channel(unmade)) << "the words can be read until they are discarded";
    ASSERT_TRUE(life->outbox.discard(clientId));
    EXPECT_FALSE(life->state.channel(unmade));
}

// Killed between keeping and sending.
TEST_F(Changed, OfChannelsOutliveTheProgramThatCouldNotSendThem) {
    live();
    (void)life->leave();
    EXPECT_EQ(life->stored(), 1);
    const QString clientId = life->state.pendingChanges().first().clientId;
    live();
    ASSERT_EQ(life->state.pendingChanges().size(), 1);
    EXPECT_EQ(life->state.pendingChanges().first().state, PendingState::Waiting);
    life->connect();
    const auto [rid, asked] = life->next<LeaveChannel>();
    EXPECT_EQ(asked.clientId, clientId);
    EXPECT_EQ(asked.channel, general);
    life->link.answer(rid, Done());
    EXPECT_TRUE(waitFor([&] { return life->stored() == 0; }));
    EXPECT_TRUE(life->state.pendingChanges().isEmpty());
    EXPECT_TRUE(life->refusals.isEmpty());
}

// Killed between sending and the answer.
TEST_F(Changed, AChannelThatWasBeingMadeIsAskedForOnceMoreAndHeardOf) {
    live();
    life->connect();
    (void)life->create(u"hikes"_qs);
    const CreateChannel first = life->next<CreateChannel>().second;
    live();
    life->connect();
    const auto [rid, again] = life->next<CreateChannel>();
    EXPECT_EQ(again, first);
    life->link.answer(rid, made(u"hikes"_qs));
    ASSERT_TRUE(waitFor([&] { return life->heard.size() == 1; })) << "though nobody waits for it";
    EXPECT_EQ(std::get<ChannelList>(life->heard.first()).channels.first().channel.name, u"hikes"_qs);
}

TEST_F(Changed, ARefusalOfWhatHadToWaitIsToldAndTheEnd) {
    live();
    const auto task = life->create(u"hikes"_qs);
    life->connect();
    life->link.refuse(life->next<CreateChannel>().first, ErrorCode::NameTaken);
    const auto refused = await(task);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::NameTaken);
    ASSERT_TRUE(waitFor([&] { return life->refusals.size() == 1; }));
    EXPECT_EQ(life->refusals.first().reason, ErrorCode::NameTaken);
    EXPECT_EQ(std::get<CreateChannel>(life->refusals.first().change.command).name, u"hikes"_qs);
    // One that is answered at once is for whoever asked, and nobody else.
    const auto direct = life->create(u"swims"_qs);
    life->link.refuse(life->next<CreateChannel>().first, ErrorCode::NameTaken);
    EXPECT_FALSE(await(direct));
    life->settle();
    EXPECT_EQ(life->refusals.size(), 1);
    EXPECT_TRUE(life->heard.isEmpty());
    live();
    life->connect();
    life->settle();
    EXPECT_FALSE(life->link.has<CreateChannel>());
}

} // namespace parlor::test
