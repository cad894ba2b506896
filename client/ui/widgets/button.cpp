#include "client/ui/widgets/button.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"

#include <QKeyEvent>
#include <QPainter>

#include <cmath>

namespace parlor::client {

Button::Button(const QString& text, Kind kind, QWidget* parent)
    : QAbstractButton(parent), m_kind(kind), m_hover(this, tokens::motion::fast) {
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(Qt::ArrowCursor);
}

void Button::setSize(Size size) {
    m_size = size;
    updateGeometry();
}

void Button::setIconName(const QString& icon) {
    m_icon = icon;
    updateGeometry();
    update();
}

void Button::setIconFilled(bool filled) {
    m_iconFilled = filled;
    update();
}

void Button::setKind(Kind kind) {
    m_kind = kind;
    update();
}

void Button::setFlush(bool flush) {
    m_flush = flush;
    updateGeometry();
}

QFont Button::words() const {
    QFont font = theme().font(m_size == Size::Small ? TextSize::Small : TextSize::Body, 600);
    font.setUnderline(m_flush && isEnabled() && (m_hover.now() > 0 || isDown()));
    return font;
}

int Button::boxHeight() const {
    switch (m_size) {
    case Size::Small:
        return theme().scaled(tokens::button::heightSmall);
    case Size::Large:
        return theme().scaled(tokens::button::heightLarge);
    case Size::Normal:
        break;
    }
    return theme().scaled(tokens::button::height);
}

int Button::iconSize() const {
    return m_size == Size::Small ? tokens::icon::small : tokens::icon::toolbar;
}

QSize Button::sizeHint() const {
    const int pad = m_flush ? 1 : m_size == Size::Small ? tokens::button::padXSmall : tokens::button::padX;
    double width = std::ceil(textWidth(text(), words())) + 2 * pad;
    if (!m_icon.isEmpty())
        width += iconSize() + tokens::button::iconGap;
    return {static_cast<int>(width), boxHeight()};
}

void Button::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF box = rect();
    const Corners corners = Corners::all(tokens::button::radius);
    const bool on = isEnabled();
    QColor ink = theme().colour(Colour::Text);
    switch (m_kind) {
    case Kind::Filled: {
        if (!on) {
            drawShape(painter, box, corners, greyGround());
            break;
        }
        QColor fill = theme().colour(isDown() ? Colour::AccentPressed : Colour::Accent);
        if (!isDown())
            fill = blended(fill, theme().colour(Colour::AccentHover), m_hover.now());
        fillRounded(painter, box, corners, fill);
        ink = theme().colour(Colour::OnAccent);
        break;
    }
    case Kind::Danger: {
        if (!on) {
            drawShape(painter, box, corners, greyGround());
            break;
        }
        const QColor fill = blended(theme().colour(Colour::Danger), Qt::black,
                                    isDown() ? tokens::layer::dangerPressedBlack
                                             : tokens::layer::dangerHoverBlack * m_hover.now());
        fillRounded(painter, box, corners, fill);
        ink = theme().colour(Colour::OnDanger);
        break;
    }
    case Kind::Grey:
        drawShape(painter, box, corners, greyGround());
        if (on)
            fillRounded(painter, box, corners, hoverLayer(m_hover.now(), isDown()));
        break;
    case Kind::Outlined:
        strokeRounded(painter, box, corners, theme().colour(Colour::Outline));
        if (on)
            fillRounded(painter, box, corners, hoverLayer(m_hover.now(), isDown()));
        break;
    case Kind::Text:
        if (on && !m_flush)
            fillRounded(painter, box, corners,
                        withAlpha(theme().colour(Colour::Accent),
                                  isDown() ? tokens::layer::accentPressed
                                           : tokens::layer::accentHover * m_hover.now()));
        ink = theme().colour(Colour::AccentText);
        break;
    case Kind::Plain:
    case Kind::PlainDanger:
        if (on)
            fillRounded(painter, box, corners, hoverLayer(m_hover.now(), isDown()));
        ink = theme().colour(m_kind == Kind::Plain ? Colour::Text : Colour::DangerText);
        break;
    }
    if (!on)
        ink = theme().colour(Colour::TextDisabled);
    const double textSpace = textWidth(text(), words());
    const double iconSpace = m_icon.isEmpty() ? 0 : iconSize() + tokens::button::iconGap;
    double x = (width() - textSpace - iconSpace) / 2;
    if (!m_icon.isEmpty()) {
        drawIcon(painter, QPointF(x, (height() - iconSize()) / 2.0), m_icon, iconSize(), ink, m_iconFilled);
        x += iconSpace;
    }
    drawLine(painter, QRectF(x, 0, textSpace + 1, height()), text(), words(), ink);
    if (FocusVisible::on(this)) {
        // The ring of a filled button stands outside it; here the widget ends, so it goes into its edge with
        // a gap.
        if (m_kind == Kind::Filled || m_kind == Kind::Danger) {
            strokeRounded(painter, box, corners, theme().colour(Colour::Focus), 2);
            strokeRounded(painter, box.adjusted(2, 2, -2, -2), Corners::all(tokens::button::radius - 2.0),
                          theme().colour(Colour::Surface), 2);
        } else {
            drawFocusRing(painter, box, tokens::button::radius, false);
        }
    }
}

void Button::enterEvent(QEnterEvent* event) {
    m_hover.to(isEnabled());
    QAbstractButton::enterEvent(event);
}

void Button::leaveEvent(QEvent* event) {
    m_hover.to(false);
    QAbstractButton::leaveEvent(event);
}

void Button::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace parlor::client
