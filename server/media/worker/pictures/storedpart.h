#pragma once

#include "server/media/worker/pictures/picture.h"
#include "shared/protocol/photocrop.h"

namespace parlor::server::media {

/// What a crop leaves of a picture of that size as it is stored; `upright` turns it into what the crop speaks
/// of. At least one pixel. It begins at even ones, where chroma of half the size has its samples.
PixelRect storedPart(const PhotoCrop& crop, PixelSize stored, Orientation upright);

/// Those samples of a plane, which lie within it.
Plane cutFrom(const Plane& plane, const PixelRect& part);

} // namespace parlor::server::media
