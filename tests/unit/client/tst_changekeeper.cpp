#include "client/core/messages/changekeeper.h"
#include "client/core/messages/outbox.h"
#include "client/core/unmadechannel.h"
#include "tests/support/fakelink.h"
#include "tests/support/manualclock.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"
#include "tests/unit/client/requestlistener.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

const ChannelId general{7};
constexpr std::int64_t dayMs = 24LL * 3'600'000;

/// One life of the program on a local store.
class Life {
public:
    explicit Life(const QString& directory, std::int64_t laterMs = 0)
        : cache(thread, directory + u"/client.sqlite"_qs),
          requests(link),
          listener(requests, &state),
          outbox(state, cache, requests, order, executor, clock,
                 {[](ChannelId) { return Serial(); },
                  [this](const Command& command) { keeper.follow(command); }}),
          keeper(state, cache, requests, order, executor, clock,
                 {[this](const PendingChange&, const Answer& answer) { heard.append(answer); },
                  [this](ChannelId from, ChannelId to) {
                      outbox.move(from, to);
                      state.apply(ChannelMade{from, to});
                  },
                  [this](ChannelId channel, ErrorCode reason) { outbox.giveUpAll(channel, reason); }}) {
        clock.advance(laterMs);
        link.setListener(&listener);
        QObject::connect(&state.changes(), &Changes::changed, &context, [this](const ChangeSet& changes) {
            for (const RefusedChange& refused : changes.refusals)
                refusals.append(refused);
            madeChannels.insert(changes.made);
        });
        const auto start =
            await(cache.ask([](CacheDatabase& database) { return database.begin(u"1@home"_qs); }));
        order.restore(start->places);
        outbox.restore(start->pending);
        keeper.restore(start->changes);
    }

    void connect() {
        link.open({});
        link.welcome(test::welcome({}));
        outbox.online();
        keeper.online();
    }

    void cut() {
        link.cut();
        outbox.offline();
        keeper.offline();
        settle();
    }

    /// Everything that waits on the store or the executor has happened.
    void settle() {
        for (int i = 0; i < 3; ++i) {
            (void)stored();
            QCoreApplication::processEvents();
        }
    }

    Task<Status> edit(const QString& text, MessageId message = MessageId(70)) {
        EditMessage edit;
        edit.channel = general;
        edit.message = message;
        edit.clientId = makeClientId();
        edit.entry.text = text;
        return keeper.perform(edit);
    }

    Task<Result<ChannelList>> create(const QString& name) {
        CreateChannel create;
        create.clientId = makeClientId();
        create.name = name;
        return keeper.ask<ChannelList>(create);
    }

    Task<Status> leave() { return keeper.perform(LeaveChannel{makeClientId(), general}); }

    void write(const QString& text, ChannelId channel = general) {
        PendingMessage message;
        message.clientId = makeClientId();
        message.channel = channel;
        message.text = text;
        message.createdAt = clock.now();
        outbox.add(message);
    }

    /// What the server is asked next.
    template<class C>
    std::pair<std::int64_t, C> next() {
        EXPECT_TRUE(waitFor([this] { return link.has<C>(); }));
        return link.take<C>().value_or(std::pair<std::int64_t, C>());
    }

    int stored() {
        return static_cast<int>(
            await(cache.ask([](CacheDatabase& database) { return database.outgoing.changes(); }))->size());
    }

    FakeLink link;
    ManualClock clock;
    QtExecutor executor;
    WorkerThread thread{u"cache"_qs};
    State state;
    Cache cache;
    Requests requests;
    RequestListener listener;
    OutgoingOrder order;
    Outbox outbox;
    ChangeKeeper keeper;
    QList<Answer> heard;
    QList<RefusedChange> refusals;
    QHash<ChannelId, ChannelId> madeChannels;
    QObject context;
};

Committed committed(const QString& clientId = {}) {
    Committed answer;
    answer.clientId = clientId;
    answer.message = MessageId(70);
    answer.serial = Serial(9);
    return answer;
}

ChannelList made(const QString& name) {
    ChannelList list;
    list.channels = {channelState(9, 0)};
    list.channels.first().channel.name = name;
    return list;
}

struct Changed : testing::Test {
    void live(std::int64_t laterMs = 0) {
        life.reset();
        life = std::make_unique<Life>(dir.path(), laterMs);
    }

    QTemporaryDir dir;
    std::unique_ptr<Life> life;
};

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

} // namespace parlor::client
