#include "client/ui/style/paint.h"

#include <QImage>
#include <QPainter>
#include <QPixmapCache>

#include <cmath>
#include <vector>

namespace parlor::client {

namespace {

/// One pass of a running mean over each row, then the image is turned; two calls blur both ways.
std::vector<float> meanRows(const std::vector<float>& from, int width, int radius) {
    std::vector<float> turned(from.size());
    const float share = 1.0F / static_cast<float>(2 * radius + 1);
    const int height = static_cast<int>(from.size()) / width;
    const auto at = [width](int x, int y) { return static_cast<std::size_t>(y * width + x); };
    for (int y = 0; y < height; ++y) {
        float sum = 0;
        for (int x = -radius; x <= radius; ++x)
            sum += from[at(std::clamp(x, 0, width - 1), y)];
        for (int x = 0; x < width; ++x) {
            turned[static_cast<std::size_t>(x * height + y)] = sum * share;
            sum += from[at(std::min(x + radius + 1, width - 1), y)] - from[at(std::max(x - radius, 0), y)];
        }
    }
    return turned;
}

/// A shadow patch in device pixels: `margin` of blur, `inner` of the shape with its rounded corner and what
/// the blur takes from it, two pixels of middle, and the same again. The blur is twice the deviation, as in
/// CSS: three means over margin + 1 px.
QPixmap makePatch(int margin, const QSize& inner, int corner, const QColor& colour) {
    const int radius = std::max(1, margin / 2), reach = 3 * radius; // px that three means spread over
    const int width = 2 * (reach + inner.width()) + 2, height = 2 * (reach + inner.height()) + 2;
    QImage shape(width, height, QImage::Format_Alpha8);
    shape.fill(0);
    {
        QPainter painter(&shape);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::black);
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(QRectF(shape.rect()).adjusted(reach, reach, -reach, -reach), corner, corner);
    }
    const auto at = [width](int x, int y) { return static_cast<std::size_t>(y * width + x); };
    std::vector<float> alpha(at(0, height));
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            alpha[at(x, y)] = static_cast<float>(shape.constScanLine(y)[x]) / 255;
    for (int pass = 0; pass < 3; ++pass)
        alpha = meanRows(meanRows(alpha, width, radius), height, radius);
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            QColor pixel = colour;
            pixel.setAlphaF(colour.alphaF() * std::clamp(alpha[at(x, y)], 0.0F, 1.0F));
            image.setPixel(x, y, qPremultiply(pixel.rgba()));
        }
    // Beyond the margin, at two deviations, nobody sees it; panels keep no more room around them.
    const int cut = reach - margin;
    return QPixmap::fromImage(image.copy(image.rect().adjusted(cut, cut, -cut, -cut)));
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
    // The corner holds the blur too, as far as the shape is large enough to let it run out.
    const auto innerOf = [&](double length) {
        return std::clamp(static_cast<int>(length * scale / 2), 0, corner + margin);
    };
    const QSize inner(innerOf(rect.width()), innerOf(rect.height()));
    const QString key = u"shadow/%1/%2/%3/%4/%5"_qs.arg(margin)
                            .arg(inner.width())
                            .arg(inner.height())
                            .arg(corner)
                            .arg(colour.rgba());
    QPixmap patch;
    if (!QPixmapCache::find(key, &patch)) {
        patch = makePatch(margin, inner, corner, colour);
        QPixmapCache::insert(key, patch);
    }
    const double across = margin + inner.width(), down = margin + inner.height(); // device px
    const QRectF outer = rect.adjusted(-blur, -blur + drop, blur, blur + drop);
    const double xs[] = {outer.left(), outer.left() + across / scale, outer.right() - across / scale,
                         outer.right()};
    const double ys[] = {outer.top(), outer.top() + down / scale, outer.bottom() - down / scale,
                         outer.bottom()};
    const double us[] = {0, across, across + 2, 2 * across + 2};
    const double vs[] = {0, down, down + 2, 2 * down + 2};
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column) {
            const QRectF target(QPointF(xs[column], ys[row]), QPointF(xs[column + 1], ys[row + 1]));
            const QRectF source(QPointF(us[column], vs[row]), QPointF(us[column + 1], vs[row + 1]));
            if (!target.isEmpty())
                painter.drawPixmap(target, patch, source);
        }
}

} // namespace parlor::client
