#pragma once

#include "client/ui/style/fade.h"

#include <QAbstractButton>

class QButtonGroup;

namespace parlor::client {

/// One word that can be taken, round at its ends. Made by Chips.
class Chip final : public QAbstractButton {
    Q_OBJECT
public:
    Chip(const QString& text, QWidget* parent);

    [[nodiscard]] QSize sizeHint() const override;

    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    Fade m_hover;
};

/// Filters side by side, one of them taken: Tab goes to that one, arrows take its neighbour.
class Chips final : public QWidget {
    Q_OBJECT
public:
    Chips(const QString& name, const QStringList& choices, QWidget* parent = nullptr);

    [[nodiscard]] int current() const;
    /// Tells chosen() when it is another one.
    void setCurrent(int index);

Q_SIGNALS:
    void chosen(int index);

private:
    QButtonGroup* m_group;
};

} // namespace parlor::client
