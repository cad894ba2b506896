#pragma once

#include "server/media/worker/pictures/planes.h"

#include <QByteArray>

namespace parlor::server::media {

/// The effort that vp8::encoded() stands for; the others are libwebp's.
inline constexpr int ownEffort = 4;

/// Lossy WebP without any metadata chunk. Empty when it failed.
/// The planes are limited range, chroma half the luma in both directions, rounded up.
QByteArray encodeWebP(const Planes& planes, int quality, int effort);

/// The same by libwebp alone.
QByteArray encodeByLibrary(const Planes& planes, int quality, int effort);

/// From interleaved RGBA, whose transparency is kept.
QByteArray encodeWebP(const std::uint8_t* rgba, int width, int height, int quality, int effort);

/// Interleaved RGB as limited-range 4:2:0 planes; empty when there is no memory.
Planes planesFromRgb(const std::uint8_t* rgb, int width, int height);

} // namespace parlor::server::media
