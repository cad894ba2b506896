#include "client/ui/window/searchtips.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"

#include <QMouseEvent>
#include <QPainter>

namespace parlor::client {

namespace {
constexpr int wide = 440, lineHigh = 40, headHigh = 116, sign = 40, keysWide = 148;
}

SearchTips::SearchTips(QWidget* parent)
    : QWidget(parent),
      m_tips{{tr("from:ada"), tr("what a person wrote")},
             {tr("in:hikes"), tr("in one channel")},
             {tr("has:photo"), tr("with photos; also link and data")},
             {tr("\"eight o'clock\""), tr("these words, one after the other")},
             {tr("before:2026-05"), tr("before or after a year, month or day")},
             {tr("-rain"), tr("without a word")}} {
    setMouseTracking(true);
    setAccessibleName(tr("How to search"));
}

QRectF SearchTips::lineOf(qsizetype tip) const {
    const double room = std::min(wide, width() - 2 * tokens::space::xl);
    const double top = std::max(24.0, height() * 0.4 - headHigh - 3.0 * lineHigh);
    return {(width() - room) / 2, top + headHigh + double(tip) * lineHigh, room, double(lineHigh)};
}

qsizetype SearchTips::tipAt(QPointF point) const {
    for (qsizetype i = 0; i < m_tips.size(); ++i)
        if (lineOf(i).contains(point))
            return i;
    return -1;
}

void SearchTips::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF first = lineOf(0);
    const double top = first.top() - headHigh;
    drawIcon(painter, QPointF((width() - sign) / 2.0, top), u"search"_qs, sign,
             theme().colour(Colour::Accent));
    drawLine(painter, QRectF(0, top + sign + 16, width(), theme().lineHeight(TextSize::Heading)),
             tr("Find what was said"), theme().font(TextSize::Heading), theme().colour(Colour::Text),
             Qt::AlignHCenter);
    for (qsizetype i = 0; i < m_tips.size(); ++i) {
        const QRectF line = lineOf(i);
        if (i == m_hover)
            fillRounded(painter, line, Corners::all(tokens::radius::card), hoverLayer(1, false));
        drawLine(painter, line.adjusted(tokens::space::l, 0, 0, 0), m_tips.at(i).words,
                 theme().font(TextSize::Body, 500), theme().colour(Colour::AccentText));
        drawLine(painter, line.adjusted(tokens::space::l + theme().scaled(keysWide), 0, -8, 0),
                 m_tips.at(i).meaning, theme().font(TextSize::Body), theme().colour(Colour::TextMuted));
    }
}

void SearchTips::mouseMoveEvent(QMouseEvent* event) {
    m_hover = tipAt(event->position());
    setCursor(m_hover < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void SearchTips::mousePressEvent(QMouseEvent* event) {
    if (const qsizetype tip = tipAt(event->position()); tip >= 0)
        Q_EMIT picked(m_tips.at(tip).words);
}

void SearchTips::leaveEvent(QEvent* event) {
    m_hover = -1;
    update();
    QWidget::leaveEvent(event);
}

} // namespace parlor::client
