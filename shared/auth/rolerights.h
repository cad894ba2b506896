#pragma once

#include "shared/auth/capability.h"
#include "shared/protocol/person.h"

#include <QStringView>

namespace parlor {

/// What a role on the whole server allows at most, in the grammar of tokens: what somebody may do is what the
/// role AND the token allow. A role in a channel can raise a member to a moderator's rights there, so the
/// messages of others are left to the channel's own check. Thread-safe.
const Capability& rightsOf(Role role);

/// rightsOf(role).allows(), without a look at the resource for those who may do everything.
bool roleAllows(Role role, QStringView resource, QStringView operation);

} // namespace parlor
