#include "server/store/peopletable.h"

#include "server/store/rowvalues.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Account accountAt(const Rows& rows) {
    return {.person = personAt(rows, 0),
            .passwordHash = rows.text(5),
            .disabled = rows.flag(6),
            .createdAt = rows.number(7)};
}

} // namespace

Result<Account> PeopleTable::insert(const NewAccount& account, Role role, std::int64_t now) {
    const Person person{.id = makeNew<PersonId>(),
                        .name = account.name,
                        .displayName = account.displayName,
                        .role = role,
                        .metadata = account.metadata};
    const auto inserted =
        m_connection.statement("people.insert"_L1)
            .run(person.id, person.name, nameKey(person.name), person.displayName,
                 nameKey(person.displayName), account.passwordHash, role, now, person.metadata);
    if (!inserted)
        return inserted.error().code == ErrorCode::Conflict ? fail(ErrorCode::NameTaken)
                                                            : std::unexpected(inserted.error());
    return Account{
        .person = person, .passwordHash = account.passwordHash, .disabled = false, .createdAt = now};
}

Result<Account> PeopleTable::one(Rows& rows) {
    if (!rows.next())
        return fail(ErrorCode::UnknownPerson);
    return accountAt(rows);
}

Result<Account> PeopleTable::byId(PersonId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("people.by_id"_L1).run(id));
    return one(rows);
}

Result<Account> PeopleTable::byName(const QString& name) {
    TRY_ASSIGN(Rows rows, m_connection.statement("people.by_name"_L1).run(nameKey(name)));
    return one(rows);
}

Result<Person> PeopleTable::person(PersonId id) {
    TRY_ASSIGN(Account account, byId(id));
    return std::move(account.person);
}

Result<QList<Account>> PeopleTable::list(const QString& prefix, int limit, bool withDisabled) {
    const QString from = nameKey(prefix);
    const QString to = from + QChar(0xffff); // sorts after every character that names may hold
    TRY_ASSIGN(Rows rows,
               m_connection.statement("people.list"_L1).run(from, to, withDisabled ? 1 : 0, limit));
    QList<Account> accounts;
    while (rows.next())
        accounts.append(accountAt(rows));
    return accounts;
}

Status PeopleTable::keepAnOwner(const Account& account) {
    if (account.person.role != Role::Owner || account.disabled)
        return {};
    TRY_ASSIGN(Rows rows, m_connection.statement("people.other_owners"_L1).run(account.person.id));
    if (rows.next() && rows.number(0) == 0)
        return fail(ErrorCode::Conflict, u"the last owner"_qs);
    return {};
}

} // namespace parlor::server
