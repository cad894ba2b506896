#pragma once

#include "server/media/worker/pictures/vp8/lanes.h"

/// The block of the DCs of a whole macroblock (RFC 6386, section 14.3), by subblock.
namespace parlor::server::media::vp8 {

/// `in` and `out` may be the same.
void transformDcs(const std::int16_t* in, std::int16_t* out);

/// Backwards, as a decoder does it.
void restoreDcs(const std::int16_t* in, std::int16_t* out);

/// Of one coefficient, as the kernels do it for many.
int levelOf(int coefficient, const Steps& steps, int place);

} // namespace parlor::server::media::vp8
