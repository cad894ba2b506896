#pragma once

#include "client/models/photogridmodel.h"
#include "client/ui/gallery/galleryview.h"

#include <QWidget>

namespace parlor::client {

class ScrubberBubble;

/// The 60 px strip beside the grid: years, a tick a month, where one is; dragging goes to any day at once,
/// because every position is exact. It stands for the scroll bar.
class Scrubber final : public QWidget {
    Q_OBJECT
public:
    Scrubber(PhotoGridModel* model, GalleryView* view, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Mark {
        double y = 0;
        int year = 0; ///< 0: a month's tick
    };

    void rebuild();
    void dragTo(double y);
    void placeBubble();
    [[nodiscard]] double shareOfTop() const;
    [[nodiscard]] double yOf(std::int64_t position) const;
    [[nodiscard]] QString monthAt(double y) const;

    PhotoGridModel* m_model;
    GalleryView* m_view;
    std::vector<Mark> m_marks;
    bool m_dragging = false;
    double m_hoverY = -1;
    ScrubberBubble* m_bubble;
};

} // namespace parlor::client
