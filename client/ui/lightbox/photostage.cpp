#include "client/ui/lightbox/photostage.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/tokens.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace parlor::client {

namespace {
constexpr double maxZoom = 8;
constexpr double wheelFactor = 1.2;
constexpr double zoomStep = 1.5;
constexpr int panStep = 80;         // px an arrow key moves a zoomed photo
constexpr int thumbWidth = 400;     // px of the softest real picture
constexpr int viewSide = 2'048;     // px of the rendering for screens
constexpr double mostPixels = 24e6; // of a picture in memory
constexpr int dragStart = 4;        // px
} // namespace

PhotoStage::PhotoStage(PictureSource* pictures, QWidget* parent) : QWidget(parent), m_pictures(pictures) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    m_fade.setStartValue(0.0);
    m_fade.setEndValue(1.0);
    connect(&m_fade, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&m_fade, &QVariantAnimation::finished, this, [this] { m_before = {}; });
    connect(m_pictures, &PictureSource::arrived, this, [this](PhotoId photo) {
        if (photo == m_photo.id)
            update();
    });
    connect(m_pictures, &PictureSource::refined, this, qOverload<>(&QWidget::update));
}

void PhotoStage::setPhoto(const PhotoReference& photo) {
    m_photo = photo;
    m_size = QSizeF(std::max(1, photo.width), std::max(1, photo.height));
    m_sizeKnown = false;
    m_zoom = 0;
    m_offset = {};
    m_sharpest = {};
    m_before = {};
    m_fade.stop();
    update();
    Q_EMIT zoomChanged();
}

void PhotoStage::setFullSize(QSize size) {
    if (size.isEmpty())
        return;
    m_size = size;
    m_sizeKnown = true;
    update();
    Q_EMIT zoomChanged();
}

double PhotoStage::fitScale() const {
    const double toWidth = width() / m_size.width();
    const double toHeight = height() / m_size.height();
    // A small picture is not blown up, once its real size is known.
    const double most = m_sizeKnown ? 1.0 / devicePixelRatioF() : 1e9;
    return std::min({toWidth, toHeight, std::max(most, 0.01)});
}

QRectF PhotoStage::target() const {
    const QSizeF size = m_size * scale();
    const QPointF middle = QPointF(width() / 2.0, height() / 2.0) + m_offset;
    return {middle - QPointF(size.width() / 2, size.height() / 2), size};
}

QSize PhotoStage::fittedPixels(const PhotoReference& photo) const {
    const QSizeF shape(std::max(1, photo.width), std::max(1, photo.height));
    const QSizeF room = (QSizeF(size()) * devicePixelRatioF()).boundedTo(QSizeF(viewSide, viewSide));
    return shape.scaled(room, Qt::KeepAspectRatio).toSize().expandedTo(QSize(1, 1));
}

QSize PhotoStage::wantedPixels() const {
    // A few sizes, not one for each step of the wheel.
    if (isFitted())
        return fittedPixels(m_photo);
    const QSizeF view = m_size.scaled(QSizeF(viewSide, viewSide), Qt::KeepAspectRatio);
    if (!m_sizeKnown || m_size.width() * scale() * devicePixelRatioF() <= view.width())
        return view.toSize();
    const double shrink = std::min(1.0, std::sqrt(mostPixels / (m_size.width() * m_size.height())));
    return (m_size * shrink).toSize().expandedTo(view.toSize());
}

void PhotoStage::clampOffset() {
    const QSizeF size = m_size * scale();
    const double x = std::max(0.0, (size.width() - width()) / 2);
    const double y = std::max(0.0, (size.height() - height()) / 2);
    m_offset = QPointF(std::clamp(m_offset.x(), -x, x), std::clamp(m_offset.y(), -y, y));
}

void PhotoStage::zoomBy(double factor, QPointF at) {
    const double before = scale();
    const double smallest = fitScale();
    const double largest = std::max(smallest, maxZoom / devicePixelRatioF());
    const double after = std::clamp(before * factor, smallest, largest);
    if (after <= smallest * 1.001) {
        fit();
        return;
    }
    // The point under the pointer stays under it.
    const QPointF middle(width() / 2.0, height() / 2.0);
    m_offset = at - middle - (at - middle - m_offset) * (after / before);
    m_zoom = after;
    clampOffset();
    update();
    Q_EMIT zoomChanged();
}

void PhotoStage::zoomOnce(int direction) {
    zoomBy(direction > 0 ? zoomStep : 1 / zoomStep, QPointF(width() / 2.0, height() / 2.0));
}

void PhotoStage::fit() {
    m_zoom = 0;
    m_offset = {};
    update();
    Q_EMIT zoomChanged();
}

bool PhotoStage::pan(QPointF by) {
    const QPointF before = m_offset;
    m_offset += by;
    clampOffset();
    update();
    return m_offset != before;
}

bool PhotoStage::takeKey(int key) {
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (isFitted())
            return false;
        pan(QPointF(key == Qt::Key_Left ? panStep : -panStep, 0));
        return true;
    case Qt::Key_Up:
        pan({0, panStep});
        return true;
    case Qt::Key_Down:
        pan({0, -panStep});
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomOnce(1);
        return true;
    case Qt::Key_Minus:
        zoomOnce(-1);
        return true;
    case Qt::Key_0:
        fit();
        return true;
    default:
        return false;
    }
}

void PhotoStage::keepSharpest(const QPixmap& picture) {
    if (picture.isNull() || picture.width() <= m_sharpest.width())
        return;
    m_before = m_sharpest;
    m_sharpest = picture;
    const int duration = theme().duration(tokens::motion::crossFadeImage);
    if (duration == 0 || m_before.isNull())
        return;
    m_fade.stop();
    m_fade.setDuration(duration);
    m_fade.start();
}

void PhotoStage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), QColor::fromRgba(tokens::lightbox::groundColour));
    if (!m_photo.id.isValid())
        return;
    const QRectF where = target();
    keepSharpest(m_pictures->picture(m_photo, wantedPixels()));
    if (m_sharpest.isNull())
        keepSharpest(m_pictures->picture(
            m_photo, QSize(thumbWidth, static_cast<int>(thumbWidth * m_size.height() / m_size.width()))));
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const QPixmap below = m_before.isNull() ? m_pictures->placeholder(m_photo) : m_before;
    const bool fading = m_fade.state() == QAbstractAnimation::Running;
    if ((m_sharpest.isNull() || fading) && !below.isNull())
        painter.drawPixmap(where, below, below.rect());
    if (m_sharpest.isNull())
        return;
    painter.setOpacity(fading ? m_fade.currentValue().toDouble() : 1.0);
    painter.drawPixmap(where, m_sharpest, m_sharpest.rect());
}

void PhotoStage::resizeEvent(QResizeEvent*) {
    clampOffset();
    Q_EMIT zoomChanged();
}

void PhotoStage::wheelEvent(QWheelEvent* event) {
    if (event->angleDelta().y() == 0)
        return;
    zoomBy(std::pow(wheelFactor, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void PhotoStage::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    m_dragFrom = event->position();
    m_dragged = false;
}

void PhotoStage::mouseMoveEvent(QMouseEvent* event) {
    event->ignore(); // the lightbox wakes its controls on any movement
    if (!m_dragFrom || !(event->buttons() & Qt::LeftButton))
        return;
    const QPointF by = event->position() - *m_dragFrom;
    if (!m_dragged && by.manhattanLength() < dragStart)
        return;
    m_dragged = true;
    m_dragFrom = event->position();
    setCursor(Qt::ClosedHandCursor);
    pan(by);
}

void PhotoStage::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = m_dragFrom && !m_dragged;
    m_dragFrom.reset();
    unsetCursor();
    if (click && !target().contains(event->position()))
        Q_EMIT clickedBeside();
}

void PhotoStage::mouseDoubleClickEvent(QMouseEvent* event) {
    if (isFitted())
        zoomBy(std::max(2.0, 1.0 / devicePixelRatioF() / fitScale()), event->position());
    else
        fit();
}

} // namespace parlor::client
