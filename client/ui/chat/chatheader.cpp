#include "client/ui/chat/chatheader.h"

#include "client/ui/style/paint.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"

#include <QMouseEvent>
#include <QPainter>

namespace parlor::client {

namespace t = tokens::chatHeader;

ChatHeader::ChatHeader(QWidget* parent)
    : QWidget(parent),
      m_back(new IconButton(u"arrow-left"_qs, this)),
      m_search(new IconButton(u"search"_qs, this)),
      m_details(new IconButton(u"panel-right"_qs, this)),
      m_more(new IconButton(u"ellipsis"_qs, this)) {
    setFixedHeight(t::height);
    m_back->setSizes(36, 20);
    m_back->hide();
    m_details->setCheckable(true);
    setHint(m_back, tr("Back to the chats"), QKeySequence(Qt::Key_Escape));
    setHint(m_search, tr("Search in this chat"), QKeySequence(Qt::CTRL | Qt::Key_F));
    setHint(m_details, tr("Details"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    setHint(m_more, tr("More"));
    connect(m_back, &QAbstractButton::clicked, this, &ChatHeader::backAsked);
    connect(m_search, &QAbstractButton::clicked, this, &ChatHeader::searchAsked);
    connect(m_details, &QAbstractButton::clicked, this, &ChatHeader::detailsAsked);
    connect(m_more, &QAbstractButton::clicked, this,
            [this] { Q_EMIT menuAsked(m_more->mapToGlobal(m_more->rect().bottomLeft())); });
}

void ChatHeader::setChat(const Face& face, const QString& name, const QString& members,
                         const QString& topic) {
    m_face = face;
    m_name = name;
    m_members = members;
    m_topic = topic;
    setAccessibleName(name);
    update();
}

void ChatHeader::setDetailsShown(bool shown) {
    m_details->setChecked(shown);
}

void ChatHeader::setStacked(bool stacked) {
    m_stacked = stacked;
    m_back->setVisible(stacked);
    m_details->setVisible(!stacked);
    place();
    update();
}

void ChatHeader::setUnreadElsewhere(int count) {
    m_back->setBadge(count);
}

void ChatHeader::place() {
    const int gap = m_stacked ? 8 : t::gap;
    int x = width() - (m_stacked ? 8 : t::padRight);
    const int y = (height() - tokens::iconButton::size) / 2;
    for (IconButton* button : {m_more, m_details, m_search}) {
        if (button == m_details && m_stacked)
            continue;
        x -= button->width();
        button->move(x, y);
        x -= gap;
    }
    m_back->move(8, (height() - m_back->height()) / 2);
}

void ChatHeader::resizeEvent(QResizeEvent* event) {
    place();
    QWidget::resizeEvent(event);
}

void ChatHeader::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && !m_stacked)
        Q_EMIT detailsAsked(!m_details->isChecked());
}

void ChatHeader::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.fillRect(rect(), theme().colour(Colour::Surface));
    drawHairline(painter, 0, height() - 1, width(), theme().colour(Colour::Divider));
    const double left = m_stacked ? 52 : t::padLeft;
    const double side = tokens::avatar::header;
    drawFace(painter, QRectF(left, (height() - side) / 2, side, side), m_face,
             theme().colour(Colour::Surface));
    const double x = left + side + (m_stacked ? 8 : t::gap);
    const double room = m_search->x() - 8 - x;
    drawLine(painter, QRectF(x, 9, room, 20), m_name, theme().font(TextSize::Title, 600),
             theme().colour(Colour::Text));
    QString line = m_members;
    if (!m_topic.isEmpty()) {
        const QString both = line.isEmpty() ? m_topic : line + u"  ·  "_qs + m_topic;
        // The topic goes first when there is little room.
        if (window()->width() >= tokens::window::detailsFoldBelow || line.isEmpty())
            line = both;
    }
    drawLine(painter, QRectF(x, 29, room, 16), line, theme().font(TextSize::Caption),
             theme().colour(Colour::TextMuted));
}

} // namespace parlor::client
