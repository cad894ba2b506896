#pragma once

#include "client/ui/widgets/picturesource.h"
#include "shared/protocol/photo.h"

#include <QVariantAnimation>
#include <QWidget>

namespace parlor::client {

/// One photo on black: fits the room, then zooms at the pointer and is dragged. Sharper pictures replace
/// softer ones in place (placeholder, thumb, view, and past 100 % of the view the full size), so nothing ever
/// jumps.
class PhotoStage final : public QWidget {
    Q_OBJECT
public:
    explicit PhotoStage(PictureSource* pictures, QWidget* parent = nullptr);

    void setPhoto(const PhotoReference& photo);
    /// Device px in which a fitted photo is asked for: what a neighbour is prepared in.
    [[nodiscard]] QSize fittedPixels(const PhotoReference& photo) const;
    /// The photo's real size in px, once it is known: what 100 % means.
    void setFullSize(QSize size);

    /// Device px of the screen to px of the original; 0 fits.
    [[nodiscard]] double zoom() const { return m_zoom; }

    void zoomBy(double factor, QPointF at);
    /// A step at the middle: closer when `direction` is above 0, else away.
    void zoomOnce(int direction);
    void fit();

    [[nodiscard]] bool isFitted() const { return m_zoom <= 0; }

    /// Pans by px; true when there was something to pan.
    bool pan(QPointF by);

    /// The keys that zoom and pan. False for all others, and while it is fitted for the arrows to the sides.
    bool takeKey(int key);

Q_SIGNALS:
    void zoomChanged();
    void clickedBeside();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] double fitScale() const;

    [[nodiscard]] double scale() const { return m_zoom > 0 ? m_zoom : fitScale(); }

    [[nodiscard]] QRectF target() const;
    [[nodiscard]] QSize wantedPixels() const;
    void clampOffset();
    void keepSharpest(const QPixmap& picture);

    PictureSource* m_pictures;
    PhotoReference m_photo;
    QSizeF m_size{3, 2}; ///< px of the original, or only its shape
    bool m_sizeKnown = false;
    double m_zoom = 0;
    QPointF m_offset; ///< of the photo's middle from the widget's
    QPixmap m_sharpest;
    QPixmap m_before; ///< what the sharper one fades in over
    QVariantAnimation m_fade;
    std::optional<QPointF> m_dragFrom;
    bool m_dragged = false;
};

} // namespace parlor::client
