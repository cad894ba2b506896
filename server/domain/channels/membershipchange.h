#pragma once

#include "server/domain/ports/channelstore.h"
#include "shared/core/result.h"

namespace parlor::server {

/// What an update by somebody whose role is `own` makes of a membership, by the rules of every store; the
/// same when it changes nothing. Of Joined it says who may come in as what: places in the stream are the
/// store's. `now`: ms UTC. Banned, Forbidden, UnknownPerson, BadRequest.
Result<Membership> changedMembership(const Membership& before, const MemberUpdate& update, Role own,
                                     std::int64_t now);

} // namespace parlor::server
