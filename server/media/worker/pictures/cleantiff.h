#pragma once

#include "server/media/worker/pictures/overwritelist.h"

namespace parlor::server::media {

/// Of a TIFF structure (TIFF 6.0, EXIF 2.32) that stands at `base` in its file: all goes that is not known to
/// be harmless. Size, orientation, times, camera and lens model and exposure stay; GPS, serial numbers, maker
/// notes, names, comments and the thumbnail become zeros. What is no such structure becomes zeros as a whole.
void cleanExif(Bytes tiff, std::size_t base, OverwriteList& out);

/// The same for a whole TIFF file: its pixels stay too. False when it can't be done.
bool cleanTiffFile(Bytes file, OverwriteList& out);

} // namespace parlor::server::media
