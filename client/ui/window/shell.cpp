#include "client/ui/window/shell.h"

#include "client/ui/chat/channelpane.h"
#include "client/ui/chat/chatheader.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/detailspane.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/style/paint.h"

#include <QApplication>
#include <QListView>
#include <QMouseEvent>
#include <QPainter>

namespace parlor::client {

namespace {
constexpr int handleWidth = 7;
}

Shell::Shell(QWidget* parent)
    : QWidget(parent),
      m_rail(new Rail(this)),
      m_channels(new ChannelPane(this)),
      m_chat(new ChatPage(this)),
      m_details(new DetailsPane(this)),
      m_handle(new QWidget(this)),
      m_listWidth(tokens::listPane::width) {
    m_handle->setCursor(Qt::SplitHCursor);
    m_handle->installEventFilter(this);
    m_rail->setCurrent(Page::Chats);
    m_rail->setPageShown(Page::Photos, false);
    m_rail->setPageShown(Page::Albums, false);
    m_rail->setPageShown(Page::Search, false);
    connect(m_rail, &Rail::asked, this, &Shell::showPage);
    connect(m_details, &DetailsPane::closeAsked, this, [this] { setDetailsWanted(false); });
    connect(m_chat->header(), &ChatHeader::detailsAsked, this, &Shell::setDetailsWanted);
    connect(m_chat->header(), &ChatHeader::backAsked, this, [this] { setChatOnTop(false); });
    layOut();
}

void Shell::setPage(Page which, QWidget* page) {
    page->setParent(this);
    page->hide();
    m_pages.insert(which, page);
    m_rail->setPageShown(which, true);
    layOut();
}

void Shell::setListWidth(int width) {
    m_listWidth = std::clamp<int>(width, tokens::listPane::minWidth, tokens::listPane::maxWidth);
    layOut();
}

void Shell::setDetailsWanted(bool wanted) {
    m_detailsWanted = wanted;
    layOut();
    Q_EMIT layoutChanged();
}

bool Shell::isStacked() const {
    return width() < tokens::window::singlePaneBelow + 1;
}

void Shell::setChatOnTop(bool chat) {
    m_chatOnTop = chat;
    layOut();
    if (isStacked() && !chat)
        m_channels->list()->setFocus();
}

void Shell::showPage(Page page) {
    if (page != Page::Chats && !m_pages.contains(page))
        return;
    m_page = page;
    m_rail->setCurrent(page);
    layOut();
    if (page != Page::Chats)
        m_pages.value(page)->setFocus();
    Q_EMIT pageChanged(page);
}

void Shell::cycleLandmark(int step) {
    QList<QWidget*> marks{m_rail};
    if (m_page == Page::Chats) {
        if (m_channels->isVisible())
            marks << m_channels->list();
        if (m_chat->isVisible())
            marks << m_chat->timeline() << m_chat->composer();
    } else {
        marks << m_pages.value(m_page);
    }
    qsizetype at = 0;
    for (qsizetype i = 0; i < marks.size(); ++i)
        if (QWidget* focused = QApplication::focusWidget();
            focused == marks[i] || (focused != nullptr && marks[i]->isAncestorOf(focused)))
            at = i;
    QWidget* next = marks[(at + step + marks.size()) % marks.size()];
    if (next == m_rail)
        next = m_rail->findChild<RailItem*>();
    next->setFocus(Qt::TabFocusReason);
}

void Shell::layOut() {
    const bool chats = m_page == Page::Chats;
    const bool stacked = isStacked();
    const bool single = stacked && chats && m_chatOnTop;
    // In a stack the conversation has the whole window, rail and all.
    m_rail->setVisible(!single);
    const int left = single ? 0 : m_rail->width();
    m_rail->setGeometry(0, 0, m_rail->width(), height());
    for (auto it = m_pages.cbegin(); it != m_pages.cend(); ++it) {
        it.value()->setGeometry(left, 0, width() - left, height());
        it.value()->setVisible(it.key() == m_page);
    }
    m_channels->setVisible(chats && (!stacked || !m_chatOnTop));
    m_chat->setVisible(chats && (!stacked || m_chatOnTop));
    const bool details = chats && !stacked && m_detailsWanted && m_chat->isChatShown()
                         && width() >= tokens::window::detailsFoldBelow;
    m_details->setVisible(details);
    m_handle->setVisible(chats && !stacked);
    m_chat->header()->setDetailsShown(details);
    if (!chats)
        return;
    m_chat->setNarrow(stacked);
    m_channels->setAlone(stacked);
    if (stacked) {
        m_channels->setGeometry(left, 0, width() - left, height());
        m_chat->setGeometry(0, 0, width(), height());
        return;
    }
    const int list = std::min(m_listWidth, std::max<int>(tokens::listPane::minWidth, width() / 3));
    m_channels->setGeometry(left, 0, list, height());
    m_handle->setGeometry(left + list - handleWidth / 2, 0, handleWidth, height());
    m_handle->raise();
    const int right = details ? m_details->width() : 0;
    m_chat->setGeometry(left + list, 0, width() - left - list - right, height());
    m_details->setGeometry(width() - right, 0, m_details->width(), height());
}

void Shell::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
    Q_EMIT layoutChanged();
}

bool Shell::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_handle && event->type() == QEvent::MouseMove) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->buttons() & Qt::LeftButton)
            setListWidth(mapFromGlobal(mouse->globalPosition().toPoint()).x() - m_rail->width());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void Shell::paintEvent(QPaintEvent* /*event*/) {
    QPainter(this).fillRect(rect(), theme().colour(Colour::Surface));
}

} // namespace parlor::client
