#include "tests/contract/store/storecase.h"

namespace parlor::server {
namespace {

using Accounts = StoreCase;

NewAccount named(const char* name) {
    NewAccount account;
    account.name = QString::fromUtf8(name);
    account.displayName = QString::fromUtf8(name);
    return account;
}

TEST_P(Accounts, FindsPeopleWithoutCase) {
    const Person anna = person("Anna", Role::Owner);
    EXPECT_EQ(answerOf(store->accounts().byName(QStringLiteral("aNNa")))->person, anna);
    EXPECT_EQ(answerOf(store->accounts().byId(anna.id))->person, anna);
    EXPECT_EQ(errorOf(answerOf(store->accounts().byName(QStringLiteral("Ann")))), ErrorCode::UnknownPerson);
    EXPECT_EQ(errorOf(answerOf(store->accounts().byId(PersonId(1)))), ErrorCode::UnknownPerson);
    EXPECT_EQ(*answerOf(store->accounts().count()), 1);
}

TEST_P(Accounts, NamesAreUniqueWithoutCase) {
    person("Anna");
    EXPECT_EQ(errorOf(answerOf(store->accounts().create(named("ANNA")))), ErrorCode::NameTaken);
}

TEST_P(Accounts, ListsByTheBeginningOfNameOrDisplayName) {
    person("bob");
    person("anna");
    person("annabel");
    const Person gone = person("annika");
    person("owner", Role::Owner);
    ASSERT_TRUE(answerOf(store->accounts().setDisabled(gone.id, true)));
    const auto names = [&](const char* prefix, int limit, bool withDisabled) {
        QStringList found;
        const auto accounts =
            answerOf(store->accounts().list(QString::fromUtf8(prefix), limit, withDisabled));
        for (const Account& account : *accounts)
            found.append(account.person.name);
        return found.join(u' ');
    };
    EXPECT_EQ(names("AN", 10, false), u"anna annabel");
    EXPECT_EQ(names("an", 10, true), u"anna annabel annika");
    EXPECT_EQ(names("", 2, false), u"anna annabel");
    EXPECT_EQ(names("zz", 10, true), u"");
}

TEST_P(Accounts, AnInviteIsUsedOnce) {
    Invite invite{.codeHash = QByteArray(32, 'a'),
                  .role = Role::Moderator,
                  .createdBy = {},
                  .createdAt = store->clock.now(),
                  .expiresAt = store->clock.now() + 1'000};
    ASSERT_TRUE(answerOf(store->accounts().addInvite(invite)));
    EXPECT_EQ(answerOf(store->accounts().invites())->size(), 1);
    person("taken");
    EXPECT_EQ(errorOf(answerOf(store->accounts().redeem(invite.codeHash, named("taken")))),
              ErrorCode::NameTaken);
    EXPECT_EQ(answerOf(store->accounts().redeem(invite.codeHash, named("new")))->person.role,
              Role::Moderator);
    EXPECT_EQ(errorOf(answerOf(store->accounts().redeem(invite.codeHash, named("newer")))), ErrorCode::Gone);
    EXPECT_EQ(errorOf(answerOf(store->accounts().redeem(QByteArray(32, 'b'), named("newer")))),
              ErrorCode::NotFound);
    EXPECT_TRUE(answerOf(store->accounts().invites())->isEmpty());
}

TEST_P(Accounts, AnInviteEnds) {
    Invite invite{.codeHash = QByteArray(32, 'a'),
                  .role = Role::Member,
                  .createdBy = {},
                  .createdAt = store->clock.now(),
                  .expiresAt = store->clock.now() + 1'000};
    ASSERT_TRUE(answerOf(store->accounts().addInvite(invite)));
    store->clock.advance(1'000);
    EXPECT_EQ(errorOf(answerOf(store->accounts().redeem(invite.codeHash, named("late")))), ErrorCode::Gone);
    EXPECT_EQ(*answerOf(store->accounts().count()), 0);
    EXPECT_TRUE(answerOf(store->accounts().removeInvite(invite.codeHash)));
    EXPECT_EQ(errorOf(answerOf(store->accounts().removeInvite(invite.codeHash))), ErrorCode::NotFound);
}

TEST_P(Accounts, TheLastOwnerStays) {
    const Person anna = person("anna", Role::Owner);
    EXPECT_EQ(errorOf(answerOf(store->accounts().setRole(anna.id, Role::Admin))), ErrorCode::Conflict);
    EXPECT_EQ(errorOf(answerOf(store->accounts().setDisabled(anna.id, true))), ErrorCode::Conflict);
    const Person bob = person("bob", Role::Owner);
    EXPECT_TRUE(answerOf(store->accounts().setDisabled(bob.id, true)));
    EXPECT_EQ(errorOf(answerOf(store->accounts().setRole(anna.id, Role::Admin))), ErrorCode::Conflict);
    EXPECT_TRUE(answerOf(store->accounts().setDisabled(bob.id, false)));
    EXPECT_TRUE(answerOf(store->accounts().setRole(anna.id, Role::Admin)));
    EXPECT_EQ(answerOf(store->accounts().byId(anna.id))->person.role, Role::Admin);
}

TEST_P(Accounts, ProfilesAndSettingsAreKept) {
    const Person anna = person("anna");
    const QJsonObject metadata{{QStringLiteral("colour"), QStringLiteral("red")}};
    ProfileUpdate update;
    update.displayName = QStringLiteral("Änna");
    update.metadata = metadata;
    EXPECT_EQ(answerOf(store->accounts().updateProfile(anna.id, update))->displayName, u"Änna");
    EXPECT_EQ(answerOf(store->accounts().byId(anna.id))->person.metadata, metadata);
    ASSERT_TRUE(answerOf(store->accounts().setPersonSettings(anna.id, metadata)));
    EXPECT_EQ(*answerOf(store->accounts().personSettings(anna.id)), metadata);
    ASSERT_EQ(log.privateEvents(anna.id).size(), 1);
    EXPECT_EQ(log.privateEvents(anna.id).first().body, PersonEventBody(SettingsChanged{metadata}));
    ASSERT_TRUE(answerOf(store->accounts().setPasswordHash(anna.id, QStringLiteral("$argon2id$x"))));
    EXPECT_EQ(answerOf(store->accounts().byId(anna.id))->passwordHash, u"$argon2id$x");
    EXPECT_EQ(errorOf(answerOf(store->accounts().setPasswordHash(PersonId(7), QString()))),
              ErrorCode::UnknownPerson);
}

TEST_P(Accounts, TheServerKnowsItself) {
    const auto identity = answerOf(store->accounts().server());
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->epoch.size(), 16);
    ASSERT_TRUE(answerOf(store->accounts().setServerName(QStringLiteral("Home"))));
    const auto renewed = answerOf(store->accounts().renewEpoch());
    ASSERT_TRUE(renewed);
    EXPECT_NE(*renewed, identity->epoch);
    EXPECT_EQ(answerOf(store->accounts().server())->epoch, *renewed);
    EXPECT_EQ(answerOf(store->accounts().server())->name, u"Home");
    EXPECT_TRUE(answerOf(store->accounts().setting(QStringLiteral("filter")))->isEmpty());
    const QJsonObject value{{QStringLiteral("on"), true}};
    ASSERT_TRUE(answerOf(store->accounts().setSetting(QStringLiteral("filter"), value)));
    EXPECT_EQ(*answerOf(store->accounts().setting(QStringLiteral("filter"))), value);
}

PARLOR_ON_ALL_STORES(Accounts);

} // namespace
} // namespace parlor::server
