#include "client/ui/chat/pill.h"

#include "client/ui/style/iconcache.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace parlor::client {

Pill::Pill(Kind kind, QWidget* parent)
    : FloatingPanel(kind == Kind::Date ? tokens::datePill::radius : tokens::jumpPill::radius,
                    ShadowKind::Pill, parent),
      m_kind(kind) {
    hide();
    if (kind == Kind::Date)
        setAttribute(Qt::WA_TransparentForMouseEvents);
    else
        setCursor(Qt::PointingHandCursor);
}

void Pill::setWords(const QString& words) {
    if (m_words == words)
        return;
    m_words = words;
    setAccessibleName(words);
    update();
}

QSize Pill::panelSize() const {
    const bool date = m_kind == Kind::Date;
    const QFont font = theme().font(date ? TextSize::Caption : TextSize::Small, 600);
    const int text = static_cast<int>(std::ceil(textWidth(m_words, font)));
    if (date)
        return {text + 24, theme().scaled(tokens::datePill::height)};
    return {m_words.isEmpty() ? tokens::jumpPill::height : text + 48,
            theme().scaled(tokens::jumpPill::height)};
}

void Pill::appear(bool shown) {
    if (shown == isVisible())
        return;
    setVisible(shown);
    if (shown)
        raise();
}

void Pill::paintEvent(QPaintEvent* event) {
    FloatingPanel::paintEvent(event);
    QPainter painter(this);
    const QRectF box = panel();
    if (m_kind == Kind::Date) {
        drawLine(painter, box, m_words, theme().font(TextSize::Caption, 600), theme().colour(Colour::Text),
                 Qt::AlignHCenter);
        return;
    }
    const double iconX = m_words.isEmpty() ? box.center().x() - 9 : box.left() + 12;
    drawIcon(painter, QPointF(iconX, box.center().y() - 9), u"arrow-down"_qs, 18,
             theme().colour(Colour::Text));
    drawLine(painter, box.adjusted(36, 0, 0, 0), m_words, theme().font(TextSize::Small, 600),
             theme().colour(Colour::Text));
}

void Pill::mousePressEvent(QMouseEvent* event) {
    if (panel().contains(event->pos()))
        Q_EMIT pressed();
    else
        event->ignore();
}

} // namespace parlor::client
