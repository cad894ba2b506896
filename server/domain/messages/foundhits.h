#pragma once

#include "server/domain/ports/messagestore.h"
#include "server/domain/sessions/principal.h"
#include "shared/protocol/frames.h"

namespace parlor::server {

/// What was found as far as the token reaches: nothing of other channels, and reactions only where it may see
/// them.
QList<SearchHit> hitsFor(const Principal& principal, const QList<FoundMessage>& found);

} // namespace parlor::server
