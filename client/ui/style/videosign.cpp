#include "client/ui/style/videosign.h"

#include "client/models/clockwords.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace parlor::client {

namespace {

constexpr int wordsInset = tokens::space::s;

void paintLength(QPainter& painter, const QRectF& tile, const QString& words) {
    const QFont font = theme().font(TextSize::Caption, 600);
    const double high = theme().lineHeight(TextSize::Caption);
    const QSizeF size(std::ceil(textWidth(words, font)) + 2 * tokens::space::s, high);
    if (size.width() + 2 * wordsInset > tile.width() || size.height() + 2 * wordsInset > tile.height())
        return;
    const QRectF pill(tile.bottomRight() - QPointF(size.width() + wordsInset, size.height() + wordsInset),
                      size);
    fillRounded(painter, pill, Corners::all(high / 2), theme().colour(Colour::PhotoScrim));
    drawLine(painter, pill, words, font, theme().colour(Colour::OnPhoto), Qt::AlignHCenter);
}

} // namespace

void paintVideoSign(QPainter& painter, const QRectF& tile, qint64 durationMs) {
    const double disc = std::min({2.0 * tokens::icon::button, tile.width(), tile.height()});
    const QPointF middle = tile.center();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().colour(Colour::Raised));
    painter.drawEllipse(middle, disc / 2, disc / 2);
    const int sign = static_cast<int>(disc / 2);
    drawIcon(painter, middle - QPointF(sign / 2.0, sign / 2.0), QStringLiteral("play"), sign,
             theme().colour(Colour::TextMuted), true);
    if (durationMs > 0)
        paintLength(painter, tile, durationWords(durationMs));
}

} // namespace parlor::client
