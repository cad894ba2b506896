#include "client/ui/style/paint.h"

#include <QImage>
#include <QPainter>
#include <QPixmapCache>

#include <cmath>
#include <vector>

namespace parlor::client {

namespace {

/// One pass of a running mean over each row, then the image is turned; two calls blur both ways.
std::vector<float> meanRows(const std::vector<float>& from, int side, int radius) {
    std::vector<float> turned(from.size());
    const float share = 1.0F / static_cast<float>(2 * radius + 1);
    const auto at = [side](int x, int y) { return static_cast<std::size_t>(y * side + x); };
    for (int y = 0; y < side; ++y) {
        float sum = 0;
        for (int x = -radius; x <= radius; ++x)
            sum += from[at(std::clamp(x, 0, side - 1), y)];
        for (int x = 0; x < side; ++x) {
            turned[at(y, x)] = sum * share;
            sum += from[at(std::min(x + radius + 1, side - 1), y)] - from[at(std::max(x - radius, 0), y)];
        }
    }
    return turned;
}

/// A square shadow patch in device pixels: `margin` of blur, a corner, two pixels of middle, a corner, the
/// margin.
QPixmap makePatch(int margin, int corner, const QColor& colour) {
    const int side = 2 * (margin + corner) + 2;
    QImage shape(side, side, QImage::Format_Alpha8);
    shape.fill(0);
    {
        QPainter painter(&shape);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::black);
        painter.setPen(Qt::NoPen);
        const double inner = side - 2 * margin;
        painter.drawRoundedRect(QRectF(margin, margin, inner, inner), corner, corner);
    }
    std::vector<float> alpha(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            alpha[static_cast<std::size_t>(y * side + x)] =
                static_cast<float>(shape.constScanLine(y)[x]) / 255;
    for (int pass = 0; pass < 3; ++pass)
        alpha = meanRows(meanRows(alpha, side, std::max(1, margin / 6)), side, std::max(1, margin / 6));
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x) {
            QColor pixel = colour;
            pixel.setAlphaF(colour.alphaF()
                            * std::clamp(alpha[static_cast<std::size_t>(y * side + x)], 0.0F, 1.0F));
            image.setPixel(x, y, qPremultiply(pixel.rgba()));
        }
    return QPixmap::fromImage(image);
}

} // namespace

void drawShadow(QPainter& painter, const QRectF& rect, double radius, ShadowKind kind) {
    const QColor colour = theme().colour(Colour::Shadow);
    if (colour.alpha() == 0)
        return;
    const double scale = painter.device()->devicePixelRatioF();
    const int blur = kind == ShadowKind::Popup ? tokens::shadow::popupBlur : tokens::shadow::pillBlur;
    const int drop = kind == ShadowKind::Popup ? tokens::shadow::popupY : tokens::shadow::pillY;
    const int margin = static_cast<int>(std::lround(blur * scale));
    const int corner =
        std::max(1, static_cast<int>(std::lround(std::min(radius, rect.height() / 2) * scale)));
    const QString key = u"shadow/%1/%2/%3"_qs.arg(margin).arg(corner).arg(colour.rgba());
    QPixmap patch;
    if (!QPixmapCache::find(key, &patch)) {
        patch = makePatch(margin, corner, colour);
        QPixmapCache::insert(key, patch);
    }
    const double edge = margin + corner; // device px
    const double out = edge / scale;     // logical px
    const QRectF outer = rect.adjusted(-blur, -blur + drop, blur, blur + drop);
    const double xs[] = {outer.left(), outer.left() + out, outer.right() - out, outer.right()};
    const double ys[] = {outer.top(), outer.top() + out, outer.bottom() - out, outer.bottom()};
    const double us[] = {0, edge, edge + 2, 2 * edge + 2};
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column) {
            const QRectF target(QPointF(xs[column], ys[row]), QPointF(xs[column + 1], ys[row + 1]));
            const QRectF source(QPointF(us[column], us[row]), QPointF(us[column + 1], us[row + 1]));
            if (!target.isEmpty())
                painter.drawPixmap(target, patch, source);
        }
}

} // namespace parlor::client
