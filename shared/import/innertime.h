#pragma once

#include <QByteArrayView>
#include <QList>

#include <cstdint>

namespace parlor {

/// Bytes that are looked at from each end of a file.
inline constexpr std::int64_t innerTimeBytes = 256 * 1024;

/// Times that a picture or video seems to hold, in ms as if UTC: EXIF's "2024:01:31 23:59:59" (EXIF 2.32) and
/// the creation time in a "mvhd" box (ISO 14496-12). Found by their look alone, so only good for comparing.
QList<std::int64_t> innerTimes(QByteArrayView bytes);

/// True when one of the times is that one by some clock in the world.
bool tellsTime(const QList<std::int64_t>& times, std::int64_t takenAt);

} // namespace parlor
