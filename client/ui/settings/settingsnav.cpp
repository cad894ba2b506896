#include "client/ui/settings/settingsnav.h"

#include "client/ui/style/focusvisible.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"
#include "client/ui/widgets/searchfield.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace parlor::client {

namespace lp = tokens::listPane;

namespace {
constexpr int footer = 60;
}

SettingsNav::SettingsNav(QWidget* parent)
    : QWidget(parent),
      m_search(new SearchField(tr("Find a setting"), this)),
      m_signOut(new IconButton(u"log-out"_qs, this)) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Settings"));
    setFixedWidth(lp::width);
    setHint(m_signOut, tr("Sign out"));
    connect(m_search, &SearchField::textChanged, this, &SettingsNav::filter);
    connect(m_search->edit(), &QLineEdit::returnPressed, this, [this] {
        if (!m_shown.isEmpty())
            setCurrent(m_shown.first());
    });
    connect(m_signOut, &QAbstractButton::clicked, this, &SettingsNav::signOutAsked);
}

void SettingsNav::add(const QString& icon, const QString& title, const QString& words) {
    m_shown << static_cast<int>(m_entries.size());
    m_entries.append({icon, title, title + u' ' + words});
}

void SettingsNav::setCurrent(int index) {
    if (index < 0 || index >= m_entries.size())
        return;
    m_current = index;
    setAccessibleDescription(m_entries.at(index).title);
    update();
    Q_EMIT chosen(index);
}

void SettingsNav::setAccount(const Face& face, const QString& name, const QString& server) {
    m_face = face;
    m_name = name;
    m_server = server;
    update();
}

void SettingsNav::filter(const QString& text) {
    m_shown.clear();
    for (int i = 0; i < m_entries.size(); ++i)
        if (m_entries.at(i).words.contains(text.trimmed(), Qt::CaseInsensitive))
            m_shown << i;
    m_hover = -1;
    update();
}

void SettingsNav::step(int by) {
    const qsizetype at = m_shown.indexOf(m_current) + by;
    if (at >= 0 && at < m_shown.size())
        setCurrent(m_shown.at(at));
}

QRect SettingsNav::rowRect(qsizetype row) const {
    return {lp::row::marginX,
            lp::header + lp::search::height + lp::search::marginBottom
                + static_cast<int>(row) * tokens::settings::navRow,
            width() - 2 * lp::row::marginX - 1, tokens::settings::navRow};
}

int SettingsNav::entryAt(QPoint point) const {
    for (qsizetype i = 0; i < m_shown.size(); ++i)
        if (rowRect(i).contains(point))
            return m_shown.at(i);
    return -1;
}

void SettingsNav::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Sunken));
    drawVerticalHairline(painter, width() - 1, 0, height(), theme().colour(Colour::Divider));
    drawLine(painter, QRectF(lp::headerPadLeft, 0, width() - 40, lp::header), tr("Settings"),
             theme().font(TextSize::Heading), theme().colour(Colour::Text));
    for (qsizetype i = 0; i < m_shown.size(); ++i) {
        const Entry& entry = m_entries.at(m_shown.at(i));
        const QRectF row = rowRect(i);
        const bool current = m_shown.at(i) == m_current;
        if (current)
            fillRounded(painter, row, Corners::all(lp::row::radius), theme().colour(Colour::Selection));
        else if (m_shown.at(i) == m_hover)
            fillRounded(painter, row, Corners::all(lp::row::radius), hoverLayer(1, false));
        const QColor ink = theme().colour(current ? Colour::AccentText : Colour::TextMuted);
        drawIcon(painter, QPointF(row.left() + 12, row.center().y() - 10), entry.icon, 20, ink);
        drawLine(painter, row.adjusted(44, 0, -12, 0), entry.title,
                 theme().font(TextSize::Body, current ? 600 : 500),
                 current ? ink : theme().colour(Colour::Text));
        if (current && FocusVisible::on(this))
            drawFocusRing(painter, row, lp::row::radius, false);
    }
    if (m_shown.isEmpty())
        drawLine(painter, QRectF(rowRect(0)).adjusted(12, 0, -12, 0), tr("No setting has these words."),
                 theme().font(TextSize::Small), theme().colour(Colour::TextMuted));
    if (m_name.isEmpty())
        return;
    const double top = height() - footer;
    drawHairline(painter, 0, top, width() - 1, theme().colour(Colour::Divider));
    const double side = tokens::avatar::header;
    const QRectF face(lp::row::marginX + lp::row::padLeft, top + (footer - side) / 2, side, side);
    drawFace(painter, face, m_face, theme().colour(Colour::Sunken));
    const double x = face.right() + lp::row::avatarToText;
    const double room = m_signOut->x() - tokens::space::s - x;
    const double name = theme().lineHeight(TextSize::Body), server = theme().lineHeight(TextSize::Caption);
    const double first = top + (footer - name - server) / 2;
    drawLine(painter, QRectF(x, first, room, name), m_name, theme().font(TextSize::Body, 500),
             theme().colour(Colour::Text));
    drawLine(painter, QRectF(x, first + name, room, server), m_server, theme().font(TextSize::Caption),
             theme().colour(Colour::TextMuted));
}

void SettingsNav::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_search->setGeometry(lp::search::marginX, lp::header, width() - 2 * lp::search::marginX - 1,
                          lp::search::height);
    m_signOut->move(width() - lp::search::marginX - m_signOut->width(),
                    height() - (footer + m_signOut->height()) / 2);
}

void SettingsNav::mousePressEvent(QMouseEvent* event) {
    setCurrent(entryAt(event->pos()));
}

void SettingsNav::mouseMoveEvent(QMouseEvent* event) {
    m_hover = entryAt(event->pos());
    update();
}

void SettingsNav::leaveEvent(QEvent* event) {
    m_hover = -1;
    update();
    QWidget::leaveEvent(event);
}

void SettingsNav::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Up)
        step(-1);
    else if (event->key() == Qt::Key_Down)
        step(1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace parlor::client
