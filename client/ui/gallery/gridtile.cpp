#include "client/ui/gallery/gridtile.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"
#include "client/ui/style/videosign.h"

#include <QLinearGradient>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace parlor::client {

namespace grid = tokens::gallery;

namespace {

constexpr int checkSize = tokens::icon::inText;
constexpr double pressedShade = 0.6;
constexpr int offeredShade = 60; // of 255: under an empty tick

void paintEdgeToEdge(QPainter& painter, const QRect& rect, const GridTileLook& look) {
    if (look.above.isNull() || look.fade < 1) {
        if (look.below.isNull())
            painter.fillRect(rect, theme().colour(Colour::Field));
        else
            painter.drawPixmap(rect, look.below, look.below.rect());
    }
    if (look.above.isNull())
        return;
    // Only the middle is shown when the tile's shape differs (panoramas); never stretched.
    const QSizeF size(rect.size());
    const double scale = std::max(size.width() / look.above.width(), size.height() / look.above.height());
    const QSizeF part = size / scale;
    const QPointF cut(std::floor((look.above.width() - part.width()) / 2),
                      std::floor((look.above.height() - part.height()) / 2));
    // A picture in the device's own pixels is copied, which is several times as fast as filtering it.
    const bool exact = part.toSize() == (size * painter.device()->devicePixelRatioF()).toSize();
    painter.setOpacity(look.fade);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !exact);
    painter.drawPixmap(QRectF(rect), look.above, QRectF(cut, part));
    painter.setRenderHint(QPainter::SmoothPixmapTransform, true);
    painter.setOpacity(1);
}

void paintInset(QPainter& painter, const QRect& rect, const GridTileLook& look) {
    constexpr int by = grid::selectedInset;
    painter.fillRect(rect, theme().colour(Colour::AccentSoft));
    const QRectF inner = QRectF(rect).adjusted(by, by, -by, -by);
    const Corners corners = Corners::all(grid::selectedRadius);
    if (look.above.isNull() || look.fade < 1) {
        if (look.below.isNull())
            fillRounded(painter, inner, corners, theme().colour(Colour::Field));
        else
            drawRoundedPixmap(painter, inner, corners, look.below);
    }
    if (!look.above.isNull())
        drawRoundedPixmap(painter, inner, corners, look.above, look.fade);
}

void paintShade(QPainter& painter, const QRect& rect, bool pressed) {
    const QRect shade(rect.left(), rect.top(), rect.width(),
                      std::min(rect.height(), grid::hoverShade::height));
    QLinearGradient gradient(shade.topLeft(), shade.bottomLeft());
    gradient.setColorAt(
        0, QColor::fromRgbF(0, 0, 0, static_cast<float>(pressed ? pressedShade : grid::hoverShade::alpha)));
    gradient.setColorAt(1, QColor(0, 0, 0, 0));
    painter.fillRect(shade, gradient);
}

void paintTick(QPainter& painter, const QRect& tile, GridTileLook::Tick tick) {
    const bool chosen = tick == GridTileLook::Tick::Chosen;
    const int inset = chosen ? grid::tick::inset / 2 : grid::tick::inset;
    const QRectF circle(tile.left() + inset, tile.top() + inset, grid::tick::size, grid::tick::size);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().colour(chosen ? Colour::Surface : Colour::OnPhoto), grid::tick::outline));
    painter.setBrush(chosen ? theme().colour(Colour::Accent) : QColor(0, 0, 0, offeredShade));
    const int grown = chosen ? 1 : -1;
    painter.drawEllipse(circle.adjusted(-grown, -grown, grown, grown));
    if (tick != GridTileLook::Tick::Empty)
        drawIcon(painter, circle.center() - QPointF(checkSize / 2.0, checkSize / 2.0),
                 QStringLiteral("check"), checkSize,
                 theme().colour(chosen ? Colour::OnAccent : Colour::OnPhoto));
}

} // namespace

void paintGridTile(QPainter& painter, const QRect& rect, const GridTileLook& look) {
    if (look.tick == GridTileLook::Tick::Chosen)
        paintInset(painter, rect, look);
    else
        paintEdgeToEdge(painter, rect, look);
    if (look.video && look.above.isNull())
        paintVideoSign(painter, rect, look.durationMs);
    const QColor onPhoto = theme().colour(Colour::OnPhoto);
    if (look.tick == GridTileLook::Tick::Offered) {
        paintShade(painter, rect, look.pressed);
        drawIcon(
            painter,
            QPointF(rect.right() + 1 - grid::tick::inset - grid::tick::size, rect.top() + grid::tick::inset),
            QStringLiteral("heart"), grid::tick::size, onPhoto, look.favourite);
    } else if (look.favourite) {
        const int inset =
            grid::tick::inset + (look.tick == GridTileLook::Tick::Chosen ? grid::selectedInset : 0);
        drawIcon(painter, QPointF(rect.left() + inset, rect.bottom() + 1 - inset - tokens::icon::small),
                 QStringLiteral("heart"), tokens::icon::small, onPhoto, true);
    }
    if (look.tick != GridTileLook::Tick::None)
        paintTick(painter, rect, look.tick);
    if (look.focused) {
        strokeRounded(painter, rect, Corners::all(0), theme().colour(Colour::Focus), 3);
        strokeRounded(painter, QRectF(rect).adjusted(3, 3, -3, -3), Corners::all(0), Qt::white, 2);
    }
}

} // namespace parlor::client
