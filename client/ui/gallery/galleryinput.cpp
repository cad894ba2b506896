// Mouse and keyboard of the grid: hovering, pressing, choosing with a band, walking through photos.
#include "client/ui/gallery/galleryview.h"
#include "client/ui/style/tokens.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

namespace parlor::client {

namespace grid = tokens::gallery;

namespace {

constexpr int bandStart = 6;  // px of movement before a press becomes a rubber band
constexpr int zoomStep = 24;  // px of row height a wheel notch
constexpr int edgeReach = 40; // px from an edge where a rubber band scrolls
constexpr int edgeScrollMs = 16;

} // namespace

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

} // namespace parlor::client
