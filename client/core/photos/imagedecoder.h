#pragma once

#include "shared/core/result.h"

#include <QByteArray>
#include <QImage>
#include <QSize>

namespace parlor::client {

/// Decodes JPEG, PNG or WebP by their first bytes, whatever name or type came with them; everything else is
/// UnsupportedType, what can't be read BadImage, above 256 MB of pixels ImageTooLarge. Scales down so that
/// the picture still covers `fit` (device px; empty: as it is), turns it as EXIF says. Thread-safe.
Result<QImage> decodeImage(const QByteArray& bytes, QSize fit);

} // namespace parlor::client
