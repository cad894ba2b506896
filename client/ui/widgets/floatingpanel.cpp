#include "client/ui/widgets/floatingpanel.h"

#include <QPainter>

namespace parlor::client {

FloatingPanel::FloatingPanel(double radius, ShadowKind shadow, QWidget* parent)
    : QWidget(parent), m_radius(radius), m_shadow(shadow) {
    const int blur = shadow == ShadowKind::Popup ? tokens::shadow::popupBlur : tokens::shadow::pillBlur;
    const int drop = shadow == ShadowKind::Popup ? tokens::shadow::popupY : tokens::shadow::pillY;
    m_margins = QMargins(blur, blur - drop, blur, blur + drop);
}

QRect FloatingPanel::panel() const {
    return rect().marginsRemoved(m_margins);
}

void FloatingPanel::setPanel(const QRect& rect) {
    setGeometry(rect.marginsAdded(m_margins));
}

void FloatingPanel::setPanelColour(Colour colour) {
    m_colour = colour;
    update();
}

void FloatingPanel::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const QRectF box = panel();
    drawShadow(painter, box, m_radius, m_shadow);
    fillRounded(painter, box, Corners::all(m_radius), theme().colour(m_colour));
    strokeRounded(painter, box, Corners::all(m_radius), theme().colour(Colour::Divider));
}

} // namespace parlor::client
