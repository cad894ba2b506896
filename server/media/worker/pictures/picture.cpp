#include "server/media/worker/pictures/picture.h"

#include "server/media/worker/pictures/colourtable.h"
#include "server/media/worker/pictures/resample.h"
#include "server/media/worker/pictures/storedpart.h"

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

/// Where the part lies in a plane, in samples. Chroma has one for each `step` of luma's.
Extent extentOf(const PixelRect& part, double scale, const Plane& luma, const Plane& plane) {
    const auto step = [](int whole, int less) { return std::max(1L, std::lround(double(whole) / less)); };
    const double across = scale / static_cast<double>(step(luma.width, plane.width));
    const double down = scale / static_cast<double>(step(luma.height, plane.height));
    return {part.width * across, part.height * down, part.left * across, part.top * down};
}

/// The samples that an extent touches.
PixelRect touchedBy(const Extent& extent, const Plane& plane) {
    const int left = std::min(static_cast<int>(extent.left), plane.width - 1);
    const int top = std::min(static_cast<int>(extent.top), plane.height - 1);
    const auto end = [](double at, int begin, int side) {
        return std::clamp(static_cast<int>(std::ceil(at)), begin + 1, side);
    };
    return {left, top, end(extent.left + extent.width, left, plane.width) - left,
            end(extent.top + extent.height, top, plane.height) - top};
}

/// What lies beside the extent has no part in the result.
Plane reduced(const Plane& plane, Extent extent, PixelSize size, Fold fold, bool transpose) {
    const PixelRect touched = touchedBy(extent, plane);
    if (touched.size() == PixelSize{plane.width, plane.height})
        return resampled(plane, size.width, size.height, fold, transpose, extent);
    extent.left -= touched.left;
    extent.top -= touched.top;
    return resampled(cutFrom(plane, touched), size.width, size.height, fold, transpose, extent);
}

} // namespace

Picture pictureFromPlanes(const Planes& planes, const PixelRect& part, Orientation orientation,
                          const ColourTable* table, double scale) {
    const PixelSize size = fitted(part.size(), viewSide, viewSide);
    const PixelSize half{(size.width + 1) / 2, (size.height + 1) / 2};
    // A table wants the full range, and folds by itself.
    const Fold lumaFold = table ? keepRange : lumaToLimited;
    const Fold chromaFold = table ? keepRange : chromaToLimited;
    Picture picture;
    Planes& to = picture.planes;
    const auto make = [&](const Plane& plane, PixelSize wanted, Fold fold) {
        return reduced(plane, extentOf(part, scale, planes.y, plane), wanted, fold, orientation.transpose);
    };
    to.y = make(planes.y, size, lumaFold);
    to.u = make(planes.u, half, chromaFold);
    to.v = make(planes.v, half, chromaFold);
    for (Plane* plane : {&to.y, &to.u, &to.v})
        mirror(*plane, orientation.mirrorX, orientation.mirrorY);
    if (table)
        table->apply(to, true);
    return picture;
}

} // namespace parlor::server::media
