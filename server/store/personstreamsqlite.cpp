#include "server/store/personstreamsqlite.h"

#include "server/store/arrivals.h"
#include "server/store/personeventtable.h"

namespace parlor::server {

Task<Result<Serial>> SqlitePersonStream::append(PersonId person, PersonEventBody body) {
    return m_writer.submit<Serial>(
        [person, body = std::move(body)](Connection& connection, Effects& effects) {
            return connection.table<PersonEventTable>().append(person, body, effects);
        });
}

Task<Result<PersonEventPage>> SqlitePersonStream::after(PersonId person, Serial cursor, int limit) {
    return m_readers.run<PersonEventPage>([person, cursor, limit](Connection& connection) {
        return connection.table<PersonEventTable>().after(person, cursor, limit);
    });
}

Task<Result<PersonArrival>> SqlitePersonStream::arrive(PersonId person, Serial cursor, int limit) {
    return m_readers.run<PersonArrival>([person, cursor, limit](Connection& connection) {
        return arrivalOf(connection, person, cursor, limit);
    });
}

Task<Result<Serial>> SqlitePersonStream::head(PersonId person) {
    return m_readers.run<Serial>(
        [person](Connection& connection) { return connection.table<PersonEventTable>().head(person); });
}

Task<Result<int>> SqlitePersonStream::sweep(std::int64_t before) {
    return m_writer.submit<int>([before](Connection& connection, Effects&) {
        return connection.table<PersonEventTable>().sweep(before);
    });
}

} // namespace parlor::server
