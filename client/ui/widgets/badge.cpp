#include "client/ui/widgets/badge.h"

#include "client/ui/style/paint.h"

#include <QPainter>

#include <cmath>

namespace parlor::client {

QString badgeText(qint64 count) {
    return count > 99 ? u"99+"_qs : QString::number(count);
}

double badgeWidth(qint64 count) {
    namespace t = tokens::listPane::badge;
    const double text = textWidth(badgeText(count), theme().font(TextSize::Caption, 600));
    return std::max<double>(t::minWidth, std::ceil(text) + 2 * t::paddingX);
}

void drawBadge(QPainter& painter, double right, double centreY, qint64 count, bool muted) {
    const double width = badgeWidth(count);
    const double height = tokens::listPane::badge::height;
    const QRectF rect(right - width, centreY - height / 2, width, height);
    fillRounded(painter, rect, Corners::all(height / 2),
                theme().colour(muted ? Colour::BadgeMuted : Colour::Badge));
    drawLine(painter, rect, badgeText(count), theme().font(TextSize::Caption, 600),
             theme().colour(muted ? Colour::OnBadgeMuted : Colour::OnBadge), Qt::AlignHCenter);
}

void drawRingedBadge(QPainter& painter, QPointF at, qint64 count, const QColor& ground) {
    namespace t = tokens::rail::badge;
    const QFont font = Theme::plainFont(11, 600);
    const QString text = badgeText(count);
    const double width = std::max<double>(t::minWidth, std::ceil(textWidth(text, font)) + 2 * t::paddingX);
    const QRectF rect(at.x(), at.y(), width, t::height);
    fillRounded(painter, rect.adjusted(-t::ring, -t::ring, t::ring, t::ring),
                Corners::all(t::height / 2.0 + t::ring), ground);
    fillRounded(painter, rect, Corners::all(t::height / 2.0), theme().colour(Colour::Badge));
    drawLine(painter, rect, text, font, theme().colour(Colour::OnBadge), Qt::AlignHCenter);
}

} // namespace parlor::client
