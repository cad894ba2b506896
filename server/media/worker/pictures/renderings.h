#pragma once

#include "server/media/worker/pictures/picture.h"
#include "shared/protocol/photo.h"

namespace parlor::server::media {

/// A rendering with its size in px.
struct MadePicture {
    RenderingKind kind = RenderingKind::Thumb;
    QByteArray bytes;
    int width = 0;
    int height = 0;
};

/// The small full-range planes that thumb, placeholder and perceptual hash share.
Planes thumbPlanes(const Picture& picture, PixelSize upright);

MadePicture makeThumb(Planes& thumb);
MadePicture makeGrid(const Picture& picture, PixelSize upright);
MadePicture makeView(const Picture& picture, int effort);

/// A thumbhash of at most 25 bytes.
QByteArray makePlaceholder(const Planes& thumb);

/// 64 bits, whether luma rises from one column of a 9 × 8 miniature to the next: near-duplicates differ in
/// few.
std::uint64_t perceptualHash(const Planes& thumb);

} // namespace parlor::server::media
