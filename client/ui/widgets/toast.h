#pragma once

#include "client/ui/widgets/floatingpanel.h"

#include <QTimer>

namespace parlor::client {

class Button;

/// A quiet notice at the bottom of the window, gone by itself after a few seconds.
class Toast final : public FloatingPanel {
    Q_OBJECT
public:
    explicit Toast(QWidget* window);

    /// `action` may be empty; asked() follows a press on it.
    void tell(const QString& icon, const QString& words, const QString& action = {});

Q_SIGNALS:
    void asked();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void place();

    QString m_icon, m_words;
    Button* m_action;
    QTimer m_hide;
};

} // namespace parlor::client
