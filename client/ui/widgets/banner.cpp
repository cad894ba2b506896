#include "client/ui/widgets/banner.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/button.h"

#include <QPainter>

namespace parlor::client {

Banner::Banner(QWidget* parent) : QWidget(parent), m_action(new Button({}, Button::Kind::Text, this)) {
    setFixedHeight(tokens::banner::height);
    m_action->setSize(Button::Size::Small);
    m_action->hide();
    connect(m_action, &QAbstractButton::clicked, this, &Banner::asked);
}

void Banner::setWords(const QString& icon, const QString& strong, const QString& rest) {
    m_icon = icon;
    m_strong = strong;
    m_rest = rest;
    setAccessibleName(strong + u' ' + rest);
    update();
}

void Banner::setAction(const QString& words) {
    m_action->setText(words);
    m_action->setAccessibleName(words);
    m_action->adjustSize();
    m_action->setVisible(!words.isEmpty());
    resizeEvent(nullptr);
}

void Banner::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::WarningSoft));
    drawIcon(painter, QPointF(tokens::chatHeader::padLeft, (height() - 20) / 2.0), m_icon, 20,
             theme().colour(Colour::WarningText));
    const double x = tokens::chatHeader::padLeft + 28;
    const double right = m_action->isVisible() ? m_action->x() - 8 : width() - 12;
    const QFont strong = theme().font(TextSize::Small, 600);
    const double used =
        drawLine(painter, QRectF(x, 0, right - x, height()), m_strong, strong, theme().colour(Colour::Text));
    drawLine(painter, QRectF(x + used + 4, 0, std::max(0.0, right - x - used - 4), height()), m_rest,
             theme().font(TextSize::Small), theme().colour(Colour::TextMuted));
}

void Banner::resizeEvent(QResizeEvent* event) {
    m_action->move(width() - tokens::chatHeader::padRight - m_action->width(),
                   (height() - m_action->height()) / 2);
    if (event != nullptr)
        QWidget::resizeEvent(event);
}

} // namespace parlor::client
