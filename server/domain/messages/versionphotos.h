#pragma once

#include "shared/protocol/event.h"

namespace parlor::server {

/// An earlier version of a message as it may be shown today: its photos as they stand in the message now;
/// one that is not there any more keeps its place, and nothing of what it showed.
Entry withPhotosOf(Entry version, const Entry& now);

} // namespace parlor::server
