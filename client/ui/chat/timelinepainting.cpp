// What the timeline paints, and the pills that float over it.
#include "client/ui/chat/pill.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/style/focusvisible.h"

#include <QDateTime>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <cmath>

namespace parlor::client {

namespace {

constexpr int flashMs = tokens::motion::flashTarget::hold + tokens::motion::flashTarget::fade;

} // namespace

void TimelineView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(event->rect(), theme().colour(Colour::Surface));
    if (m_rows.count() == 0)
        return;
    const auto [from, to] = selection();
    const qint64 now = m_clock.elapsed();
    bool moving = false;
    for (auto it = m_arrivals.cbegin(); it != m_arrivals.cend(); ++it)
        moving = moving || now - it.value() < theme().duration(tokens::motion::crossFadeImage);
    const int last = rowAtViewport(event->rect().bottom());
    for (int row = rowAtViewport(event->rect().top()); row <= last; ++row) {
        const TimelineItem& item = m_model->at(row);
        const RowLayout& layout = m_rows.layout(row);
        RowLook look;
        look.hovered = row == m_hoverRow;
        look.hoveredBox = look.hovered ? m_hoverBox : nullptr;
        look.focused = row == m_current && FocusVisible::on(this);
        look.today = m_rows.frame().today;
        look.face = m_faces;
        look.tile = [this, &item](const RowBox& box) { return tileFor(item, box); };
        look.thumb = [this](const PhotoReference& photo) {
            return m_pictures != nullptr ? m_pictures->picture(photo, QSize(72, 72) * devicePixelRatioF())
                                         : QPixmap();
        };
        if (from.row >= 0 && row >= from.row && row <= to.row) {
            look.selectionStart = row == from.row ? from.position : 0;
            look.selectionEnd = row == to.row ? to.position : item.text.size();
        }
        if (item.key == m_flashKey) {
            const qint64 gone = now - m_flashStart;
            const qint64 fade = gone - tokens::motion::flashTarget::hold;
            look.flash = gone >= flashMs ? 0
                         : fade <= 0     ? 1
                                         : 1 - double(fade) / tokens::motion::flashTarget::fade;
            moving = moving || gone < flashMs;
        }
        const double top = std::round(rowTop(row) * devicePixelRatioF()) / devicePixelRatioF();
        painter.save();
        painter.translate(0, top);
        paintRow(painter, item, layout, look);
        painter.restore();
    }
    if (!moving) {
        m_frames.stop();
        m_arrivals.clear();
        m_flashKey.clear();
    }
}

TileLook TimelineView::tileFor(const TimelineItem& item, const RowBox& box) {
    TileLook look;
    if (m_pictures == nullptr || box.index >= item.photos.size())
        return look;
    const QSize pixels = (box.rect.size() * devicePixelRatioF()).toSize();
    const PhotoReference& photo = item.photos.at(box.index);
    if (box.index < item.localFiles.size() && !item.localFiles.at(box.index).isEmpty()) {
        look.above = m_pictures->localPicture(item.localFiles.at(box.index), pixels);
        return look;
    }
    look.above = m_pictures->picture(photo, pixels);
    if (const auto arrived = m_arrivals.constFind(photo.id); arrived != m_arrivals.cend()) {
        const int ms = theme().duration(tokens::motion::crossFadeImage);
        look.fade = ms == 0 ? 1 : std::clamp(double(m_clock.elapsed() - *arrived) / ms, 0.0, 1.0);
    }
    if (look.above.isNull() || look.fade < 1)
        look.below = m_pictures->placeholder(photo);
    if (look.above.isNull()) {
        look.above = look.below;
        look.fade = 1;
    }
    return look;
}

void TimelineView::placePills() {
    const QSize jump = m_jump->panelSize();
    const bool below =
        !isAtBottom()
        && (m_unreadBelow > 0 || verticalScrollBar()->maximum() - scrollTop() > viewport()->height() / 2.0);
    m_jump->setWords(m_unreadBelow > 0 ? tr("%n new", nullptr, m_unreadBelow) : QString());
    m_jump->setPanel(QRect(QPoint(viewport()->width() - tokens::jumpPill::right - m_jump->panelSize().width(),
                                  viewport()->height() - tokens::jumpPill::bottom - jump.height()),
                           m_jump->panelSize()));
    m_jump->appear(below);
    if (m_reportedBottom != isAtBottom()) {
        m_reportedBottom = isAtBottom();
        Q_EMIT atBottomChanged(m_reportedBottom);
    }
    if (!m_date->isVisible() || m_rows.count() == 0)
        return;
    const int row = firstVisibleRow();
    // The real line near the top says the same.
    for (int near = row; near <= std::min(row + 2, m_rows.count() - 1); ++near)
        if (m_model->at(near).startsDay && rowTop(near) > -24 && rowTop(near) < 40) {
            m_date->appear(false);
            return;
        }
    m_date->setWords(
        dayWords(QDateTime::fromMSecsSinceEpoch(m_model->at(row).time).date(), m_rows.frame().today));
    const QSize size = m_date->panelSize();
    m_date->setPanel(QRect(QPoint((viewport()->width() - size.width()) / 2, tokens::datePill::top), size));
}

} // namespace parlor::client
