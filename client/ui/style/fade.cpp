#include "client/ui/style/fade.h"

#include "client/ui/style/appearance.h"

#include <QWidget>

namespace parlor::client {

Fade::Fade(QWidget* widget, int ms) : QVariantAnimation(widget), m_widget(widget), m_ms(ms) {
    setStartValue(0.0);
    setEndValue(1.0);
    setEasingCurve(QEasingCurve::OutCubic);
    connect(this, &QVariantAnimation::valueChanged, m_widget, [this] { m_widget->update(); });
}

double Fade::now() const {
    return state() == Running ? currentValue().toDouble() : (m_on ? 1.0 : 0.0);
}

void Fade::to(bool on) {
    if (on == m_on)
        return;
    m_on = on;
    const int ms = theme().duration(m_ms);
    if (ms == 0 || !m_widget->isVisible()) {
        stop();
        m_widget->update();
        return;
    }
    setDuration(ms);
    setDirection(on ? Forward : Backward);
    if (state() != Running)
        start();
}

void Fade::jump(bool on) {
    stop();
    m_on = on;
    m_widget->update();
}

} // namespace parlor::client
