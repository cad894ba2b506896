#pragma once

#include "client/ui/style/fade.h"

#include <QAbstractButton>

namespace parlor::client {

/// A button with words, and an icon before them when there is one.
class Button final : public QAbstractButton {
    Q_OBJECT
public:
    enum class Kind { Filled, Grey, Text, Danger, Outlined };
    enum class Size { Small, Normal, Large };

    Button(const QString& text, Kind kind, QWidget* parent = nullptr);

    void setSize(Size size);
    void setIconName(const QString& icon);
    void setKind(Kind kind);

    [[nodiscard]] QSize sizeHint() const override;

    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QFont words() const;
    [[nodiscard]] int boxHeight() const;
    [[nodiscard]] int iconSize() const;

    Kind m_kind;
    Size m_size = Size::Normal;
    QString m_icon;
    Fade m_hover;
};

} // namespace parlor::client
