#include "client/ui/chat/chatpage.h"

#include "client/ui/chat/chatheader.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/chat/typingfooter.h"
#include "client/ui/style/iconcache.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/widgets/emptystate.h"
#include "client/ui/widgets/label.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QVBoxLayout>

namespace parlor::client {

/// Says that pictures may be let go here.
class ChatPage::DropOverlay final : public QWidget {
public:
    explicit DropOverlay(QWidget* parent) : QWidget(parent) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.fillRect(rect(), withAlpha(theme().colour(Colour::Surface), 0.9));
        const QRectF box = QRectF(rect()).adjusted(16, 16, -16, -16);
        fillRounded(painter, box, Corners::all(tokens::radius::bubble), theme().colour(Colour::AccentSoft));
        strokeRounded(painter, box, Corners::all(tokens::radius::bubble), theme().colour(Colour::Accent), 2);
        drawIcon(painter, QPointF(box.center().x() - 24, box.center().y() - 52), u"image-plus"_qs, 48,
                 theme().colour(Colour::AccentText));
        drawLine(painter, QRectF(box.left(), box.center().y() + 12, box.width(), 28),
                 ChatPage::tr("Let go to send"), theme().font(TextSize::Heading),
                 theme().colour(Colour::Text), Qt::AlignHCenter);
    }
};

ChatPage::ChatPage(QWidget* parent)
    : QWidget(parent),
      m_stack(new QStackedWidget),
      m_empty(new EmptyState(
          EmptyState::Drawing::Chats, tr("Start the first conversation"),
          tr("A channel is a named place for a group. You can invite people once it is there."),
          tr("New channel"), u"plus"_qs)),
      m_header(new ChatHeader),
      m_banner(new Banner),
      m_timeline(new TimelineView),
      m_composer(new Composer),
      m_footer(new TypingFooter),
      m_closed(new Label({}, TextSize::Small, Colour::TextMuted)),
      m_overlay(new DropOverlay(this)) {
    setAcceptDrops(true);
    m_banner->hide();
    m_closed->hide();
    m_closed->setAlignment(Qt::AlignHCenter);
    m_footer->setHintWords(tr("Shift Enter for a new line"));
    auto* chat = new QWidget;
    auto* column = new QVBoxLayout(chat);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_banner);
    column->addWidget(m_timeline, 1);
    column->addWidget(m_composer);
    column->addWidget(m_closed);
    column->addWidget(m_footer);
    m_stack->addWidget(chat);
    m_stack->addWidget(m_empty);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_stack);
    connect(m_empty, &EmptyState::asked, this, &ChatPage::newChannelAsked);
    connect(m_timeline, &TimelineView::typed, m_composer, &Composer::takeKey);
    connect(m_composer, &Composer::pageAsked, m_timeline, &TimelineView::scrollPage);
}

void ChatPage::setPictures(PictureSource* pictures) {
    m_timeline->setPictures(pictures);
    m_composer->setPictures(pictures);
}

void ChatPage::setChatShown(bool shown) {
    m_stack->setCurrentIndex(shown ? 0 : 1);
}

bool ChatPage::isChatShown() const {
    return m_stack->currentIndex() == 0;
}

void ChatPage::setBannerShown(bool shown) {
    m_banner->setVisible(shown);
}

void ChatPage::setNarrow(bool narrow) {
    m_header->setStacked(narrow);
    m_timeline->setNarrow(narrow);
    m_composer->setNarrow(narrow);
    m_footer->setNarrow(narrow);
}

void ChatPage::setClosedWords(const QString& words) {
    m_closed->setText(words);
    m_closed->setVisible(!words.isEmpty());
    m_composer->setVisible(words.isEmpty());
}

void ChatPage::dragEnterEvent(QDragEnterEvent* event) {
    if (m_stack->currentIndex() != 0 || !(event->mimeData()->hasUrls() || event->mimeData()->hasImage()))
        return;
    event->acceptProposedAction();
    m_overlay->setGeometry(rect());
    m_overlay->show();
    m_overlay->raise();
}

void ChatPage::dragLeaveEvent(QDragLeaveEvent* /*event*/) {
    m_overlay->hide();
}

void ChatPage::dropEvent(QDropEvent* event) {
    m_overlay->hide();
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    if (!files.isEmpty())
        Q_EMIT filesDropped(files);
    else if (event->mimeData()->hasImage())
        Q_EMIT imageDropped(qvariant_cast<QImage>(event->mimeData()->imageData()));
    event->acceptProposedAction();
}

void ChatPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_overlay->setGeometry(rect());
}

} // namespace parlor::client
