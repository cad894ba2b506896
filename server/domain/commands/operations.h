#pragma once

#include "server/domain/ports/committed.h"
#include "server/domain/sessions/principal.h"
#include "shared/protocol/commands.h"

namespace parlor::server {

/// The operation that a command is: who, and what makes a retry of it recognisable. The hash covers the whole
/// command, so that the same client id with another meaning is an IdempotencyConflict.
Operation operationFor(const Principal& principal, const Command& command);

} // namespace parlor::server
