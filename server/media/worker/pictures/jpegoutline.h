#pragma once

#include "server/media/worker/pictures/bytes.h"

#include <QByteArray>

#include <optional>

namespace parlor::server::media {

/// What the markers of a JPEG file say (ITU-T T.81 annex B), without decoding. The spans point into the file.
struct JpegOutline {
    int width = 0;  ///< px as stored
    int height = 0; ///< px as stored
    int precision = 0;
    int components = 0;
    bool progressive = false;
    bool lossless = false; ///< or arithmetic, or hierarchical: no decoder here takes it
    int scans = 0;
    bool ended = false; ///< an end marker was found: the file is not cut off
    Bytes trailer;      ///< what stands behind the end marker
    Bytes exif;         ///< the TIFF structure of the first EXIF segment
    Bytes xmp;          ///< the packet of the first XMP segment
    QByteArray profile; ///< ICC, put together from its segments; empty when there is none or it is not whole
};

/// Where the next marker after entropy-coded data stands; the file's size when there is none.
std::size_t endOfScan(Bytes file, std::size_t at);

/// nullopt when there is no frame header. One pass over the file.
std::optional<JpegOutline> outlineJpeg(Bytes file);

} // namespace parlor::server::media
