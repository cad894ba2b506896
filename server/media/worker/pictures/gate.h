#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "server/media/workerprotocol.h"

namespace parlor::server::media {

enum class Format { Jpeg, Png, WebP, Heif, Tiff, Gif, CameraRaw, Movie };

/// What the first look at a file tells, before a decoder has seen it.
struct Gate {
    WorkerVerdict verdict = WorkerVerdict::UnsupportedType; ///< Done: let it in
    Format format = Format::Jpeg;
    const char* reason = ""; ///< for the log
    int width = 0;           ///< px as stored; 0 when only the decoder can tell
    int height = 0;
};

/// Sniffs the format from its magic bytes and holds the header against the limits of SECURITY.md: 30 000 px a
/// side, JPEG 120 MP, GIF 50 MP, others 100 MP, interlaced and progressive 64 MP, at most 100 scans, little
/// compressed text; of a camera RAW file what it shows is measured later. Reads no pixels; costs at most one
/// pass over the file.
Gate inspect(Bytes file);

/// The pixel limit alone, for sizes that only a decoder knows.
bool isTooLarge(Format format, std::int64_t width, std::int64_t height);

/// Of a picture; a video says itself what it is.
QByteArray mimeTypeOf(Format format, Bytes file);

} // namespace parlor::server::media
