// What a channel grants or denies to roles holds inside every write, and in what is found.
#include "tests/contract/store/storecase.h"

namespace parlor::server {
namespace {

class Rights : public StoreCase {
protected:
    Result<Outcome> tryPost(const Person& author, const Entry& entry) {
        return answerOf(store->messages().post(operation(author), place, entry, std::nullopt));
    }

    Result<Outcome> decide(const Person& by, Role role, ChannelRight right, std::optional<bool> allowed) {
        rights.decide(role, right, allowed);
        ChannelUpdate update;
        update.rights = rights;
        return answerOf(store->channels().update(operation(by), place, update, Role::Admin));
    }

    Result<Outcome> rename(const Person& by, const QString& topic) {
        ChannelUpdate update;
        update.topic = topic;
        return answerOf(store->channels().update(operation(by), place, update, Role::Moderator));
    }

    void SetUp() override {
        StoreCase::SetUp();
        anna = person("anna");
        bob = person("bob");
        guest = person("guest", Role::Guest);
        place = channel(anna, "news", {bob.id, guest.id});
    }

    Person anna, bob, guest;
    ChannelId place;
    RoleOverrides rights;
};

TEST_P(Rights, AreAPartOfTheChannelAndOfItsEvents) {
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Publish, false));
    EXPECT_EQ(state(bob, place).channel.rights, rights);
    EXPECT_EQ(answerOf(store->channels().byId(place))->rights, rights);
    EXPECT_EQ(answerOf(store->channels().byName(QStringLiteral("news")))->rights, rights);
    EXPECT_EQ(answerOf(store->channels().list(bob.id, false))->first().channel.rights, rights);
    const Event last = allEvents(place).last();
    ASSERT_TRUE(bodyOf<ChannelChanged>(last));
    EXPECT_EQ(bodyOf<ChannelChanged>(last)->channel.rights, rights);
    const auto standing = answerOf(store->channels().standing(bob.id, place));
    ASSERT_TRUE(standing);
    EXPECT_FALSE(standing->may(ChannelRight::Publish));
    EXPECT_TRUE(standing->mayRead());
    EXPECT_EQ(errorOf(answerOf(store->channels().standing(bob.id, ChannelId(5)))), ErrorCode::UnknownChannel);
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Publish, std::nullopt));
    EXPECT_TRUE(state(bob, place).channel.rights.isEmpty());
}

TEST_P(Rights, OnlyAdminsOfTheChannelChangeThem) {
    EXPECT_EQ(errorOf(decide(bob, Role::Member, ChannelRight::Publish, false)), ErrorCode::Forbidden);
    rights = {};
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Manage, true));
    EXPECT_EQ(errorOf(decide(bob, Role::Member, ChannelRight::Publish, false)), ErrorCode::Forbidden)
        << "not by what the channel grants either";
}

TEST_P(Rights, DeniedWritesAreRefusedAndTakeNoSerial) {
    const Outcome before = post(bob, place, QStringLiteral("before"));
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Publish, false));
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::React, false));
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::UpdateOwn, false));
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::DeleteOwn, false));
    const Serial head = state(anna, place).last;
    auto& messages = store->messages();
    EXPECT_EQ(errorOf(tryPost(bob, text(QStringLiteral("x")))), ErrorCode::Forbidden);
    EXPECT_EQ(
        errorOf(answerOf(messages.react(operation(bob), place, before.message, QStringLiteral("🎈"), true))),
        ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(messages.pin(operation(bob), place, before.message, true, Role::Member))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(
                  messages.edit(operation(bob), place, before.message, text(QStringLiteral("y")), {}))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(messages.remove(operation(bob), place, before.message, {Role::Moderator, 0}))),
              ErrorCode::Forbidden);
    EXPECT_EQ(state(anna, place).last, head);
    EXPECT_TRUE(tryPost(anna, text(QStringLiteral("the owner")))) << "owners are not touched";
    EXPECT_TRUE(tryPost(guest, text(QStringLiteral("guests are another role"))));
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Publish, std::nullopt));
    EXPECT_TRUE(tryPost(bob, text(QStringLiteral("again"))));
}

TEST_P(Rights, MentioningEverybodyIsPlainTextWithoutTheRight) {
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::MentionAll, false));
    Entry loud = text(QStringLiteral("@channel"));
    loud.mentionsAll = true;
    const auto sent = tryPost(bob, loud);
    ASSERT_TRUE(sent);
    EXPECT_EQ(state(anna, place).mentions, 0);
    ASSERT_TRUE(answerOf(store->messages().edit(operation(bob), place, sent->message, loud, {})));
    EXPECT_EQ(state(anna, place).mentions, 0);
    ASSERT_TRUE(tryPost(guest, loud));
    EXPECT_EQ(state(anna, place).mentions, 1);
}

TEST_P(Rights, GrantsReachBeyondTheRole) {
    const Outcome mine = post(anna, place, QStringLiteral("by anna"));
    const ChangeRule any{Role::Moderator, 0};
    EXPECT_EQ(errorOf(answerOf(store->messages().remove(operation(bob), place, mine.message, any))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(rename(bob, QStringLiteral("no"))), ErrorCode::Forbidden);
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::DeleteAny, true));
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Manage, true));
    EXPECT_TRUE(answerOf(store->messages().remove(operation(bob), place, mine.message, any)));
    EXPECT_TRUE(rename(bob, QStringLiteral("yes")));
    EXPECT_EQ(errorOf(rename(guest, QStringLiteral("no"))), ErrorCode::Forbidden);
    ChannelUpdate archive;
    archive.archived = true;
    EXPECT_EQ(errorOf(answerOf(store->channels().update(operation(bob), place, archive, Role::Admin))),
              ErrorCode::Forbidden);
}

TEST_P(Rights, WhoMayNeitherListenNorWriteDoesNotComeIn) {
    const Person carl = person("carl");
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Subscribe, false));
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Publish, false));
    EXPECT_EQ(errorOf(answerOf(store->channels().join(operation(carl), place, true))), ErrorCode::Forbidden);
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::Publish, std::nullopt));
    EXPECT_TRUE(answerOf(store->channels().join(operation(carl), place, true)));
}

TEST_P(Rights, WhatMayNotBeReadIsNotFound) {
    const Outcome said = post(anna, place, QStringLiteral("pelican"));
    const ChannelId other = channel(anna, "other", {bob.id});
    post(anna, other, QStringLiteral("pelican too"));
    ASSERT_TRUE(answerOf(store->messages().save(bob.id, place, said.message, true)));
    MessageSearch search;
    search.reader = bob.id;
    search.terms = {{QStringLiteral("pelican"), false, false}};
    search.limit = 1;
    search.inside = {place};
    EXPECT_EQ(answerOf(store->messages().search(search))->size(), 1);
    ASSERT_TRUE(decide(anna, Role::Member, ChannelRight::History, false));
    EXPECT_TRUE(answerOf(store->messages().search(search))->isEmpty());
    search.inside = {};
    const auto found = answerOf(store->messages().search(search));
    ASSERT_EQ(found->size(), 1) << "the page is filled with what may be read";
    EXPECT_EQ(found->first().channel, other);
    EXPECT_TRUE(answerOf(store->messages().saved(bob.id, endOfTime, {}, 10))->isEmpty());
    EXPECT_EQ(errorOf(answerOf(store->messages().save(bob.id, place, said.message, true))),
              ErrorCode::Forbidden);
    EXPECT_FALSE(answerOf(store->channels().standing(bob.id, place))->mayRead());
    EXPECT_TRUE(answerOf(store->channels().standing(guest.id, place))->mayRead());
}

TEST_P(Rights, ASavedMessageIsTakenOffByItsOwnChannelOnly) {
    const Outcome said = post(anna, place, QStringLiteral("keep"));
    const ChannelId other = channel(anna, "other", {bob.id});
    ASSERT_TRUE(answerOf(store->messages().save(bob.id, place, said.message, true)));
    EXPECT_TRUE(answerOf(store->messages().save(bob.id, other, said.message, false)));
    EXPECT_EQ(answerOf(store->messages().saved(bob.id, endOfTime, {}, 10))->size(), 1);
    EXPECT_TRUE(answerOf(store->messages().save(bob.id, place, said.message, false)));
    EXPECT_TRUE(answerOf(store->messages().saved(bob.id, endOfTime, {}, 10))->isEmpty());
}

PARLOR_ON_ALL_STORES(Rights);

class Parents : public StoreCase {
protected:
    SessionId open(const Person& person, const QString& key = {}, SessionId parent = {}, int most = 0) {
        const auto opened = tryOpen(person, key, parent, most);
        EXPECT_TRUE(opened.has_value());
        return opened.value_or(SessionId());
    }

    Result<SessionId> tryOpen(const Person& person, const QString& key, SessionId parent, int most) {
        SessionRecord session;
        session.id = makeNew<SessionId>();
        session.person = person.id;
        session.keyName = key;
        session.clientId = key.isEmpty() ? QString() : QStringLiteral("tablet");
        session.keyRevision = key.isEmpty() ? 0 : 1;
        session.capability = Capability::all();
        session.createdAt = session.lastSeenAt = store->clock.now();
        session.parent = parent;
        session.most = most;
        TokenPair tokens;
        tokens.accessHash = QByteArray::number(qint64(session.id.value())).rightJustified(32, 'x');
        tokens.accessExpiresAt = store->clock.now() + 1'000;
        TRY(answerOf(store->sessions().open(session, tokens)));
        return session.id;
    }

    QString ownKey(const Person& person) {
        ApiKey key;
        key.name = ownKeyOf(person.id);
        key.capability = Capability::all();
        key.person = person.id;
        EXPECT_TRUE(answerOf(store->keys().create(key)));
        return key.name;
    }
};

TEST_P(Parents, TakeWithThemWhatCameFromThem) {
    const Person anna = person("anna");
    const QString key = ownKey(anna);
    const SessionId phone = open(anna);
    const SessionId laptop = open(anna);
    const SessionId script = open(anna, key, phone);
    const SessionId itsOwn = open(anna, key, script);
    const SessionId another = open(anna, key, laptop);
    ASSERT_TRUE(answerOf(store->sessions().revoke(anna.id, phone)));
    const QList<SessionId> ended = log.revoked(anna.id);
    EXPECT_EQ(QSet<SessionId>(ended.begin(), ended.end()), (QSet<SessionId>{phone, script, itsOwn}));
    QSet<SessionId> left;
    const auto sessions = answerOf(store->sessions().list(anna.id));
    ASSERT_TRUE(sessions);
    for (const SessionRecord& session : *sessions)
        left.insert(session.id);
    EXPECT_EQ(left, (QSet<SessionId>{laptop, another}));
    EXPECT_EQ(errorOf(tryOpen(anna, key, phone, 0)), ErrorCode::TokenRevoked) << "a request signed before";
    EXPECT_EQ(errorOf(tryOpen(person("bob"), {}, laptop, 0)), ErrorCode::TokenRevoked) << "somebody else's";
}

TEST_P(Parents, AClientsSessionsAreCountedInTheStore) {
    const Person anna = person("anna");
    const QString key = ownKey(anna);
    const SessionId own = open(anna);
    QList<SessionId> opened;
    for (int i = 0; i < 4; ++i) {
        opened.append(open(anna, key, {}, 3));
        store->clock.advance(1);
    }
    EXPECT_EQ(log.revoked(anna.id), QList<SessionId>{opened.first()});
    EXPECT_EQ(answerOf(store->sessions().list(anna.id))->size(), 4);
    store->clock.advance(2'000); // those that have lapsed make room
    open(anna, key, {}, 3);
    EXPECT_EQ(log.revoked(anna.id).size(), 1);
    EXPECT_NE(log.revoked(anna.id).first(), own);
}

PARLOR_ON_ALL_STORES(Parents);

} // namespace
} // namespace parlor::server
