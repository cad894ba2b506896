#pragma once

#include "server/media/worker/pictures/bytes.h"

#include <QByteArray>

namespace parlor::server::media {

/// What of a camera's own file can be shown. The spans lie inside the file.
struct RawPreview {
    Bytes jpeg; ///< the largest picture that the camera has put in; empty when there is none
    Bytes exif; ///< the TIFF structure with camera, time and orientation; empty when there is none
};

/// The media type of a camera RAW file by its first bytes and directories (DNG, CR2, CR3, NEF, ARW, RAF, RW2,
/// ORF and what else looks like one); empty for other files.
QByteArray rawType(Bytes file);

/// The largest JPEG of a RAW file that our decoders can take: by its directories (TIFF/EP, DNG 1.7), by its
/// head (RAF), else by looking for one. Follows at most 64 directories, none twice, and nothing out of the
/// file.
RawPreview findPreview(Bytes file);

} // namespace parlor::server::media
