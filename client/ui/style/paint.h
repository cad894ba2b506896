#pragma once

#include "client/ui/style/appearance.h"

#include <QPainterPath>
#include <QRectF>
#include <QString>

class QPainter;
class QPixmap;

namespace parlor::client {

/// The radii of one rounded shape, clockwise from the top left.
struct Corners {
    double topLeft = 0, topRight = 0, bottomRight = 0, bottomLeft = 0;

    static constexpr Corners all(double radius) { return {radius, radius, radius, radius}; }

    friend bool operator==(const Corners&, const Corners&) = default;
};

QPainterPath roundedPath(const QRectF& rect, const Corners& corners);

void fillRounded(QPainter& painter, const QRectF& rect, const Corners& corners, const QColor& colour);
/// A line of `width` px wholly inside `rect`.
void strokeRounded(QPainter& painter, const QRectF& rect, const Corners& corners, const QColor& colour,
                   double width = 1);
/// One grey shape: filled, and outlined where the theme wants that.
void drawShape(QPainter& painter, const QRectF& rect, const Corners& corners, const QColor& colour);

/// Ground of a grey shape. The dark field alone would not be told from a raised sheet, so it is a layer
/// lighter for what may stand on one.
QColor greyGround(bool raised = true);

/// Ground of a hovered or pressed thing: `text` laid over what is below, `strength` 0 … 1 of the hover layer.
QColor hoverLayer(double strength, bool pressed);

/// The ring of keyboard focus: inside the rectangle, or 2 px outside it.
void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, bool outside);

/// One line, vertically centred in `rect` as a line box, elided on the right. Returns the width it took.
double drawLine(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font,
                const QColor& colour, Qt::Alignment alignment = Qt::AlignLeft);

double textWidth(const QString& text, const QFont& font);

/// A horizontal line of one logical px, on whole device pixels.
void drawHairline(QPainter& painter, double x, double y, double width, const QColor& colour);
void drawVerticalHairline(QPainter& painter, double x, double y, double height, const QColor& colour);

/// A picture filling `rect` (cropped to its middle) with smooth rounded corners.
void drawRoundedPixmap(QPainter& painter, const QRectF& rect, const Corners& corners, const QPixmap& pixmap,
                       double opacity = 1);

/// A key hint: a small outlined cap. Returns its width; with `measureOnly` nothing is drawn.
double drawKeyCap(QPainter& painter, double right, double centreY, const QString& keys);
double keyCapWidth(const QString& keys);

enum class ShadowKind { Popup, Pill };

/// The soft shadow below `rect`, then nothing inside it is guaranteed: fill it afterwards. One cached
/// nine-patch per theme and scale.
void drawShadow(QPainter& painter, const QRectF& rect, double radius, ShadowKind kind);

} // namespace parlor::client
