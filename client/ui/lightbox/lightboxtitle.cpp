#include "client/ui/lightbox/lightboxtitle.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QPainter>

#include <algorithm>

namespace parlor::client {

namespace {
constexpr int fade = 64; // long and soft: over a bright photo an edge would be seen
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
    return bar + fade;
}

void LightboxTitle::setRoom(int left, int right) {
    m_left = left;
    m_right = right;
    update();
}

void LightboxTitle::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const int bar = height() - fade;
    const QColor shade = theme().colour(Colour::PhotoScrim);
    QLinearGradient down(0, 0, 0, height());
    down.setColorAt(0, shade);
    const double from = static_cast<double>(bar) / height();
    constexpr int steps = 8;
    for (int i = 0; i <= steps; ++i) {
        const double t = static_cast<double>(i) / steps;
        QColor colour = shade;
        colour.setAlphaF(static_cast<float>(shade.alphaF() * (1 - t * t * (3 - 2 * t))));
        down.setColorAt(from + (1 - from) * t, colour);
    }
    painter.fillRect(rect(), down);

    const double first = theme().lineHeight(TextSize::Body);
    const double second = theme().lineHeight(TextSize::Caption);
    const double y = (bar - first - second) / 2;
    const double room = std::max(0, m_right - m_left);
    const QColor words = QColor::fromRgba(tokens::lightbox::textColour);
    drawLine(painter, QRectF(m_left, y, room, first), m_first, theme().font(TextSize::Body, 600), words);
    drawLine(painter, QRectF(m_left, y + first, room, second), m_second, theme().font(TextSize::Caption),
             words);
}

} // namespace parlor::client
