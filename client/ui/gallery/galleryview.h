#pragma once

#include "client/models/photogridmodel.h"
#include "client/models/videolengths.h"
#include "client/ui/gallery/dayheader.h"
#include "client/ui/gallery/justifiedlayout.h"
#include "client/ui/gallery/photoselection.h"
#include "client/ui/widgets/picturesource.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QElapsedTimer>
#include <QHash>
#include <QRubberBand>
#include <QVariantAnimation>

#include <optional>

namespace parlor::client {

/// The endless grid: justified rows by day, painted from the layout's arithmetic, never a widget a photo.
/// Scroll positions are int px (2 billion: about 40 million photos); everything below it is 64-bit.
class GalleryView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    GalleryView(PhotoGridModel* model, PictureSource* pictures, QWidget* parent = nullptr);

    /// Tiles of videos say how long they take. Not owned; outlives the view.
    void setVideoLengths(VideoLengths* lengths);

    [[nodiscard]] PhotoSelection* selection() const { return m_selection; }

    [[nodiscard]] const JustifiedLayout& layout() const { return m_layout; }

    [[nodiscard]] std::int64_t top() const;

    /// The photo the keyboard stands on; -1 for none.
    [[nodiscard]] int current() const { return m_current; }

    /// Row height, 96 … 360 px; the photo in the middle stays there.
    void setTargetRow(int height);

    [[nodiscard]] int targetRow() const { return m_targetRow; }

    void scrollTo(std::int64_t y);
    /// Brings the photo into view with as little movement as possible, and makes it current.
    void showPhoto(int index);
    /// Where the photo stands on the viewport now, for transitions; empty when it is not in view.
    [[nodiscard]] QRect rectOf(int index) const;

Q_SIGNALS:
    void opened(int index);
    void scrolled();
    void targetRowChanged(int height);
    void favouriteAsked(parlor::PhotoId id, bool favourite);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    enum class Part { Nothing, Tile, Tick, Heart, SelectDay };

    struct Hit {
        Part part = Part::Nothing;
        int index = -1; ///< photo, or day for SelectDay
        friend bool operator==(const Hit&, const Hit&) = default;
    };

    /// A photo whose picture has just come: faded in over its placeholder.
    struct Arrival {
        QElapsedTimer since;
    };

    void relayout();

    /// The photo at the top edge, and how far its row stands from it: found again by its id after any change.
    struct Anchor {
        PhotoId photo;
        std::int64_t distance = 0;
    };

    [[nodiscard]] Anchor anchorNow() const;
    void setCurrent(int index);
    void moveCurrent(int key);
    [[nodiscard]] int neighbourBelow(int index, int direction) const;
    [[nodiscard]] Hit hitAt(QPoint position) const;
    void setHover(Hit hit);
    void updateBand();
    /// While a band is pulled near an edge, the grid scrolls by itself, the faster the nearer.
    void scrollAtEdge();
    void act(const Hit& hit, Qt::KeyboardModifiers modifiers);
    void onArrived(PhotoId photo);
    void prepareAround(std::size_t firstRow, std::size_t endRow);
    void dropWhatLeft();

    void paintRow(QPainter& painter, const JustifiedRow& row);
    void paintTile(QPainter& painter, const QRect& rect, int index);
    void paintDayHeader(QPainter& painter, int day, double y);
    [[nodiscard]] DayHeader headerOf(int day) const;
    [[nodiscard]] QRectF headerStrip(double y) const;
    [[nodiscard]] double stickyTop(int day) const;

    PhotoGridModel* m_model;
    PictureSource* m_pictures;
    VideoLengths* m_lengths = nullptr;
    PhotoSelection* m_selection;
    JustifiedLayout m_layout;
    int m_targetRow;
    int m_current = -1;
    PhotoId m_currentPhoto;
    Anchor m_anchor; ///< as of the last scroll or layout
    Hit m_hover;
    Hit m_pressed;
    std::optional<QPoint> m_bandFrom; ///< in grid coordinates
    QSet<PhotoId> m_bandBefore;
    QPoint m_mouse;
    QRubberBand* m_band;
    QBasicTimer m_edgeScroll;
    QHash<PhotoId, Arrival> m_arrivals;
    QVariantAnimation m_fades;
    QSet<PhotoId> m_awaited; ///< painted or prepared without its picture, last time
    QSet<PhotoId> m_awaiting;
    std::int64_t m_paintedTop = 0; ///< tells which way one scrolls
};

} // namespace parlor::client
