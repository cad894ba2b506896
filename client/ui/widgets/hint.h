#pragma once

#include <QKeySequence>
#include <QString>

class QWidget;

namespace parlor::client {

/// Gives an icon button its words: a tooltip that names the shortcut, and the accessible name.
void setHint(QWidget* widget, const QString& words, const QKeySequence& shortcut = {});

/// "Ctrl K": the keys of a shortcut as the pictures write them.
QString keysOf(const QKeySequence& shortcut);

} // namespace parlor::client
