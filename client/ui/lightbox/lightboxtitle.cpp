#include "client/ui/lightbox/lightboxtitle.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace parlor::client {

namespace box = tokens::lightbox;

namespace {

constexpr int padX = 16;  // px; the round ends need more of it than a card
constexpr int padY = 2;   // as high as the buttons beside it
constexpr int margin = 4; // px to the window's top at least

int pillHeight() {
    return theme().lineHeight(TextSize::Body) + theme().lineHeight(TextSize::Caption) + 2 * padY;
}

} // namespace

LightboxTitle::LightboxTitle(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void LightboxTitle::setWords(const QString& first, const QString& second) {
    m_first = first;
    m_second = second;
    setAccessibleName(first + QStringLiteral(", ") + second);
    update();
}

int LightboxTitle::heightOver(int bar) {
    return std::max(bar, pillHeight() + 2 * margin);
}

void LightboxTitle::setRoom(int left, int right) {
    m_left = left;
    m_right = right;
    update();
}

void LightboxTitle::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont bold = theme().font(TextSize::Body, 600), plain = theme().font(TextSize::Caption);
    const double words = std::ceil(std::max(textWidth(m_first, bold), textWidth(m_second, plain)));
    const double room = std::min(words, m_right - m_left - 2.0 * padX);
    if (room <= 0)
        return;
    const double first = theme().lineHeight(TextSize::Body), second = theme().lineHeight(TextSize::Caption);
    const QRectF pill(m_left, (height() - pillHeight()) / 2, room + 2 * padX, pillHeight());
    // Not photoScrim: the muted line would have 2.8 to 1 on it over white, here it has 7.
    fillRounded(painter, pill, Corners::all(pill.height() / 2), QColor::fromRgba(box::panelColour));
    const double x = pill.left() + padX, y = pill.top() + padY;
    drawLine(painter, QRectF(x, y, room, first), m_first, bold, QColor::fromRgba(box::textColour));
    drawLine(painter, QRectF(x, y + first, room, second), m_second, plain,
             QColor::fromRgba(box::textMutedColour));
}

} // namespace parlor::client
