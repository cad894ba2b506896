#include "client/ui/gallery/dayheader.h"

#include "client/ui/gallery/gallerywords.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QCoreApplication>
#include <QPainter>

namespace parlor::client {

namespace {

constexpr int left = tokens::gallery::insetLeft + tokens::gallery::dayTextX;
constexpr int gap = 8;
constexpr int selectGap = 16;
constexpr int selectPad = 4; // px more than the words can be pressed
constexpr int lower = 4;     // px: the words belong to the photos below

QString selectWords() {
    return QCoreApplication::translate("Gallery", "Select day");
}

} // namespace

QRect DayHeader::selectRect(const QRectF& strip) const {
    const double before = textWidth(dayWords(date), theme().font(TextSize::Title)) + gap
                          + textWidth(photoCountWords(count), theme().font(TextSize::Small)) + selectGap;
    const double words = textWidth(selectWords(), theme().font(TextSize::Small, 600));
    return QRectF(strip.left() + left + before - selectPad, strip.top(), words + 2 * selectPad,
                  strip.height())
        .toAlignedRect();
}

void DayHeader::paint(QPainter& painter, const QRectF& strip, bool offersSelect) const {
    painter.fillRect(strip, theme().colour(Colour::Surface));
    const QRectF line = strip.translated(0, lower);
    const double day = drawLine(painter, line.adjusted(left, 0, 0, 0), dayWords(date),
                                theme().font(TextSize::Title), theme().colour(Colour::Text));
    drawLine(painter, line.adjusted(left + day + gap, 0, 0, 0), photoCountWords(count),
             theme().font(TextSize::Small), theme().colour(Colour::TextMuted));
    if (offersSelect)
        drawLine(painter, QRectF(selectRect(line)).adjusted(selectPad, 0, 0, 0), selectWords(),
                 theme().font(TextSize::Small, 600), theme().colour(Colour::AccentText));
}

} // namespace parlor::client
