#pragma once

#include "tests/support/samplephotos.h"

#include <cstdint>
#include <vector>

namespace parlor::test {

/// Interleaved 8-bit RGB, as it is stored: turned so that the orientation tag makes it upright.
struct SamplePixels {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;

    [[nodiscard]] const std::uint8_t* row(int y) const {
        return rgb.data() + static_cast<std::ptrdiff_t>(y) * width * 3;
    }
};

SamplePixels samplePixels(const PhotoOptions& options);

} // namespace parlor::test
