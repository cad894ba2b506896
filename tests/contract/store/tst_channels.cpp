#include "tests/contract/store/storecase.h"

namespace parlor::server {
namespace {

class Channels : public StoreCase {
protected:
    Result<Outcome> change(const Person& by, ChannelId channel, const Person& whom, MemberChange what,
                           Role role = Role::Member, std::int64_t until = endOfTime,
                           bool seesHistory = true) {
        MemberUpdate update;
        update.person = whom.id;
        update.change = what;
        update.role = role;
        update.until = until;
        update.seesHistory = seesHistory;
        return answerOf(store->channels().changeMember(operation(by), channel, update, Role::Moderator));
    }

    Result<Outcome> tryPost(const Person& author, ChannelId channel) {
        return answerOf(
            store->messages().post(operation(author), channel, text(QStringLiteral("x")), std::nullopt));
    }
};

TEST_P(Channels, AreMadeWithTheirPeople) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "General", {bob.id, anna.id, bob.id});
    const ChannelState mine = state(anna, general);
    EXPECT_TRUE(mine.member);
    EXPECT_EQ(mine.role, Role::Owner);
    EXPECT_EQ(mine.memberCount, 2);
    EXPECT_EQ(mine.last, Serial(3));
    EXPECT_EQ(mine.unread, 0);
    EXPECT_EQ(state(bob, general).role, Role::Member);
    const QList<Event> events = allEvents(general);
    ASSERT_EQ(events.size(), 3);
    ASSERT_TRUE(bodyOf<ChannelChanged>(events.at(0)));
    EXPECT_EQ(bodyOf<ChannelChanged>(events.at(0))->channel.name, u"General");
    ASSERT_TRUE(bodyOf<MemberChanged>(events.at(2)));
    EXPECT_EQ(bodyOf<MemberChanged>(events.at(2))->person, bob);
    EXPECT_EQ(log.events(general), events);
    ASSERT_EQ(log.privateEvents(bob.id).size(), 1);
    EXPECT_EQ(std::get<ChannelJoined>(log.privateEvents(bob.id).first().body).state, state(bob, general));
    EXPECT_EQ(answerOf(store->channels().byName(QStringLiteral("gEneral")))->id, general);
    EXPECT_EQ(answerOf(store->channels().byId(general))->createdBy, anna.id);
    EXPECT_EQ(*answerOf(store->channels().heads({general, ChannelId(5)})),
              (QHash<ChannelId, Serial>{{general, Serial(3)}}));
}

TEST_P(Channels, NamesAreTakenOnce) {
    const Person anna = person("anna");
    const ChannelId general = channel(anna, "general");
    const ChannelId other = channel(anna, "other");
    NewChannel again;
    again.name = QStringLiteral("GENERAL");
    EXPECT_EQ(errorOf(answerOf(store->channels().create(operation(anna), again))), ErrorCode::NameTaken);
    ChannelUpdate rename;
    rename.name = QStringLiteral("General");
    EXPECT_EQ(errorOf(answerOf(store->channels().update(operation(anna), other, rename, Role::Admin))),
              ErrorCode::NameTaken);
    EXPECT_TRUE(answerOf(store->channels().update(operation(anna), general, rename, Role::Admin)));
    again.kind = ChannelKind::Group;
    EXPECT_TRUE(answerOf(store->channels().create(operation(anna), again)));
    EXPECT_EQ(state(anna, other).last, Serial(2));
}

TEST_P(Channels, ADirectChannelIsFoundByItsPeople) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    NewChannel wanted;
    wanted.kind = ChannelKind::Direct;
    wanted.people = {bob.id};
    const auto made = answerOf(store->channels().create(operation(anna), wanted));
    ASSERT_TRUE(made);
    wanted.people = {anna.id};
    const auto again = answerOf(store->channels().create(operation(bob), wanted));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->channel, made->channel);
    EXPECT_EQ(state(bob, made->channel).last, made->serial);
    EXPECT_EQ(state(bob, made->channel).people, (QList<PersonId>{anna.id, bob.id}));
    EXPECT_EQ(*answerOf(store->channels().findDirect({bob.id, anna.id})), std::optional(made->channel));
    EXPECT_EQ(*answerOf(store->channels().findDirect({bob.id})), std::nullopt);
    EXPECT_EQ(errorOf(answerOf(store->channels().leave(operation(anna), made->channel))),
              ErrorCode::Forbidden);
    wanted.people = {PersonId(99)};
    EXPECT_EQ(errorOf(answerOf(store->channels().create(operation(anna), wanted))), ErrorCode::UnknownPerson);
}

TEST_P(Channels, JoiningAndLeavingArePublicEventsAndPrivateOnes) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "general");
    post(anna, general, QStringLiteral("before"));
    EXPECT_EQ(errorOf(tryPost(bob, general)), ErrorCode::Forbidden);
    const Outcome joined = join(bob, general);
    EXPECT_EQ(joined.serial, Serial(4));
    EXPECT_EQ(join(bob, general).serial, Serial(4)); // changes nothing
    EXPECT_EQ(state(bob, general).unread, 0);
    EXPECT_EQ(state(bob, general).memberCount, 2);
    EXPECT_TRUE(tryPost(bob, general));
    const auto left = answerOf(store->channels().leave(operation(bob), general));
    ASSERT_TRUE(left);
    EXPECT_EQ(left->serial, Serial(6));
    EXPECT_EQ(errorOf(tryPost(bob, general)), ErrorCode::Forbidden);
    EXPECT_FALSE(state(bob, general).member);
    EXPECT_EQ(state(anna, general).memberCount, 1);
    EXPECT_EQ(answerOf(store->channels().leave(operation(bob), general))->serial, Serial(6));
    const auto mine = log.privateEvents(bob.id);
    ASSERT_EQ(mine.size(), 2);
    EXPECT_EQ(mine.at(1).body, PersonEventBody(ChannelLeft{general}));
    EXPECT_TRUE(answerOf(store->channels().memberships(bob.id))->isEmpty());
    EXPECT_EQ(answerOf(store->channels().memberships(anna.id))->value(general).role, Role::Owner);
}

TEST_P(Channels, PrivateOnesAreUnknownToStrangers) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId secret = channel(anna, "secret", {}, Visibility::Private);
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), secret, true))),
              ErrorCode::UnknownChannel);
    EXPECT_EQ(errorOf(answerOf(store->channels().state(bob.id, secret))), ErrorCode::UnknownChannel);
    EXPECT_EQ(errorOf(answerOf(store->channels().leave(operation(bob), secret))), ErrorCode::UnknownChannel);
    EXPECT_EQ(errorOf(tryPost(bob, secret)), ErrorCode::UnknownChannel);
    EXPECT_EQ(errorOf(tryPost(bob, ChannelId(77))), ErrorCode::UnknownChannel);
    EXPECT_TRUE(answerOf(store->channels().list(bob.id, true))->isEmpty());
    ASSERT_TRUE(change(anna, secret, bob, MemberChange::Joined));
    EXPECT_TRUE(tryPost(bob, secret));
}

TEST_P(Channels, AListNamesMineAndWithDiscoverThePublicOnes) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId first = channel(anna, "first");
    const ChannelId mine = channel(bob, "mine", {}, Visibility::Private);
    const ChannelId old = channel(anna, "old");
    ChannelUpdate update;
    update.archived = true;
    ASSERT_TRUE(answerOf(store->channels().update(operation(anna), old, update, Role::Admin)));
    const auto own = answerOf(store->channels().list(bob.id, false));
    ASSERT_EQ(own->size(), 1);
    EXPECT_EQ(own->first(), state(bob, mine));
    const auto all = answerOf(store->channels().list(bob.id, true));
    ASSERT_EQ(all->size(), 2);
    EXPECT_EQ(all->first().channel.id, first);
    EXPECT_FALSE(all->first().member);
    EXPECT_EQ(all->first(), state(bob, first));
}

TEST_P(Channels, SomebodyRemovedOrBannedIsOut) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "general", {bob.id});
    ASSERT_TRUE(change(anna, general, bob, MemberChange::Removed));
    EXPECT_EQ(errorOf(tryPost(bob, general)), ErrorCode::Forbidden);
    join(bob, general);
    ASSERT_TRUE(change(anna, general, bob, MemberChange::Banned, Role::Member, store->clock.now() + 1'000));
    EXPECT_EQ(errorOf(tryPost(bob, general)), ErrorCode::Banned);
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), general, true))), ErrorCode::Banned);
    EXPECT_EQ(errorOf(change(anna, general, bob, MemberChange::Joined)), ErrorCode::Banned);
    store->clock.advance(1'000);
    join(bob, general);
    ASSERT_TRUE(change(anna, general, bob, MemberChange::Banned));
    ASSERT_TRUE(change(anna, general, bob, MemberChange::Unbanned));
    join(bob, general);
    EXPECT_EQ(state(anna, general).memberCount, 2);
    const Event last = allEvents(general).back();
    EXPECT_EQ(bodyOf<MemberChanged>(last)->change, MemberChange::Joined);
    EXPECT_EQ(log.events(general), allEvents(general));
}

TEST_P(Channels, SomebodyMutedMayReadButNotWrite) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "general", {bob.id});
    const auto said = tryPost(bob, general);
    ASSERT_TRUE(change(anna, general, bob, MemberChange::Muted, Role::Member, store->clock.now() + 1'000));
    EXPECT_EQ(errorOf(tryPost(bob, general)), ErrorCode::Muted);
    EXPECT_EQ(errorOf(answerOf(store->messages().react(operation(bob), general, said->message,
                                                       QStringLiteral("👍"), true))),
              ErrorCode::Muted);
    EXPECT_TRUE(answerOf(store->messages().remove(operation(bob), general, said->message, {})));
    store->clock.advance(1'000);
    EXPECT_TRUE(tryPost(bob, general));
    const auto membership = answerOf(store->channels().membership(general, bob.id));
    EXPECT_TRUE(membership->member);
    EXPECT_EQ(membership->role, Role::Member);
}

TEST_P(Channels, RolesBoundWhatOneMayDo) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const Person carl = person("carl");
    const Person admin = person("admin", Role::Admin);
    const ChannelId general = channel(anna, "general", {bob.id, carl.id});
    EXPECT_EQ(errorOf(change(bob, general, carl, MemberChange::Removed)), ErrorCode::Forbidden);
    ASSERT_TRUE(change(anna, general, bob, MemberChange::RoleChanged, Role::Moderator));
    EXPECT_EQ(errorOf(change(bob, general, carl, MemberChange::RoleChanged, Role::Admin)),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(change(bob, general, anna, MemberChange::Removed)), ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(change(bob, general, admin, MemberChange::Banned)), ErrorCode::Forbidden);
    EXPECT_TRUE(change(bob, general, carl, MemberChange::Removed));
    EXPECT_EQ(errorOf(change(bob, general, carl, MemberChange::RoleChanged)), ErrorCode::UnknownPerson);
    EXPECT_TRUE(change(admin, general, bob, MemberChange::Removed)); // without being a member
    EXPECT_EQ(errorOf(change(bob, general, carl, MemberChange::Joined)), ErrorCode::Forbidden);
    EXPECT_EQ(state(anna, general).memberCount, 1);
}

TEST_P(Channels, WhatIsPrivateIsNotRunByStrangersOfAnyRole) {
    const Person anna = person("anna");
    const Person admin = person("admin", Role::Admin);
    NewChannel wanted;
    wanted.name = QStringLiteral("family");
    wanted.visibility = Visibility::Private;
    const ChannelId family = answerOf(store->channels().create(operation(anna), wanted))->channel;
    EXPECT_EQ(errorOf(change(admin, family, admin, MemberChange::Joined)), ErrorCode::UnknownChannel);
    ChannelUpdate rename;
    rename.name = QStringLiteral("mine");
    EXPECT_EQ(errorOf(answerOf(store->channels().update(operation(admin), family, rename, Role::Moderator))),
              ErrorCode::UnknownChannel);
    ASSERT_TRUE(change(anna, family, admin, MemberChange::Joined));
    EXPECT_TRUE(answerOf(store->channels().update(operation(admin), family, rename, Role::Moderator)));
}

TEST_P(Channels, AnArchivedOneIsClosed) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "general");
    ChannelUpdate update;
    update.archived = true;
    ASSERT_TRUE(answerOf(store->channels().update(operation(anna), general, update, Role::Admin)));
    EXPECT_EQ(errorOf(tryPost(anna, general)), ErrorCode::Archived);
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(bob), general, true))), ErrorCode::Archived);
    update.archived = false;
    update.topic = QStringLiteral("back");
    ASSERT_TRUE(answerOf(store->channels().update(operation(anna), general, update, Role::Admin)));
    EXPECT_TRUE(tryPost(anna, general));
    EXPECT_EQ(answerOf(store->channels().byId(general))->topic, u"back");
}

TEST_P(Channels, SomebodyWhoMayNotSeeThePastSkipsIt) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "general");
    post(anna, general, QStringLiteral("secret past"));
    ASSERT_TRUE(change(anna, general, bob, MemberChange::Joined, Role::Member, endOfTime, false));
    const ChannelState his = state(bob, general);
    EXPECT_EQ(his.visibleFrom, Serial(4));
    HistoryQuery query;
    query.channel = general;
    query.visibleFrom = his.visibleFrom;
    const auto newest = answerOf(store->messages().history(query));
    ASSERT_EQ(newest->events.size(), 2);
    EXPECT_EQ(newest->events.at(0).body, EventBody(Skipped{Serial(3)}));
    EXPECT_EQ(newest->events.at(0).serial, Serial(1));
    query.after = Serial(1);
    const auto after = answerOf(store->messages().history(query));
    ASSERT_EQ(after->events.size(), 2);
    EXPECT_EQ(after->events.at(0).serial, Serial(2));
    EXPECT_EQ(after->events.at(0).body, EventBody(Skipped{Serial(3)}));
    EXPECT_EQ(after->events.at(1).serial, Serial(4));
}

TEST_P(Channels, TheReadMarkerOnlyMovesForward) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "general", {bob.id});
    for (int i = 0; i < 5; ++i)
        post(anna, general, QString::number(i)); // serials 4 to 8
    EXPECT_EQ(state(bob, general).unread, 5);
    EXPECT_EQ(state(anna, general).unread, 0);
    EXPECT_EQ(*answerOf(store->channels().markRead(bob.id, general, Serial(6))),
              (ReadMoved{general, Serial(6), 2, 0}));
    EXPECT_EQ(*answerOf(store->channels().markRead(bob.id, general, Serial(5))),
              (ReadMoved{general, Serial(6), 2, 0}));
    EXPECT_EQ(*answerOf(store->channels().markRead(bob.id, general, Serial(999))),
              (ReadMoved{general, Serial(8), 0, 0}));
    EXPECT_EQ(log.privateEvents(bob.id).size(), 3); // joined, moved, moved
    EXPECT_EQ(errorOf(answerOf(store->channels().markRead(person("carl").id, general, Serial(1)))),
              ErrorCode::UnknownChannel);
}

TEST_P(Channels, UnreadAndMentionsFollowOneRule) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "general", {bob.id});
    const auto counts = [&] {
        const ChannelState now = state(bob, general);
        return std::pair(now.unread, now.mentions);
    };
    using Counts = std::pair<std::int64_t, std::int64_t>;
    post(anna, general, QStringLiteral("one"));
    Entry mention = text(QStringLiteral("@bob @channel"));
    mention.mentions = {bob.id, anna.id};
    mention.mentionsAll = true;
    const Outcome mentioned = post(anna, general, mention);
    EXPECT_EQ(counts(), Counts(2, 1));
    Entry system = text(QStringLiteral("@bob by the system"));
    system.kind = EntryKind::System;
    system.mentions = {bob.id};
    post(bob, general, QStringLiteral("my own"));
    EXPECT_EQ(counts(), Counts(2, 1));
    const Outcome later = post(anna, general, QStringLiteral("later"));
    EXPECT_EQ(counts(), Counts(3, 1));
    Entry edited = text(QStringLiteral("@bob later"));
    edited.mentions = {bob.id};
    ASSERT_TRUE(answerOf(store->messages().edit(operation(anna), general, later.message, edited, {})));
    EXPECT_EQ(counts(), Counts(3, 2));
    ASSERT_TRUE(answerOf(
        store->messages().react(operation(anna), general, later.message, QStringLiteral("👍"), true)));
    EXPECT_EQ(counts(), Counts(3, 2));
    ASSERT_TRUE(answerOf(store->messages().remove(operation(anna), general, mentioned.message, {})));
    EXPECT_EQ(counts(), Counts(2, 1));
    const auto read = answerOf(store->channels().markRead(bob.id, general, later.serial));
    EXPECT_EQ(Counts(read->unread, read->mentions), Counts(0, 0));
}

TEST_P(Channels, SystemEntriesDoNotCount) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ChannelId general = channel(anna, "general", {bob.id});
    Entry system = text(QStringLiteral("by the system"));
    system.kind = EntryKind::System;
    post(anna, general, system);
    EXPECT_EQ(state(bob, general).unread, 0);
}

TEST_P(Channels, DraftsAndNotificationsFollowThePerson) {
    const Person anna = person("anna");
    const ChannelId general = channel(anna, "general");
    ASSERT_TRUE(answerOf(store->channels().saveDraft(anna.id, general, QStringLiteral("half a"))));
    ASSERT_TRUE(answerOf(store->channels().saveDraft(anna.id, general, QStringLiteral("half a"))));
    EXPECT_EQ(*answerOf(store->channels().drafts(anna.id)),
              (QList<DraftChanged>{{general, QStringLiteral("half a")}}));
    ASSERT_TRUE(answerOf(store->channels().saveDraft(anna.id, general, QString())));
    EXPECT_TRUE(answerOf(store->channels().drafts(anna.id))->isEmpty());
    ASSERT_TRUE(answerOf(store->channels().setNotifications(anna.id, general, Notifications::Nothing)));
    EXPECT_TRUE(state(anna, general).muted);
    EXPECT_EQ(log.privateEvents(anna.id).size(), 4);
    EXPECT_EQ(errorOf(answerOf(store->channels().saveDraft(PersonId(9), general, QStringLiteral("x")))),
              ErrorCode::UnknownChannel);
}

TEST_P(Channels, MembersArePaged) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const Person carl = person("carl");
    const ChannelId general = channel(anna, "general", {bob.id, carl.id});
    const auto first = answerOf(store->channels().members(general, PersonId(), 2));
    ASSERT_EQ(first->size(), 2);
    EXPECT_EQ(first->at(0).person, anna);
    EXPECT_EQ(first->at(0).membership.role, Role::Owner);
    const auto second = answerOf(store->channels().members(general, first->back().person.id, 2));
    ASSERT_EQ(second->size(), 1);
    EXPECT_EQ(second->at(0).person, carl);
}

TEST_P(Channels, WhoArrivesGetsTheStreamAndTheChannelsAtOnce) {
    const Person anna = person("anna");
    const Person ben = person("ben");
    const ChannelId general = channel(anna, "general");
    const ChannelId another = channel(anna, "another");
    channel(ben, "elsewhere");
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(answerOf(store->channels().saveDraft(anna.id, general, QString::number(i))));
    const auto all = answerOf(store->personStreams().after(anna.id, Serial(), 10));
    ASSERT_EQ(all->events.size(), 5);
    const auto arrival = answerOf(store->personStreams().arrive(anna.id, Serial(1), 2));
    ASSERT_TRUE(arrival);
    EXPECT_EQ(arrival->stream.events, all->events.sliced(1, 2));
    EXPECT_EQ(arrival->stream.head, Serial(5));
    EXPECT_EQ(arrival->channels, (QList{state(anna, general), state(anna, another)}));
    const auto lost = answerOf(store->personStreams().arrive(anna.id, Serial(6), 2));
    EXPECT_TRUE(lost->stream.reset);
    EXPECT_EQ(lost->channels.size(), 2);
    EXPECT_EQ(errorOf(answerOf(store->personStreams().arrive(PersonId(8), Serial(), 10))),
              ErrorCode::UnknownPerson);
}

TEST_P(Channels, ThePrivateStreamIsContiguousAndResumes) {
    const Person anna = person("anna");
    const ChannelId general = channel(anna, "general");
    for (int i = 0; i < 3; ++i)
        ASSERT_TRUE(answerOf(store->channels().saveDraft(anna.id, general, QString::number(i))));
    EXPECT_EQ(*answerOf(store->personStreams().head(anna.id)), Serial(4));
    const auto all = answerOf(store->personStreams().after(anna.id, Serial(), 10));
    ASSERT_EQ(all->events.size(), 4);
    for (qsizetype i = 0; i < all->events.size(); ++i)
        EXPECT_EQ(all->events.at(i).serial, Serial(i + 1));
    EXPECT_EQ(std::get<ChannelJoined>(all->events.at(0).body).state, state(anna, general));
    EXPECT_FALSE(all->reset);
    const auto rest = answerOf(store->personStreams().after(anna.id, Serial(2), 1));
    ASSERT_EQ(rest->events.size(), 1);
    EXPECT_EQ(rest->events.first(), all->events.at(2));
    EXPECT_TRUE(answerOf(store->personStreams().after(anna.id, Serial(5), 10))->reset);
    store->clock.advance(1);
    EXPECT_EQ(*answerOf(store->personStreams().append(anna.id, ChannelLeft{general})), Serial(5));
    EXPECT_EQ(*answerOf(store->personStreams().sweep(store->clock.now())), 4);
    EXPECT_TRUE(answerOf(store->personStreams().after(anna.id, Serial(3), 10))->reset);
    EXPECT_EQ(answerOf(store->personStreams().after(anna.id, Serial(4), 10))->events.size(), 1);
    EXPECT_EQ(errorOf(answerOf(store->personStreams().append(PersonId(8), ChannelLeft{general}))),
              ErrorCode::UnknownPerson);
}

PARLOR_ON_ALL_STORES(Channels);

} // namespace
} // namespace parlor::server
