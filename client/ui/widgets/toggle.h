#pragma once

#include "client/ui/style/fade.h"

#include <QAbstractButton>

namespace parlor::client {

/// A switch: on or off, at once.
class Toggle final : public QAbstractButton {
    Q_OBJECT
public:
    /// Room around the track for the ring of the keyboard's focus; what aligns with the track counts it off.
    static constexpr int outset = 4;

    explicit Toggle(const QString& name, QWidget* parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    Fade m_slide;
};

} // namespace parlor::client
