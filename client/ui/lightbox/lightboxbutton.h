#pragma once

#include "client/ui/style/fade.h"

#include <QAbstractButton>

namespace parlor::client {

/// A round button on black: icon only, a white plate on hover; those over a photo stand on the dark plate.
class LightboxButton final : public QAbstractButton {
    Q_OBJECT
public:
    explicit LightboxButton(const QString& icon, QWidget* parent = nullptr);

    void setIconName(const QString& icon, bool filled = false, const QColor& colour = {});
    /// `side` px, on the plate for photos.
    void setOnPlate(int side);

    [[nodiscard]] QSize sizeHint() const override { return {m_side, m_side}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString m_icon;
    QColor m_colour;
    bool m_filled = false;
    bool m_onPlate = false;
    int m_side;
    Fade m_hover;
};

} // namespace parlor::client
