#include "client/ui/settings/settingsnav.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace parlor::client {

namespace lp = tokens::listPane;

SettingsNav::SettingsNav(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Settings"));
    setFixedWidth(lp::width);
}

void SettingsNav::add(const QString& icon, const QString& title) {
    m_entries.append({icon, title});
}

void SettingsNav::setCurrent(int index) {
    if (index < 0 || index >= m_entries.size())
        return;
    m_current = index;
    setAccessibleDescription(m_entries.at(index).title);
    update();
    Q_EMIT chosen(index);
}

QRect SettingsNav::rowRect(int index) const {
    return {lp::row::marginX, lp::header + 4 + index * tokens::settings::navRow,
            width() - 2 * lp::row::marginX - 1, tokens::settings::navRow};
}

int SettingsNav::rowAt(QPoint point) const {
    for (int i = 0; i < m_entries.size(); ++i)
        if (rowRect(i).contains(point))
            return i;
    return -1;
}

void SettingsNav::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Sunken));
    drawVerticalHairline(painter, width() - 1, 0, height(), theme().colour(Colour::Divider));
    drawLine(painter, QRectF(lp::headerPadLeft, 0, width() - 40, lp::header), tr("Settings"),
             theme().font(TextSize::Heading), theme().colour(Colour::Text));
    for (int i = 0; i < m_entries.size(); ++i) {
        const QRectF row = rowRect(i);
        const bool current = i == m_current;
        if (current)
            fillRounded(painter, row, Corners::all(lp::row::radius), theme().colour(Colour::Selection));
        else if (i == m_hover)
            fillRounded(painter, row, Corners::all(lp::row::radius), hoverLayer(1, false));
        const QColor ink = theme().colour(current ? Colour::AccentText : Colour::TextMuted);
        drawIcon(painter, QPointF(row.left() + 12, row.center().y() - 10), m_entries.at(i).icon, 20, ink);
        drawLine(painter, row.adjusted(44, 0, -12, 0), m_entries.at(i).title,
                 theme().font(TextSize::Body, current ? 600 : 500),
                 current ? ink : theme().colour(Colour::Text));
        if (current && FocusVisible::on(this))
            drawFocusRing(painter, row, lp::row::radius, false);
    }
}

void SettingsNav::mousePressEvent(QMouseEvent* event) {
    setCurrent(rowAt(event->pos()));
}

void SettingsNav::mouseMoveEvent(QMouseEvent* event) {
    m_hover = rowAt(event->pos());
    update();
}

void SettingsNav::leaveEvent(QEvent* event) {
    m_hover = -1;
    update();
    QWidget::leaveEvent(event);
}

void SettingsNav::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Up)
        setCurrent(m_current - 1);
    else if (event->key() == Qt::Key_Down)
        setCurrent(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace parlor::client
