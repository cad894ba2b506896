#pragma once

#include "server/media/worker/pictures/planes.h"

namespace parlor::server::media {

/// A linear change of values made in the last pass: out = in × gain + offset.
struct Fold {
    double gain = 1;
    double offset = 0;

    friend bool operator==(const Fold&, const Fold&) = default;
};

inline constexpr Fold keepRange{};
inline constexpr Fold lumaToLimited{219.0 / 255, 16};
inline constexpr Fold chromaToLimited{224.0 / 255, 128 - 128 * 224.0 / 255};
inline constexpr Fold lumaToFull{255.0 / 219, -16 * 255.0 / 219};
inline constexpr Fold chromaToFull{255.0 / 224, 128 - 128 * 255.0 / 224};

/// How much of a plane the picture takes, in samples: what was scaled or subsampled is rounded up to whole
/// ones. 0: all of it.
struct Extent {
    double width = 0;
    double height = 0;
    double left = 0; ///< where it begins
    double top = 0;
};

/// The same of its rows alone.
struct RowExtent {
    double height = 0;
    double top = 0;
};

/// The plane in another size through a separable Lanczos3 filter, centres aligned. With `transpose` the
/// result is turned over its diagonal: width and height are those before that.
Plane resampled(const Plane& plane, int width, int height, Fold fold = keepRange, bool transpose = false,
                Extent extent = {});

/// One pass, top to bottom; both do the same arithmetic and give the same samples.
Plane resampleRowsScalar(const Plane& plane, int height, Fold fold, RowExtent extent = {});
Plane resampleRowsAvx2(const Plane& plane, int height, Fold fold,
                       RowExtent extent = {}); ///< only where hasAvx2()
bool hasAvx2();

} // namespace parlor::server::media
