#pragma once

#include "tests/support/memorystate.h"

namespace parlor::test {

class MemoryAccountStore final : public AccountStore {
public:
    explicit MemoryAccountStore(MemoryState& state) : m_state(state) {}

    Task<Result<Account>> create(NewAccount account) override;
    Task<Result<Account>> redeem(QByteArray codeHash, NewAccount account) override;
    Task<Result<Account>> byName(QString name) override;
    Task<Result<Account>> byId(PersonId id) override;
    Task<Result<QList<Person>>> people(QList<PersonId> ids) override;
    Task<Result<QList<Account>>> list(QString prefix, int limit, bool withDisabled) override;
    Task<Result<std::int64_t>> count() override;
    Task<Status> setPasswordHash(PersonId id, QString hash) override;
    Task<Result<Person>> updateProfile(PersonId id, ProfileUpdate update) override;
    Task<Status> setRole(PersonId id, Role role) override;
    Task<Status> setDisabled(PersonId id, bool disabled) override;
    Task<Status> addInvite(Invite invite) override;
    Task<Result<QList<Invite>>> invites() override;
    Task<Status> removeInvite(QByteArray codeHash) override;
    Task<Result<ServerIdentity>> server() override;
    Task<Status> setServerName(QString name) override;
    Task<Result<Epoch>> renewEpoch() override;
    Task<Result<QJsonObject>> setting(QString name) override;
    Task<Status> setSetting(QString name, QJsonObject value) override;
    Task<Result<QJsonObject>> personSettings(PersonId id) override;
    Task<Status> setPersonSettings(PersonId id, QJsonObject settings) override;

private:
    MemoryState& m_state;
};

} // namespace parlor::test
