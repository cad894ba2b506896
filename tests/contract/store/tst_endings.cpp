// What is left of people who were erased and of sessions that ended.
#include "tests/contract/store/messagingcase.h"

namespace parlor::server {

TEST_P(Messaging, AnErasedPersonIsAFormerMember) {
    const Person owner = person("owner", Role::Owner);
    const Person admin = person("admin", Role::Admin);
    const Outcome said = post(bob, general, QStringLiteral("I was here"));
    const Operation sent = operation(bob);
    ASSERT_TRUE(
        answerOf(store->messages().post(sent, general, text(QStringLiteral("me too")), std::nullopt)));
    ASSERT_TRUE(answerOf(store->channels().saveDraft(bob.id, general, QStringLiteral("secret"))));
    ASSERT_TRUE(answerOf(store->keywords().setKeywords(bob.id, {QStringLiteral("bob")})));
    ASSERT_TRUE(answerOf(store->plans().schedule(operation(bob), later(QStringLiteral("later"), 1), {})));
    EXPECT_EQ(errorOf(answerOf(store->erasure().erase(operation(anna), bob.id, false))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(store->erasure().erase(operation(admin), owner.id, false))),
              ErrorCode::Forbidden);
    EXPECT_EQ(errorOf(answerOf(store->erasure().erase(operation(owner), owner.id, false))),
              ErrorCode::Conflict);
    const Operation once = operation(admin);
    ASSERT_TRUE(answerOf(store->erasure().erase(once, bob.id, true)));
    EXPECT_TRUE(answerOf(store->erasure().erase(once, bob.id, true))->duplicate);
    const auto account = answerOf(store->accounts().byId(bob.id));
    ASSERT_TRUE(account);
    EXPECT_EQ(account->person.displayName, u"former member");
    EXPECT_FALSE(account->person.name.contains(u"bob"));
    EXPECT_TRUE(account->disabled);
    EXPECT_TRUE(account->passwordHash.isEmpty());
    EXPECT_EQ(errorOf(answerOf(store->accounts().byName(QStringLiteral("bob")))), ErrorCode::UnknownPerson);
    EXPECT_TRUE(answerOf(store->channels().drafts(bob.id))->isEmpty());
    EXPECT_TRUE(answerOf(store->keywords().keywords(bob.id))->isEmpty());
    EXPECT_TRUE(answerOf(store->plans().ofPerson(bob.id))->isEmpty());
    EXPECT_TRUE(stream(bob).isEmpty());
    EXPECT_FALSE(answerOf(store->channels().membership(general, bob.id))->member);
    EXPECT_EQ(bodyOf<MemberChanged>(log.events(general).back())->person.displayName, u"former member");
    // The messages go piece by piece, each with its event.
    EXPECT_EQ(*answerOf(store->erasure().erasing()), QList<PersonId>{bob.id});
    EXPECT_EQ(*answerOf(store->erasure().eraseMessages(bob.id, 1)), 1);
    EXPECT_EQ(*answerOf(store->erasure().eraseMessages(bob.id, 10)), 1);
    EXPECT_EQ(*answerOf(store->erasure().eraseMessages(bob.id, 10)), 0);
    EXPECT_TRUE(answerOf(store->erasure().erasing())->isEmpty());
    EXPECT_TRUE(bodyOf<MessageDeleted>(log.events(general).back()));
    const auto gone = answerOf(store->messages().message(general, said.message));
    EXPECT_TRUE(bodyOf<MessagePosted>(*gone)->deleted);
    EXPECT_TRUE(bodyOf<MessagePosted>(*gone)->entry.text.isEmpty());
    // What was done stays done.
    EXPECT_TRUE(answerOf(store->messages().outcomeOf(sent))->has_value());
    // The name is free again.
    NewAccount another;
    another.name = QStringLiteral("bob");
    EXPECT_TRUE(answerOf(store->accounts().create(another)));
}

TEST_P(Messaging, OtherDevicesLearnThatASessionEnded) {
    SessionRecord session;
    session.id = makeNew<SessionId>();
    session.person = bob.id;
    session.capability = Capability::all();
    TokenPair tokens;
    tokens.accessHash = QByteArray(32, 'a');
    ASSERT_TRUE(answerOf(store->sessions().open(session, tokens)));
    ASSERT_TRUE(answerOf(store->sessions().revoke(bob.id, session.id)));
    EXPECT_EQ(log.revoked(bob.id), QList<SessionId>{session.id});
    EXPECT_EQ(log.privateEvents(bob.id).back().body, PersonEventBody(SessionsEnded{{session.id}}));
    EXPECT_EQ(stream(bob), told(bob));
}

TEST_P(Messaging, NoEventAboutEndedSessionsOutgrowsAFrame) {
    constexpr int sessions = 1'200;
    for (int i = 0; i < sessions; ++i) {
        SessionRecord session;
        session.id = makeNew<SessionId>();
        session.person = bob.id;
        session.capability = Capability::all();
        TokenPair tokens;
        tokens.accessHash = QByteArray::number(i).rightJustified(32, '0');
        ASSERT_TRUE(answerOf(store->sessions().open(session, tokens)));
    }
    ASSERT_EQ(answerOf(store->sessions().revokeAll(bob.id, SessionId())), sessions);
    qsizetype told = 0;
    for (const PersonEvent& event : log.privateEvents(bob.id)) {
        if (const auto* ended = std::get_if<SessionsEnded>(&event.body)) {
            EXPECT_LE(ended->sessions.size(), SessionStore::sessionsPerEvent);
            told += ended->sessions.size();
        }
    }
    EXPECT_EQ(told, sessions);
}

} // namespace parlor::server
