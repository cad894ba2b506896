#pragma once

#include "client/ui/style/theme.h"

#include <QWidget>

namespace parlor::client {

/// A line or paragraph in a size and tone of the theme; follows theme and zoom by itself.
class Label final : public QWidget {
    Q_OBJECT
public:
    Label(const QString& text, TextSize size, Colour tone, int weight = 0, QWidget* parent = nullptr);

    void setText(const QString& text);

    [[nodiscard]] QString text() const { return m_text; }

    void setTone(Colour tone);
    void setAlignment(Qt::Alignment alignment);
    /// Wraps instead of being elided.
    void setWrapping(bool wraps);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    [[nodiscard]] bool hasHeightForWidth() const override { return m_wraps; }

    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QFont words() const;
    double layOut(int width, QPainter* painter) const;

    QString m_text;
    TextSize m_size;
    Colour m_tone;
    int m_weight;
    Qt::Alignment m_alignment = Qt::AlignLeft;
    bool m_wraps = false;
};

} // namespace parlor::client
