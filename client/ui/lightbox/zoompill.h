#pragma once

#include <QWidget>

namespace parlor::client {

class LightboxButton;

/// Minus, "Fit" or per cent, plus.
class ZoomPill final : public QWidget {
    Q_OBJECT
public:
    explicit ZoomPill(QWidget* parent = nullptr);

    /// Per cent of the original; 0 says "Fit".
    void setPercent(int percent);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void stepped(int direction);
    void fitAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    LightboxButton* m_less;
    LightboxButton* m_more;
    int m_percent = 0;
};

} // namespace parlor::client
