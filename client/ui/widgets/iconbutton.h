#pragma once

#include "client/ui/style/fade.h"

#include <QAbstractButton>

namespace parlor::client {

/// A 32 px button with one line icon. Checkable ones show the chosen ground while on.
class IconButton final : public QAbstractButton {
    Q_OBJECT
public:
    enum class Look {
        Plain,   ///< grey icon, layer on hover
        Accent,  ///< filled circle (send)
        OnPhoto, ///< white icon on the dark plate for photos, round
    };

    explicit IconButton(const QString& icon, QWidget* parent = nullptr);

    void setIconName(const QString& icon);
    void setSizes(int side, int icon);
    void setLook(Look look);
    void setRound(bool round);
    /// A count on the top right, 0 hides it.
    void setBadge(int count);

    [[nodiscard]] QSize sizeHint() const override { return {m_side, m_side}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString m_icon;
    int m_side;
    int m_iconSize;
    int m_badge = 0;
    Look m_look = Look::Plain;
    bool m_round = false;
    Fade m_hover;
};

} // namespace parlor::client
