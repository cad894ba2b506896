#pragma once

#include "server/media/worker/pictures/planes.h"

#include <QByteArray>

namespace parlor::server::media {

/// A baseline JPEG with optimised tables and nothing but the picture in it. The planes are full range; chroma
/// is as large as luma or half of it in either direction, rounded up. `planes` is padded in place. Empty when
/// it failed.
QByteArray encodeJpeg(Planes& planes, int quality);

} // namespace parlor::server::media
