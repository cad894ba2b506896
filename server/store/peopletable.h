#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/store/connection.h"

namespace parlor::server {

/// Rows of people.
class PeopleTable {
public:
    explicit PeopleTable(Connection& connection) : m_connection(connection) {}

    /// NameTaken.
    Result<Account> insert(const NewAccount& account, Role role, std::int64_t now);
    Result<Account> byId(PersonId id);           ///< UnknownPerson
    Result<Account> byName(const QString& name); ///< UnknownPerson
    Result<Person> person(PersonId id);          ///< UnknownPerson
    Result<QList<Account>> list(const QString& prefix, int limit, bool withDisabled);
    /// Conflict when `id` is the last enabled owner.
    Status keepAnOwner(const Account& account);

private:
    Result<Account> one(Rows& rows);

    Connection& m_connection;
};

} // namespace parlor::server
