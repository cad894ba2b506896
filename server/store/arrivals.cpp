#include "server/store/arrivals.h"

#include "server/store/channeltable.h"
#include "server/store/personeventtable.h"

namespace parlor::server {

Result<PersonArrival> arrivalOf(Connection& connection, PersonId person, Serial cursor, int limit) {
    PersonArrival arrival;
    TRY_ASSIGN(arrival.stream, connection.table<PersonEventTable>().after(person, cursor, limit));
    TRY_ASSIGN(arrival.channels, connection.table<ChannelTable>().states(person, false));
    return arrival;
}

} // namespace parlor::server
