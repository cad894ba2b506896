#include "client/ui/chat/typingfooter.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"

#include <QPainter>

#include <cmath>
#include <numbers>

namespace parlor::client {

namespace t = tokens::composer;

TypingFooter::TypingFooter(QWidget* parent) : QWidget(parent) {
    setFixedHeight(t::footer);
    m_tick.setInterval(60);
    connect(&m_tick, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    m_clock.start();
}

void TypingFooter::setTyping(const QString& words) {
    if (m_typing == words)
        return;
    m_typing = words;
    setAccessibleName(m_queued.isEmpty() ? words : m_queued);
    if (words.isEmpty() || theme().reducesMotion())
        m_tick.stop();
    else
        m_tick.start();
    update();
}

void TypingFooter::setQueued(const QString& words) {
    m_queued = words;
    update();
}

void TypingFooter::setHintWords(const QString& words) {
    m_hint = words;
    update();
}

void TypingFooter::setNarrow(bool narrow) {
    m_narrow = narrow;
    update();
}

void TypingFooter::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    const int shift = m_narrow ? tokens::timeline::padX - tokens::timeline::padXNarrow : 0;
    const double textX = t::textX - shift, centre = t::plusCentreX - shift;
    const QColor muted = theme().colour(Colour::TextMuted);
    const QFont font = theme().font(TextSize::Caption);
    const double right = width() - (m_narrow ? tokens::timeline::padXNarrow : tokens::timeline::padX);
    double room = right - textX;
    if (!m_hint.isEmpty() && !m_narrow) {
        drawLine(painter, QRectF(textX, 0, right - textX, height() - 4), m_hint, font, muted, Qt::AlignRight);
        room -= textWidth(m_hint, font) + 16;
    }
    if (!m_queued.isEmpty()) {
        drawIcon(painter, QPointF(centre - 7, (height() - 4) / 2.0 - 7), u"clock"_qs, 14, muted);
        drawLine(painter, QRectF(textX, 0, room, height() - 4), m_queued, font, muted);
    } else if (!m_typing.isEmpty()) {
        const double step = t::typingDot + t::typingDotGap;
        for (int i = 0; i < 3; ++i) {
            const double phase = m_tick.isActive() ? double(m_clock.elapsed() % tokens::motion::typingDot)
                                                         / tokens::motion::typingDot
                                                   : 0.35;
            const double alpha = 0.65 + 0.35 * std::sin(2 * std::numbers::pi * (phase - i / 6.0));
            fillRounded(painter,
                        QRectF(centre - t::typingDot / 2.0 + (i - 1) * step,
                               (height() - 4) / 2.0 - t::typingDot / 2.0, t::typingDot, t::typingDot),
                        Corners::all(t::typingDot / 2.0), withAlpha(theme().colour(Colour::Accent), alpha));
        }
        drawLine(painter, QRectF(textX, 0, room, height() - 4), m_typing, font, muted);
    }
}

} // namespace parlor::client
