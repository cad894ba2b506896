#include "tests/support/memoryaccounts.h"

#include <algorithm>

namespace parlor::test {

Task<Result<Account>> MemoryAccountStore::create(NewAccount account) {
    return m_state.write([&] { return m_state.addPerson(account, account.role); });
}

Task<Result<Account>> MemoryAccountStore::redeem(QByteArray codeHash, NewAccount account) {
    return m_state.write([&]() -> Result<Account> {
        const auto row = m_state.invites.find(codeHash);
        if (row == m_state.invites.end())
            return fail(ErrorCode::NotFound);
        if (row->used || row->invite.expiresAt <= m_state.clock.now())
            return fail(ErrorCode::Gone);
        TRY_ASSIGN(Account made, m_state.addPerson(account, row->invite.role));
        row->used = true;
        return made;
    });
}

Task<Result<Account>> MemoryAccountStore::byName(QString name) {
    return m_state.read([&]() -> Result<Account> {
        for (const auto& row : std::as_const(m_state.people))
            if (MemoryState::key(row.account.person.name) == MemoryState::key(name))
                return row.account;
        return fail(ErrorCode::UnknownPerson);
    });
}

Task<Result<Account>> MemoryAccountStore::byId(PersonId id) {
    return m_state.read([&]() -> Result<Account> {
        TRY_ASSIGN(const MemoryState::PersonRow* row, m_state.person(id));
        return row->account;
    });
}

Task<Result<QList<Person>>> MemoryAccountStore::people(QList<PersonId> ids) {
    return m_state.read([&]() -> Result<QList<Person>> {
        QList<Person> people;
        for (const PersonId id : ids)
            if (const auto row = m_state.person(id))
                people.append((*row)->account.person);
        return people;
    });
}

Task<Result<QList<Account>>> MemoryAccountStore::list(QString prefix, int limit, bool withDisabled) {
    return m_state.read([&]() -> Result<QList<Account>> {
        const QString wanted = MemoryState::key(prefix);
        QList<Account> accounts;
        for (const auto& row : std::as_const(m_state.people)) {
            const Person& person = row.account.person;
            const bool fits = MemoryState::key(person.name).startsWith(wanted)
                              || MemoryState::key(person.displayName).startsWith(wanted);
            if (fits && (withDisabled || !row.account.disabled))
                accounts.append(row.account);
        }
        std::sort(accounts.begin(), accounts.end(), [](const Account& a, const Account& b) {
            return MemoryState::key(a.person.name) < MemoryState::key(b.person.name);
        });
        return accounts.mid(0, limit);
    });
}

Task<Result<std::int64_t>> MemoryAccountStore::count() {
    return m_state.read([&]() -> Result<std::int64_t> { return m_state.people.size(); });
}

Task<Status> MemoryAccountStore::setPasswordHash(PersonId id, QString hash) {
    return m_state.write([&]() -> Status {
        TRY_ASSIGN(MemoryState::PersonRow * row, m_state.person(id));
        row->account.passwordHash = hash;
        return {};
    });
}

Task<Result<Person>> MemoryAccountStore::updateProfile(PersonId id, ProfileUpdate update) {
    return m_state.write([&]() -> Result<Person> {
        TRY_ASSIGN(MemoryState::PersonRow * row, m_state.person(id));
        Person& person = row->account.person;
        person.displayName = update.displayName.value_or(person.displayName);
        person.metadata = update.metadata.value_or(person.metadata);
        m_state.committed.append(PersonChanged{person, row->account.disabled});
        return person;
    });
}

Task<Status> MemoryAccountStore::setRole(PersonId id, Role role) {
    return m_state.write([&]() -> Status {
        TRY_ASSIGN(MemoryState::PersonRow * row, m_state.person(id));
        if (role != Role::Owner && m_state.isLastOwner(id))
            return fail(ErrorCode::Conflict);
        row->account.person.role = role;
        m_state.committed.append(PersonChanged{row->account.person, row->account.disabled});
        return {};
    });
}

Task<Status> MemoryAccountStore::setDisabled(PersonId id, bool disabled) {
    return m_state.write([&]() -> Status {
        TRY_ASSIGN(MemoryState::PersonRow * row, m_state.person(id));
        if (disabled && m_state.isLastOwner(id))
            return fail(ErrorCode::Conflict);
        if (disabled) {
            m_state.renewOwnKey(id);
            m_state.revokeSessions(id, [](const SessionRecord&) { return true; });
        }
        row->account.disabled = disabled;
        m_state.committed.append(PersonChanged{row->account.person, disabled});
        return {};
    });
}

Task<Status> MemoryAccountStore::addInvite(Invite invite) {
    return m_state.write([&]() -> Status {
        m_state.invites.insert(invite.codeHash, {invite, false});
        return {};
    });
}

Task<Result<QList<Invite>>> MemoryAccountStore::invites() {
    return m_state.read([&]() -> Result<QList<Invite>> {
        QList<Invite> open;
        for (const auto& row : std::as_const(m_state.invites))
            if (!row.used && row.invite.expiresAt > m_state.clock.now())
                open.append(row.invite);
        std::sort(open.begin(), open.end(),
                  [](const Invite& a, const Invite& b) { return a.createdAt > b.createdAt; });
        return open;
    });
}

Task<Status> MemoryAccountStore::removeInvite(QByteArray codeHash) {
    return m_state.write([&]() -> Status {
        const auto row = m_state.invites.find(codeHash);
        if (row == m_state.invites.end() || row->used)
            return fail(ErrorCode::NotFound);
        m_state.invites.erase(row);
        return {};
    });
}

Task<Result<ServerIdentity>> MemoryAccountStore::server() {
    return m_state.read([&]() -> Result<ServerIdentity> { return m_state.identity; });
}

Task<Status> MemoryAccountStore::setServerName(QString name) {
    return m_state.write([&]() -> Status {
        m_state.identity.name = name;
        return {};
    });
}

Task<Result<Epoch>> MemoryAccountStore::renewEpoch() {
    return m_state.write([&]() -> Result<Epoch> {
        m_state.identity.epoch = QString::number(makeId(), 16).rightJustified(16, u'0');
        return m_state.identity.epoch;
    });
}

Task<Result<QJsonObject>> MemoryAccountStore::setting(QString name) {
    return m_state.read([&]() -> Result<QJsonObject> { return m_state.settings.value(name); });
}

Task<Status> MemoryAccountStore::setSetting(QString name, QJsonObject value) {
    return m_state.write([&]() -> Status {
        m_state.settings.insert(name, value);
        return {};
    });
}

Task<Result<QJsonObject>> MemoryAccountStore::personSettings(PersonId id) {
    return m_state.read([&]() -> Result<QJsonObject> {
        TRY_ASSIGN(const MemoryState::PersonRow* row, m_state.person(id));
        return row->settings;
    });
}

Task<Status> MemoryAccountStore::setPersonSettings(PersonId id, QJsonObject settings) {
    return m_state.write([&]() -> Status {
        TRY_ASSIGN(MemoryState::PersonRow * row, m_state.person(id));
        row->settings = settings;
        m_state.appendPrivate(id, SettingsChanged{settings});
        return {};
    });
}

} // namespace parlor::test
