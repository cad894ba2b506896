#include "tests/gui/golden/goldencase.h"

#include <QPainter>

#include <cmath>

namespace parlor::client::golden {

void Stage::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    m_paint(painter, *this);
}

QImage shot(QWidget& widget, const QRect& part) {
    widget.show();
    QApplication::setActiveWindow(&widget);
    QCoreApplication::processEvents();
    return widget.grab(part.isNull() ? widget.rect() : part).toImage();
}

QString goldenName(const QString& name, ThemeChoice choice) {
    return u"%1-%2@%3"_qs.arg(name, nameOf(choice)).arg(std::lround(qApp->devicePixelRatio() * 100));
}

} // namespace parlor::client::golden
