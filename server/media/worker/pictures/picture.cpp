#include "server/media/worker/pictures/picture.h"

#include "server/media/worker/pictures/colourtable.h"
#include "server/media/worker/pictures/resample.h"

#include <algorithm>
#include <cmath>

namespace parlor::server::media {

PixelSize fitted(PixelSize size, int width, int height) {
    const double scale =
        std::min({1.0, static_cast<double>(width) / size.width, static_cast<double>(height) / size.height});
    return {std::max(1, static_cast<int>(std::lround(size.width * scale))),
            std::max(1, static_cast<int>(std::lround(size.height * scale)))};
}

namespace {

/// Chroma has one sample for each `step` of luma's.
Extent extentOf(PixelSize stored, double scale, const Plane& luma, const Plane& plane) {
    const auto step = [](int whole, int part) { return std::max(1L, std::lround(double(whole) / part)); };
    return {stored.width * scale / static_cast<double>(step(luma.width, plane.width)),
            stored.height * scale / static_cast<double>(step(luma.height, plane.height))};
}

} // namespace

Picture pictureFromPlanes(const Planes& planes, PixelSize stored, Orientation orientation,
                          const ColourTable* table, double scale) {
    const PixelSize size = fitted(stored, viewSide, viewSide);
    const PixelSize half{(size.width + 1) / 2, (size.height + 1) / 2};
    // A table wants the full range, and folds by itself.
    const Fold lumaFold = table ? keepRange : lumaToLimited;
    const Fold chromaFold = table ? keepRange : chromaToLimited;
    Picture picture;
    Planes& to = picture.planes;
    to.y = resampled(planes.y, size.width, size.height, lumaFold, orientation.transpose,
                     extentOf(stored, scale, planes.y, planes.y));
    to.u = resampled(planes.u, half.width, half.height, chromaFold, orientation.transpose,
                     extentOf(stored, scale, planes.y, planes.u));
    to.v = resampled(planes.v, half.width, half.height, chromaFold, orientation.transpose,
                     extentOf(stored, scale, planes.y, planes.v));
    for (Plane* plane : {&to.y, &to.u, &to.v})
        mirror(*plane, orientation.mirrorX, orientation.mirrorY);
    if (table)
        table->apply(to, true);
    return picture;
}

} // namespace parlor::server::media
