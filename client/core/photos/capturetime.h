#pragma once

#include <QByteArray>

#include <optional>

namespace parlor::client {

/// When a photo was taken, as EXIF 2.32 says it.
struct CaptureTime {
    QByteArray local;  ///< DateTimeOriginal, "2024:07:15 18:30:05"
    QByteArray offset; ///< OffsetTimeOriginal, "+02:00"; may be empty

    friend bool operator==(const CaptureTime&, const CaptureTime&) = default;
};

/// Looks into the EXIF segment of a JPEG; never reads outside of it. nullopt when it says nothing usable.
std::optional<CaptureTime> captureTimeOf(const QByteArray& jpeg);

/// The JPEG with an EXIF segment that holds the time and nothing else. For one without such a segment.
QByteArray withCaptureTime(const QByteArray& jpeg, const CaptureTime& time);

} // namespace parlor::client
