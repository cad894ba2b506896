// Mouse and keyboard of the timeline: hovering, pressing, selecting, walking through rows.
#include "client/ui/chat/hovertoolbar.h"
#include "client/ui/chat/timelineview.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QScrollBar>
#include <QToolTip>

namespace parlor::client {

namespace {

bool isPressable(BoxKind kind) {
    switch (kind) {
    case BoxKind::Photo:
    case BoxKind::Reaction:
    case BoxKind::AddReaction:
    case BoxKind::TryAgain:
    case BoxKind::Discard:
    case BoxKind::Quote:
    case BoxKind::Avatar:
    case BoxKind::Name:
        return true;
    default:
        return false;
    }
}

} // namespace

void TimelineView::hoverAt(QPoint point) {
    const int row = viewport()->rect().contains(point) && m_rows.count() > 0 ? rowAtViewport(point.y()) : -1;
    const RowBox* box = nullptr;
    if (row >= 0)
        box = m_rows.layout(row).hit(QPointF(point.x(), point.y() - rowTop(row)));
    if (row == m_hoverRow && box == m_hoverBox)
        return;
    m_hoverRow = row;
    m_hoverBox = box;
    placeToolbar();
    viewport()->update();
}

void TimelineView::placeToolbar() {
    const bool message = m_hoverRow >= 0 && m_hoverRow < m_rows.count() && m_model != nullptr
                         && m_model->at(m_hoverRow).kind == TimelineItem::Kind::Message
                         && m_model->at(m_hoverRow).message.isValid() && !m_selecting;
    if (!message) {
        m_toolbar->hide();
        return;
    }
    namespace t = tokens::hoverToolbar;
    const QRectF body = m_rows.layout(m_hoverRow).body.translated(0, rowTop(m_hoverRow));
    const QSize size = HoverToolbar::panelSize();
    double x = body.right() + t::gapFromBubble;
    double y = body.top();
    if (const RowBox* state = m_rows.layout(m_hoverRow).find(BoxKind::State);
        state != nullptr && state->rect.top() < body.height() - 4 && body.height() <= size.height() + 8)
        x = std::max(x, state->rect.right() + t::gapFromBubble);
    if (x + size.width() > viewport()->width() - 8) {
        x = std::min(body.right(), viewport()->width() - 8.0) - size.width() - 4;
        y = body.top() - size.height() / 2.0;
    }
    y = std::clamp<double>(y, 4, std::max(4, viewport()->height() - size.height() - 4));
    m_toolbar->setPanel(QRect(QPoint(static_cast<int>(x), static_cast<int>(y)), size));
    m_toolbar->show();
    m_toolbar->raise();
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    if (m_selecting) {
        m_cursorPlace = placeAt(event->pos());
        if (event->pos().y() < 0)
            verticalScrollBar()->setValue(verticalScrollBar()->value() - 20);
        else if (event->pos().y() > viewport()->height())
            verticalScrollBar()->setValue(verticalScrollBar()->value() + 20);
        viewport()->update();
        return;
    }
    hoverAt(event->pos());
    Qt::CursorShape shape = Qt::ArrowCursor;
    if (m_hoverBox != nullptr) {
        if (m_hoverBox->kind == BoxKind::Text) {
            const QPointF inside =
                QPointF(event->pos().x(), event->pos().y() - rowTop(m_hoverRow)) - m_hoverBox->rect.topLeft();
            shape = m_rows.layout(m_hoverRow).text->linkAt(inside).isEmpty() ? Qt::IBeamCursor
                                                                             : Qt::PointingHandCursor;
        } else if (isPressable(m_hoverBox->kind)) {
            shape = Qt::PointingHandCursor;
        }
    }
    viewport()->setCursor(shape);
}

TimelineView::Place TimelineView::placeAt(QPoint point) {
    if (m_rows.count() == 0)
        return {};
    const int row = rowAtViewport(point.y());
    const RowLayout& layout = m_rows.layout(row);
    const RowBox* text = layout.find(BoxKind::Text);
    if (text == nullptr || layout.text == nullptr)
        return {row, 0};
    const QPointF inside = QPointF(point.x(), point.y() - rowTop(row)) - text->rect.topLeft();
    if (inside.y() < 0)
        return {row, 0};
    if (inside.y() > text->rect.height())
        return {row, m_model->at(row).text.size()};
    return {row, layout.text->positionAt(inside)};
}

std::pair<TimelineView::Place, TimelineView::Place> TimelineView::selection() const {
    if (m_anchorPlace.row < 0 || m_cursorPlace.row < 0 || m_anchorPlace == m_cursorPlace)
        return {};
    return std::minmax(m_anchorPlace, m_cursorPlace);
}

QString TimelineView::selectedText() const {
    const auto [from, to] = selection();
    if (from.row < 0 || m_model == nullptr || to.row >= m_model->rowCount())
        return {};
    if (from.row == to.row)
        return m_model->at(from.row).text.mid(from.position, to.position - from.position);
    QStringList parts;
    for (int row = from.row; row <= to.row; ++row) {
        const TimelineItem& item = m_model->at(row);
        QString text = item.text;
        if (row == from.row)
            text = text.mid(from.position);
        else if (row == to.row)
            text = text.left(to.position);
        if (!text.isEmpty())
            parts << u"%1, %2: %3"_qs.arg(item.authorName, timeWords(item.time), text);
    }
    return parts.join(u'\n');
}

void TimelineView::copySelection() {
    QString text = selectedText();
    if (text.isEmpty() && m_current >= 0 && m_current < m_rows.count())
        text = m_model->at(m_current).text;
    if (text.isEmpty())
        return;
    QApplication::clipboard()->setText(text);
    Q_EMIT copied();
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    if (event->button() != Qt::LeftButton)
        return;
    hoverAt(event->pos());
    m_pressPoint = event->pos();
    m_pressRow = m_hoverRow;
    m_pressBox = m_hoverBox;
    m_current = m_hoverRow;
    m_anchorPlace = m_cursorPlace = placeAt(event->pos());
    const bool onText = m_hoverBox == nullptr || !isPressable(m_hoverBox->kind);
    m_selecting = onText && m_hoverRow >= 0;
    viewport()->update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
    m_selecting = false;
    if (event->button() != Qt::LeftButton || m_pressRow < 0 || m_pressRow >= m_rows.count())
        return;
    if ((event->pos() - m_pressPoint).manhattanLength() > QApplication::startDragDistance())
        return;
    const int row = rowAtViewport(event->pos().y());
    const RowBox* box = m_rows.layout(row).hit(QPointF(event->pos().x(), event->pos().y() - rowTop(row)));
    if (box == nullptr || row != m_pressRow || box != m_pressBox)
        return;
    if (box->kind == BoxKind::Text && m_rows.layout(row).text != nullptr) {
        const QPointF inside =
            QPointF(event->pos().x(), event->pos().y() - rowTop(row)) - box->rect.topLeft();
        if (const QUrl url = m_rows.layout(row).text->linkAt(inside); !url.isEmpty())
            Q_EMIT linkOpened(url);
        return;
    }
    press(*box, row);
}

void TimelineView::press(const RowBox& box, int row) {
    const TimelineItem& item = m_model->at(row);
    const QString key = item.key;
    switch (box.kind) {
    case BoxKind::Photo:
        if (item.own && item.progress >= 0 && !item.message.isValid())
            Q_EMIT uploadCancelled(key);
        else
            Q_EMIT photoOpened(key, box.index);
        break;
    case BoxKind::Reaction: {
        const ReactionPill& pill = item.reactions.at(box.index);
        Q_EMIT reactionToggled(key, pill.emoji, !pill.mine);
        break;
    }
    case BoxKind::AddReaction:
        Q_EMIT reactAsked(key,
                          viewport()->mapToGlobal(QPoint(static_cast<int>(box.rect.left()),
                                                         static_cast<int>(rowTop(row) + box.rect.bottom()))));
        break;
    case BoxKind::TryAgain:
        Q_EMIT retryAsked(key);
        break;
    case BoxKind::Discard:
        Q_EMIT discardAsked(key);
        break;
    case BoxKind::Quote:
        Q_EMIT quoteOpened(item.quote->message);
        break;
    case BoxKind::Avatar:
    case BoxKind::Name:
        Q_EMIT personOpened(item.author);
        break;
    default:
        break;
    }
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
    const Place place = placeAt(event->pos());
    if (place.row < 0)
        return;
    const RowLayout& layout = m_rows.layout(place.row);
    if (layout.text == nullptr)
        return;
    const auto [start, end] = layout.text->wordAt(place.position);
    m_anchorPlace = {place.row, start};
    m_cursorPlace = {place.row, end};
    m_selecting = false;
    viewport()->update();
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event) {
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const int row = keyboard ? m_current : (m_rows.count() > 0 ? rowAtViewport(event->pos().y()) : -1);
    if (row < 0 || row >= m_rows.count() || m_model->at(row).kind != TimelineItem::Kind::Message)
        return;
    const QPoint at =
        keyboard
            ? viewport()->mapToGlobal(QPoint(tokens::timeline::bodyX, static_cast<int>(rowTop(row)) + 24))
            : event->globalPos();
    Q_EMIT menuAsked(m_model->at(row).key, at);
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if ((event->modifiers() & Qt::ControlModifier)
        && (event->key() == Qt::Key_Home || event->key() == Qt::Key_End)) {
        event->key() == Qt::Key_Home ? goToTop() : goToBottom();
        return;
    }
    switch (event->key()) {
    case Qt::Key_PageUp:
        scrollPage(-1);
        return;
    case Qt::Key_PageDown:
        scrollPage(1);
        return;
    case Qt::Key_Up:
        setCurrentRow(m_current < 0 ? lastVisibleRow() : m_current - 1);
        return;
    case Qt::Key_Down:
        setCurrentRow(m_current < 0 ? lastVisibleRow() : m_current + 1);
        return;
    case Qt::Key_Home:
        goToTop();
        return;
    case Qt::Key_End:
        goToBottom();
        return;
    default:
        break;
    }
    if (m_current >= 0 && m_current < m_rows.count() && plain) {
        const TimelineItem& item = m_model->at(m_current);
        if (event->key() == Qt::Key_R && event->modifiers() == Qt::NoModifier && item.message.isValid()) {
            Q_EMIT replyAsked(item.key);
            return;
        }
        if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !item.photos.isEmpty()) {
            Q_EMIT photoOpened(item.key, 0);
            return;
        }
    }
    if (plain && !event->text().isEmpty() && event->text().at(0).isPrint()) {
        Q_EMIT typed(event);
        return;
    }
    QAbstractScrollArea::keyPressEvent(event);
}

void TimelineView::wheelEvent(QWheelEvent* event) {
    if (event->modifiers() & Qt::ControlModifier) {
        event->ignore();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

bool TimelineView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave
        && !m_toolbar->panel().contains(m_toolbar->mapFromGlobal(QCursor::pos()))) {
        hoverAt(QPoint(-1, -1));
    } else if (event->type() == QEvent::ToolTip && m_hoverBox != nullptr && m_hoverRow >= 0
               && m_hoverRow < m_rows.count()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const TimelineItem& item = m_model->at(m_hoverRow);
        if (m_hoverBox->kind == BoxKind::Reaction)
            QToolTip::showText(help->globalPos(), item.reactions.at(m_hoverBox->index).names, viewport());
        else if (m_hoverBox->kind == BoxKind::Time || m_hoverBox->kind == BoxKind::State)
            QToolTip::showText(
                help->globalPos(),
                QLocale().toString(QDateTime::fromMSecsSinceEpoch(item.time), QLocale::LongFormat),
                viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace parlor::client
