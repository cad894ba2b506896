#pragma once

#include "client/ui/style/fade.h"

#include <QAbstractButton>

namespace parlor::client {

/// A word on a plate, on the black of the lightbox: from one version of a photo to the other.
class VersionChip final : public QAbstractButton {
    Q_OBJECT
public:
    explicit VersionChip(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    Fade m_hover;
};

} // namespace parlor::client
