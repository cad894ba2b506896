#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "server/media/worker/pictures/jpegoutline.h"
#include "server/media/worker/pictures/planes.h"

#include <optional>

namespace parlor::server::media {

struct DecodedJpeg {
    Planes planes;    ///< full range, as stored, chroma in the file's own subsampling
    double scale = 1; ///< of the stored size; what is left of a sample makes a whole one
    bool damaged = false;
};

/// Decodes a plain YCbCr JPEG at the smallest N/8 of its size whose long side is still at least `longSide`
/// (0: whole), without upsampling its chroma or converting its colours. nullopt for what this way does not
/// take: grey, CMYK, RGB, odd subsampling, other than 8 bits, and what is damaged beyond reading; libvips has
/// the last word on those.
std::optional<DecodedJpeg> decodeJpeg(Bytes file, const JpegOutline& outline, int longSide);

} // namespace parlor::server::media
