#pragma once

#include "client/ui/widgets/floatingpanel.h"

namespace parlor::client {

/// The four buttons beside a hovered message; moved from row to row, never made anew.
class HoverToolbar final : public FloatingPanel {
    Q_OBJECT
public:
    explicit HoverToolbar(QWidget* viewport);

    /// The size of the panel itself.
    [[nodiscard]] static QSize panelSize();

Q_SIGNALS:
    void react();
    void reply();
    void copy();
    void more();

protected:
    void mouseMoveEvent(QMouseEvent* event) override;
};

} // namespace parlor::client
