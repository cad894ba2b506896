// How people come into a channel, what holds them back there, and how they go.
#include "tests/contract/store/messagingcase.h"

namespace parlor::server {

namespace {
constexpr std::int64_t minute = 60'000;
} // namespace

TEST_P(Messaging, SlowModeHoldsMembersBackAndNobodyElse) {
    ChannelUpdate slow;
    slow.slowMode = 60;
    ASSERT_TRUE(change(slow));
    EXPECT_EQ(state(bob, general).channel.slowMode, 60);
    const auto send = [&](const Person& by) {
        return answerOf(
            store->messages().post(operation(by), general, text(QStringLiteral("x")), std::nullopt));
    };
    const Operation once = operation(bob);
    const auto first =
        answerOf(store->messages().post(once, general, text(QStringLiteral("x")), std::nullopt));
    ASSERT_TRUE(first);
    store->clock.advance(20'000);
    const auto held = send(bob);
    ASSERT_EQ(errorOf(held), ErrorCode::SlowMode);
    EXPECT_EQ(held.error().retryAfterMs, 40'000);
    // A retry of what was sent is no second message.
    EXPECT_TRUE(
        answerOf(store->messages().post(once, general, text(QStringLiteral("x")), std::nullopt))->duplicate);
    EXPECT_TRUE(send(anna));
    EXPECT_TRUE(send(anna));
    store->clock.advance(40'000);
    EXPECT_TRUE(send(bob));
}

TEST_P(Messaging, RulesOfAChannelAreSeenByAll) {
    ChannelUpdate update;
    update.description = QStringLiteral("Beds\nand borders");
    update.retention = 3'600;
    update.metadata = QJsonObject{{QStringLiteral("colour"), QStringLiteral("green")}};
    ASSERT_TRUE(change(update));
    const Channel seen = state(bob, general).channel;
    EXPECT_EQ(seen.description, u"Beds\nand borders");
    EXPECT_EQ(seen.retention, 3'600);
    EXPECT_EQ(seen.metadata, *update.metadata);
    EXPECT_EQ(bodyOf<ChannelChanged>(log.events(general).back())->channel, seen);
    EXPECT_EQ(bodyOf<ChannelChanged>(allEvents(general).back())->channel, seen);
    const auto retentions = answerOf(store->channels().retentions());
    ASSERT_TRUE(retentions);
    EXPECT_EQ(*retentions, (QHash<ChannelId, std::int64_t>{{general, 3'600}}));
}

TEST_P(Messaging, AnInvitationOpensAPrivateChannelOnce) {
    const ChannelId den = channel(anna, "den", {}, Visibility::Private);
    const auto enter = [&] { return answerOf(store->channels().join(operation(bob), den, true)); };
    EXPECT_EQ(errorOf(enter()), ErrorCode::UnknownChannel);
    post(anna, den, QStringLiteral("before"));
    const auto invited = change(anna, bob, MemberChange::Invited, den, endOfTime, false);
    ASSERT_TRUE(invited);
    EXPECT_EQ(change(anna, bob, MemberChange::Invited, den, endOfTime, false)->serial, invited->serial);
    const PersonEventBody heard = log.privateEvents(bob.id).back().body;
    const auto* invitation = std::get_if<InvitedTo>(&heard);
    ASSERT_TRUE(invitation);
    EXPECT_EQ(invitation->channel.id, den);
    EXPECT_EQ(invitation->by, anna.id);
    EXPECT_EQ(stream(bob).back().body, log.privateEvents(bob.id).back().body);
    // It is listed, but not read before it is accepted.
    const auto listed = answerOf(store->channels().list(bob.id, true));
    ASSERT_TRUE(listed);
    EXPECT_TRUE(std::any_of(listed->begin(), listed->end(), [&](const ChannelState& one) {
        return one.channel.id == den && one.invited && !one.member;
    }));
    EXPECT_EQ(errorOf(answerOf(store->channels().state(bob.id, den))), ErrorCode::UnknownChannel);
    const auto joined = enter();
    ASSERT_TRUE(joined);
    EXPECT_FALSE(state(bob, den).invited);
    EXPECT_EQ(state(bob, den).visibleFrom, joined->serial);
    ASSERT_TRUE(answerOf(store->channels().leave(operation(bob), den)));
    EXPECT_EQ(errorOf(enter()), ErrorCode::UnknownChannel);
}

TEST_P(Messaging, AnInvitationIsDeclinedOrTakenBack) {
    const ChannelId den = channel(anna, "den", {}, Visibility::Private);
    ASSERT_TRUE(change(anna, bob, MemberChange::Invited, den));
    ASSERT_TRUE(answerOf(store->channels().leave(operation(bob), den)));
    EXPECT_EQ(bodyOf<MemberChanged>(log.events(den).back())->change, MemberChange::Uninvited);
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), den, true))),
              ErrorCode::UnknownChannel);
    ASSERT_TRUE(change(anna, bob, MemberChange::Invited, den));
    ASSERT_TRUE(change(anna, bob, MemberChange::Uninvited, den));
    EXPECT_EQ(log.privateEvents(bob.id).back().body, PersonEventBody(ChannelLeft{den}));
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), den, true))),
              ErrorCode::UnknownChannel);
    ASSERT_TRUE(change(anna, bob, MemberChange::Banned, den));
    EXPECT_EQ(errorOf(change(anna, bob, MemberChange::Invited, den)), ErrorCode::Banned);
}

TEST_P(Messaging, GuestsComeInByInvitationOnly) {
    const Person guest = person("guest", Role::Guest);
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(guest), general, true))),
              ErrorCode::Forbidden);
    ASSERT_TRUE(change(anna, guest, MemberChange::Invited, general));
    EXPECT_TRUE(answerOf(store->channels().join(operation(guest), general, true)));
}

TEST_P(Messaging, BansAndMutesEndWhenTheyShould) {
    const std::int64_t until = store->clock.now() + minute;
    ASSERT_TRUE(change(anna, bob, MemberChange::Muted, general, until));
    EXPECT_EQ(bodyOf<MemberChanged>(log.events(general).back())->until, until);
    EXPECT_EQ(bodyOf<MemberChanged>(allEvents(general).back())->until, until);
    const auto send = [&] {
        return answerOf(
            store->messages().post(operation(bob), general, text(QStringLiteral("x")), std::nullopt));
    };
    EXPECT_EQ(errorOf(send()), ErrorCode::Muted);
    store->clock.advance(minute);
    EXPECT_TRUE(send());
    ASSERT_TRUE(change(anna, bob, MemberChange::Banned, general, store->clock.now() + minute));
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), general, true))), ErrorCode::Banned);
    const auto banned = answerOf(store->channels().banned(general, store->clock.now(), 10));
    ASSERT_EQ(banned->size(), 1);
    EXPECT_EQ(banned->first().person.id, bob.id);
    store->clock.advance(minute);
    EXPECT_TRUE(answerOf(store->channels().banned(general, store->clock.now(), 10))->isEmpty());
    EXPECT_TRUE(answerOf(store->channels().join(operation(bob), general, true)));
    ASSERT_TRUE(change(anna, bob, MemberChange::Banned, general));
    EXPECT_EQ(bodyOf<MemberChanged>(log.events(general).back())->until, 0); // for ever
}

} // namespace parlor::server
