#pragma once

#include "server/media/worker/pictures/jpegoutline.h"
#include "server/media/worker/pictures/picture.h"

namespace parlor::server::media {

/// The fast way for camera JPEGs: scaled planes from the decoder straight to the encoder, colours converted
/// by a table on the small planes. `part` of what is stored is shown. nullopt: take the other way.
std::optional<Picture> pictureFromJpeg(Bytes file, const JpegOutline& outline, const PixelRect& part,
                                       Orientation orientation, bool full);

} // namespace parlor::server::media
