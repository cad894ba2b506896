#pragma once

#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/serial.h"
#include "shared/core/task.h"
#include "shared/protocol/person.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace parlor::server {

struct Account {
    Person person;
    QString passwordHash; ///< argon2id string; empty: can't sign in with a password (bots)
    bool disabled = false;
    std::int64_t createdAt = 0; ///< ms UTC
};

struct NewAccount {
    QString name; ///< unique without case
    QString displayName;
    QString passwordHash;
    Role role = Role::Member;
    QJsonObject metadata;
};

/// An invite, or the one-time setup code of an empty server. The code itself is never stored.
struct Invite {
    QByteArray codeHash; ///< SHA-256, 32 bytes
    Role role = Role::Member;
    PersonId createdBy;         ///< 0: the server itself
    std::int64_t createdAt = 0; ///< ms UTC
    std::int64_t expiresAt = 0; ///< ms UTC
};

/// What this database says about itself.
struct ServerIdentity {
    QString name;
    Epoch epoch;
    std::int64_t createdAt = 0; ///< ms UTC
};

struct ProfileUpdate {
    std::optional<QString> displayName;
    std::optional<QJsonObject> metadata; ///< the whole new value
};

/// People, invites and the server's own facts. Calls are thread-safe; writes are durable when answered.
/// Common errors: UnknownPerson, StoreFailed, DiskFull.
class AccountStore {
public:
    virtual ~AccountStore() = default;

    /// NameTaken.
    virtual Task<Result<Account>> create(NewAccount account) = 0;
    /// Uses up the invite and makes the account with the invite's role, both or neither. NotFound: no such
    /// code; Gone: used or expired; NameTaken leaves the code usable.
    virtual Task<Result<Account>> redeem(QByteArray codeHash, NewAccount account) = 0;

    virtual Task<Result<Account>> byName(QString name) = 0;
    virtual Task<Result<Account>> byId(PersonId id) = 0;
    /// Those that exist, in no special order.
    virtual Task<Result<QList<Person>>> people(QList<PersonId> ids) = 0;
    /// By the beginning of name or display name without case, in order of name; disabled ones only on
    /// request.
    virtual Task<Result<QList<Account>>> list(QString prefix, int limit, bool withDisabled) = 0;
    virtual Task<Result<std::int64_t>> count() = 0;

    virtual Task<Status> setPasswordHash(PersonId id, QString hash) = 0;
    virtual Task<Result<Person>> updateProfile(PersonId id, ProfileUpdate update) = 0;
    /// Conflict when no enabled owner would be left.
    virtual Task<Status> setRole(PersonId id, Role role) = 0;
    /// Disabling revokes all sessions in the same commit. Conflict when no enabled owner would be left.
    virtual Task<Status> setDisabled(PersonId id, bool disabled) = 0;

    virtual Task<Status> addInvite(Invite invite) = 0;
    virtual Task<Result<QList<Invite>>> invites() = 0;          ///< unused and not expired, newest first
    virtual Task<Status> removeInvite(QByteArray codeHash) = 0; ///< NotFound

    virtual Task<Result<ServerIdentity>> server() = 0;
    virtual Task<Status> setServerName(QString name) = 0;
    /// After a restore: every cursor out there is void.
    virtual Task<Result<Epoch>> renewEpoch() = 0;

    /// Small settings of the server by name; an empty object when never set.
    virtual Task<Result<QJsonObject>> setting(QString name) = 0;
    virtual Task<Status> setSetting(QString name, QJsonObject value) = 0;

    /// A person's own settings; a change is an event of the private stream.
    virtual Task<Result<QJsonObject>> personSettings(PersonId id) = 0;
    virtual Task<Status> setPersonSettings(PersonId id, QJsonObject settings) = 0;
};

} // namespace parlor::server
