#pragma once

#include "client/ui/chat/rowlayout.h"
#include "client/ui/widgets/face.h"

#include <functional>

class QPainter;

namespace parlor::client {

/// One tile as it stands now: what lies below and what fades in over it.
struct TileLook {
    QPixmap below;   ///< placeholder; may be null
    QPixmap above;   ///< the picture; may be null
    double fade = 1; ///< opacity of `above`
};

/// How a row is shown at this moment.
struct RowLook {
    bool hovered = false;
    bool focused = false;
    const RowBox* hoveredBox = nullptr; ///< of the row's own layout
    qsizetype selectionStart = 0, selectionEnd = 0;
    double flash = 0; ///< 0 … 1: the target of a jump
    QDate today;
    std::function<TileLook(const RowBox& box)> tile;     ///< of a Photo box
    std::function<QPixmap(const PhotoReference&)> thumb; ///< of a quote
    std::function<Face(PersonId, const QString& name)> face;
};

/// Paints a row whose top left is the painter's origin.
void paintRow(QPainter& painter, const TimelineItem& item, const RowLayout& row, const RowLook& look);

/// The words of a day line or of the floating date, centred in `rect` on the surface.
void drawCaption(QPainter& painter, const QRectF& rect, const QString& words, Colour tone);

} // namespace parlor::client
