#pragma once

#include "server/media/worker/pictures/vp8/macroblocks.h"
#include "server/media/worker/pictures/vp8/segments.h"
#include "server/media/worker/pictures/vp8/tokens.h"

#include <QByteArray>

#include <array>
#include <vector>

namespace parlor::server::media::vp8 {

/// The strength of the loop filter by segment, 0 … 63.
using Filters = std::array<int, mostSegments>;

/// Stronger where coding by DCs alone would show its edges (MacroblockCoder::edges).
Filters filtersOf(const Segmentation& segmentation, const std::array<int, mostSegments>& edges);

inline constexpr qsizetype largestFirst = (1 << 19) - 1; ///< its length has 19 bits

/// What stands before the first partition (RFC 6386, section 9.1).
QByteArray frameStart(int width, int height, std::uint32_t firstLength);

/// Everything but the tokens (sections 9.2 to 9.11 and 11). `modes` row by row, `across` in a row.
QByteArray firstPartition(const Segmentation& segmentation, const Filters& filters,
                          const Probabilities& probabilities, const std::vector<Modes>& modes, int across);

} // namespace parlor::server::media::vp8
