#pragma once

#include <QRectF>

class QPainter;

namespace parlor::client {

/// Over a tile that is a video: a disc with the sign for playing in its middle, and at its end, when it is
/// known and there is room, how long it takes. `durationMs`: 0 when nobody knows.
void paintVideoSign(QPainter& painter, const QRectF& tile, qint64 durationMs = 0);

} // namespace parlor::client
