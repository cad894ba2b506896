#pragma once

#include "server/media/worker/pictures/vp8/tables.h"

#include <array>

namespace parlor::server::media::vp8 {

/// The way to a subblock's mode in its tree (RFC 6386, section 11.2): branch + 1, negative where it is a 0; 0
/// ends.
using Branches = std::array<std::int16_t, 7>;
const Branches& branchesTo(SubMode mode);

/// What each costs in 1/256 bit beside those neighbours.
const std::array<std::uint16_t, subModes>& subModeCosts(SubMode above, SubMode left);

} // namespace parlor::server::media::vp8
