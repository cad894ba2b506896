#pragma once

#include "client/ui/style/paint.h"

#include <QList>
#include <QRectF>
#include <QSizeF>

namespace parlor::client {

struct MosaicTile {
    QRectF rect;
    Corners corners;
};

struct Mosaic {
    QList<MosaicTile> tiles;
    QSizeF size;
};

/// Lays 1 … 10 pictures out from their sizes (px; a side of 0 counts as 4 : 3), at most `width` wide: rows
/// whose tiles keep their aspect ratios, or one large beside two. `joinsAbove` and `joinsBelow` make the left
/// corners of the whole small, as a bubble's.
Mosaic layOutMosaic(const QList<QSize>& pictures, double width, bool joinsAbove, bool joinsBelow);

} // namespace parlor::client
