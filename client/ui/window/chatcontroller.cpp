#include "client/ui/window/chatcontroller.h"

#include "client/models/names.h"
#include "client/ui/chat/chatheader.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/emojipicker.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/chat/typingfooter.h"
#include "client/ui/window/messagemenu.h"
#include "client/ui/window/photosending.h"
#include "shared/core/task.h"
#include "shared/protocol/jsonreader.h"

#include <QDesktopServices>

namespace parlor::client {

ChatController::ChatController(State& state, Actions& actions, Executor& executor, PictureSource& pictures,
                               ChatPage& page, QWidget& window)
    : QObject(&window),
      m_state(state),
      m_actions(actions),
      m_executor(executor),
      m_page(page),
      m_window(window),
      m_feed(state),
      m_jump(state, actions, m_feed, *page.timeline()),
      m_photos(new PhotoSending(state, actions, executor, pictures, m_feed, window)),
      m_emoji(new EmojiPicker(&window)) {
    page.setPictures(&pictures);
    page.setChatShown(false);
    connectComposer();
    connectTimeline();
    connect(&state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        if (!channel().isValid())
            return;
        if (const auto made = changes.made.constFind(channel()); made != changes.made.cend())
            follow(*made);
        if (m_state.channel(channel()) == nullptr || !m_state.channel(channel())->state.member) {
            if (changes.channelList || changes.account)
                close();
            return;
        }
        if (changes.channels.contains(channel()) || !changes.people.isEmpty() || changes.account
            || changes.connection)
            refreshHeader();
        refreshFooter();
    });
    connect(m_emoji, &EmojiPicker::chosen, this, [this](const QString& emoji) {
        if (m_reactTo.isEmpty())
            m_page.composer()->insertText(emoji);
        else
            react(m_reactTo, emoji, true);
    });
    connect(&page, &ChatPage::filesDropped, m_photos, qOverload<const QStringList&>(&PhotoSending::offer));
    connect(&page, &ChatPage::imageDropped, m_photos, qOverload<const QImage&>(&PhotoSending::offer));
    connect(m_photos, &PhotoSending::sent, page.timeline(), &TimelineView::goToBottom);
    connect(m_photos, &PhotoSending::told, this, &ChatController::told);
    connect(&m_feed, &TimelineFeed::changed, this, [this] {
        TimelineView* timeline = m_page.timeline();
        if (m_opening && m_feed.model()->rowCount() > 0) {
            m_opening = false;
            timeline->openAtUnread();
        }
        m_jump.goOn();
        timeline->setUnreadBelow(timeline->isAtBottom() ? 0 : m_feed.unreadInWindow());
    });
}

void ChatController::connectComposer() {
    Composer* composer = m_page.composer();
    connect(composer, &Composer::sendAsked, this, &ChatController::send);
    connect(composer, &Composer::textEdited, this, [this, composer] {
        if (m_loadingText || !channel().isValid() || composer->mode() == Composer::Mode::Edit)
            return;
        m_actions.saveDraft(channel(), composer->text());
        if (!composer->text().isEmpty())
            m_actions.setTyping(channel());
    });
    connect(composer, &Composer::attachAsked, m_photos, &PhotoSending::choose);
    connect(composer, &Composer::emojiAsked, this, &ChatController::openEmoji);
    connect(composer, &Composer::editLastAsked, this, [this] {
        if (const TimelineItem* item = m_feed.lastEditable())
            startEdit(item->key);
    });
    connect(composer, &Composer::replyMoved, this, &ChatController::moveReply);
    connect(composer, &Composer::modeLeft, this, [this] { m_replyKey.clear(); });
    connect(composer, &Composer::escaped, this, &ChatController::dismiss);
    connect(composer, &Composer::filesGiven, m_photos, qOverload<const QStringList&>(&PhotoSending::offer));
    connect(composer, &Composer::imagePasted, m_photos, qOverload<const QImage&>(&PhotoSending::offer));
}

void ChatController::connectTimeline() {
    TimelineView* timeline = m_page.timeline();
    timeline->setModel(m_feed.model());
    timeline->setFaces([this](PersonId id, const QString&) {
        Face face;
        face.id = id.value();
        face.name = nameOf(m_state, id);
        return face;
    });
    connect(timeline, &TimelineView::replyAsked, this, &ChatController::startReply);
    connect(timeline, &TimelineView::reactAsked, this, [this](const QString& key, const QPoint& at) {
        m_reactTo = key;
        m_emoji->openAt(at);
    });
    connect(timeline, &TimelineView::reactionToggled, this, &ChatController::react);
    connect(timeline, &TimelineView::menuAsked, this, &ChatController::showMenu);
    connect(timeline, &TimelineView::photoOpened, this, [this](const QString& key, int index) {
        if (const TimelineItem* item = m_feed.find(key);
            item != nullptr && item->photos.value(index).id.isValid())
            Q_EMIT photoOpened(item->photos, index);
    });
    const auto discard = [this](const QString& key) { m_actions.discard(key); };
    connect(timeline, &TimelineView::uploadCancelled, this, discard);
    connect(timeline, &TimelineView::discardAsked, this, discard);
    connect(timeline, &TimelineView::retryAsked, this, [this](const QString& key) { m_actions.retry(key); });
    connect(timeline, &TimelineView::quoteOpened, this, [this](MessageId message) { m_jump.to(message); });
    connect(timeline, &TimelineView::personOpened, this, &ChatController::personOpened);
    connect(timeline, &TimelineView::linkOpened, this,
            [](const QUrl& url) { QDesktopServices::openUrl(url); });
    connect(timeline, &TimelineView::copied, this, [this] { Q_EMIT told(u"circle-check"_qs, tr("Copied")); });
    connect(timeline, &TimelineView::seenUpTo, this, [this](Serial serial) {
        if (const ChannelView* view = m_state.channel(channel());
            view != nullptr && serial > view->state.read)
            m_actions.markRead(channel(), serial);
    });
    connect(timeline, &TimelineView::olderWanted, this, [this] {
        const Timeline& known = m_state.timeline(channel());
        if (channel().isValid() && known.window() && !known.isAtStart() && !known.isLoading())
            m_actions.loadOlder(channel());
    });
    connect(timeline, &TimelineView::atBottomChanged, this, [this](bool atBottom) {
        const Timeline& known = m_state.timeline(channel());
        if (atBottom && channel().isValid() && known.window() && !known.isAtEnd() && !known.isLoading())
            m_actions.loadNewer(channel());
        m_feed.hold(!atBottom);
        m_page.timeline()->setUnreadBelow(atBottom ? 0 : m_feed.unreadInWindow());
    });
}

void ChatController::open(ChannelId id) {
    if (!id.isValid() || m_state.channel(id) == nullptr)
        return;
    if (id == channel()) {
        m_page.setChatShown(true);
        m_page.composer()->focusText();
        Q_EMIT opened(id);
        return;
    }
    m_page.composer()->leaveMode();
    m_jump.cancel();
    m_replyKey.clear();
    m_people.clear();
    m_opening = true;
    m_feed.open(id);
    m_page.timeline()->setModel(m_feed.model());
    if (m_feed.model()->rowCount() > 0) {
        m_opening = false;
        m_page.timeline()->openAtUnread();
    }
    m_feed.hold(!m_page.timeline()->isAtBottom());
    m_page.setChatShown(true);
    m_loadingText = true;
    m_page.composer()->setText(m_state.channel(id)->draft);
    m_loadingText = false;
    refreshHeader();
    refreshFooter();
    m_actions.openChannel(id);
    if (!m_isFollowing)
        m_page.composer()->focusText();
    Q_EMIT opened(id);
}

/// Under its own id from now on; whoever looks at something else, or writes, is left at it.
void ChatController::follow(ChannelId made) {
    Composer* composer = m_page.composer();
    const QString edited = composer->mode() == Composer::Mode::Edit ? composer->editedKey() : QString();
    const QString text = composer->text();
    m_isFollowing = true;
    open(made);
    m_isFollowing = false;
    if (!edited.isEmpty())
        composer->startEdit(edited, text);
}

void ChatController::openAt(ChannelId id, Serial serial) {
    open(id);
    m_opening = false;
    m_jump.to(serial);
    const Timeline& known = m_state.timeline(id);
    if (const auto window = known.window(); window && serial >= window->from && serial <= window->to)
        Q_EMIT m_feed.changed();
    else
        m_actions.loadAround(id, serial);
}

void ChatController::close() {
    m_feed.open({});
    m_page.setChatShown(false);
    Q_EMIT opened({});
}

void ChatController::setPeople(const QList<PersonId>& people) {
    m_people = people;
    refreshHeader();
}

void ChatController::refreshHeader() {
    const ChannelView* view = m_state.channel(channel());
    if (view == nullptr)
        return;
    const ChannelState& known = view->state;
    const PersonId other = otherOf(m_state, known);
    const QString name = nameOf(m_state, known);
    Face face;
    face.person = other.isValid();
    face.id = other.isValid() ? other.value() : known.channel.id.value();
    face.name = name;
    face.emoji = emojiOf(known.channel);
    QString members;
    if (other.isValid()) {
        if (m_state.connection().state == Connectivity::Online) {
            face.presence = m_state.isOnline(other) ? Presence::Online : Presence::Offline;
            members = m_state.isOnline(other) ? tr("Online") : tr("Offline");
        }
    } else if (known.memberCount > 0) {
        members = known.memberCount == 1 ? tr("1 member") : tr("%1 members").arg(known.memberCount);
        int online = 0;
        for (const PersonId id : known.people.isEmpty() ? m_people : known.people)
            online += id == m_state.me() || m_state.isOnline(id) ? 1 : 0;
        if (online > 0 && m_state.connection().state == Connectivity::Online)
            members += tr(", %1 online").arg(online);
    }
    m_page.header()->setChat(face, name, members, known.channel.topic);
    m_page.composer()->setPlaceholder(tr("Message %1").arg(name));
    m_page.setClosedWords(known.channel.archived ? tr("This channel is archived.") : QString());
}

void ChatController::refreshFooter() {
    const ChannelView* view = m_state.channel(channel());
    if (view == nullptr)
        return;
    m_page.footer()->setTyping(typingWords(m_state, *view));
    int waiting = 0;
    if (m_state.connection().state != Connectivity::Online)
        for (const PendingMessage& message : m_state.pending(channel()))
            waiting +=
                message.state == PendingState::Waiting || message.state == PendingState::Sending ? 1 : 0;
    m_page.footer()->setQueued(waiting == 0 ? QString()
                               : waiting == 1
                                   ? tr("1 message goes out when the server is back")
                                   : tr("%1 messages go out when the server is back").arg(waiting));
}

void ChatController::send(const QString& text) {
    Composer* composer = m_page.composer();
    if (!channel().isValid())
        return;
    if (const auto most = m_state.limits().textCharacters; codec::characters(text) > most) {
        Q_EMIT told(u"circle-alert"_qs, tr("A message has at most %L1 characters").arg(most));
        return; // it stays where it was written
    }
    if (composer->mode() == Composer::Mode::Edit) {
        const TimelineItem* item = m_feed.find(composer->editedKey());
        if (item != nullptr && item->text != text)
            tellFailure(item->message.isValid() ? m_actions.editMessage(channel(), item->message, text)
                                                : m_actions.editUnsent(channel(), item->clientId, text));
        composer->leaveMode();
        return;
    }
    OutgoingMessage message;
    message.channel = channel();
    message.text = text;
    if (composer->mode() == Composer::Mode::Reply && composer->quote().message.isValid())
        message.replyTo = composer->quote().message;
    m_loadingText = true;
    composer->leaveMode();
    composer->setText({});
    m_loadingText = false;
    m_actions.saveDraft(channel(), {});
    m_feed.clearUnreadLine();
    m_page.timeline()->goToBottom();
    m_actions.sendMessage(message);
}

void ChatController::openEmoji(const QPoint& globalPos) {
    m_reactTo.clear();
    m_emoji->openAt(globalPos);
}

void ChatController::react(const QString& key, const QString& emoji, bool add) {
    if (const TimelineItem* item = m_feed.find(key); item != nullptr && item->message.isValid())
        tellFailure(m_actions.react(channel(), item->message, emoji, add));
}

void ChatController::showMenu(const QString& key, const QPoint& globalPos) {
    const TimelineItem* item = m_feed.find(key);
    if (item == nullptr || item->deleted)
        return;
    const ChannelView* view = m_state.channel(channel());
    const bool moderates = view != nullptr && view->state.role >= Role::Moderator;
    MessageMenu menu(*item, {moderates, m_state.connection().state == Connectivity::Online}, &m_window);
    const MessageId message = item->message;
    connect(&menu, &MessageMenu::replyAsked, this, [this, key] { startReply(key); });
    connect(&menu, &MessageMenu::reactAsked, this, [this, key, globalPos] {
        m_reactTo = key;
        m_emoji->openAt(globalPos);
    });
    connect(&menu, &MessageMenu::pinAsked, this,
            [this, message](bool pin) { tellFailure(m_actions.pinMessage(channel(), message, pin)); });
    connect(&menu, &MessageMenu::editAsked, this, [this, key] { startEdit(key); });
    connect(&menu, &MessageMenu::copyPhotosAsked, this, &ChatController::copyPhotosAsked);
    connect(&menu, &MessageMenu::savePhotosAsked, this, &ChatController::savePhotosAsked);
    connect(&menu, &MessageMenu::deleteAsked, this, [this, key] { deleteMessage(key); });
    menu.exec(globalPos);
}

void ChatController::deleteMessage(const QString& key) {
    const TimelineItem* item = m_feed.find(key);
    if (item == nullptr)
        return;
    if (item->message.isValid())
        tellFailure(m_actions.deleteMessage(channel(), item->message));
    else
        m_actions.discard(item->clientId);
}

void ChatController::startReply(const QString& key) {
    const TimelineItem* item = m_feed.find(key);
    if (item == nullptr || !item->message.isValid() || item->deleted)
        return;
    m_replyKey = key;
    QuoteLine quote;
    quote.message = item->message;
    quote.author = item->author;
    quote.name = item->authorName;
    quote.text = item->text.isEmpty() ? mediaWords(item->photos) : item->text;
    if (!item->photos.isEmpty())
        quote.photo = item->photos.first();
    m_page.composer()->startReply(quote);
}

void ChatController::startEdit(const QString& key) {
    const TimelineItem* item = m_feed.find(key);
    if (item == nullptr || !item->canBeEdited())
        return;
    const int row = m_feed.model()->indexOf(key);
    if (row < m_page.timeline()->firstVisibleRow())
        m_page.timeline()->showRow(row, false);
    m_page.composer()->startEdit(key, item->text);
}

void ChatController::moveReply(int step) {
    const TimelineModel& model = *m_feed.model();
    int row = m_replyKey.isEmpty() ? model.rowCount() : m_feed.model()->indexOf(m_replyKey);
    for (row += step; row >= 0 && row < model.rowCount(); row += step) {
        const TimelineItem& item = model.at(row);
        if (item.kind == TimelineItem::Kind::Message && item.message.isValid() && !item.deleted) {
            startReply(item.key);
            return;
        }
    }
    if (step > 0)
        m_page.composer()->leaveMode();
}

void ChatController::dismiss() {
    m_feed.clearUnreadLine();
    m_page.timeline()->goToBottom();
    if (const Event* newest = m_state.timeline(channel()).newestMessage())
        m_actions.markRead(channel(), newest->serial);
}

void ChatController::tellFailure(const Task<Status>& task) {
    // What had to wait is told by ChangeNotices, also to who has gone elsewhere.
    const bool waits = !m_state.isConnected();
    whenDone(task, &m_executor, this, [this, waits](const Status& status) {
        if (!status && !waits)
            Q_EMIT told(u"circle-alert"_qs, textFor(status.error().code));
    });
}

} // namespace parlor::client
