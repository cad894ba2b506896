#pragma once

#include "client/ui/style/appearance.h"

#include <QWidget>

namespace parlor::client {

/// The four themes as small windows, to choose from.
class ThemeTiles final : public QWidget {
    Q_OBJECT
public:
    static constexpr int outset = 3; ///< px that the ring of the chosen one stands out of its tile
    static constexpr int below = 4;  ///< px below the radio buttons, for the ring of the one in focus

    explicit ThemeTiles(ThemeChoice choice, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(parlor::client::ThemeChoice choice);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void choose(int index);
    [[nodiscard]] QRectF tile(int index) const;

    ThemeChoice m_choice;
};

} // namespace parlor::client
