#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteAccountStore final : public AccountStore {
public:
    /// All live longer.
    SqliteAccountStore(Writer& writer, ReadPool& readers, const Clock& clock)
        : m_writer(writer), m_readers(readers), m_clock(clock) {}

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
    Writer& m_writer;
    ReadPool& m_readers;
    const Clock& m_clock;
};

} // namespace parlor::server
