#include "client/ui/widgets/hint.h"

#include <QWidget>

namespace parlor::client {

void setHint(QWidget* widget, const QString& words, const QKeySequence& shortcut) {
    widget->setAccessibleName(words);
    widget->setToolTip(shortcut.isEmpty() ? words : words + u"   "_qs + keysOf(shortcut));
}

QString keysOf(const QKeySequence& shortcut) {
    return shortcut.toString(QKeySequence::NativeText).replace(u'+', u' ');
}

} // namespace parlor::client
