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

/// From full-range planes as they are stored, chroma in any smaller size: reduced, turned and, with a table,
/// converted. `stored` is the picture's size, of which the planes may be a copy scaled by `scale` and rounded
/// up.
Picture pictureFromPlanes(const Planes& planes, PixelSize stored, Orientation orientation,
                          const ColourTable* table, double scale = 1);

} // namespace parlor::server::media
