#pragma once

#include "client/ui/widgets/floatingpanel.h"

namespace parlor::client {

class SearchField;

/// A small grid of emoji with a search by name. Hides after a choice, with Esc, or when the focus leaves it.
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
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& words);
    [[nodiscard]] int cellAt(QPoint point) const;
    void choose(int cell);

    SearchField* m_search;
    QStringList m_shown;
    int m_current = 0;
};

} // namespace parlor::client
