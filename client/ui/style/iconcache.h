#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>
#include <QPointF>
#include <QString>

class QPainter;

namespace parlor::client {

/// A line icon from resources/icons, tinted, with a line about 1.5 px thick at every size. Cached by name,
/// size, colour and scale; interface thread only. An unknown name gives a null pixmap.
QPixmap iconPixmap(const QString& name, int size, const QColor& colour, qreal devicePixelRatio);

/// The same with its shape filled (the heart of a favourite, play).
QPixmap filledIconPixmap(const QString& name, int size, const QColor& colour, qreal devicePixelRatio);

/// Draws the icon with its top left at `at`, crisp at the painter's scale.
void drawIcon(QPainter& painter, QPointF at, const QString& name, int size, const QColor& colour,
              bool filled = false);

/// For menus: normal and disabled tints.
QIcon menuIcon(const QString& name, bool danger = false);

} // namespace parlor::client
