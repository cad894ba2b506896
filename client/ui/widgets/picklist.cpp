#include "client/ui/widgets/picklist.h"

#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/badge.h"

#include <QAccessible>
#include <QMouseEvent>
#include <QPainter>
#include <QTextLayout>
#include <QWheelEvent>

namespace parlor::client {

namespace {

namespace t = tokens::switcher;
constexpr int headerHeight = 32, marginX = 8, padX = 8, enterColumn = 36;

/// The name with its matched letters in accent; returns its width.
double drawMatched(QPainter& painter, const QRectF& rect, const PickRow& row) {
    const QFont plain = theme().font(TextSize::Body, 500);
    QTextLayout layout(row.name, plain);
    QList<QTextLayout::FormatRange> formats;
    for (const int at : row.matched) {
        QTextCharFormat format;
        format.setFont(theme().font(TextSize::Body, 600));
        format.setForeground(theme().colour(Colour::AccentText));
        formats.append({at, 1, format});
    }
    layout.setFormats(formats);
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setLineWidth(rect.width());
    layout.endLayout();
    painter.setPen(theme().colour(Colour::Text));
    painter.save();
    painter.setClipRect(rect);
    layout.draw(&painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2));
    painter.restore();
    return std::min(line.naturalTextWidth(), rect.width());
}

} // namespace

PickList::PickList(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PickList::setRows(const QList<PickRow>& rows) {
    m_rows = rows;
    m_scroll = 0;
    m_current = -1;
    step(1);
    updateGeometry();
    update();
}

void PickList::setEmptyWords(const QString& words) {
    m_emptyWords = words;
    updateGeometry();
    update();
}

void PickList::setMaximumRows(int rows) {
    m_maximum = rows;
    updateGeometry();
}

int PickList::heightOf(int row) const {
    return m_rows.at(row).header ? headerHeight : t::row;
}

int PickList::contentHeight() const {
    int height = 0;
    for (int i = 0; i < m_rows.size(); ++i)
        height += heightOf(i);
    return height;
}

QSize PickList::sizeHint() const {
    if (m_rows.isEmpty())
        return {300, m_emptyWords.isEmpty() ? 0 : t::row};
    return {300, std::min(contentHeight(), m_maximum * t::row)};
}

int PickList::rowAt(int y) const {
    int top = -m_scroll;
    for (int i = 0; i < m_rows.size(); ++i) {
        const int bottom = top + heightOf(i);
        if (y >= top && y < bottom)
            return i;
        top = bottom;
    }
    return -1;
}

void PickList::showCurrent() {
    int top = 0;
    for (int i = 0; i < m_current; ++i)
        top += heightOf(i);
    if (m_current < 0)
        return;
    m_scroll = std::clamp(m_scroll, std::max(0, top + heightOf(m_current) - height()),
                          std::max(0, m_current <= 1 ? 0 : top));
    setAccessibleName(m_rows.at(m_current).name);
    QAccessibleEvent event(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&event);
}

void PickList::step(int by) {
    int row = m_current;
    for (int i = 0; i < m_rows.size(); ++i) {
        row = static_cast<int>((row + by + m_rows.size()) % m_rows.size());
        if (!m_rows.at(row).header) {
            m_current = row;
            break;
        }
    }
    showCurrent();
    update();
}

void PickList::pickCurrent() {
    if (m_current >= 0 && m_current < m_rows.size())
        Q_EMIT picked(PickRow(m_rows.at(m_current)));
}

void PickList::mouseMoveEvent(QMouseEvent* event) {
    const int row = rowAt(event->pos().y());
    if (row >= 0 && !m_rows.at(row).header && row != m_current) {
        m_current = row;
        update();
    }
}

void PickList::mouseReleaseEvent(QMouseEvent* event) {
    const int row = rowAt(event->pos().y());
    if (row >= 0 && !m_rows.at(row).header && rect().contains(event->pos())) {
        m_current = row;
        pickCurrent();
    }
}

void PickList::wheelEvent(QWheelEvent* event) {
    m_scroll = std::clamp(m_scroll - event->angleDelta().y() / 2, 0, std::max(0, contentHeight() - height()));
    update();
}

void PickList::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Up:
        step(-1);
        break;
    case Qt::Key_Down:
        step(1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        pickCurrent();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void PickList::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    if (m_rows.isEmpty()) {
        drawLine(painter, rect().adjusted(16, 0, -16, 0), m_emptyWords, theme().font(TextSize::Small),
                 theme().colour(Colour::TextMuted));
        return;
    }
    int top = -m_scroll;
    for (int i = 0; i < m_rows.size(); top += heightOf(i), ++i) {
        if (top > height() || top + heightOf(i) < 0)
            continue;
        const PickRow& row = m_rows.at(i);
        const QRectF all(0, top, width(), heightOf(i));
        if (row.header) {
            drawLine(painter, all.adjusted(16, 4, -16, 0), row.name, theme().font(TextSize::Caption, 600),
                     theme().colour(Colour::TextMuted));
            continue;
        }
        const QRectF box = all.adjusted(marginX, 0, -marginX, 0);
        const bool current = i == m_current;
        if (current)
            fillRounded(painter, box, Corners::all(tokens::radius::control),
                        theme().colour(Colour::Selection));
        const double side = t::rowAvatar;
        const QRectF square(box.left() + padX, box.center().y() - side / 2, side, side);
        if (row.icon.isEmpty()) {
            Face face = row.face;
            face.raised = true;
            drawFace(painter, square, face, theme().colour(current ? Colour::Selection : Colour::Raised));
        } else {
            drawIcon(painter, square.center() - QPointF(10, 10), row.icon, 20,
                     theme().colour(Colour::TextMuted));
        }
        double right = box.right() - padX;
        if (current)
            drawIcon(painter, QPointF(right - 20, box.center().y() - 9), u"corner-down-left"_qs, 18,
                     theme().colour(Colour::TextMuted));
        right -= enterColumn; // on every row, so that nothing jumps when the current one changes
        if (row.unread > 0 && !row.dot) {
            drawBadge(painter, right, box.center().y(), row.unread, false);
            right -= badgeWidth(row.unread) + 8;
        } else if (row.unread > 0) {
            fillRounded(painter, QRectF(right - 8, box.center().y() - 4, 8, 8), Corners::all(4),
                        theme().colour(Colour::Badge));
            right -= 16;
        }
        const double x = square.right() + 12;
        const double used = drawMatched(painter, QRectF(x, box.top(), right - x, box.height()), row);
        if (!row.note.isEmpty() && right - x - used - 8 > 24)
            drawLine(painter, QRectF(x + used + 8, box.top(), right - x - used - 8, box.height()), row.note,
                     theme().font(TextSize::Small), theme().colour(Colour::TextMuted));
    }
}

} // namespace parlor::client
