#include "client/ui/gallery/galleryview.h"

#include "client/ui/style/appearance.h"
#include "client/ui/style/tokens.h"

#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace parlor::client {

namespace grid = tokens::gallery;

GalleryView::GalleryView(PhotoGridModel* model, PictureSource* pictures, QWidget* parent)
    : QAbstractScrollArea(parent),
      m_model(model),
      m_pictures(pictures),
      m_selection(new PhotoSelection(model, this)),
      m_targetRow(grid::targetRow),
      m_band(new QRubberBand(QRubberBand::Rectangle, viewport())) {
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Photos"));
    connect(m_model, &PhotoGridModel::reset, this, &GalleryView::relayout);
    connect(m_model, &PhotoGridModel::changed, this,
            [this](int index) { viewport()->update(rectOf(index)); });
    connect(m_selection, &PhotoSelection::changed, viewport(), qOverload<>(&QWidget::update));
    connect(m_pictures, &PictureSource::arrived, this, &GalleryView::onArrived);
    connect(m_pictures, &PictureSource::refined, viewport(), qOverload<>(&QWidget::update));
    connect(Appearance::instance(), &Appearance::themeChanged, viewport(), qOverload<>(&QWidget::update));
    m_fades.setStartValue(0.0);
    m_fades.setEndValue(1.0);
    connect(&m_fades, &QVariantAnimation::valueChanged, viewport(), qOverload<>(&QWidget::update));
    connect(&m_fades, &QVariantAnimation::finished, this, [this] {
        m_arrivals.clear();
        viewport()->update();
    });
}

void GalleryView::setVideoLengths(VideoLengths* lengths) {
    m_lengths = lengths;
    connect(lengths, &VideoLengths::known, this,
            [this](PhotoId video) { viewport()->update(rectOf(m_model->indexOf(video))); });
}

std::int64_t GalleryView::top() const {
    return verticalScrollBar()->value();
}

GalleryView::Anchor GalleryView::anchorNow() const {
    const auto& rows = m_layout.rows();
    if (rows.empty() || top() == 0)
        return {};
    const JustifiedRow& row =
        rows[std::min(static_cast<std::size_t>(m_layout.rowAt(top())), rows.size() - 1)];
    return {m_model->idAt(row.first), row.y - top()};
}

void GalleryView::relayout() {
    // What one looks at stays: the photo at the top edge keeps its distance from it.
    const Anchor anchor = m_anchor;
    JustifiedMetrics metrics;
    metrics.width = std::max(1, viewport()->width() - grid::insetLeft);
    metrics.targetRow = m_targetRow;
    metrics.gap = grid::gap;
    metrics.dayHeader = theme().scaled(grid::dayHeader);
    metrics.lastRowStretch = grid::lastRowStretch;
    metrics.bottom = grid::gap;
    m_layout.compute(m_model->ratios(), m_model->days(), metrics);

    const std::int64_t most = std::max<std::int64_t>(0, m_layout.height() - viewport()->height());
    verticalScrollBar()->setRange(
        0, static_cast<int>(std::min<std::int64_t>(most, std::numeric_limits<int>::max())));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(48);
    if (const int index = anchor.photo.isValid() ? m_model->indexOf(anchor.photo) : -1; index >= 0)
        scrollTo(m_layout.rows()[static_cast<std::size_t>(m_layout.rowOf(index))].y - anchor.distance);
    if (const int index = m_currentPhoto.isValid() ? m_model->indexOf(m_currentPhoto) : -1; index >= 0)
        m_current = index;
    else
        m_current = std::min(m_current, m_model->count() - 1);
    m_anchor = anchorNow();
    m_hover = hitAt(m_mouse);
    viewport()->update();
    Q_EMIT scrolled();
}

void GalleryView::setTargetRow(int height) {
    height = std::clamp(height, grid::minRow, grid::maxRow);
    if (height == m_targetRow)
        return;
    const std::int64_t middle = top() + viewport()->height() / 2;
    int row = m_layout.rows().empty()
                  ? -1
                  : std::min(m_layout.rowAt(middle), static_cast<int>(m_layout.rows().size()) - 1);
    const int anchor = row >= 0 ? m_layout.rows()[static_cast<std::size_t>(row)].first : -1;
    m_targetRow = height;
    relayout();
    if (anchor >= 0) {
        const JustifiedLayout::Place place = m_layout.placeOf(anchor, m_model->ratios());
        scrollTo(place.y + place.height / 2 - viewport()->height() / 2);
    }
    Q_EMIT targetRowChanged(height);
}

void GalleryView::scrollTo(std::int64_t y) {
    verticalScrollBar()->setValue(
        static_cast<int>(std::clamp<std::int64_t>(y, 0, verticalScrollBar()->maximum())));
}

void GalleryView::showPhoto(int index) {
    if (index < 0 || index >= m_model->count())
        return;
    const JustifiedLayout::Place place = m_layout.placeOf(index, m_model->ratios());
    const int header = m_layout.metrics().dayHeader;
    if (place.y - header < top())
        scrollTo(place.y - header);
    else if (place.y + place.height > top() + viewport()->height())
        scrollTo(place.y + place.height - viewport()->height() + grid::gap);
    setCurrent(index);
}

QRect GalleryView::rectOf(int index) const {
    if (index < 0 || index >= m_model->count())
        return {};
    const JustifiedLayout::Place place = m_layout.placeOf(index, m_model->ratios());
    const std::int64_t y = place.y - top();
    if (y + place.height < 0 || y > viewport()->height())
        return {};
    return {grid::insetLeft + place.x, static_cast<int>(y), place.width, place.height};
}

void GalleryView::resizeEvent(QResizeEvent*) {
    relayout();
}

void GalleryView::scrollContentsBy(int, int) {
    m_anchor = anchorNow();
    m_hover = hitAt(m_mouse);
    updateBand();
    viewport()->update();
    Q_EMIT scrolled();
}

} // namespace parlor::client
