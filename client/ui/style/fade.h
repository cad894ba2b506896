#pragma once

#include <QVariantAnimation>

class QWidget;

namespace parlor::client {

/// A value that glides between 0 and 1 and repaints its widget: hover layers, knobs, cross-fades.
class Fade final : public QVariantAnimation {
    Q_OBJECT
public:
    /// `ms` is the token, taken as 0 when motion is reduced.
    Fade(QWidget* widget, int ms);

    [[nodiscard]] double now() const;
    void to(bool on);
    void jump(bool on);

private:
    QWidget* m_widget;
    int m_ms;
    bool m_on = false;
};

} // namespace parlor::client
