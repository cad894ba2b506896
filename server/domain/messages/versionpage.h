#pragma once

#include "server/domain/ports/messagestore.h"

namespace parlor::server {

/// One page of a short list that is kept whole, oldest first: the newest `limit` of those before a serial.
EventPage newestBefore(QList<Event> events, std::optional<Serial> before, int limit);

} // namespace parlor::server
