#pragma once

#include <QWidget>

namespace parlor::client {

class Button;

/// What to do next, where there is nothing yet: a drawing, a heading, two lines, one button.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    enum class Drawing { Chats, Photos };

    EmptyState(Drawing drawing, const QString& heading, const QString& help, const QString& button,
               const QString& buttonIcon, QWidget* parent = nullptr);

Q_SIGNALS:
    void asked();

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace parlor::client
