#include "client/core/state.h"
#include "client/core/unmadechannel.h"
#include "tests/support/waiting.h"
#include "tests/unit/client/builders.h"

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

struct StateTest : testing::Test {
    StateTest() {
        Account account;
        account.person = person(1, u"ann"_qs);
        state.apply(AccountKnown{account});
        state.apply(ChannelsSeen{{channelState(7, 2)}, true});
        QObject::connect(&state.changes(), &Changes::changed, &context, [this](const ChangeSet& set) {
            changes = set;
            ++told;
        });
    }

    /// The text of the row that serial 3 posted, as it is shown.
    QString shownText() {
        const Event* row = state.timeline(channel).message(MessageId(1003));
        const auto asked = row ? state.asAsked(*row) : std::nullopt;
        return asked ? textOf(*asked) : row ? textOf(*row) : QString();
    }

    PendingChange edit(const QString& clientId, const QString& text) {
        PendingChange change;
        change.clientId = clientId;
        EditMessage command;
        command.channel = channel;
        command.clientId = clientId;
        command.message = MessageId(1003);
        command.entry.text = text;
        change.command = command;
        change.state = PendingState::Waiting;
        change.waited = true;
        return change;
    }

    PendingMessage pending(const QString& clientId) {
        PendingMessage message;
        message.clientId = clientId;
        message.channel = channel;
        message.text = u"hi"_qs;
        return message;
    }

    QObject context;
    State state;
    ChangeSet changes;
    int told = 0;
    const ChannelId channel{7};
};

} // namespace

TEST_F(StateTest, ChangesAreToldOnceATurn) {
    QCoreApplication::processEvents();
    told = 0;
    state.apply(EventsApplied{channel, {posted(3, u"a"_qs, 2)}, true});
    state.apply(EventsApplied{channel, {posted(4, u"b"_qs, 2)}, true});
    EXPECT_EQ(told, 0);
    ASSERT_TRUE(waitFor([&] { return told == 1; }));
    EXPECT_TRUE(changes.channels.contains(channel));
    EXPECT_EQ(changes.arrivals.size(), 2);
}

TEST_F(StateTest, CountsOthersNewMessagesOnly) {
    state.apply(EventsApplied{channel, {posted(3, u"mine"_qs, 1), posted(4, u"yours"_qs, 2)}, true});
    EXPECT_EQ(state.channel(channel)->state.unread, 1);
    EXPECT_EQ(state.channel(channel)->state.last, Serial(4));
    // What a welcome counted already is not counted again when its events arrive.
    state.apply(ChannelsSeen{{channelState(7, 9)}, true});
    state.apply(EventsApplied{channel, {posted(5, u"past"_qs, 2)}, true});
    EXPECT_EQ(state.channel(channel)->state.unread, 0);
    EXPECT_EQ(textOf(*state.channel(channel)->lastMessage), u"past"_qs);
}

TEST_F(StateTest, TheEventReplacesThePendingCopyWhicheverComesFirst) {
    state.apply(PendingChanged{pending(u"c1"_qs)});
    EXPECT_EQ(state.channel(channel)->unsent, 1);
    state.apply(EventsApplied{channel, {posted(3, u"hi"_qs, 1, u"c1"_qs)}, true});
    EXPECT_TRUE(state.pending(channel).isEmpty());
    EXPECT_EQ(state.channel(channel)->unsent, 0);
    // The answer comes late: nothing appears twice.
    PendingMessage sent = pending(u"c1"_qs);
    sent.state = PendingState::Sent;
    state.apply(PendingChanged{sent});
    EXPECT_TRUE(state.pending(channel).isEmpty());
}

TEST_F(StateTest, AnotherPersonsClientIdTakesNothingAway) {
    state.apply(PendingChanged{pending(u"c1"_qs)});
    state.apply(EventsApplied{channel, {posted(3, u"hi"_qs, 2, u"c1"_qs)}, true});
    EXPECT_EQ(state.pending(channel).size(), 1);
}

TEST_F(StateTest, WhatOneAskedOfAMessageLiesOverItUntilItsEventComes) {
    Event row = posted(3, u"before"_qs);
    std::get<MessagePosted>(row.body).entry.photos.append(PhotoReference());
    state.apply(PageLoaded{channel, {Serial(1), Serial(3)}, {row}, true, true, true});
    QCoreApplication::processEvents();
    changes = {};
    state.apply(ChangePending{edit(u"c1"_qs, u"once"_qs)});
    state.apply(ChangePending{edit(u"c2"_qs, u"twice"_qs)});
    ASSERT_TRUE(waitFor([&] { return changes.timelines.contains(channel); }));
    EXPECT_EQ(changes.timelines[channel].serials.front(), Serial(3));
    EXPECT_EQ(shownText(), u"twice"_qs);
    EXPECT_TRUE(state.isChangeWaiting(MessageId(1003)));
    const Event& said = *state.timeline(channel).message(MessageId(1003));
    EXPECT_EQ(textOf(said), u"before"_qs) << "the rows say what the server says";
    EXPECT_EQ(std::get<MessagePosted>(state.asAsked(said)->body).entry.photos.size(), 1);
    // The answer comes before the event, with the words that the filter left.
    state.apply(ChangeOver{u"c1"_qs, {}, Serial(4), u"*nce"_qs});
    EXPECT_EQ(shownText(), u"twice"_qs);
    state.apply(ChangeOver{u"c2"_qs, ErrorCode::WindowClosed});
    EXPECT_EQ(shownText(), u"*nce"_qs);
    EXPECT_FALSE(state.isChangeWaiting(MessageId(1003)));
    state.apply(EventsApplied{channel, {edited(4, 3, u"*nce"_qs)}, true});
    EXPECT_FALSE(state.asAsked(*state.timeline(channel).message(MessageId(1003))));
    EXPECT_EQ(shownText(), u"*nce"_qs);
    // The event may overtake the answer.
    state.apply(ChangePending{edit(u"c3"_qs, u"thrice"_qs)});
    state.apply(EventsApplied{channel, {edited(5, 3, u"thrice"_qs)}, true});
    EXPECT_EQ(shownText(), u"thrice"_qs);
    state.apply(ChangeOver{u"c3"_qs, {}, Serial(5), {}});
    EXPECT_FALSE(state.asAsked(*state.timeline(channel).message(MessageId(1003))));
    EXPECT_EQ(shownText(), u"thrice"_qs);
}

TEST_F(StateTest, WhatWasRefusedIsTakenOffAgain) {
    state.apply(PageLoaded{channel, {Serial(1), Serial(3)}, {posted(3, u"before"_qs, 2)}, true, true, true});
    const auto row = [&]() -> const Event& { return *state.timeline(channel).message(MessageId(1003)); };
    const auto ask = [&](const QString& clientId, Command command) {
        PendingChange change;
        change.clientId = clientId;
        change.command = std::move(command);
        state.apply(ChangePending{change});
    };
    ask(u"c1"_qs, React{channel, u"c1"_qs, MessageId(1003), u"x"_qs, true});
    ask(u"c2"_qs, PinMessage{channel, u"c2"_qs, MessageId(1003), true});
    auto shown = std::get<MessagePosted>(state.asAsked(row())->body);
    EXPECT_TRUE(shown.pinned);
    ASSERT_EQ(shown.reactions.size(), 1);
    EXPECT_EQ(shown.reactions[0].people, QList<PersonId>({PersonId(1)}));
    ask(u"c3"_qs, DeleteMessage{channel, u"c3"_qs, MessageId(1003)});
    EXPECT_TRUE(std::get<MessagePosted>(state.asAsked(row())->body).deleted);
    state.apply(ChangeOver{u"c3"_qs, ErrorCode::Forbidden});
    shown = std::get<MessagePosted>(state.asAsked(row())->body);
    EXPECT_FALSE(shown.deleted);
    EXPECT_EQ(shown.entry.text, u"before"_qs);
    state.apply(ChangeOver{u"c1"_qs, ErrorCode::Forbidden});
    state.apply(ChangeOver{u"c2"_qs, ErrorCode::Forbidden});
    EXPECT_FALSE(state.asAsked(row()));
}

TEST_F(StateTest, FailedMessagesAreCounted) {
    PendingMessage failed = pending(u"c1"_qs);
    failed.state = PendingState::Failed;
    state.apply(PendingChanged{failed});
    state.apply(PendingChanged{pending(u"c2"_qs)});
    EXPECT_EQ(state.channel(channel)->unsent, 2);
    EXPECT_EQ(state.channel(channel)->failed, 1);
}

TEST_F(StateTest, ACompleteListRemovesTheRest) {
    state.apply(ChannelsSeen{{channelState(8, 0)}, false});
    EXPECT_TRUE(state.channel(channel));
    state.apply(ChannelsSeen{{channelState(8, 0)}, true});
    EXPECT_FALSE(state.channel(channel));
    EXPECT_TRUE(state.channel(ChannelId(8)));
}

TEST_F(StateTest, WhatOneWantsToHearIsShownUntilTheServerRefusesIt) {
    const auto wish = [&](const QString& clientId, Notifications notifications) {
        PendingChange change;
        change.clientId = clientId;
        change.command = SetNotifications{channel, notifications};
        state.apply(ChangePending{change});
    };
    const auto shown = [&] { return state.channel(channel)->state.notifications; };
    wish(u"c1"_qs, Notifications::Mentions);
    EXPECT_EQ(shown(), Notifications::Mentions);
    wish(u"c2"_qs, Notifications::Nothing);
    EXPECT_EQ(shown(), Notifications::Nothing);
    EXPECT_TRUE(state.channel(channel)->state.muted);
    state.apply(ChannelsSeen{{channelState(7, 2)}, true});
    EXPECT_EQ(shown(), Notifications::Nothing) << "the server does not know yet";
    state.apply(ChangeOver{u"c1"_qs, {}, {}, {}, true});
    EXPECT_EQ(shown(), Notifications::Nothing);
    state.apply(ChangeOver{u"c2"_qs, ErrorCode::Forbidden, {}, {}, false});
    EXPECT_EQ(shown(), Notifications::Mentions) << "the first one came true";
    EXPECT_FALSE(state.channel(channel)->state.muted);
    state.apply(NotificationsSet{channel, Notifications::All});
    EXPECT_EQ(shown(), Notifications::All);
}

TEST_F(StateTest, AChannelThatWaitsToBeMadeIsShownUntilItIsThere) {
    PendingChange change;
    change.clientId = makeClientId();
    CreateChannel create;
    create.clientId = change.clientId;
    create.kind = ChannelKind::Direct;
    create.people = {PersonId(2)};
    change.command = create;
    change.state = PendingState::Waiting;
    const ChannelId unmade = unmadeChannel(change.clientId);
    EXPECT_TRUE(unmade.isValid());
    EXPECT_TRUE(isUnmade(unmade));
    EXPECT_FALSE(isUnmade(channel));
    EXPECT_FALSE(isUnmade(makeNew<ChannelId>()));
    EXPECT_EQ(ChannelId::fromString(unmade.toString()), unmade);
    state.apply(ChangePending{change});
    EXPECT_FALSE(state.channel(unmade)) << "an answer is awaited";
    change.waited = true;
    state.apply(ChangePending{change});
    ASSERT_TRUE(state.channel(unmade));
    EXPECT_EQ(state.channel(unmade)->state.people, QList<PersonId>({PersonId(1), PersonId(2)}));
    EXPECT_EQ(state.channel(unmade)->state.memberCount, 2);
    changes = {};
    state.apply(ChannelMade{unmade, ChannelId(9)});
    state.apply(ChangeOver{change.clientId, {}, {}, {}});
    EXPECT_FALSE(state.channel(unmade));
    ASSERT_TRUE(waitFor([&] { return !changes.made.isEmpty(); }));
    EXPECT_EQ(changes.made.value(unmade), ChannelId(9));
    EXPECT_EQ(state.made(unmade), ChannelId(9)) << "for who took the id before";
    EXPECT_EQ(state.made(channel), channel);
    // One that is refused goes when nothing waits in it.
    state.apply(ChangePending{change});
    ASSERT_TRUE(state.channel(unmade));
    state.apply(ChangeOver{change.clientId, ErrorCode::Forbidden, {}, {}});
    EXPECT_FALSE(state.channel(unmade));
}

TEST_F(StateTest, WritingSomethingEndsTyping) {
    state.apply(TypingSeen{channel, PersonId(2), 1});
    EXPECT_EQ(state.channel(channel)->typing.size(), 1);
    state.apply(EventsApplied{channel, {posted(3, u"done"_qs, 2)}, true});
    EXPECT_TRUE(state.channel(channel)->typing.isEmpty());
}

TEST_F(StateTest, KeepsWhatSomebodySaysWhileOnline) {
    const QJsonObject cooking{{u"status"_qs, u"cooking"_qs}};
    state.apply(PresenceSeen{PersonId(2), true, cooking});
    EXPECT_TRUE(state.isOnline(PersonId(2)));
    EXPECT_EQ(state.saidBy(PersonId(2)), cooking);
    state.apply(PresenceSeen{PersonId(2), false, {}});
    EXPECT_FALSE(state.isOnline(PersonId(2)));
    EXPECT_EQ(state.saidBy(PersonId(2)), QJsonObject());
}

TEST_F(StateTest, SigningOutForgetsEverything) {
    state.apply(PageLoaded{channel, {Serial(1), Serial(1)}, {posted(1, u"a"_qs)}, true, true, true});
    ServerLimits small;
    small.photosPerMessage = 3;
    state.apply(LimitsKnown{small});
    EXPECT_EQ(state.limits(), small);
    state.apply(SignedOut{});
    EXPECT_EQ(state.limits(), ServerLimits()) << "the next server may be another one";
    EXPECT_FALSE(state.account());
    EXPECT_TRUE(state.channels().isEmpty());
    EXPECT_TRUE(state.timeline(channel).rows().empty());
}

TEST(LibraryIndex, KeepsOrderThroughChanges) {
    LibraryIndex index;
    const auto entry = [](int id, int taken) {
        LibraryEntry made;
        made.id = PhotoId(id);
        made.takenLocal = taken;
        made.placeholder = QByteArray("abc");
        return made;
    };
    index.replace({entry(1, 10), entry(2, 30), entry(3, 20)});
    EXPECT_EQ(index.columns().ids, (std::vector{PhotoId(2), PhotoId(3), PhotoId(1)}));
    index.change({entry(4, 25), entry(1, 40)}, {PhotoId(3)});
    EXPECT_EQ(index.columns().ids, (std::vector{PhotoId(1), PhotoId(2), PhotoId(4)}));
    EXPECT_EQ(index.at(2), entry(4, 25));
    std::vector<LibraryEntry> many;
    for (int i = 100; i < 300; ++i)
        many.push_back(entry(i, i));
    index.change(many, {PhotoId(2)});
    ASSERT_EQ(index.size(), 202U);
    EXPECT_EQ(index.columns().ids.front(), PhotoId(299));
    EXPECT_EQ(index.columns().ids.back(), PhotoId(4));
}

TEST(LibraryIndex, ThumbHashesAreSixteenDigits) {
    EXPECT_EQ(thumbHashText(0x12), u"0000000000000012"_qs);
    EXPECT_EQ(thumbHashFrom(u"00ff00000000000a"_qs), 0x00ff00000000000aULL);
    EXPECT_EQ(thumbHashFrom(u"12"_qs), 0U);
    EXPECT_TRUE(thumbHashText(0).isEmpty());
}

TEST_F(StateTest, TheSlowestDecidesHowFarAGroupIs) {
    ChannelState group = channelState(7, 4);
    group.channel.kind = ChannelKind::Group;
    group.memberCount = 3;
    state.apply(ChannelsSeen{{group}, false});
    state.apply(PageLoaded{
        channel,
        {Serial(1), Serial(4)},
        {posted(1, u"a"_qs, 1), posted(2, u"b"_qs, 2), posted(3, u"c"_qs, 1), posted(4, u"d"_qs, 1)},
        true,
        true,
        true});
    state.apply(ReceiptsKnown{channel, {{PersonId(2), Serial(4), Serial(4)}}, false});
    EXPECT_EQ(state.farthest(channel).delivered, Serial()) << "nobody knows yet where the third one is";
    QCoreApplication::processEvents();
    changes = {};
    state.apply(ReceiptsKnown{channel,
                              {{PersonId(1), Serial(4), Serial(4)},
                               {PersonId(2), Serial(4), Serial(4)},
                               {PersonId(3), Serial(3), Serial(1)}},
                              true});
    EXPECT_EQ(state.farthest(channel).delivered, Serial(3));
    EXPECT_EQ(state.farthest(channel).read, Serial(1));
    ASSERT_TRUE(waitFor([&] { return changes.timelines.contains(channel); }));
    EXPECT_EQ(changes.timelines.value(channel).serials, (std::vector<Serial>{Serial(1), Serial(3)}));
    // Somebody comes: what was said before is no debt of theirs. Somebody goes: nobody waits for them.
    Event joined = about(5, 5, MemberChanged{person(4, u"dan"_qs), MemberChange::Joined, Role::Member}, 1);
    state.apply(EventsApplied{channel, {joined}, true});
    EXPECT_EQ(state.farthest(channel).delivered, Serial(3));
    Event left = about(6, 6, MemberChanged{person(3, u"cid"_qs), MemberChange::Left, Role::Member}, 3);
    state.apply(EventsApplied{channel, {left}, true});
    EXPECT_EQ(state.farthest(channel).delivered, Serial(4));
}

} // namespace parlor::client
