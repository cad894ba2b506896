#include "client/ui/widgets/iconbutton.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/badge.h"

#include <QPainter>

namespace parlor::client {

IconButton::IconButton(const QString& icon, QWidget* parent)
    : QAbstractButton(parent),
      m_icon(icon),
      m_side(tokens::iconButton::size),
      m_iconSize(tokens::iconButton::icon),
      m_hover(this, tokens::motion::fast) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setFixedSize(m_side, m_side);
}

void IconButton::setIconName(const QString& icon) {
    m_icon = icon;
    update();
}

void IconButton::setSizes(int side, int icon) {
    m_side = side;
    m_iconSize = icon;
    setFixedSize(side, side);
}

void IconButton::setLook(Look look) {
    m_look = look;
    m_round = look != Look::Plain;
    update();
}

void IconButton::setRound(bool round) {
    m_round = round;
    update();
}

void IconButton::setBadge(int count) {
    m_badge = count;
    update();
}

void IconButton::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF all = rect();
    const double radius = m_round ? m_side / 2.0 : tokens::iconButton::radius;
    QColor ink = theme().colour(Colour::TextMuted);
    if (m_look == Look::Accent) {
        const Colour ground = isDown()       ? Colour::AccentPressed
                              : underMouse() ? Colour::AccentHover
                                             : Colour::Accent;
        if (isEnabled())
            fillRounded(painter, all, Corners::all(radius), theme().colour(ground));
        else
            drawShape(painter, all, Corners::all(radius), theme().colour(Colour::Field));
        ink = theme().colour(isEnabled() ? Colour::OnAccent : Colour::TextDisabled);
    } else if (m_look == Look::OnPhoto) {
        fillRounded(painter, all, Corners::all(radius), theme().colour(Colour::PhotoScrim));
        if (m_hover.now() > 0)
            fillRounded(painter, all, Corners::all(radius),
                        withAlpha(theme().colour(Colour::OnPhoto), 0.12 * m_hover.now()));
        ink = theme().colour(Colour::OnPhoto);
    } else {
        if (isChecked()) {
            fillRounded(painter, all, Corners::all(radius), theme().colour(Colour::Selection));
            ink = theme().colour(Colour::AccentText);
        }
        if (!isEnabled())
            ink = theme().colour(Colour::TextDisabled);
        else if (isDown() || m_hover.now() > 0) {
            fillRounded(painter, all, Corners::all(radius), hoverLayer(m_hover.now(), isDown()));
            if (!isChecked())
                ink = blended(ink, theme().colour(Colour::Text), isDown() ? 1 : m_hover.now());
        }
    }
    const double inset = (m_side - m_iconSize) / 2.0;
    drawIcon(painter, QPointF(inset, inset), m_icon, m_iconSize, ink);
    if (m_badge > 0)
        drawRingedBadge(painter, QPointF(m_side - (m_badge > 9 ? 24 : 18), tokens::rail::badge::ring),
                        m_badge, theme().colour(Colour::Surface));
    if (FocusVisible::on(this))
        drawFocusRing(painter, all, radius, false);
}

void IconButton::enterEvent(QEnterEvent* event) {
    m_hover.to(isEnabled());
    QAbstractButton::enterEvent(event);
}

void IconButton::leaveEvent(QEvent* event) {
    m_hover.to(false);
    QAbstractButton::leaveEvent(event);
}

} // namespace parlor::client
