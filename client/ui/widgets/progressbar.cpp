#include "client/ui/widgets/progressbar.h"

#include "client/ui/style/paint.h"

#include <QPainter>

#include <cmath>

namespace parlor::client {

void drawProgress(QPainter& painter, const QRectF& rect, double share, Colour tone) {
    const Corners round = Corners::all(rect.height() / 2);
    drawShape(painter, rect, round, greyGround());
    QRectF done = rect;
    done.setWidth(std::max(rect.height(), rect.width() * std::clamp(share, 0.0, 1.0)));
    if (share > 0)
        fillRounded(painter, done, round, theme().colour(tone));
}

void drawProgressRing(QPainter& painter, const QRectF& square, double share, double stroke,
                      const QColor& track, const QColor& done) {
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF circle = square.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(track, stroke));
    painter.drawEllipse(circle);
    painter.setPen(QPen(done, stroke, Qt::SolidLine, Qt::RoundCap));
    painter.drawArc(circle, 90 * 16, -static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * 360 * 16)));
}

} // namespace parlor::client
