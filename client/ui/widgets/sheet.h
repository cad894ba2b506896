#pragma once

#include "client/ui/style/fade.h"

#include <QPointer>
#include <QWidget>

class QVBoxLayout;

namespace parlor::client {

class FloatingPanel;
class IconButton;
class Label;

/// A panel over the darkened window. It covers its parent, keeps the focus inside, closes with Esc or a click
/// beside it, gives the focus back, and deletes itself.
class Sheet : public QWidget {
    Q_OBJECT
public:
    /// `width` of the panel in px; `top` its distance from the window's top; an empty title leaves the header
    /// out.
    Sheet(const QString& title, int width, int top, QWidget* window);

    void open();
    void close();

    [[nodiscard]] QVBoxLayout* body() const { return m_body; }

    void setTitle(const QString& title);
    void setPadding(int horizontal, int bottom);

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    /// Lays the panel out again after its content changed its size.
    void place();

private:
    FloatingPanel* m_panel;
    Label* m_title = nullptr;
    QVBoxLayout* m_column;
    QVBoxLayout* m_body;
    int m_width, m_top;
    Fade m_scrim;
    QPointer<QWidget> m_focusBefore;
    bool m_closing = false;
};

} // namespace parlor::client
