#include "client/ui/style/focusvisible.h"

#include <QApplication>
#include <QKeyEvent>
#include <QWidget>

namespace parlor::client {

namespace {

bool s_keyboard = false;

bool movesFocus(int key) {
    switch (key) {
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_F6:
        return true;
    default:
        return false;
    }
}

void setKeyboard(bool keyboard) {
    if (s_keyboard == keyboard)
        return;
    s_keyboard = keyboard;
    if (QWidget* focused = QApplication::focusWidget())
        focused->update();
}

} // namespace

FocusVisible::FocusVisible(QObject* parent) : QObject(parent) {
    qApp->installEventFilter(this);
}

bool FocusVisible::isOn() {
    return s_keyboard;
}

bool FocusVisible::on(const QWidget* widget) {
    return s_keyboard && widget->hasFocus();
}

bool FocusVisible::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && movesFocus(static_cast<QKeyEvent*>(event)->key()))
        setKeyboard(true);
    else if (event->type() == QEvent::MouseButtonPress)
        setKeyboard(false);
    return QObject::eventFilter(watched, event);
}

} // namespace parlor::client
