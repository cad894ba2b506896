#pragma once

#include <QObject>

class QWidget;

namespace parlor::client {

/// Knows whether the person works with the keyboard right now: focus rings show after Tab or arrow keys and
/// go with the next click.
class FocusVisible final : public QObject {
    Q_OBJECT
public:
    explicit FocusVisible(QObject* parent);

    [[nodiscard]] static bool isOn();
    /// True when `widget` has the focus and its ring is to be drawn.
    [[nodiscard]] static bool on(const QWidget* widget);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace parlor::client
