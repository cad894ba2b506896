#pragma once

#include "shared/protocol/photo.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace parlor::server {

/// When a photo was taken. `local` is the clock on the wall there, as if it were UTC; all three agree.
struct TakenTime {
    std::int64_t at = 0; ///< ms UTC
    int offsetMinutes = 0;
    std::int64_t local = 0;

    friend bool operator==(const TakenTime&, const TakenTime&) = default;
};

/// The best answer, in this order: what the picture says (wall clock with its offset; wall clock and GPS
/// time, whose difference is the offset; either of them alone), a date in the file's name, `otherwise`: what
/// the sender says of the file, else the time of the upload. Where nothing else tells the zone, it is that of
/// `otherwise`: where the sender is.
TakenTime takenTime(const PhotoFacts& facts, const QString& fileName, const TakenTime& otherwise);

/// A moment by the clock of a place.
TakenTime takenTimeAt(std::int64_t at, int offsetMinutes);

/// The wall clock that a file's name tells, as cameras, phones and messengers write it
/// (IMG_20240131_235959.jpg, 2024-01-31 23.59.59.png, IMG-20240131-WA0003.jpg …); a date alone counts as
/// noon. nullopt for none.
std::optional<std::int64_t> takenLocalFromName(const QString& fileName);

} // namespace parlor::server
