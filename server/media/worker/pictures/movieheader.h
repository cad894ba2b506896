#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "server/media/workerprotocol.h"

#include <functional>

namespace parlor::server::media {

/// Bytes of a file that need not be in memory: videos may be larger than a worker's address space.
struct MovieSource {
    std::uint64_t size = 0;
    /// Fills `to` from `at` on, which lies inside; false when it can not.
    std::function<bool(std::uint64_t at, std::span<std::uint8_t> to)> read;

    static MovieSource of(Bytes file);
};

/// What was found in a video's header. Nothing of its pictures or sounds is touched.
struct MovieOutcome {
    WorkerVerdict verdict = WorkerVerdict::UnsupportedType;
    const char* reason = ""; ///< for the log
};

/// True when the first bytes are those of an MP4, QuickTime, Matroska or WebM file; at least 16 are looked
/// at.
bool isMovie(Bytes head);

/// Size, duration, time and place of a video: of the `moov` box (ISO/IEC 14496-12, QuickTime File Format) or
/// the `Info` and `Tracks` elements (RFC 9559). Reads at most 16 MiB of it and refuses what has no pictures.
MovieOutcome readMovie(const MovieSource& source, PhotoFacts& facts);

/// The bytes of an MP4 that begins with `bytes` and has other things behind it; 0 when none begins there.
std::size_t mp4Length(Bytes bytes);

} // namespace parlor::server::media
