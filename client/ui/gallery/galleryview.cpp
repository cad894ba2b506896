#include "client/ui/gallery/galleryview.h"

#include "client/ui/gallery/gridtile.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <limits>

namespace parlor::client {

namespace grid = tokens::gallery;

namespace {

constexpr int bandStart = 6;   // px of movement before a press becomes a rubber band
constexpr int preloadRows = 3; // rows asked for beyond each edge
constexpr int zoomStep = 24;   // px of row height a wheel notch
constexpr int edgeReach = 40;  // px from an edge where a rubber band scrolls
constexpr int edgeScrollMs = 16;

} // namespace

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

void GalleryView::onArrived(PhotoId photo) {
    const int duration = theme().duration(tokens::motion::crossFadeImage);
    if (duration == 0) {
        viewport()->update();
        return;
    }
    Arrival arrival;
    arrival.since.start();
    m_arrivals.insert(photo, arrival);
    m_fades.stop();
    m_fades.setDuration(duration);
    m_fades.start();
}

GalleryView::Hit GalleryView::hitAt(QPoint position) const {
    if (m_layout.rows().empty() || !viewport()->rect().contains(position))
        return {};
    const std::int64_t y = top() + position.y();
    const int day = m_layout.dayAt(top());
    if (day >= 0 && headerOf(day).selectRect(headerStrip(stickyTop(day))).contains(position))
        return {Part::SelectDay, day};
    if (const int under = m_layout.dayAt(y);
        under >= 0 && y < m_layout.dayTop(under) + m_layout.metrics().dayHeader) {
        if (headerOf(under)
                .selectRect(headerStrip(static_cast<double>(m_layout.dayTop(under) - top())))
                .contains(position))
            return {Part::SelectDay, under};
        return {};
    }
    const int rowIndex = m_layout.rowAt(y);
    if (rowIndex >= static_cast<int>(m_layout.rows().size()))
        return {};
    const JustifiedRow& row = m_layout.rows()[static_cast<std::size_t>(rowIndex)];
    if (y < row.y)
        return {};
    const auto tiles = m_layout.tilesOf(row, m_model->ratios());
    const int x = position.x() - grid::insetLeft;
    for (int i = 0; i < row.count; ++i) {
        const JustifiedLayout::Tile& tile = tiles[static_cast<std::size_t>(i)];
        if (x < tile.x || x >= tile.x + tile.width)
            continue;
        const int reach = grid::tick::size + 2 * grid::tick::inset;
        const QPoint inside(x - tile.x, static_cast<int>(y - row.y));
        if (inside.x() < reach && inside.y() < reach)
            return {Part::Tick, row.first + i};
        if (inside.x() >= tile.width - reach && inside.y() < reach && m_selection->isEmpty())
            return {Part::Heart, row.first + i};
        return {Part::Tile, row.first + i};
    }
    return {};
}

void GalleryView::setHover(Hit hit) {
    if (hit == m_hover)
        return;
    m_hover = hit;
    viewport()->setCursor(hit.part == Part::Nothing ? Qt::ArrowCursor : Qt::PointingHandCursor);
    viewport()->update();
}

void GalleryView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = hitAt(event->pos());
    m_bandFrom = event->pos() + QPoint(0, static_cast<int>(top()));
    m_bandBefore =
        event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier) ? m_selection->ids() : QSet<PhotoId>();
}

void GalleryView::mouseMoveEvent(QMouseEvent* event) {
    m_mouse = event->pos();
    if (m_bandFrom && (event->buttons() & Qt::LeftButton)) {
        const QPoint moved = event->pos() + QPoint(0, static_cast<int>(top())) - *m_bandFrom;
        if (m_band->isVisible() || moved.manhattanLength() > bandStart) {
            m_band->show();
            updateBand();
            if (!m_edgeScroll.isActive())
                m_edgeScroll.start(edgeScrollMs, this);
        }
        return;
    }
    setHover(hitAt(event->pos()));
}

void GalleryView::timerEvent(QTimerEvent* event) {
    if (event->timerId() == m_edgeScroll.timerId())
        scrollAtEdge();
    else
        QAbstractScrollArea::timerEvent(event);
}

void GalleryView::scrollAtEdge() {
    const int above = edgeReach - m_mouse.y();
    const int below = m_mouse.y() - (viewport()->height() - edgeReach);
    if (above > 0)
        scrollTo(top() - std::min(above, 2 * edgeReach) / 2);
    else if (below > 0)
        scrollTo(top() + std::min(below, 2 * edgeReach) / 2);
}

void GalleryView::updateBand() {
    if (!m_band->isVisible() || !m_bandFrom)
        return;
    const QPoint to = m_mouse + QPoint(0, static_cast<int>(top()));
    const QRect band = QRect(*m_bandFrom, to).normalized();
    m_band->setGeometry(band.translated(0, -static_cast<int>(top())));
    QSet<PhotoId> covered;
    const auto& rows = m_layout.rows();
    for (auto i = static_cast<std::size_t>(m_layout.rowAt(band.top()));
         i < rows.size() && rows[i].y <= band.bottom(); ++i) {
        const auto tiles = m_layout.tilesOf(rows[i], m_model->ratios());
        for (int k = 0; k < rows[i].count; ++k) {
            const auto& tile = tiles[static_cast<std::size_t>(k)];
            if (tile.x + grid::insetLeft <= band.right()
                && tile.x + grid::insetLeft + tile.width >= band.left())
                covered.insert(m_model->idAt(rows[i].first + k));
        }
    }
    m_selection->setBand(m_bandBefore, covered);
}

void GalleryView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    const bool banded = m_band->isVisible();
    m_band->hide();
    m_edgeScroll.stop();
    m_bandFrom.reset();
    const Hit hit = hitAt(event->pos());
    if (!banded && hit == m_pressed)
        act(hit, event->modifiers());
    m_pressed = {};
    setHover(hit);
}

void GalleryView::act(const Hit& hit, Qt::KeyboardModifiers modifiers) {
    switch (hit.part) {
    case Part::Nothing:
        m_selection->clear();
        return;
    case Part::SelectDay: {
        const PhotoDay& day = m_model->days()[static_cast<std::size_t>(hit.index)];
        m_selection->setRange(day.first, day.count, true);
        return;
    }
    case Part::Heart:
        Q_EMIT favouriteAsked(m_model->idAt(hit.index), !m_model->isFavourite(hit.index));
        return;
    case Part::Tick:
    case Part::Tile:
        setCurrent(hit.index);
        if (modifiers & Qt::ShiftModifier)
            m_selection->extendTo(hit.index);
        else if (hit.part == Part::Tick || modifiers & Qt::ControlModifier || !m_selection->isEmpty())
            m_selection->toggle(hit.index);
        else
            Q_EMIT opened(hit.index);
        return;
    }
}

void GalleryView::mouseDoubleClickEvent(QMouseEvent* event) {
    mousePressEvent(event);
}

void GalleryView::leaveEvent(QEvent*) {
    m_mouse = QPoint(-1, -1);
    setHover({});
}

void GalleryView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        setTargetRow(m_targetRow + (event->angleDelta().y() > 0 ? zoomStep : -zoomStep));
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

bool GalleryView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave)
        leaveEvent(event);
    return QAbstractScrollArea::viewportEvent(event);
}

void GalleryView::setCurrent(int index) {
    m_current = index;
    m_currentPhoto = index >= 0 ? m_model->idAt(index) : PhotoId();
    viewport()->update();
}

int GalleryView::neighbourBelow(int index, int direction) const {
    const int row = m_layout.rowOf(index) + direction;
    if (row < 0 || row >= static_cast<int>(m_layout.rows().size()))
        return index;
    const JustifiedLayout::Place from = m_layout.placeOf(index, m_model->ratios());
    const int middle = from.x + from.width / 2;
    const JustifiedRow& target = m_layout.rows()[static_cast<std::size_t>(row)];
    const auto tiles = m_layout.tilesOf(target, m_model->ratios());
    int best = 0;
    for (int i = 0; i < target.count; ++i)
        if (tiles[static_cast<std::size_t>(i)].x <= middle)
            best = i;
    return target.first + best;
}

void GalleryView::moveCurrent(int key) {
    const int last = m_model->count() - 1;
    if (last < 0)
        return;
    int next = m_current;
    if (m_current < 0) {
        const int row = std::min(m_layout.rowAt(top()), static_cast<int>(m_layout.rows().size()) - 1);
        next = m_layout.rows()[static_cast<std::size_t>(row)].first;
    } else if (key == Qt::Key_Left) {
        next = m_current - 1;
    } else if (key == Qt::Key_Right) {
        next = m_current + 1;
    } else if (key == Qt::Key_Up || key == Qt::Key_Down) {
        next = neighbourBelow(m_current, key == Qt::Key_Up ? -1 : 1);
    }
    showPhoto(std::clamp(next, 0, last));
}

void GalleryView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int before = m_current;
        moveCurrent(event->key());
        if (event->modifiers() & Qt::ShiftModifier && m_current >= 0) {
            if (m_selection->isEmpty() && before >= 0)
                m_selection->toggle(before);
            m_selection->extendTo(m_current);
        }
        return;
    }
    case Qt::Key_Home:
        scrollTo(0);
        setCurrent(m_model->isEmpty() ? -1 : 0);
        return;
    case Qt::Key_End:
        scrollTo(m_layout.height());
        setCurrent(m_model->count() - 1);
        return;
    case Qt::Key_PageUp:
        scrollTo(top() - viewport()->height() + m_layout.metrics().dayHeader);
        return;
    case Qt::Key_PageDown:
        scrollTo(top() + viewport()->height() - m_layout.metrics().dayHeader);
        return;
    case Qt::Key_Space:
        if (m_current >= 0)
            m_selection->toggle(m_current);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            Q_EMIT opened(m_current);
        return;
    case Qt::Key_F:
        if (m_current >= 0)
            Q_EMIT favouriteAsked(m_model->idAt(m_current), !m_model->isFavourite(m_current));
        return;
    case Qt::Key_Escape:
        if (!m_selection->isEmpty()) {
            m_selection->clear();
            return;
        }
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        if (event->modifiers() & Qt::ControlModifier) {
            setTargetRow(m_targetRow + zoomStep);
            return;
        }
        break;
    case Qt::Key_Minus:
        if (event->modifiers() & Qt::ControlModifier) {
            setTargetRow(m_targetRow - zoomStep);
            return;
        }
        break;
    default:
        break;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        m_selection->setRange(0, m_model->count(), true);
        return;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

double GalleryView::stickyTop(int day) const {
    const bool last = day + 1 >= static_cast<int>(m_model->days().size());
    const auto own = static_cast<double>(m_layout.dayTop(day) - top());
    if (own >= 0 || last)
        return std::max(0.0, own);
    const auto next = static_cast<double>(m_layout.dayTop(day + 1) - top());
    return std::min(0.0, next - m_layout.metrics().dayHeader);
}

void GalleryView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme().colour(Colour::Surface));
    const auto& rows = m_layout.rows();
    if (rows.empty()) {
        drawLine(painter, viewport()->rect(), tr("No favourites yet: F on a photo makes it one."),
                 theme().font(TextSize::Body), theme().colour(Colour::TextMuted), Qt::AlignHCenter);
        return;
    }
    const std::int64_t from = top() + event->rect().top();
    const std::int64_t to = top() + event->rect().bottom();
    const auto first = static_cast<std::size_t>(m_layout.rowAt(from));
    std::size_t end = first;
    for (; end < rows.size() && rows[end].y <= to; ++end)
        paintRow(painter, rows[end]);
    const int firstDay = m_layout.dayAt(top());
    for (int day = std::max(0, firstDay);
         day < static_cast<int>(m_model->days().size()) && m_layout.dayTop(day) <= to; ++day)
        paintDayHeader(painter, day,
                       day == firstDay ? stickyTop(day) : static_cast<double>(m_layout.dayTop(day) - top()));
    if (!event->rect().contains(viewport()->rect()))
        return;
    prepareAround(first, end);
    dropWhatLeft();
}

void GalleryView::prepareAround(std::size_t firstRow, std::size_t endRow) {
    // The rows that one scrolls towards are asked for now, so that they are there when the wheel gets to
    // them.
    const auto& rows = m_layout.rows();
    const bool up = top() < m_paintedTop;
    m_paintedTop = top();
    const std::size_t from = up ? firstRow - std::min<std::size_t>(firstRow, preloadRows) : endRow;
    const std::size_t to = up ? firstRow : std::min(rows.size(), endRow + preloadRows);
    for (std::size_t k = from; k < to; ++k) {
        const auto tiles = m_layout.tilesOf(rows[k], m_model->ratios());
        for (int n = 0; n < rows[k].count; ++n) {
            const PhotoReference photo = m_model->referenceAt(rows[k].first + n);
            m_pictures->prepare(photo, (QSizeF(tiles[static_cast<std::size_t>(n)].width, rows[k].height)
                                        * devicePixelRatioF())
                                           .toSize());
            m_awaiting.insert(photo.id);
        }
    }
}

void GalleryView::dropWhatLeft() {
    for (const PhotoId id : std::as_const(m_awaited))
        if (!m_awaiting.contains(id))
            m_pictures->drop(id);
    m_awaited.swap(m_awaiting);
    m_awaiting.clear();
}

void GalleryView::paintRow(QPainter& painter, const JustifiedRow& row) {
    const auto tiles = m_layout.tilesOf(row, m_model->ratios());
    const int y = static_cast<int>(row.y - top());
    for (int i = 0; i < row.count; ++i) {
        const auto& tile = tiles[static_cast<std::size_t>(i)];
        paintTile(painter, QRect(grid::insetLeft + tile.x, y, tile.width, row.height), row.first + i);
    }
}

void GalleryView::paintTile(QPainter& painter, const QRect& rect, int index) {
    const PhotoReference photo = m_model->referenceAt(index);
    GridTileLook look;
    // Chosen ones are drawn smaller from the same picture: choosing fetches nothing.
    look.above = m_pictures->picture(photo, (QSizeF(rect.size()) * devicePixelRatioF()).toSize());
    if (look.above.isNull())
        m_awaiting.insert(photo.id);
    else if (const auto arrival = m_arrivals.constFind(photo.id); arrival != m_arrivals.constEnd())
        look.fade =
            std::min(1.0, static_cast<double>(arrival->since.elapsed()) / tokens::motion::crossFadeImage);
    if (look.above.isNull() || look.fade < 1)
        look.below = m_pictures->placeholder(photo);
    const bool hovered =
        m_hover.index == index && m_hover.part != Part::SelectDay && m_hover.part != Part::Nothing;
    if (m_selection->contains(photo.id))
        look.tick = GridTileLook::Tick::Chosen;
    else if (!m_selection->isEmpty())
        look.tick = GridTileLook::Tick::Empty;
    else if (hovered)
        look.tick = GridTileLook::Tick::Offered;
    look.pressed = m_pressed.index == index;
    look.favourite = m_model->isFavourite(index);
    look.video = m_model->isVideo(index);
    look.focused = index == m_current && FocusVisible::on(this);
    paintGridTile(painter, rect, look);
}

QRectF GalleryView::headerStrip(double y) const {
    return {0, y, static_cast<double>(viewport()->width()),
            static_cast<double>(m_layout.metrics().dayHeader)};
}

DayHeader GalleryView::headerOf(int day) const {
    const PhotoDay& shown = m_model->days()[static_cast<std::size_t>(day)];
    return {shown.date(), shown.count};
}

void GalleryView::paintDayHeader(QPainter& painter, int day, double y) {
    const QRectF strip = headerStrip(y);
    const bool overPhoto = m_hover.part != Part::Nothing && m_hover.part != Part::SelectDay
                           && m_model->dayOf(m_hover.index) == day;
    const bool over = overPhoto || strip.contains(m_mouse) || m_hover == Hit{Part::SelectDay, day};
    headerOf(day).paint(painter, strip, over);
}

} // namespace parlor::client
