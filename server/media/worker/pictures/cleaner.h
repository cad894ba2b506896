#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "server/media/workerprotocol.h"

#include <QList>

#include <optional>

namespace parlor::server::media {

/// What of an original is to be overwritten before strangers get it, so that it tells neither where it was
/// taken nor which camera took it, while every pixel stays: JPEG (ITU-T T.81), PNG (W3C PNG 3), WebP (RIFF),
/// HEIC and AVIF (ISO/IEC 23008-12), TIFF. Everything goes that is not known to be needed or harmless, what
/// is appended too. nullopt for what can't be cleaned: cameras' own formats, GIF, videos, what is broken.
std::optional<QList<Overwrite>> overwritesOf(Bytes file);

} // namespace parlor::server::media
