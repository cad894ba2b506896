#pragma once

#include <QWidget>

class QSlider;

namespace parlor::client {

class Button;
class Chips;
class IconButton;

/// The 56 px above the grid: title, filter, size of the tiles, search, add.
class GalleryHeader final : public QWidget {
    Q_OBJECT
public:
    explicit GalleryHeader(QWidget* parent = nullptr);

    void setTargetRow(int height);
    /// Nothing to filter, size or find: the title stands alone.
    void setEmpty(bool empty);

Q_SIGNALS:
    void filterChosen(int index);
    void targetRowChosen(int height);
    void searchAsked();
    void addAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void place();

    bool m_isEmpty = false;
    Chips* m_filter;
    QSlider* m_slider;
    IconButton* m_search;
    Button* m_add;
};

} // namespace parlor::client
