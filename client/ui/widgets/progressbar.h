#pragma once

#include "client/ui/style/theme.h"

#include <QRectF>

class QPainter;

namespace parlor::client {

/// The 4 px bar; `share` 0 … 1.
void drawProgress(QPainter& painter, const QRectF& rect, double share, Colour tone);

/// A ring with a share of it filled, `stroke` px wide.
void drawProgressRing(QPainter& painter, const QRectF& square, double share, double stroke,
                      const QColor& track, const QColor& done);

} // namespace parlor::client
