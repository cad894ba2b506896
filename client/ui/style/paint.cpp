#include "client/ui/style/paint.h"

#include "client/ui/style/emoji.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPixmap>
#include <QTextLayout>

#include <cmath>

namespace parlor::client {

QPainterPath roundedPath(const QRectF& rect, const Corners& corners) {
    const double most = std::min(rect.width(), rect.height()) / 2;
    const double tl = std::min(corners.topLeft, most), tr = std::min(corners.topRight, most);
    const double br = std::min(corners.bottomRight, most), bl = std::min(corners.bottomLeft, most);
    QPainterPath path;
    path.moveTo(rect.left() + tl, rect.top());
    path.lineTo(rect.right() - tr, rect.top());
    path.arcTo(rect.right() - 2 * tr, rect.top(), 2 * tr, 2 * tr, 90, -90);
    path.lineTo(rect.right(), rect.bottom() - br);
    path.arcTo(rect.right() - 2 * br, rect.bottom() - 2 * br, 2 * br, 2 * br, 0, -90);
    path.lineTo(rect.left() + bl, rect.bottom());
    path.arcTo(rect.left(), rect.bottom() - 2 * bl, 2 * bl, 2 * bl, 270, -90);
    path.lineTo(rect.left(), rect.top() + tl);
    path.arcTo(rect.left(), rect.top(), 2 * tl, 2 * tl, 180, -90);
    path.closeSubpath();
    return path;
}

void fillRounded(QPainter& painter, const QRectF& rect, const Corners& corners, const QColor& colour) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(roundedPath(rect, corners), colour);
}

void strokeRounded(QPainter& painter, const QRectF& rect, const Corners& corners, const QColor& colour,
                   double width) {
    painter.setRenderHint(QPainter::Antialiasing);
    const double half = width / 2;
    const auto inner = [half](double radius) { return std::max(0.0, radius - half); };
    const Corners inset{inner(corners.topLeft), inner(corners.topRight), inner(corners.bottomRight),
                        inner(corners.bottomLeft)};
    painter.strokePath(roundedPath(rect.adjusted(half, half, -half, -half), inset), QPen(colour, width));
}

void drawShape(QPainter& painter, const QRectF& rect, const Corners& corners, const QColor& colour) {
    fillRounded(painter, rect, corners, colour);
    if (theme().outlinesShapes())
        strokeRounded(painter, rect, corners, theme().colour(Colour::BubbleOutline));
}

QColor greyGround(bool raised) {
    const QColor field = theme().colour(Colour::Field);
    return raised && theme().kind() == ThemeKind::Dark
               ? blended(field, theme().colour(Colour::Text), tokens::layer::hover)
               : field;
}

QColor hoverLayer(double strength, bool pressed) {
    return withAlpha(theme().colour(Colour::Text),
                     pressed ? tokens::layer::pressed : tokens::layer::hover * strength);
}

void drawFocusRing(QPainter& painter, const QRectF& rect, double radius, bool outside) {
    const double grow = outside ? tokens::line::focusOffset + tokens::line::focus : 0;
    strokeRounded(painter, rect.adjusted(-grow, -grow, grow, grow), Corners::all(radius + grow),
                  theme().colour(Colour::Focus), tokens::line::focus);
}

double drawLine(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font,
                const QColor& colour, Qt::Alignment alignment) {
    const QFontMetricsF metrics(font);
    QString shown = text;
    double width = metrics.horizontalAdvance(shown);
    if (width > rect.width() + 0.5) {
        shown = metrics.elidedText(text, Qt::ElideRight, rect.width());
        width = metrics.horizontalAdvance(shown);
    }
    double x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = rect.left() + (rect.width() - width) / 2;
    const double y =
        rect.top() + (rect.height() - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent();
    painter.setFont(font);
    painter.setPen(colour);
    const auto emoji =
        font.families().value(0) == u"Inter" ? emojiRuns(shown) : QList<std::pair<qsizetype, qsizetype>>();
    if (emoji.isEmpty()) {
        painter.drawText(QPointF(x, y), shown);
        return width;
    }
    QTextLayout layout(shown, font);
    QList<QTextLayout::FormatRange> formats;
    for (const auto& [start, length] : emoji) {
        QTextCharFormat format;
        format.setFont(Theme::emojiFont(font.pixelSize()));
        formats.append({static_cast<int>(start), static_cast<int>(length), format});
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(width * 2);
    layout.endLayout();
    layout.draw(&painter, QPointF(x, y - line.ascent()));
    return width;
}

double textWidth(const QString& text, const QFont& font) {
    return QFontMetricsF(font).horizontalAdvance(text);
}

void drawHairline(QPainter& painter, double x, double y, double width, const QColor& colour) {
    const double scale = painter.device()->devicePixelRatioF();
    const double top = std::floor(y * scale) / scale;
    painter.fillRect(QRectF(x, top, width, std::max(1.0, std::floor(scale)) / scale), colour);
}

void drawVerticalHairline(QPainter& painter, double x, double y, double height, const QColor& colour) {
    const double scale = painter.device()->devicePixelRatioF();
    const double left = std::floor(x * scale) / scale;
    painter.fillRect(QRectF(left, y, std::max(1.0, std::floor(scale)) / scale, height), colour);
}

void drawRoundedPixmap(QPainter& painter, const QRectF& rect, const Corners& corners, const QPixmap& pixmap,
                       double opacity) {
    if (pixmap.isNull() || rect.isEmpty())
        return;
    if (pixmap.devicePixelRatioF() != 1) {
        // A texture with a ratio of its own has even its brush's translation divided by it.
        QPixmap plain = pixmap;
        plain.setDevicePixelRatio(1);
        return drawRoundedPixmap(painter, rect, corners, plain, opacity);
    }
    const double scale = std::max(rect.width() / pixmap.width(), rect.height() / pixmap.height());
    QBrush brush(pixmap);
    QTransform place;
    place.translate(rect.left() + (rect.width() - pixmap.width() * scale) / 2,
                    rect.top() + (rect.height() - pixmap.height() * scale) / 2);
    place.scale(scale, scale);
    brush.setTransform(place);
    const double before = painter.opacity();
    painter.setOpacity(before * opacity);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.fillPath(roundedPath(rect, corners), brush);
    painter.setOpacity(before);
}

double keyCapWidth(const QString& keys) {
    return std::ceil(textWidth(keys, theme().font(TextSize::Micro))) + 12;
}

double drawKeyCap(QPainter& painter, double right, double centreY, const QString& keys) {
    const double width = keyCapWidth(keys);
    const QRectF cap(right - width, centreY - 10, width, 20);
    fillRounded(painter, cap, Corners::all(tokens::radius::tiny),
                theme().colour(theme().isDark() ? Colour::Surface : Colour::Raised));
    strokeRounded(painter, cap, Corners::all(tokens::radius::tiny), theme().colour(Colour::Divider));
    drawLine(painter, cap, keys, theme().font(TextSize::Micro), theme().colour(Colour::TextMuted),
             Qt::AlignHCenter);
    return width;
}

} // namespace parlor::client
