#include "client/ui/lightbox/lightboxbutton.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QPainter>

namespace parlor::client {

namespace {
constexpr double disabledOpacity = 0.4; // the plate stays, so that nothing seems to be missing
} // namespace

LightboxButton::LightboxButton(const QString& icon, QWidget* parent)
    : QAbstractButton(parent),
      m_icon(icon),
      m_side(tokens::lightbox::button),
      m_hover(this, tokens::motion::fast) {
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    resize(sizeHint());
}

void LightboxButton::setIconName(const QString& icon, bool filled, const QColor& colour) {
    m_icon = icon;
    m_filled = filled;
    m_colour = colour;
    update();
}

void LightboxButton::setOnPlate(int side) {
    m_side = side;
    m_onPlate = true;
    resize(sizeHint());
}

void LightboxButton::enterEvent(QEnterEvent*) {
    m_hover.to(true);
}

void LightboxButton::leaveEvent(QEvent*) {
    m_hover.to(false);
}

void LightboxButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Corners round = Corners::all(m_side / 2.0);
    // Not photoScrim: on the black beside a photo it would not be seen, and the circle would look cut.
    if (m_onPlate)
        fillRounded(painter, rect(), round, QColor::fromRgba(tokens::lightbox::panelColour));
    if (!isEnabled())
        painter.setOpacity(disabledOpacity);
    const double plate = !isEnabled() ? 0 : isDown() ? 1.6 : isChecked() ? 1.0 : m_hover.now();
    if (plate > 0)
        fillRounded(painter, rect(), round, withAlpha(Qt::white, 0.12 * plate));
    const QColor colour = m_colour.isValid() ? m_colour : QColor::fromRgba(tokens::lightbox::controlColour);
    constexpr int icon = tokens::icon::button;
    drawIcon(painter, QPointF((m_side - icon) / 2.0, (m_side - icon) / 2.0), m_icon, icon, colour, m_filled);
    if (FocusVisible::on(this))
        strokeRounded(painter, rect(), round, Qt::white, tokens::line::focus);
}

} // namespace parlor::client
