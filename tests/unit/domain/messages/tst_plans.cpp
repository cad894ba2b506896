#include "tests/unit/domain/messages/roomcase.h"

namespace parlor::test {

namespace {

constexpr std::int64_t minute = 60'000;

} // namespace

TEST_F(Messaging, AScheduledMessageIsSentWhenItsTimeHasComeAndOnce) {
    const auto planned = node.ask(bobAt, later(u"good morning @ann"_qs, minute));
    ASSERT_TRUE(planned);
    ASSERT_EQ(std::get<PlanList>(*planned).scheduled.size(), 1);
    tick(node);
    EXPECT_TRUE(textsIn(room).isEmpty());
    world.clock.advance(minute);
    tick(node);
    tick(node);
    EXPECT_EQ(textsIn(room), QStringList{u"good morning @ann"_qs});
    const Event event = node.eventsOf(annAt, room).back();
    EXPECT_EQ(event.author, bob.id);
    EXPECT_EQ(std::get<MessagePosted>(event.body).entry.mentions, QList<PersonId>{ann.id});
    EXPECT_TRUE(std::get<PlanList>(*node.ask(bobAt, ListPlans{})).scheduled.isEmpty());
    const auto told = privateOf(bobAt);
    EXPECT_EQ(std::get<PlanChanged>(told.back().body).state, PlanState::Sent);
}

TEST_F(Messaging, WhatWasPostedButNotSettledBeforeACrashIsNotPostedAgain) {
    ASSERT_TRUE(node.ask(bobAt, later(u"once"_qs, minute)));
    world.clock.advance(minute);
    const auto due = await(world.store.plans().due(world.clock.now(), 10));
    ASSERT_EQ(due->size(), 1);
    // The first life ends between the two commits.
    const auto& message = std::get<ScheduledMessage>(due->first().plan);
    ASSERT_TRUE(await(node.messages.sendFor(bob.id, due->first().clientId, room, message.entry, {})));
    ChatNode next(world);
    tick(next);
    EXPECT_EQ(textsIn(room), QStringList{u"once"_qs});
    EXPECT_TRUE(await(world.store.plans().ofPerson(bob.id))->isEmpty());
}

TEST_F(Messaging, LateOnesAreDoneAtTheStart) {
    ASSERT_TRUE(node.ask(bobAt, later(u"late"_qs, minute)));
    Remind remind{.clientId = makeClientId(), .at = world.clock.now() + minute, .text = u"tea"_qs};
    ASSERT_TRUE(node.ask(bobAt, remind));
    world.clock.advance(60 * minute);
    ChatNode next(world);
    tick(next);
    node.settle();
    EXPECT_EQ(textsIn(room), QStringList{u"late"_qs});
    EXPECT_EQ(countPrivate<ReminderDue>(bobAt), 1);
}

TEST_F(Messaging, AScheduledMessageThatMayNotBeSentStaysAndSaysWhy) {
    ASSERT_TRUE(node.ask(bobAt, later(u"muted"_qs, minute)));
    ASSERT_TRUE(node.ask(annAt, ChangeMember{makeClientId(), room, bob.id, MemberChange::Muted}));
    world.clock.advance(minute);
    tick(node);
    EXPECT_TRUE(textsIn(room).isEmpty());
    const auto plans = std::get<PlanList>(*node.ask(bobAt, ListPlans{}));
    ASSERT_EQ(plans.scheduled.size(), 1);
    EXPECT_EQ(plans.scheduled.first().failed, ErrorCode::Muted);
    EXPECT_EQ(std::get<PlanChanged>(privateOf(bobAt).back().body).state, PlanState::Failed);
    ASSERT_TRUE(node.ask(bobAt, DropPlan{plans.scheduled.first().id}));
    EXPECT_EQ(refusal(node.ask(bobAt, DropPlan{plans.scheduled.first().id})), ErrorCode::NotFound);
}

TEST_F(Messaging, AKeySchedulesWhatItMayPublishByThen) {
    const Capability writes = *Capability::parse(R"({"channel:*":["publish","subscribe","history"]})");
    const auto key = [&](const QString& name, const Capability& capability) {
        server::ApiKey made;
        made.name = name;
        made.capability = capability;
        made.person = bob.id;
        EXPECT_TRUE(await(world.store.keys().create(made)));
    };
    const auto join = [&](const QString& name, const Capability& capability) {
        const auto opened =
            await(node.sessions.open(bob, u"bot"_qs, capability, node.peer, {.name = name, .revision = 1}));
        EXPECT_TRUE(opened);
        return opened ? node.join(opened->accessToken) : ChatNode::ConnectionId();
    };
    key(u"bot"_qs, writes);
    key(u"gone"_qs, writes);
    const auto bot = join(u"bot"_qs, writes);
    const auto gone = join(u"gone"_qs, writes);
    const auto planned = node.ask(bot, later(u"from a key"_qs, minute));
    ASSERT_TRUE(planned);
    EXPECT_EQ(std::get<PlanList>(*planned).scheduled.size(), 1);
    ASSERT_TRUE(node.ask(gone, later(u"from a key that ended"_qs, minute)));
    ScheduleMessage quoting = later(u"see"_qs, minute);
    quoting.entry.quote = Quote{.channel = ChannelId(5), .message = MessageId(5)};
    const auto reader = join(u"bot"_qs, *Capability::parse(R"({"channel:*":["subscribe"]})"));
    EXPECT_EQ(refusal(node.ask(reader, later(u"no"_qs, minute))), ErrorCode::Forbidden);
    const auto narrow = node.join(
        node.signIn(bob, *Capability::parse(R"({"channel:*":["publish","subscribe"]})")).accessToken);
    EXPECT_EQ(refusal(node.ask(narrow, later(u"no"_qs, minute))), ErrorCode::Forbidden)
        << "nobody could be asked about this token by then";
    EXPECT_EQ(refusal(node.ask(narrow, quoting)), ErrorCode::Forbidden);
    ASSERT_TRUE(await(world.store.keys().revoke(u"gone"_qs)));
    world.clock.advance(minute);
    tick(node);
    EXPECT_EQ(textsIn(room), QStringList{u"from a key"_qs});
    const PlanList left = std::get<PlanList>(*node.ask(bobAt, ListPlans{}));
    ASSERT_EQ(left.scheduled.size(), 1);
    EXPECT_EQ(left.scheduled.first().failed, ErrorCode::Forbidden);
}

TEST_F(Messaging, SlowModeMakesAScheduledMessageWait) {
    UpdateChannel slow;
    slow.clientId = makeClientId();
    slow.channel = room;
    slow.slowMode = 30;
    ASSERT_TRUE(node.ask(annAt, slow));
    say(bobAt, u"first"_qs);
    ASSERT_TRUE(node.ask(bobAt, later(u"second"_qs, 1'000)));
    world.clock.advance(1'000);
    tick(node);
    EXPECT_EQ(textsIn(room), QStringList{u"first"_qs});
    for (int i = 0; i < 10; ++i) {
        world.clock.advance(5'000);
        tick(node);
    }
    EXPECT_EQ(textsIn(room), (QStringList{u"first"_qs, u"second"_qs}));
}

TEST_F(Messaging, NothingIsPlannedTooFarAheadOrWithoutWords) {
    EXPECT_EQ(refusal(node.ask(bobAt, later(u"x"_qs, limits::planAheadMs + 1))), ErrorCode::BadRequest);
    EXPECT_EQ(refusal(node.ask(bobAt, later(u"  "_qs, minute))), ErrorCode::BadRequest);
}

} // namespace parlor::test
