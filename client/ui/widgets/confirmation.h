#pragma once

#include "client/ui/widgets/button.h"

#include <QString>

#include <functional>

namespace parlor::client {

/// A question over the window, with one button that does it and one that does not; `act` runs after the sheet
/// is gone.
void confirm(QWidget* window, const QString& title, const QString& words, const QString& button,
             Button::Kind kind, const std::function<void()>& act);

} // namespace parlor::client
