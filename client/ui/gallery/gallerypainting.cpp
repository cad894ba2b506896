// What the grid paints, and which pictures it asks for while it does.
#include "client/ui/gallery/galleryview.h"
#include "client/ui/gallery/gridtile.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/style/paint.h"
#include "client/ui/style/tokens.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace parlor::client {

namespace grid = tokens::gallery;

namespace {

constexpr int preloadRows = 3; // rows asked for beyond each edge

} // namespace

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
    if (look.video && m_lengths != nullptr)
        look.durationMs = m_lengths->of(photo.id);
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
