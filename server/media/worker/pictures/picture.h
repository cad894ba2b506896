#pragma once

#include "server/media/worker/pictures/planes.h"

#include <QByteArray>

#include <optional>

namespace parlor::server::media {

struct PixelSize {
    int width = 0;
    int height = 0;

    friend bool operator==(PixelSize, PixelSize) = default;
};

/// Some of a picture's pixels.
struct PixelRect {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;

    static constexpr PixelRect all(PixelSize size) { return {0, 0, size.width, size.height}; }

    [[nodiscard]] constexpr PixelSize size() const { return {width, height}; }

    friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

/// The largest size of the same shape within the box, never larger than `size` itself, at least 1 × 1.
PixelSize fitted(PixelSize size, int width, int height);

inline constexpr int viewSide = 2048;

/// An upright sRGB picture, its long side at most viewSide: what every rendering but Full is made of.
struct Picture {
    Planes planes;   ///< limited range, 4:2:0; transparent parts are white
    QByteArray rgba; ///< the same with its transparency; empty when it is opaque
    bool damaged = false;
    QByteArray full; ///< JPEG at original size, when it was asked for
};

inline constexpr int fullQuality = 90;

class ColourTable;

/// Of full-range planes as they are stored, chroma in any smaller size: `part`, reduced, turned and, with a
/// table, converted. The planes may be a copy scaled by `scale` and rounded up; `part` counts the pixels of
/// what was copied.
Picture pictureFromPlanes(const Planes& planes, const PixelRect& part, Orientation orientation,
                          const ColourTable* table, double scale = 1);

} // namespace parlor::server::media
