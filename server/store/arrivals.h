#pragma once

#include "server/domain/ports/personstream.h"
#include "server/store/connection.h"

namespace parlor::server {

/// See PersonStreamStore::arrive(); within the caller's transaction, so that all of it is of one moment.
Result<PersonArrival> arrivalOf(Connection& connection, PersonId person, Serial cursor, int limit);

} // namespace parlor::server
