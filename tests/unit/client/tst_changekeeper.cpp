#include "tests/unit/client/keeperlife.h"

namespace parlor::test {

namespace {

constexpr std::int64_t dayMs = 24LL * 3'600'000;

} // namespace

TEST_F(Changed, AreStoredBeforeTheyAreSentAndForgottenWithTheAnswer) {
    live();
    life->connect();
    const auto task = life->edit(u"after"_qs);
    EXPECT_FALSE(life->link.has<EditMessage>());
    const auto [rid, asked] = life->next<EditMessage>();
    EXPECT_EQ(asked.entry.text, u"after"_qs);
    EXPECT_EQ(life->stored(), 1);
    ASSERT_EQ(life->state.pendingChanges().size(), 1);
    EXPECT_EQ(life->state.pendingChanges().first().state, PendingState::Sending);
    life->link.answer(rid, committed());
    EXPECT_TRUE(await(task));
    EXPECT_EQ(life->stored(), 0);
    EXPECT_TRUE(life->state.pendingChanges().isEmpty());
}

TEST_F(Changed, WithoutAnAnswerAreSaidAgainWithTheSameIdByTheNextLife) {
    live();
    life->connect();
    (void)life->edit(u"one"_qs);
    (void)life->edit(u"two"_qs, MessageId(71));
    const EditMessage one = life->next<EditMessage>().second, two = life->next<EditMessage>().second;
    live();
    life->settle();
    EXPECT_FALSE(life->link.has<EditMessage>()) << "not before there is a connection";
    life->connect();
    const auto again = life->next<EditMessage>();
    EXPECT_EQ(again.second, one);
    const auto also = life->next<EditMessage>();
    EXPECT_EQ(also.second, two);
    life->link.answer(again.first, committed());
    life->link.refuse(also.first, ErrorCode::UnknownMessage);
    EXPECT_TRUE(waitFor([&] { return life->stored() == 0; })) << "a lasting no is an answer";
    live();
    life->connect();
    life->settle();
    EXPECT_FALSE(life->link.has<EditMessage>());
}

TEST_F(Changed, OfOneMessageGoOutOneAfterTheOther) {
    live();
    life->connect();
    (void)life->edit(u"one"_qs);
    const auto last = life->edit(u"two"_qs);
    const auto one = life->next<EditMessage>();
    EXPECT_EQ(one.second.entry.text, u"one"_qs);
    life->settle();
    EXPECT_FALSE(life->link.has<EditMessage>()) << "or a repetition of the first would undo the second";
    life->link.refuse(one.first, ErrorCode::RateLimited, 30);
    life->settle();
    ASSERT_EQ(life->state.pendingChanges().size(), 2);
    EXPECT_EQ(life->state.pendingChanges().first().state, PendingState::Waiting);
    EXPECT_EQ(life->state.pendingChanges().first().reason, ErrorCode::RateLimited);
    life->clock.advance(60'000);
    const auto again = life->next<EditMessage>();
    EXPECT_EQ(again.second, one.second);
    life->link.answer(again.first, committed());
    const auto two = life->next<EditMessage>();
    EXPECT_EQ(two.second.entry.text, u"two"_qs);
    life->link.answer(two.first, committed());
    EXPECT_TRUE(await(last));
}

TEST_F(Changed, ThatAreADayOldAreForgottenAndTold) {
    live();
    life->connect();
    (void)life->edit(u"long ago"_qs);
    (void)life->next<EditMessage>();
    live(dayMs + 1);
    EXPECT_EQ(life->stored(), 0);
    EXPECT_TRUE(waitFor([&] { return life->refusals.size() == 1; }));
    EXPECT_EQ(life->refusals.first().reason, ErrorCode::Timeout);
    life->connect();
    life->settle();
    EXPECT_FALSE(life->link.has<EditMessage>());
}

TEST_F(Changed, OfMessagesWaitForTheConnectionAndAreSaidOnce) {
    live();
    const auto task = life->edit(u"offline"_qs);
    (void)life->keeper.perform(React{general, makeClientId(), MessageId(71), u"👍"_qs, true});
    (void)life->keeper.perform(PinMessage{general, makeClientId(), MessageId(72), true});
    (void)life->keeper.perform(DeleteMessage{general, makeClientId(), MessageId(73)});
    EXPECT_EQ(life->stored(), 4);
    ASSERT_EQ(life->state.pendingChanges().size(), 4);
    const QString clientId = life->state.pendingChanges().first().clientId;
    EXPECT_EQ(life->state.pendingChanges().first().state, PendingState::Waiting);
    EXPECT_FALSE(task.isDone());
    live();
    life->settle();
    EXPECT_TRUE(life->link.sent.empty());
    life->connect();
    const auto edit = life->next<EditMessage>();
    EXPECT_EQ(edit.second.clientId, clientId);
    EXPECT_EQ(edit.second.entry.text, u"offline"_qs);
    const auto react = life->next<React>();
    const auto pin = life->next<PinMessage>();
    const auto remove = life->next<DeleteMessage>();
    EXPECT_EQ(react.second.message, MessageId(71));
    EXPECT_EQ(pin.second.message, MessageId(72));
    EXPECT_EQ(remove.second.message, MessageId(73));
    for (const std::int64_t rid : {edit.first, react.first, pin.first})
        life->link.answer(rid, committed());
    life->link.refuse(remove.first, ErrorCode::WindowClosed);
    EXPECT_TRUE(waitFor([&] { return life->stored() == 0 && life->refusals.size() == 1; }));
    EXPECT_EQ(life->refusals.first().reason, ErrorCode::WindowClosed);
    life->cut();
    life->connect();
    life->settle();
    EXPECT_TRUE(life->link.sent.empty());
}

TEST_F(Changed, WhatOneWantsToHearIsKeptThoughItHasNoIdOfItsOwn) {
    live();
    life->state.apply(ChannelsSeen{{channelState(7, 0)}, true});
    (void)life->keeper.perform(SetNotifications{general, Notifications::Nothing});
    EXPECT_EQ(life->stored(), 1);
    EXPECT_TRUE(life->state.channel(general)->state.muted);
    live();
    life->connect();
    const auto [rid, asked] = life->next<SetNotifications>();
    EXPECT_EQ(asked.channel, general);
    EXPECT_EQ(asked.notifications, Notifications::Nothing);
    life->link.answer(rid, Done());
    EXPECT_TRUE(waitFor([&] { return life->stored() == 0; }));
    EXPECT_TRUE(life->state.pendingChanges().isEmpty());
}

TEST_F(Changed, OfMessagesFollowTheJoiningAndPrecedeTheLeaving) {
    live();
    (void)life->keeper.perform(JoinChannel{makeClientId(), general, {}});
    (void)life->edit(u"one"_qs);
    (void)life->edit(u"two"_qs);
    (void)life->edit(u"other"_qs, MessageId(71));
    (void)life->leave();
    EXPECT_EQ(life->stored(), 5);
    live(); // the order is stored, too
    life->connect();
    const auto join = life->next<JoinChannel>();
    life->settle();
    EXPECT_TRUE(life->link.sent.empty());
    life->link.answer(join.first, made(u"general"_qs));
    const auto one = life->next<EditMessage>(), other = life->next<EditMessage>();
    EXPECT_EQ(one.second.entry.text, u"one"_qs);
    EXPECT_EQ(other.second.entry.text, u"other"_qs);
    life->settle();
    EXPECT_TRUE(life->link.sent.empty());
    life->link.answer(one.first, committed());
    const auto two = life->next<EditMessage>();
    EXPECT_EQ(two.second.entry.text, u"two"_qs);
    life->link.answer(two.first, committed());
    life->settle();
    EXPECT_TRUE(life->link.sent.empty());
    life->link.answer(other.first, committed());
    (void)life->next<LeaveChannel>();
}

TEST_F(Changed, WhatFollowsAMessageIsKeptWithIt) {
    live();
    life->connect();
    life->write(u"hello"_qs);
    const SendMessage hello = life->next<SendMessage>().second;
    life->cut();
    EXPECT_TRUE(life->outbox.edit(hello.clientId, u"hello, all"_qs));
    life->settle();
    live();
    life->connect();
    const auto again = life->next<SendMessage>();
    EXPECT_EQ(again.second, hello) << "what was said under an id stays as it is";
    life->link.answer(again.first, committed(hello.clientId));
    const EditMessage edit = life->next<EditMessage>().second;
    EXPECT_EQ(edit.message, MessageId(70));
    EXPECT_EQ(edit.entry.text, u"hello, all"_qs);
    life->settle();
    live(); // killed before the answer
    EXPECT_EQ(life->stored(), 1);
    life->connect();
    EXPECT_EQ(life->next<EditMessage>().second, edit);
    life->settle();
    EXPECT_FALSE(life->link.has<SendMessage>());
}

TEST_F(Changed, ARefusalOfWhatFollowsAMessageIsTold) {
    live();
    life->connect();
    life->keeper.follow(DeleteMessage{general, makeClientId(), MessageId(71)});
    life->link.refuse(life->next<DeleteMessage>().first, ErrorCode::WindowClosed);
    ASSERT_TRUE(waitFor([&] { return life->refusals.size() == 1; }));
    EXPECT_EQ(life->refusals.first().reason, ErrorCode::WindowClosed);
}

TEST_F(Changed, ALostConnectionRepeatsTheSameId) {
    live();
    life->connect();
    const auto task = life->leave();
    const LeaveChannel first = life->next<LeaveChannel>().second;
    life->cut();
    EXPECT_FALSE(task.isDone());
    EXPECT_EQ(life->state.pendingChanges().first().state, PendingState::Waiting);
    life->connect();
    const auto again = life->next<LeaveChannel>();
    EXPECT_EQ(again.second, first);
    life->link.answer(again.first, Done());
    EXPECT_TRUE(await(task));
}

TEST_F(Changed, WhatIsSaidInAChannelFollowsTheJoiningAndPrecedesTheLeaving) {
    live();
    (void)life->keeper.perform(JoinChannel{makeClientId(), general, {}});
    life->write(u"hello"_qs);
    (void)life->leave();
    life->settle();
    live(); // the order is stored, too
    life->connect();
    life->settle();
    EXPECT_FALSE(life->link.has<SendMessage>());
    EXPECT_FALSE(life->link.has<LeaveChannel>());
    life->link.answer(life->next<JoinChannel>().first, made(u"general"_qs));
    const auto hello = life->next<SendMessage>();
    life->settle();
    EXPECT_FALSE(life->link.has<LeaveChannel>());
    life->link.answer(hello.first, committed(hello.second.clientId));
    (void)life->next<LeaveChannel>();
}

TEST_F(Changed, AMessageThatFailedHoldsUpNobody) {
    live();
    life->write(u"blocked"_qs);
    (void)life->leave();
    life->settle();
    life->connect();
    life->link.refuse(life->next<SendMessage>().first, ErrorCode::Blocked);
    (void)life->next<LeaveChannel>();
}

TEST_F(Changed, WhatWaitsCanBeTakenBack) {
    live();
    const auto task = life->leave();
    life->settle();
    const QString clientId = life->state.pendingChanges().first().clientId;
    EXPECT_FALSE(life->keeper.discard(makeClientId()));
    EXPECT_TRUE(life->keeper.discard(clientId));
    const Status ended = await(task);
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(life->stored(), 0);
    EXPECT_TRUE(life->state.pendingChanges().isEmpty());
    life->connect();
    life->settle();
    EXPECT_FALSE(life->link.has<LeaveChannel>());
    EXPECT_TRUE(life->refusals.isEmpty());
    // What is just being said can't be: whether the server does it is not known.
    (void)life->leave();
    const auto asked = life->next<LeaveChannel>();
    EXPECT_FALSE(life->keeper.discard(asked.second.clientId));
}

TEST_F(Changed, SigningOutEndsTheWaiting) {
    live();
    const auto task = life->leave();
    life->keeper.clear();
    const Status ended = await(task);
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, ErrorCode::NotSignedIn);
    life->connect();
    life->settle();
    EXPECT_FALSE(life->link.has<LeaveChannel>());
    EXPECT_EQ(life->stored(), 1) << "the same person's next sign-in does it";
}

} // namespace parlor::test
