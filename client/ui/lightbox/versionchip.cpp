#include "client/ui/lightbox/versionchip.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace {
constexpr int high = 32;
constexpr int padX = 14;
} // namespace

VersionChip::VersionChip(QWidget* parent) : QAbstractButton(parent), m_hover(this, tokens::motion::fast) {
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
}

QSize VersionChip::sizeHint() const {
    const double words = textWidth(text(), theme().font(TextSize::Small, 600));
    return {static_cast<int>(std::ceil(words)) + 2 * padX, high};
}

void VersionChip::enterEvent(QEnterEvent*) {
    m_hover.to(true);
}

void VersionChip::leaveEvent(QEvent*) {
    m_hover.to(false);
}

void VersionChip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Corners round = Corners::all(height() / 2.0);
    const double plate = isDown() ? 2.0 : 1.0 + 0.5 * m_hover.now();
    fillRounded(painter, rect(), round, withAlpha(Qt::white, 0.12 * plate));
    drawLine(painter, rect(), text(), theme().font(TextSize::Small, 600),
             QColor::fromRgba(tokens::lightbox::textColour), Qt::AlignHCenter);
    if (FocusVisible::on(this))
        strokeRounded(painter, rect(), round, Qt::white, tokens::line::focus);
}

} // namespace parlor::client
