#pragma once

#include "client/ui/style/fade.h"

#include <QAbstractButton>

namespace parlor::client {

/// A button with words, and an icon before them when there is one.
class Button final : public QAbstractButton {
    Q_OBJECT
public:
    /// Plain and PlainDanger: words on the ground, in text or danger colour.
    enum class Kind { Filled, Grey, Text, Danger, Outlined, Plain, PlainDanger };
    enum class Size { Small, Normal, Large };

    Button(const QString& text, Kind kind, QWidget* parent = nullptr);

    void setSize(Size size);
    void setIconName(const QString& icon);
    /// Its shape is filled (play) instead of drawn as a line.
    void setIconFilled(bool filled);
    void setKind(Kind kind);
    /// A text button whose words stand on its left edge, where they align with what is above; underlined on
    /// hover.
    void setFlush(bool flush);

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
    bool m_iconFilled = false;
    bool m_flush = false;
    Fade m_hover;
};

} // namespace parlor::client
