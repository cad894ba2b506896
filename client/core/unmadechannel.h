#pragma once

#include "shared/protocol/channel.h"
#include "shared/protocol/commands.h"

namespace parlor::client {

// A channel that waits to be made has an id on this device already, so that one can write into it. It follows
// from the client id of the command that makes it, and is never said to the server.

ChannelId unmadeChannel(const QString& clientId);

/// True for the ids that unmadeChannel() gives, and for no id of a server.
bool isUnmade(ChannelId channel);

/// As `me` will see it once it is made; `askedAt`: ms UTC.
ChannelState unmadeState(const CreateChannel& command, PersonId me, std::int64_t askedAt);

} // namespace parlor::client
