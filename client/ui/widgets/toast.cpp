#include "client/ui/widgets/toast.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/widgets/button.h"

#include <QAccessible>
#include <QEvent>
#include <QPainter>

#include <cmath>

namespace parlor::client {

namespace {
constexpr int shownMs = 5'000;
constexpr int textX = tokens::toast::padLeft + 28;
} // namespace

Toast::Toast(QWidget* window)
    : FloatingPanel(tokens::radius::card, ShadowKind::Popup, window),
      m_action(new Button({}, Button::Kind::Text, this)) {
    hide();
    m_action->setSize(Button::Size::Small);
    m_hide.setSingleShot(true);
    m_hide.setInterval(shownMs);
    connect(&m_hide, &QTimer::timeout, this, &QWidget::hide);
    connect(m_action, &QAbstractButton::clicked, this, [this] {
        hide();
        Q_EMIT asked();
    });
    window->installEventFilter(this);
}

void Toast::tell(const QString& icon, const QString& words, const QString& action) {
    m_icon = icon;
    m_words = words;
    setAccessibleName(words);
    m_action->setText(action);
    m_action->adjustSize();
    m_action->setVisible(!action.isEmpty());
    place();
    show();
    raise();
    update();
    m_hide.start();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void Toast::place() {
    const QWidget* window = parentWidget();
    const int action = m_action->isHidden() ? 0 : m_action->width() + 16;
    const int wanted = textX + static_cast<int>(std::ceil(textWidth(m_words, theme().font(TextSize::Body))))
                       + action + tokens::toast::padLeft;
    const int width = std::clamp(wanted, 200, std::max(200, window->width() - 32));
    setPanel(QRect((window->width() - width) / 2,
                   window->height() - tokens::toast::bottom - tokens::toast::height, width,
                   tokens::toast::height));
    const QRect box = panel();
    m_action->move(box.right() - tokens::toast::padRight - m_action->width() + 1,
                   box.top() + (box.height() - m_action->height()) / 2);
}

void Toast::paintEvent(QPaintEvent* event) {
    FloatingPanel::paintEvent(event);
    QPainter painter(this);
    const QRectF box = panel();
    const bool bad = m_icon == u"circle-alert";
    drawIcon(painter, QPointF(box.left() + tokens::toast::padLeft, box.center().y() - 9), m_icon, 18,
             theme().colour(bad ? Colour::DangerText : Colour::SuccessText));
    const double right = m_action->isHidden() ? box.right() - 12 : m_action->x() - 8;
    drawLine(painter, QRectF(box.left() + textX, box.top(), right - box.left() - textX, box.height()),
             m_words, theme().font(TextSize::Body), theme().colour(Colour::Text));
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    return FloatingPanel::eventFilter(watched, event);
}

} // namespace parlor::client
