#include "server/store/accountstoresqlite.h"

#include "server/store/peopletable.h"
#include "server/store/personeventtable.h"
#include "server/store/rowvalues.h"
#include "server/store/sessiontable.h"
#include "server/store/settingstable.h"
#include "server/store/uploadtable.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Invite inviteAt(const Rows& rows) {
    return {.codeHash = rows.bytes(0),
            .role = enumAt<Role>(rows, 1),
            .createdBy = rows.id<PersonId>(2),
            .createdAt = rows.number(3),
            .expiresAt = rows.number(4)};
}

/// The role of an invite that can be used now.
Result<Role> openInvite(Connection& connection, const QByteArray& codeHash, std::int64_t now) {
    TRY_ASSIGN(Rows rows, connection.statement("invites.by_hash"_L1).run(codeHash));
    if (!rows.next())
        return fail(ErrorCode::NotFound);
    const Invite invite = inviteAt(rows);
    if (!rows.isNull(5) || invite.expiresAt <= now)
        return fail(ErrorCode::Gone);
    return invite.role;
}

} // namespace

Task<Result<Account>> SqliteAccountStore::create(NewAccount account) {
    return m_writer.submit<Account>(
        [account = std::move(account)](Connection& connection, Effects& effects) -> Result<Account> {
            TRY_ASSIGN(Account made,
                       connection.table<PeopleTable>().insert(account, account.role, effects.now()));
            effects.add(PersonChanged{made.person, false});
            return made;
        });
}

Task<Result<Account>> SqliteAccountStore::redeem(QByteArray codeHash, NewAccount account) {
    return m_writer.submit<Account>([codeHash = std::move(codeHash), account = std::move(account)](
                                        Connection& connection, Effects& effects) -> Result<Account> {
        TRY_ASSIGN(const Role role, openInvite(connection, codeHash, effects.now()));
        TRY_ASSIGN(Account made, connection.table<PeopleTable>().insert(account, role, effects.now()));
        TRY(connection.statement("invites.use"_L1).run(codeHash, effects.now(), made.person.id));
        effects.add(PersonChanged{made.person, false});
        return made;
    });
}

Task<Result<Account>> SqliteAccountStore::byName(QString name) {
    return m_readers.run<Account>(
        [name](Connection& connection) { return connection.table<PeopleTable>().byName(name); });
}

Task<Result<Account>> SqliteAccountStore::byId(PersonId id) {
    return m_readers.run<Account>(
        [id](Connection& connection) { return connection.table<PeopleTable>().byId(id); });
}

Task<Result<QList<Person>>> SqliteAccountStore::people(QList<PersonId> ids) {
    return m_readers.run<QList<Person>>([ids](Connection& connection) -> Result<QList<Person>> {
        QList<Person> people;
        for (const PersonId id : ids) {
            auto person = connection.table<PeopleTable>().person(id);
            if (person)
                people.append(*std::move(person));
            else if (person.error().code != ErrorCode::UnknownPerson)
                return std::unexpected(person.error());
        }
        return people;
    });
}

Task<Result<QList<Account>>> SqliteAccountStore::list(QString prefix, int limit, bool withDisabled) {
    return m_readers.run<QList<Account>>([prefix, limit, withDisabled](Connection& connection) {
        return connection.table<PeopleTable>().list(prefix, limit, withDisabled);
    });
}

Task<Result<std::int64_t>> SqliteAccountStore::count() {
    return m_readers.run<std::int64_t>([](Connection& connection) -> Result<std::int64_t> {
        TRY_ASSIGN(Rows rows, connection.statement("people.count"_L1).run());
        return rows.next() ? rows.number(0) : 0;
    });
}

Task<Status> SqliteAccountStore::setPasswordHash(PersonId id, QString hash) {
    return m_writer.submit<void>([id, hash](Connection& connection, Effects&) -> Status {
        TRY_ASSIGN(const int changed, connection.statement("people.set_password"_L1).change(id, hash));
        return changed == 1 ? Status() : fail(ErrorCode::UnknownPerson);
    });
}

Task<Result<Person>> SqliteAccountStore::updateProfile(PersonId id, ProfileUpdate update) {
    return m_writer.submit<Person>([id, update](Connection& connection, Effects& effects) -> Result<Person> {
        TRY_ASSIGN(Account account, connection.table<PeopleTable>().byId(id));
        Person& person = account.person;
        person.displayName = update.displayName.value_or(person.displayName);
        person.metadata = update.metadata.value_or(person.metadata);
        TRY(connection.statement("people.set_profile"_L1)
                .run(id, person.displayName, nameKey(person.displayName), person.metadata));
        effects.add(PersonChanged{person, account.disabled});
        return person;
    });
}

Task<Status> SqliteAccountStore::setRole(PersonId id, Role role) {
    return m_writer.submit<void>([id, role](Connection& connection, Effects& effects) -> Status {
        auto& people = connection.table<PeopleTable>();
        TRY_ASSIGN(Account account, people.byId(id));
        if (role != Role::Owner)
            TRY(people.keepAnOwner(account));
        TRY(connection.statement("people.set_role"_L1).run(id, role));
        account.person.role = role;
        effects.add(PersonChanged{account.person, account.disabled});
        return {};
    });
}

Task<Status> SqliteAccountStore::setDisabled(PersonId id, bool disabled) {
    return m_writer.submit<void>([id, disabled](Connection& connection, Effects& effects) -> Status {
        auto& people = connection.table<PeopleTable>();
        TRY_ASSIGN(const Account account, people.byId(id));
        if (disabled) {
            TRY(people.keepAnOwner(account));
            TRY(connection.table<SessionTable>().revokeAll(id, SessionId(), effects));
            TRY(connection.table<UploadTable>().endAllOf(id));
        }
        TRY(connection.statement("people.set_disabled"_L1).run(id, disabled));
        effects.add(PersonChanged{account.person, disabled});
        return {};
    });
}

Task<Status> SqliteAccountStore::addInvite(Invite invite) {
    return m_writer.submit<void>([invite](Connection& connection, Effects&) -> Status {
        TRY(connection.statement("invites.insert"_L1)
                .run(invite.codeHash, invite.role, invite.createdBy, invite.createdAt, invite.expiresAt));
        return {};
    });
}

Task<Result<QList<Invite>>> SqliteAccountStore::invites() {
    return m_readers.run<QList<Invite>>(
        [now = m_clock.now()](Connection& connection) -> Result<QList<Invite>> {
            TRY_ASSIGN(Rows rows, connection.statement("invites.open"_L1).run(now));
            QList<Invite> invites;
            while (rows.next())
                invites.append(inviteAt(rows));
            return invites;
        });
}

Task<Status> SqliteAccountStore::removeInvite(QByteArray codeHash) {
    return m_writer.submit<void>([codeHash](Connection& connection, Effects&) -> Status {
        TRY_ASSIGN(const int removed, connection.statement("invites.remove"_L1).change(codeHash));
        return removed == 1 ? Status() : fail(ErrorCode::NotFound);
    });
}

Task<Result<ServerIdentity>> SqliteAccountStore::server() {
    return m_readers.run<ServerIdentity>(
        [](Connection& connection) { return connection.table<SettingsTable>().identity(); });
}

Task<Status> SqliteAccountStore::setServerName(QString name) {
    return m_writer.submit<void>([name](Connection& connection, Effects&) -> Status {
        auto& settings = connection.table<SettingsTable>();
        TRY_ASSIGN(ServerIdentity identity, settings.identity());
        identity.name = name;
        return settings.setIdentity(identity);
    });
}

Task<Result<Epoch>> SqliteAccountStore::renewEpoch() {
    return m_writer.submit<Epoch>([](Connection& connection, Effects&) -> Result<Epoch> {
        auto& settings = connection.table<SettingsTable>();
        TRY_ASSIGN(ServerIdentity identity, settings.identity());
        identity.epoch = makeEpoch();
        TRY(settings.setIdentity(identity));
        return identity.epoch;
    });
}

Task<Result<QJsonObject>> SqliteAccountStore::setting(QString name) {
    return m_readers.run<QJsonObject>([name](Connection& connection) {
        return connection.table<SettingsTable>().read(u"setting:"_qs + name);
    });
}

Task<Status> SqliteAccountStore::setSetting(QString name, QJsonObject value) {
    return m_writer.submit<void>([name, value](Connection& connection, Effects&) {
        return connection.table<SettingsTable>().write(u"setting:"_qs + name, value);
    });
}

Task<Result<QJsonObject>> SqliteAccountStore::personSettings(PersonId id) {
    return m_readers.run<QJsonObject>([id](Connection& connection) -> Result<QJsonObject> {
        TRY_ASSIGN(Rows rows, connection.statement("people.settings"_L1).run(id));
        if (!rows.next())
            return fail(ErrorCode::UnknownPerson);
        return rows.object(0);
    });
}

Task<Status> SqliteAccountStore::setPersonSettings(PersonId id, QJsonObject settings) {
    return m_writer.submit<void>([id, settings](Connection& connection, Effects& effects) -> Status {
        TRY(connection.statement("people.set_settings"_L1).run(id, settings));
        TRY(connection.table<PersonEventTable>().append(id, SettingsChanged{settings}, effects));
        return {};
    });
}

} // namespace parlor::server
