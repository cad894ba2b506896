#pragma once

#include <QWidget>

namespace parlor::client {

/// "May 2026" beside the scrubber while it is dragged or hovered; lies over the grid and takes no mouse.
class ScrubberBubble final : public QWidget {
    Q_OBJECT
public:
    explicit ScrubberBubble(QWidget* parent);

    /// Right edge and middle in the parent's coordinates.
    void showAt(int right, int middle, const QString& words);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_words;
};

} // namespace parlor::client
