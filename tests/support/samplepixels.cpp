#include "tests/support/samplepixels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace parlor::test {

namespace {

using Colour = std::array<std::uint8_t, 3>;

/// Cheap, repeatable noise of −6 … 6.
int noise(int x, int y, int seed) {
    auto n = static_cast<std::uint32_t>(x) * 374761393u + static_cast<std::uint32_t>(y) * 668265263u
             + static_cast<std::uint32_t>(seed) * 2246822519u;
    n = (n ^ n >> 13) * 1274126177u;
    return static_cast<int>((n ^ n >> 16) % 13) - 6;
}

Colour uprightAt(int x, int y, const PhotoOptions& options) {
    const int cornerX = std::max(1, options.width / 4);
    const int cornerY = std::max(1, options.height / 4);
    const bool left = x < cornerX;
    const bool right = x >= options.width - cornerX;
    const bool top = y < cornerY;
    const bool bottom = y >= options.height - cornerY;
    if (left && top)
        return {220, 20, 20};
    if (right && top)
        return {20, 200, 20};
    if (left && bottom)
        return {20, 20, 220};
    if (right && bottom)
        return {250, 250, 250};
    const int n = noise(x, y, options.seed);
    const auto level = [&](double value) {
        return static_cast<std::uint8_t>(std::clamp(value + n, 0.0, 255.0));
    };
    const double across = static_cast<double>(x) / options.width;
    const double down = static_cast<double>(y) / options.height;
    return {level(60 + 120 * across), level(90 + 80 * down), level(150 - 70 * across * down)};
}

} // namespace

SamplePixels samplePixels(const PhotoOptions& options) {
    const int tag = options.orientation;
    const bool turned = tag >= 5 && tag <= 8;
    SamplePixels out{turned ? options.height : options.width, turned ? options.width : options.height, {}};
    out.rgb.reserve(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 3);
    for (int row = 0; row < out.height; ++row)
        for (int column = 0; column < out.width; ++column) {
            // Where the stored sample is to be seen (Exif 2.32, Orientation: what row 0 and column 0 stand
            // for).
            const int lastX = options.width - 1;
            const int lastY = options.height - 1;
            int x = turned ? row : column;
            int y = turned ? column : row;
            if (tag == 2 || tag == 3 || tag == 6 || tag == 7)
                x = lastX - x;
            if (tag == 3 || tag == 4 || tag == 7 || tag == 8)
                y = lastY - y;
            const Colour colour = uprightAt(x, y, options);
            out.rgb.insert(out.rgb.end(), colour.begin(), colour.end());
        }
    return out;
}

} // namespace parlor::test
