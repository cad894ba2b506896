#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "shared/protocol/photo.h"

#include <string_view>

namespace parlor::server::media {

/// Adds what an EXIF structure says: camera, lens, exposure, place, stars, and the time of capture by the
/// first of DateTimeOriginal, DateTimeDigitized, DateTime (with its sub-seconds), whose zone is the first of
/// OffsetTimeOriginal, -Digitized, OffsetTime, or follows from the GPS time. Returns the orientation tag, 1
/// when there is none.
int readExif(Bytes tiff, PhotoFacts& facts);

/// Adds what an XMP packet says and EXIF did not: time of capture, panorama, motion photo; and stars, which
/// most programs write only here. For a motion photo the bytes from the start of its video to the end of the
/// file, 0 when the packet does not say.
std::int64_t readXmp(Bytes packet, PhotoFacts& facts);

/// What names both halves of a live photo, as far as it is letters, digits and dashes; at most 64.
QByteArray cleanContentId(std::string_view text);

/// The TIFF structure in a blob that may have "Exif" and other bytes before it.
Bytes exifIn(Bytes blob);

/// Among the bytes behind a JPEG's end those of a short video, as Samsung's phones append it; empty when
/// there is none.
Bytes motionIn(Bytes trailer);

/// Of "2024:07:15 18:30:05" or "2024-07-15T18:30:05": ms as if UTC; nullopt for dates that are none.
std::optional<std::int64_t> parseLocalTime(std::string_view text);

/// Of "+02:00", "-09:45", "Z": minutes; nullopt for what lies beyond 14 hours.
std::optional<int> parseOffset(std::string_view text);

} // namespace parlor::server::media
