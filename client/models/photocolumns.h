#pragma once

#include "shared/core/ids.h"

#include <array>
#include <cstdint>
#include <vector>

namespace parlor::client {

/// The light index of a library as columns of equal length, newest first: all that layout and the first frame
/// need, about 56 bytes a photo, so that a million of them stay in memory.
struct PhotoColumns {
    static constexpr std::size_t placeholderBytes = 25;

    std::vector<PhotoId> ids;
    std::vector<std::int64_t> takenLocal;   ///< ms of the wall clock where it was taken, as if UTC
    std::vector<float> ratios;              ///< width / height, upright
    std::vector<std::uint8_t> flags;        ///< of PhotoFlag
    std::vector<std::uint64_t> thumbHashes; ///< the 16 hex digits of the thumb's URL; 0 while there is none
    std::vector<std::array<std::uint8_t, placeholderBytes>> placeholders; ///< thumbhash, padded
    std::vector<std::uint8_t> placeholderSizes;

    [[nodiscard]] std::size_t size() const { return ids.size(); }
};

enum PhotoFlag : std::uint8_t {
    FavouriteFlag = 1,
    MotionFlag = 2,
    PendingFlag = 4,
    DamagedFlag = 8,
};

} // namespace parlor::client
