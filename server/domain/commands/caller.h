#pragma once

#include "server/domain/ports/link.h"
#include "server/domain/sessions/principal.h"

#include <QString>

namespace parlor::server {

/// Who sent a command, and how the answer is found again.
struct Caller {
    ConnectionId connection;
    Principal principal;
    std::int64_t rid = 0; ///< 0 asks for no answer
    QString clientId;     ///< of the command, when it has one
};

} // namespace parlor::server
