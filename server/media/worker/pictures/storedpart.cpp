#include "server/media/worker/pictures/storedpart.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace parlor::server::media {

namespace {

struct Span {
    int from = 0;
    int length = 0;
};

/// Inwards to an even beginning, so that nothing is shown that was cut off; outwards where nothing would be
/// left.
Span spanOf(int from, int length, int side, bool mirrored) {
    const auto at = [side](int place) {
        return static_cast<int>((std::int64_t(side) * place + PhotoCrop::whole / 2) / PhotoCrop::whole);
    };
    int begin = std::min(at(from), side - 1);
    int end = std::clamp(at(from + length), begin + 1, side);
    if (mirrored) {
        std::swap(begin, end);
        begin = side - begin;
        end = side - end;
    }
    if (begin % 2 != 0)
        begin += begin + 1 < end ? 1 : -1;
    return {begin, end - begin};
}

} // namespace

PixelRect storedPart(const PhotoCrop& crop, PixelSize stored, Orientation upright) {
    const bool turned = upright.transpose;
    Span across = spanOf(crop.x(), crop.width(), turned ? stored.height : stored.width, upright.mirrorX);
    Span down = spanOf(crop.y(), crop.height(), turned ? stored.width : stored.height, upright.mirrorY);
    if (turned)
        std::swap(across, down);
    return {across.from, down.from, across.length, down.length};
}

Plane cutFrom(const Plane& plane, const PixelRect& part) {
    Plane out(part.width, part.height);
    for (int y = 0; y < part.height; ++y)
        std::memcpy(out.row(y), plane.row(part.top + y) + part.left, static_cast<std::size_t>(part.width));
    return out;
}

} // namespace parlor::server::media
