#pragma once

#include "client/ui/widgets/floatingpanel.h"

class QScrollBar;

namespace parlor::client {

class SearchField;

/// A small grid of emoji with a search by name, scrolled by wheel, bar and arrows. Hides after a choice, with
/// Esc, or when the focus leaves it.
class EmojiPicker final : public FloatingPanel {
    Q_OBJECT
public:
    static constexpr int panelWidth = 308; ///< px

    explicit EmojiPicker(QWidget* window);

    /// Opens above a point of the screen, centred on it where the window has the room.
    void openAt(const QPoint& globalPos);

Q_SIGNALS:
    void chosen(const QString& emoji);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& words);
    /// What one sees of the grid. Its cells lie in it one after the other, moved up by the bar's value in px.
    [[nodiscard]] QRect grid() const;
    [[nodiscard]] int cellAt(QPoint point) const;
    void hoverAt(QPoint point);
    void step(int by);
    void choose(int cell);

    SearchField* m_search;
    QScrollBar* m_bar;
    QStringList m_shown;
    int m_current = 0;
};

} // namespace parlor::client
