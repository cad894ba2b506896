#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace parlor::server::media {

/// One channel of 8-bit samples. Rows are `stride` bytes apart, a multiple of 64, so that whole vectors may
/// be read and written past the width; what lies there is anything. Move-only.
struct Plane {
    int width = 0;
    int height = 0;
    int stride = 0;
    std::unique_ptr<std::uint8_t[]> samples;

    Plane() = default;

    Plane(int planeWidth, int planeHeight)
        : width(planeWidth),
          height(planeHeight),
          stride((planeWidth + 63) / 64 * 64),
          samples(std::make_unique_for_overwrite<std::uint8_t[]>(static_cast<std::size_t>(stride)
                                                                 * static_cast<std::size_t>(planeHeight))) {}

    [[nodiscard]] std::uint8_t* row(int y) { return samples.get() + static_cast<std::ptrdiff_t>(stride) * y; }

    [[nodiscard]] const std::uint8_t* row(int y) const {
        return samples.get() + static_cast<std::ptrdiff_t>(stride) * y;
    }
};

/// A picture as luma and two chroma planes (ITU-R BT.601), chroma in any smaller size. JPEG samples use the
/// full range 0 … 255, WebP ones 16 … 235 (chroma 16 … 240): which one it is, the context says.
struct Planes {
    Plane y, u, v;
};

/// How stored samples become an upright picture: first the diagonal, then the mirrors.
struct Orientation {
    bool transpose = false;
    bool mirrorX = false;
    bool mirrorY = false;

    /// Of an EXIF orientation tag; anything but 2 … 8 is upright.
    static constexpr Orientation fromExif(int tag) {
        return {tag >= 5 && tag <= 8, tag == 2 || tag == 3 || tag == 6 || tag == 7,
                tag == 3 || tag == 4 || tag == 7 || tag == 8};
    }

    /// Clockwise by 0, 90, 180 or 270 degrees.
    static constexpr Orientation fromRotation(int degrees) {
        return fromExif(degrees == 90 ? 6 : degrees == 180 ? 3 : degrees == 270 ? 8 : 1);
    }

    /// This one, then `next`.
    [[nodiscard]] constexpr Orientation then(Orientation next) const {
        const bool x = next.transpose ? mirrorY : mirrorX;
        const bool y = next.transpose ? mirrorX : mirrorY;
        return {transpose != next.transpose, x != next.mirrorX, y != next.mirrorY};
    }

    friend constexpr bool operator==(Orientation, Orientation) = default;
};

void mirror(Plane& plane, bool x, bool y);
Plane transposed(const Plane& plane);

} // namespace parlor::server::media
