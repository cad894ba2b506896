#include "tests/contract/store/storecase.h"

namespace parlor::server {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;

class Sessions : public StoreCase {
protected:
    TokenPair pair(char name) {
        return {.accessHash = QByteArray(32, name),
                .accessExpiresAt = store->clock.now() + 15 * minute,
                .refreshHash = QByteArray(32, static_cast<char>(name + 32)), // 'A' goes with 'a'
                .refreshExpiresAt = store->clock.now() + 90 * day};
    }

    static QByteArray access(char name) { return QByteArray(32, name); }

    static QByteArray refresh(char name) { return QByteArray(32, static_cast<char>(name + 32)); }

    SessionRecord open(const Person& person, char tokens) {
        SessionRecord session;
        session.id = makeNew<SessionId>();
        session.person = person.id;
        session.device = QStringLiteral("test");
        session.capability = Capability::all();
        session.createdAt = session.lastSeenAt = store->clock.now();
        EXPECT_TRUE(answerOf(store->sessions().open(session, pair(tokens))));
        return session;
    }

    ApiKey keyOf(const Person& person, const QString& name) {
        ApiKey key;
        key.name = name;
        key.person = person.id;
        key.capability = Capability::all();
        const auto made = answerOf(store->keys().create(key));
        EXPECT_TRUE(made);
        return made.value_or(key);
    }

    Result<Authenticated> by(char tokens) { return answerOf(store->sessions().byAccessHash(access(tokens))); }

    Result<Authenticated> rotate(char from, char to) {
        return answerOf(store->sessions().rotate(refresh(from), pair(to)));
    }
};

TEST_P(Sessions, ATokenNamesItsPersonUntilItExpires) {
    const Person anna = person("anna");
    const SessionRecord session = open(anna, 'A');
    const auto found = by('A');
    ASSERT_TRUE(found);
    EXPECT_EQ(found->person, anna);
    EXPECT_EQ(found->session.id, session.id);
    EXPECT_EQ(found->session.capability, Capability::all());
    EXPECT_EQ(errorOf(by('B')), ErrorCode::TokenInvalid);
    store->clock.advance(15 * minute);
    EXPECT_EQ(errorOf(by('A')), ErrorCode::TokenExpired);
}

TEST_P(Sessions, ATokenBringsWhereItsPersonsStreamsStand) {
    const Person anna = person("anna");
    const ChannelId general = channel(anna, "general");
    const SessionRecord session = open(anna, 'A');
    const auto arrived = [&](char tokens) {
        return answerOf(store->sessions().arrive(access(tokens), Serial(), 10));
    };
    const auto found = arrived('A');
    ASSERT_TRUE(found);
    EXPECT_EQ(found->who.person, anna);
    EXPECT_EQ(found->who.session.id, session.id);
    EXPECT_EQ(found->who.expiresAt, store->clock.now() + 15 * minute);
    EXPECT_EQ(found->where.channels, QList{state(anna, general)});
    EXPECT_EQ(found->where.stream.head, Serial(1));
    EXPECT_EQ(found->where.stream.events.size(), 1);
    EXPECT_EQ(errorOf(arrived('B')), ErrorCode::TokenInvalid);
    open(anna, 'C');
    ASSERT_TRUE(answerOf(store->sessions().revoke(anna.id, session.id)));
    EXPECT_EQ(errorOf(arrived('A')), ErrorCode::TokenRevoked);
    store->clock.advance(15 * minute);
    EXPECT_EQ(errorOf(arrived('C')), ErrorCode::TokenExpired);
}

TEST_P(Sessions, RotationReplacesThePair) {
    const Person anna = person("anna");
    const SessionRecord session = open(anna, 'A');
    const auto rotated = rotate('A', 'B');
    ASSERT_TRUE(rotated);
    EXPECT_EQ(rotated->session.id, session.id);
    EXPECT_TRUE(by('B'));
    EXPECT_TRUE(rotate('B', 'C'));
    EXPECT_EQ(errorOf(rotate('X', 'Y')), ErrorCode::TokenInvalid);
}

TEST_P(Sessions, ALostAnswerIsForgiven) {
    const Person anna = person("anna");
    open(anna, 'A');
    ASSERT_TRUE(rotate('A', 'B'));
    store->clock.advance(59'000);
    ASSERT_TRUE(rotate('A', 'C'));
    EXPECT_TRUE(by('B')) << "nobody knows which answer has arrived";
    EXPECT_TRUE(by('C'));
    ASSERT_TRUE(rotate('C', 'D'));
    EXPECT_EQ(errorOf(by('B')), ErrorCode::TokenInvalid);
    EXPECT_TRUE(by('D'));
    EXPECT_TRUE(rotate('D', 'E'));
}

TEST_P(Sessions, ARequestThatComesLateTakesNothingAway) {
    const Person anna = person("anna");
    open(anna, 'A');
    ASSERT_TRUE(rotate('A', 'B'));
    ASSERT_TRUE(rotate('A', 'C')) << "sent before that one, and given up";
    ASSERT_TRUE(rotate('B', 'D'));
    EXPECT_EQ(errorOf(by('C')), ErrorCode::TokenInvalid);
    EXPECT_TRUE(by('D'));
    EXPECT_TRUE(log.revoked(anna.id).isEmpty());
}

TEST_P(Sessions, AVoidSuccessorRevokesTheFamily) {
    const Person anna = person("anna");
    const SessionRecord session = open(anna, 'A');
    ASSERT_TRUE(rotate('A', 'B'));
    ASSERT_TRUE(rotate('A', 'C'));
    ASSERT_TRUE(rotate('C', 'D'));
    EXPECT_EQ(errorOf(rotate('B', 'E')), ErrorCode::TokenRevoked);
    EXPECT_EQ(errorOf(by('D')), ErrorCode::TokenRevoked);
    EXPECT_EQ(log.revoked(anna.id), QList<SessionId>{session.id});
}

TEST_P(Sessions, ReuseRevokesTheFamilyOnceAnySuccessorIsUsed) {
    const Person anna = person("anna");
    const SessionRecord session = open(anna, 'A');
    ASSERT_TRUE(rotate('A', 'B'));
    ASSERT_TRUE(rotate('A', 'C'));
    ASSERT_TRUE(rotate('B', 'D'));
    EXPECT_EQ(errorOf(rotate('A', 'E')), ErrorCode::TokenRevoked);
    EXPECT_EQ(errorOf(by('D')), ErrorCode::TokenRevoked);
    EXPECT_EQ(log.revoked(anna.id), QList<SessionId>{session.id});
}

TEST_P(Sessions, ReuseAfterTheGraceRevokesTheFamily) {
    const Person anna = person("anna");
    const SessionRecord session = open(anna, 'A');
    ASSERT_TRUE(rotate('A', 'B'));
    store->clock.advance(60'001);
    EXPECT_EQ(errorOf(rotate('A', 'C')), ErrorCode::TokenRevoked);
    EXPECT_EQ(errorOf(by('B')), ErrorCode::TokenRevoked);
    EXPECT_EQ(errorOf(rotate('B', 'D')), ErrorCode::TokenRevoked);
    EXPECT_EQ(log.revoked(anna.id), QList<SessionId>{session.id});
}

TEST_P(Sessions, ReuseOfAnUsedUpFamilyRevokesItWithinTheGraceToo) {
    const Person anna = person("anna");
    open(anna, 'A');
    ASSERT_TRUE(rotate('A', 'B'));
    ASSERT_TRUE(rotate('B', 'C'));
    EXPECT_EQ(errorOf(rotate('A', 'D')), ErrorCode::TokenRevoked);
    EXPECT_EQ(errorOf(by('C')), ErrorCode::TokenRevoked);
}

TEST_P(Sessions, ARefreshTokenExpires) {
    open(person("anna"), 'A');
    store->clock.advance(90 * day);
    EXPECT_EQ(errorOf(rotate('A', 'B')), ErrorCode::TokenExpired);
}

TEST_P(Sessions, RevocationIsByOwnerOnlyAndOnce) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const SessionRecord session = open(anna, 'A');
    EXPECT_EQ(errorOf(answerOf(store->sessions().revoke(bob.id, session.id))), ErrorCode::NotFound);
    EXPECT_TRUE(answerOf(store->sessions().revoke(anna.id, session.id)));
    EXPECT_EQ(errorOf(answerOf(store->sessions().revoke(anna.id, session.id))), ErrorCode::NotFound);
    EXPECT_EQ(errorOf(by('A')), ErrorCode::TokenRevoked);
    EXPECT_EQ(errorOf(rotate('A', 'B')), ErrorCode::TokenRevoked);
    EXPECT_EQ(log.revoked(anna.id), QList<SessionId>{session.id});
}

TEST_P(Sessions, AllButOneOrAllBeforeATime) {
    const Person anna = person("anna");
    const SessionRecord first = open(anna, 'A');
    store->clock.advance(1'000);
    const SessionRecord second = open(anna, 'B');
    store->clock.advance(1'000);
    const SessionRecord third = open(anna, 'C');
    EXPECT_EQ(*answerOf(store->sessions().revokeIssuedBefore(anna.id, second.createdAt)), 1);
    EXPECT_EQ(*answerOf(store->sessions().revokeAll(anna.id, third.id)), 1);
    EXPECT_EQ(log.revoked(anna.id), (QList<SessionId>{first.id, second.id}));
    const auto left = answerOf(store->sessions().list(anna.id));
    ASSERT_EQ(left->size(), 1);
    EXPECT_EQ(left->first().id, third.id);
    EXPECT_EQ(*answerOf(store->sessions().revokeAll(anna.id, SessionId())), 1);
}

TEST_P(Sessions, DisablingAnAccountEndsItsSessions) {
    const Person anna = person("anna");
    const SessionRecord session = open(anna, 'A');
    ASSERT_TRUE(answerOf(store->accounts().setDisabled(anna.id, true)));
    EXPECT_EQ(errorOf(by('A')), ErrorCode::TokenRevoked);
    EXPECT_EQ(log.revoked(anna.id), QList<SessionId>{session.id});
    EXPECT_EQ(errorOf(answerOf(store->sessions().open(session, pair('B')))), ErrorCode::AccountDisabled);
}

TEST_P(Sessions, LastSeenOnlyRises) {
    const Person anna = person("anna");
    const SessionRecord session = open(anna, 'A');
    const std::int64_t later = store->clock.now() + 5'000;
    ASSERT_TRUE(answerOf(store->sessions().touch(session.id, later, QStringLiteral("192.0.2.1"))));
    ASSERT_TRUE(answerOf(store->sessions().touch(session.id, later - 1'000, QStringLiteral("192.0.2.2"))));
    const auto list = answerOf(store->sessions().list(anna.id));
    EXPECT_EQ(list->first().lastSeenAt, later);
    EXPECT_EQ(list->first().address, u"192.0.2.2");
}

TEST_P(Sessions, FailuresAreCountedForADay) {
    const QString key = QStringLiteral("anna 192.0.2.1");
    EXPECT_EQ(answerOf(store->sessions().failures(key))->count, 0);
    EXPECT_EQ(answerOf(store->sessions().countFailure(key))->count, 1);
    EXPECT_EQ(answerOf(store->sessions().countFailure(key))->count, 2);
    EXPECT_EQ(answerOf(store->sessions().failures(key))->lastAt, store->clock.now());
    store->clock.advance(day + 1);
    EXPECT_EQ(answerOf(store->sessions().failures(key))->count, 0);
    EXPECT_EQ(answerOf(store->sessions().countFailure(key))->count, 1);
    ASSERT_TRUE(answerOf(store->sessions().clearFailures(key)));
    EXPECT_EQ(answerOf(store->sessions().failures(key))->count, 0);
}

TEST_P(Sessions, SweepForgetsWhatCanNotMatter) {
    const Person anna = person("anna");
    open(anna, 'A');
    store->clock.advance(day);
    EXPECT_GT(*answerOf(store->sessions().sweep(store->clock.now())), 0);
    EXPECT_EQ(errorOf(by('A')), ErrorCode::TokenInvalid);
    EXPECT_TRUE(rotate('A', 'B'));
}

TEST_P(Sessions, KeysAreRevokedWithTheirSessions) {
    const Person bot = person("bot");
    ApiKey key;
    key.name = QStringLiteral("key1");
    key.person = bot.id;
    key.capability = Capability::all();
    const auto made = answerOf(store->keys().create(key));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->revision, 1);
    EXPECT_EQ(errorOf(answerOf(store->keys().create(key))), ErrorCode::NameTaken);
    SessionRecord session;
    session.id = makeNew<SessionId>();
    session.person = bot.id;
    session.keyName = key.name;
    session.keyRevision = made->revision;
    session.capability = Capability::all();
    TokenPair tokens = pair('K');
    tokens.refreshHash.clear();
    ASSERT_TRUE(answerOf(store->sessions().open(session, tokens)));
    EXPECT_EQ(by('K')->session.keyName, key.name);
    EXPECT_EQ(answerOf(store->keys().renew(key.name))->revision, 2);
    EXPECT_EQ(errorOf(by('K')), ErrorCode::TokenRevoked);
    ASSERT_TRUE(answerOf(store->keys().revoke(key.name)));
    EXPECT_TRUE(answerOf(store->keys().byName(key.name))->revoked);
    EXPECT_EQ(answerOf(store->keys().list())->size(), 1);
    EXPECT_EQ(errorOf(answerOf(store->keys().renew(key.name))), ErrorCode::NotFound);
    EXPECT_EQ(errorOf(answerOf(store->keys().byName(QStringLiteral("other")))), ErrorCode::NotFound);
}

TEST_P(Sessions, AKeyThatChangedSinceItWasReadOpensNothing) {
    const Person bot = person("bot");
    const ApiKey key = keyOf(bot, QStringLiteral("key1"));
    SessionRecord session;
    session.person = bot.id;
    session.keyName = key.name;
    session.keyRevision = key.revision;
    session.capability = Capability::all();
    const auto opened = [&](char tokens) {
        session.id = makeNew<SessionId>();
        return answerOf(store->sessions().open(session, pair(tokens)));
    };
    EXPECT_TRUE(opened('A'));
    ASSERT_TRUE(answerOf(store->keys().renew(key.name)));
    EXPECT_EQ(errorOf(opened('B')), ErrorCode::TokenInvalid);
    session.keyRevision = 2;
    EXPECT_TRUE(opened('C'));
    ASSERT_TRUE(answerOf(store->keys().revoke(key.name)));
    EXPECT_EQ(errorOf(opened('D')), ErrorCode::TokenInvalid);
    session.keyName = QStringLiteral("none");
    EXPECT_EQ(errorOf(opened('E')), ErrorCode::TokenInvalid);
    EXPECT_EQ(errorOf(by('B')), ErrorCode::TokenInvalid) << "nothing of it was kept";
    EXPECT_TRUE(answerOf(store->sessions().list(bot.id))->isEmpty());
}

TEST_P(Sessions, EndingAPersonsSessionsRenewsTheirOwnKey) {
    const Person anna = person("anna");
    const Person bob = person("bob");
    const ApiKey own = keyOf(anna, ownKeyOf(anna.id));
    const ApiKey other = keyOf(bob, ownKeyOf(bob.id));
    const auto revision = [&](const ApiKey& key) {
        return answerOf(store->keys().byName(key.name))->revision;
    };
    const SessionRecord here = open(anna, 'A');
    EXPECT_EQ(*answerOf(store->sessions().revokeAll(anna.id, here.id)), 0);
    EXPECT_EQ(revision(own), 2);
    store->clock.advance(1'000);
    SessionRecord derived;
    derived.id = makeNew<SessionId>();
    derived.person = anna.id;
    derived.keyName = own.name;
    derived.keyRevision = 2;
    derived.capability = Capability::all();
    derived.createdAt = derived.lastSeenAt = store->clock.now();
    ASSERT_TRUE(answerOf(store->sessions().open(derived, pair('B'))));
    EXPECT_EQ(*answerOf(store->sessions().revokeIssuedBefore(anna.id, here.createdAt)), 1);
    EXPECT_EQ(errorOf(by('B')), ErrorCode::TokenRevoked) << "younger, but of the own key";
    EXPECT_TRUE(by('A'));
    EXPECT_EQ(revision(own), 3);
    ASSERT_TRUE(answerOf(store->accounts().setDisabled(anna.id, true)));
    EXPECT_EQ(revision(own), 4);
    EXPECT_EQ(revision(other), 1);
}

TEST_P(Sessions, AFilterEndsWhatItNamesAndNothingElse) {
    const Person anna = person("anna");
    const Person bot = person("bot");
    const SessionRecord old = open(anna, 'A');
    store->clock.advance(1'000);
    const ApiKey key = keyOf(bot, QStringLiteral("key1"));
    const auto ofKey = [&](const QString& clientId, char tokens) {
        SessionRecord session;
        session.id = makeNew<SessionId>();
        session.person = bot.id;
        session.keyName = key.name;
        session.keyRevision = 1;
        session.clientId = clientId;
        session.capability = Capability::all();
        session.createdAt = session.lastSeenAt = store->clock.now();
        EXPECT_TRUE(answerOf(store->sessions().open(session, pair(tokens))));
        return session;
    };
    const SessionRecord one = ofKey(QStringLiteral("één"), 'B');
    const SessionRecord two = ofKey(QStringLiteral("two"), 'C');
    EXPECT_EQ(by('B')->session.clientId, one.clientId);
    EXPECT_EQ(errorOf(answerOf(store->sessions().revokeMatching({}))), ErrorCode::BadRequest);
    EXPECT_EQ(answerOf(store->sessions().matching({.keyName = QStringLiteral("key1")}, 10))->size(), 2);
    EXPECT_EQ(answerOf(store->sessions().matching({.keyName = QStringLiteral("key1")}, 1))->size(), 1);
    EXPECT_EQ(*answerOf(store->sessions().revokeMatching({.clientId = one.clientId})), 1);
    EXPECT_EQ(log.revoked(bot.id), QList<SessionId>{one.id});
    EXPECT_EQ(*answerOf(store->sessions().revokeMatching({.openedBefore = two.createdAt})), 1);
    EXPECT_EQ(log.revoked(anna.id), QList<SessionId>{old.id});
    EXPECT_TRUE(by('C'));
    EXPECT_EQ(*answerOf(store->sessions().revokeMatching({.session = two.id, .person = anna.id})), 0);
    EXPECT_EQ(*answerOf(store->sessions().revokeMatching({.session = two.id})), 1);
    EXPECT_EQ(errorOf(by('C')), ErrorCode::TokenRevoked);
    EXPECT_EQ(*answerOf(store->sessions().revokeMatching({.keyName = QStringLiteral("key1")})), 0);
}

TEST_P(Sessions, ANonceIsUsedOnceUntilItLapses) {
    const QString key = QStringLiteral("key1");
    const std::int64_t end = store->clock.now() + minute;
    EXPECT_TRUE(answerOf(store->keys().useNonce(key, "n1", end)));
    EXPECT_EQ(errorOf(answerOf(store->keys().useNonce(key, "n1", end))), ErrorCode::RequestReplayed);
    EXPECT_TRUE(answerOf(store->keys().useNonce(QStringLiteral("key2"), "n1", end)));
    store->clock.advance(minute);
    EXPECT_TRUE(answerOf(store->keys().useNonce(key, "n1", end + minute)));
}

PARLOR_ON_ALL_STORES(Sessions);

} // namespace
} // namespace parlor::server
