#include "server/media/worker/pictures/vp8/encoder.h"

#include "server/media/worker/pictures/vp8/frameheader.h"
#include "server/media/worker/pictures/vp8/macroblocks.h"
#include "server/media/worker/pictures/vp8/segments.h"

#include <algorithm>
#include <cstring>

namespace parlor::server::media::vp8 {

namespace {

constexpr int largestSide = 16383;

/// Beyond the picture its last samples repeat.
void fill(const Plane& plane, int width, int height, Canvas& canvas) {
    for (int y = 0; y < height; ++y) {
        std::uint8_t* to = canvas.at(0, y);
        std::memcpy(to, plane.row(std::min(y, plane.height - 1)), static_cast<std::size_t>(plane.width));
        std::memset(to + plane.width, to[plane.width - 1], static_cast<std::size_t>(width - plane.width));
    }
}

Plane cut(const Canvas& canvas, int width, int height) {
    Plane plane(width, height);
    for (int y = 0; y < height; ++y)
        std::memcpy(plane.row(y), canvas.at(0, y), static_cast<std::size_t>(width));
    return plane;
}

} // namespace

QByteArray encoded(const Planes& planes, int quality, const Options& options) {
    const int width = planes.y.width;
    const int height = planes.y.height;
    if (width < 1 || height < 1 || width > largestSide || height > largestSide)
        return {};
    Canvases source((width + 15) / 16, (height + 15) / 16);
    fill(planes.y, 16 * source.across, 16 * source.down, source.y);
    fill(planes.u, 8 * source.across, 8 * source.down, source.u);
    fill(planes.v, 8 * source.across, 8 * source.down, source.v);
    const Kernels& kernels = options.portable ? portableKernels() : fastestKernels();
    const Segmentation segmentation = segmented(source, quality, kernels);
    MacroblockCoder coder(source, segmentation, kernels);
    std::vector<Modes> modes;
    const int all = source.across * source.down;
    modes.reserve(static_cast<std::size_t>(all));
    constexpr int fewest = 96;
    const int between = std::max(fewest, all / 8);
    int next = between;
    for (int y = 0; y < source.down; ++y) {
        coder.startRow();
        for (int x = 0; x < source.across; ++x) {
            if (next-- == 0) {
                coder.adapt();
                next = between - 1;
            }
            modes.push_back(coder.code(x, y));
        }
    }
    if (options.shown) {
        const Canvases& shown = coder.shown();
        *options.shown = {cut(shown.y, width, height), cut(shown.u, planes.u.width, planes.u.height),
                          cut(shown.v, planes.v.width, planes.v.height)};
    }
    const Probabilities probabilities = coder.tokens().probabilities();
    const auto filters = options.filtered ? filtersOf(segmentation, coder.edges()) : Filters{};
    const QByteArray first = firstPartition(segmentation, filters, probabilities, modes, source.across);
    if (first.size() > largestFirst)
        return {};
    QByteArray bytes = frameStart(width, height, static_cast<std::uint32_t>(first.size()));
    bytes += first;
    bytes += coder.tokens().written(probabilities);
    return bytes;
}

} // namespace parlor::server::media::vp8
