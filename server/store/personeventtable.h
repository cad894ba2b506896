#pragma once

#include "server/domain/ports/personstream.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Rows of person_events: the private streams. What changes meanwhile is not kept in them but read anew.
class PersonEventTable {
public:
    explicit PersonEventTable(Connection& connection) : m_connection(connection) {}

    /// Takes the stream's next serial. UnknownPerson.
    Result<Serial> append(PersonId person, const PersonEventBody& body, Effects& effects);
    Result<PersonEventPage> after(PersonId person, Serial cursor, int limit);
    Result<Serial> head(PersonId person);
    Result<int> sweep(std::int64_t before);

private:
    struct Stream {
        Serial head, floor;
    };

    Result<Stream> stream(PersonId person);
    Result<PersonEventBody> body(PersonId person, const Rows& rows);

    Connection& m_connection;
};

} // namespace parlor::server
