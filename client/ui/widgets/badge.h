#pragma once

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QString>

class QPainter;

namespace parlor::client {

/// "3", "99+".
QString badgeText(qint64 count);

/// The count of a list row: its width, and drawn with its right edge at `right`, centred on `centreY`.
double badgeWidth(qint64 count);
void drawBadge(QPainter& painter, double right, double centreY, qint64 count, bool muted);

/// The 16 px badge over an icon, with a ring of the ground around it; `at` is its top left.
void drawRingedBadge(QPainter& painter, QPointF at, qint64 count, const QColor& ground);

} // namespace parlor::client
