#include "client/ui/window/mainwindow.h"

#include "client/models/names.h"
#include "client/ui/chat/channelpane.h"
#include "client/ui/chat/chatheader.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/detailspane.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/gallery/gallerypage.h"
#include "client/ui/settings/settingspage.h"
#include "client/ui/start/startpage.h"
#include "client/ui/style/paint.h"
#include "client/ui/widgets/confirmation.h"
#include "client/ui/widgets/storepictures.h"
#include "client/ui/widgets/toast.h"
#include "client/ui/window/chatcontroller.h"
#include "client/ui/window/connectionbanner.h"
#include "client/ui/window/conversationactions.h"
#include "client/ui/window/detailscontroller.h"
#include "client/ui/window/librarycontroller.h"
#include "client/ui/window/newchatsheet.h"
#include "client/ui/window/photosaving.h"
#include "client/ui/window/photosending.h"
#include "client/ui/window/quickswitcher.h"
#include "client/ui/window/searchpage.h"
#include "client/ui/window/shell.h"
#include "client/ui/window/transferscontroller.h"

#include <QIcon>
#include <QKeyEvent>
#include <QShortcut>
#include <QVBoxLayout>

namespace parlor::client {

namespace {

constexpr QSize firstSize(1200, 800);

} // namespace

MainWindow::MainWindow(const WindowParts& parts)
    : m_state(parts.state),
      m_actions(parts.actions),
      m_executor(parts.executor),
      m_preferences(parts.preferences),
      m_pictures(new StorePictures(parts.images, this)),
      m_channels(parts.state),
      m_stack(new QStackedWidget),
      m_start(new StartPage(parts.actions, parts.executor)),
      m_shell(new Shell),
      m_chat(new ChatController(parts.state, parts.actions, parts.executor, *m_pictures, *m_shell->chat(),
                                *this)),
      m_transfers(new TransfersController(parts.state, parts.actions, *m_pictures, *m_shell->rail(), *this)),
      m_search(new SearchPageView(parts.state, parts.actions, parts.executor)),
      m_toast(new Toast(this)),
      m_library(new LibraryController(parts.state, parts.actions, parts.executor, *m_pictures, *this)),
      m_details(new DetailsController(parts.state, parts.actions, parts.executor, *m_shell->details(), this)),
      m_conversations(new ConversationActions(parts.state, parts.actions, parts.executor, *this)),
      m_notifier(parts.state, parts.preferences, [this](ChannelId channel) { return looksAt(channel); }) {
    setWindowTitle(u"Parlor"_qs);
    setWindowIcon(QIcon(u":/app/app-icon.svg"_qs));
    setMinimumSize(tokens::window::minWidth, tokens::window::minHeight);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_stack);
    m_stack->addWidget(m_start);
    m_stack->addWidget(m_shell);
    if (!restoreGeometry(m_preferences.geometry()))
        resize(firstSize);
    m_shell->setListWidth(m_preferences.listWidth());
    m_shell->setDetailsWanted(m_preferences.detailsShown());
    m_shell->channels()->setCompact(m_preferences.compactList());

    auto* settings = new SettingsPage(m_state, m_actions, m_executor, m_preferences);
    connect(settings, &SettingsPage::signOutAsked, this, &MainWindow::signOut);
    connect(settings, &SettingsPage::told, this, &MainWindow::tell);
    setPage(Page::Settings, settings);
    setPage(Page::Search, m_search);
    new ConnectionBanner(m_state, m_actions, *m_shell->chat());
    connectShell();
    connectDetails();
    connectLibrary();
    makeShortcuts();
    connect(&m_preferences, &Preferences::changed, this, [this] {
        if (Appearance* appearance = Appearance::instance())
            m_preferences.apply(*appearance);
        m_shell->channels()->setCompact(m_preferences.compactList());
        if (m_shell->detailsWanted() != m_preferences.detailsShown())
            m_shell->setDetailsWanted(m_preferences.detailsShown());
    });
    connect(&m_notifier, &Notifier::told, this, &MainWindow::noticed);
    if (Appearance* appearance = Appearance::instance())
        connect(appearance, &Appearance::themeChanged, this, [this] {
            for (QWidget* child : findChildren<QWidget*>())
                child->updateGeometry();
            update();
        });
    connect(&m_state.changes(), &Changes::changed, this, [this](const ChangeSet& changes) {
        if (changes.account)
            refreshAccount();
        // The channel one left off at opens as soon as it is known, else the newest.
        if (changes.channelList && m_state.account() && !m_chat->channel().isValid()) {
            const ChannelView* last = m_state.channel(m_preferences.lastChannel());
            if (last != nullptr && last->state.member)
                m_chat->open(m_preferences.lastChannel());
            else if (m_shell->currentPage() == Page::Chats && !m_shell->isStacked())
                m_chat->open(m_channels.model()->neighbour({}, 1, false));
        }
        if (changes.connection || !changes.channels.isEmpty() || changes.channelList || changes.account)
            tellLook();
    });
    refreshAccount();
}

MainWindow::~MainWindow() = default;

void MainWindow::connectShell() {
    m_shell->channels()->setModel(m_channels.model());
    m_shell->channels()->setPictures(m_pictures);
    connect(m_shell->channels(), &ChannelPane::opened, this,
            [this](ChannelId channel) { m_chat->open(channel); });
    connect(m_shell->channels(), &ChannelPane::sectionToggled, &m_channels, &ChannelFeed::toggleSection);
    connect(m_shell->channels(), &ChannelPane::newAsked, this, [this] { openNewChat(0); });
    connect(m_shell->channels(), &ChannelPane::searchAsked, this, &MainWindow::openSwitcher);
    connect(m_shell->channels(), &ChannelPane::menuAsked, m_conversations, &ConversationActions::openMenu);
    connect(&m_channels, &ChannelFeed::attentionChanged, this, [this](int count) {
        m_shell->rail()->setBadge(Page::Chats, count);
        m_shell->chat()->header()->setUnreadElsewhere(count);
        setWindowTitle(count > 0 ? u"(%1) Parlor"_qs.arg(count) : u"Parlor"_qs);
    });
    m_shell->rail()->setBadge(Page::Chats, m_channels.attention());
    connect(m_shell->chat(), &ChatPage::newChannelAsked, this, [this] { openNewChat(0); });
    connect(m_shell->chat()->header(), &ChatHeader::searchAsked, this,
            [this] { openSearch(m_chat->channel(), {}); });
    connect(m_shell->chat()->header(), &ChatHeader::menuAsked, this,
            [this](const QPoint& at) { Q_EMIT m_shell->channels()->menuAsked(m_chat->channel(), at); });
    connect(m_chat, &ChatController::opened, this, [this](ChannelId channel) {
        m_channels.setOpen(channel);
        m_shell->channels()->setCurrent(channel);
        if (!m_chat->isFollowing()) {
            m_shell->showPage(Page::Chats);
            m_shell->setChatOnTop(channel.isValid());
        }
        m_details->setChannel(channel);
        if (!channel.isValid())
            return;
        m_preferences.setLastChannel(channel);
        m_visited.visit(channel);
    });
    connect(m_chat, &ChatController::photoOpened, this,
            [this](const QList<PhotoReference>& photos, int index) {
                m_library->openInChat(m_chat->channel(), photos.value(index).id);
            });
    connect(m_details, &DetailsController::peopleKnown, m_chat, &ChatController::setPeople);
    connect(m_chat, &ChatController::told, this, &MainWindow::tell);
    connect(m_conversations, &ConversationActions::told, this, &MainWindow::tell);
    connect(m_conversations, &ConversationActions::ready, m_chat, &ChatController::open);
    connect(m_chat, &ChatController::personOpened, m_conversations, &ConversationActions::writeTo);
    connect(m_search, &SearchPageView::opened, this,
            [this](ChannelId channel, Serial serial) { m_chat->openAt(channel, serial); });
    connect(m_shell, &Shell::layoutChanged, this,
            [this] { m_preferences.setDetailsShown(m_shell->detailsWanted()); });
    connect(m_transfers, &TransfersController::told, this, &MainWindow::tell);
    connect(m_transfers, &TransfersController::showAsked, this, [this](ChannelId channel) {
        if (channel.isValid())
            m_chat->open(m_state.made(channel));
        else
            m_shell->showPage(Page::Photos);
    });
}

void MainWindow::connectDetails() {
    DetailsPane* details = m_shell->details();
    details->setPictures(m_pictures);
    connect(details, &DetailsPane::inviteAsked, m_conversations, &ConversationActions::invite);
    connect(details, &DetailsPane::muteAsked, this, [this](bool mute) {
        m_conversations->setNotifications(m_chat->channel(),
                                          mute ? Notifications::Nothing : Notifications::All);
    });
    connect(details, &DetailsPane::searchAsked, this, [this] { openSearch(m_chat->channel(), {}); });
    connect(details, &DetailsPane::personOpened, m_conversations, &ConversationActions::writeTo);
    connect(details, &DetailsPane::photoOpened, this,
            [this](PhotoId photo) { m_library->openInChat(m_chat->channel(), photo); });
    connect(details, &DetailsPane::allPhotosAsked, this,
            [this] { m_library->openInChat(m_chat->channel(), {}); });
}

void MainWindow::connectLibrary() {
    setPage(Page::Photos, m_library->page());
    connect(m_library, &LibraryController::told, this, &MainWindow::tell);
    connect(m_library, &LibraryController::searchAsked, this, [this] { openSearch({}, {}); });
    connect(m_chat, &ChatController::copyPhotosAsked, m_library->saving(), &PhotoSaving::saveCopies);
    connect(m_chat, &ChatController::savePhotosAsked, this,
            [this](const QList<PhotoReference>& photos, bool own) {
                if (!own)
                    return m_library->saving()->saveShown(photos);
                QList<PhotoId> originals;
                for (const PhotoReference& photo : photos)
                    originals << photo.id;
                m_library->saving()->saveOriginals(originals);
            });
    connect(m_library, &LibraryController::uploading, this, [this] { m_transfers->setShown(true); });
}

void MainWindow::makeShortcuts() {
    const auto on = [this](const QKeySequence& keys, auto act) {
        connect(new QShortcut(keys, m_shell), &QShortcut::activated, this, act);
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openSwitcher(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_N), [this] { openNewChat(0); });
    for (const auto& [keys, direction] : {std::pair(QKeySequence(Qt::ALT | Qt::Key_Up), -1),
                                          std::pair(QKeySequence(Qt::ALT | Qt::Key_Down), 1),
                                          std::pair(QKeySequence(Qt::CTRL | Qt::Key_PageUp), -1),
                                          std::pair(QKeySequence(Qt::CTRL | Qt::Key_PageDown), 1)})
        on(keys, [this, by = direction] { step(by, false); });
    on(QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Up), [this] { step(-1, true); });
    on(QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Down), [this] { step(1, true); });
    on(QKeySequence(Qt::ALT | Qt::Key_Left), [this] { walkHistory(-1); });
    on(QKeySequence(Qt::ALT | Qt::Key_Right), [this] { walkHistory(1); });
    on(QKeySequence(Qt::CTRL | Qt::Key_F), [this] { openSearch(m_chat->channel(), {}); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F), [this] { openSearch({}, {}); });
    on(QKeySequence(Qt::CTRL | Qt::Key_U), [this] { m_chat->photos()->choose(); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
       [this] { m_chat->openEmoji(m_shell->chat()->composer()->emojiPlace()); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I),
       [this] { m_shell->setDetailsWanted(!m_shell->detailsWanted()); });
    on(QKeySequence(Qt::CTRL | Qt::Key_J), [this] { m_transfers->toggle(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] { m_shell->showPage(Page::Settings); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] { m_shell->showPage(Page::Chats); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), [this] { m_shell->showPage(Page::Photos); });
    on(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), [this] { m_shell->showPage(Page::Albums); });
    on(QKeySequence(Qt::Key_F6), [this] { m_shell->cycleLandmark(1); });
    on(QKeySequence(Qt::SHIFT | Qt::Key_F6), [this] { m_shell->cycleLandmark(-1); });
    on(QKeySequence(Qt::CTRL | Qt::Key_Home), [this] { m_shell->chat()->timeline()->goToTop(); });
    on(QKeySequence(Qt::CTRL | Qt::Key_End), [this] { m_shell->chat()->timeline()->goToBottom(); });
    on(QKeySequence(Qt::SHIFT | Qt::Key_PageUp), [this] { m_shell->chat()->timeline()->openAtUnread(); });
    const auto zoom = [this](double by) {
        m_preferences.setZoom(std::clamp(m_preferences.zoom() + by, 0.8, 1.6));
    };
    for (const auto& keys : {QKeySequence(Qt::CTRL | Qt::Key_Plus), QKeySequence(Qt::CTRL | Qt::Key_Equal)})
        on(keys, [zoom] { zoom(0.1); });
    on(QKeySequence(Qt::CTRL | Qt::Key_Minus), [zoom] { zoom(-0.1); });
    on(QKeySequence(Qt::CTRL | Qt::Key_0), [this] { m_preferences.setZoom(1.0); });
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q), this), &QShortcut::activated, this,
            &MainWindow::quit);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_W), this), &QShortcut::activated, this,
            &QWidget::close);
}

void MainWindow::refreshAccount() {
    const bool in = m_state.account().has_value();
    m_stack->setCurrentWidget(in ? static_cast<QWidget*>(m_shell) : m_start);
    if (!in) {
        m_start->focusFirst();
        m_wasSignedIn = false;
        m_visited.clear();
        return;
    }
    const Account& account = *m_state.account();
    const Face server =
        faceOfServer(account.serverName.isEmpty() ? account.server.url.host() : account.serverName);
    m_shell->rail()->setAccount(server, u"%1, %2"_qs.arg(nameOf(m_state, account.person.id), server.name));
    if (!m_wasSignedIn) {
        m_wasSignedIn = true;
        m_shell->showPage(Page::Chats);
        if (m_state.channel(m_preferences.lastChannel()) != nullptr)
            m_chat->open(m_preferences.lastChannel());
    }
}

void MainWindow::setPage(Page which, QWidget* page) {
    m_shell->setPage(which, page);
}

void MainWindow::tell(const QString& icon, const QString& words) {
    m_toast->tell(icon, words);
}

void MainWindow::takeLink(const QString& link) {
    if (!m_state.account())
        m_start->setAddress(link);
    else
        tell(u"info"_qs, tr("Sign out first to use an invite to another server"));
}

void MainWindow::bringUp() {
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::openSwitcher() {
    if (findChild<QuickSwitcher*>() != nullptr)
        return;
    auto* switcher = new QuickSwitcher(m_state, m_actions, m_executor, this);
    connect(switcher, &QuickSwitcher::channelChosen, this,
            [this](ChannelId channel) { m_chat->open(channel); });
    connect(switcher, &QuickSwitcher::joinChosen, m_conversations, &ConversationActions::join);
    connect(switcher, &QuickSwitcher::personChosen, m_conversations, &ConversationActions::writeTo);
    connect(switcher, &QuickSwitcher::searchChosen, this,
            [this](const QString& words) { openSearch({}, words); });
    switcher->open();
}

void MainWindow::openNewChat(int part) {
    if (findChild<NewChatSheet*>() != nullptr)
        return;
    auto* sheet = new NewChatSheet(m_state, m_actions, m_executor, this);
    connect(sheet, &NewChatSheet::ready, this, [this](ChannelId channel) { m_chat->open(channel); });
    sheet->open(static_cast<NewChatSheet::Part>(part));
}

void MainWindow::openSearch(ChannelId channel, const QString& words) {
    m_shell->showPage(Page::Search);
    m_search->begin(channel, words);
}

void MainWindow::step(int direction, bool unreadOnly) {
    if (const ChannelId next = m_channels.model()->neighbour(m_chat->channel(), direction, unreadOnly);
        next.isValid())
        m_chat->open(next);
}

void MainWindow::walkHistory(int direction) {
    if (const ChannelId channel = m_visited.step(direction); channel.isValid())
        m_chat->open(channel);
}

void MainWindow::signOut() {
    confirm(this, tr("Sign out?"),
            tr("Everything is removed from this device. What was not sent yet is lost."), tr("Sign out"),
            Button::Kind::Danger, [this] { m_actions.signOut(); });
}

bool MainWindow::looksAt(ChannelId channel) const {
    return isActiveWindow() && m_stack->currentWidget() == m_shell && m_shell->currentPage() == Page::Chats
           && m_chat->channel() == channel;
}

void MainWindow::tellLook() {
    TrayLook look;
    look.attention = m_channels.attention();
    look.offline = m_state.connection().state != Connectivity::Online;
    for (const ChannelView& view : m_state.channels())
        look.unread = look.unread || (view.state.member && !view.state.muted && view.state.unread > 0);
    Q_EMIT lookChanged(look);
}

void MainWindow::openNotice(ChannelId channel) {
    bringUp();
    if (m_state.channel(channel) != nullptr)
        m_chat->open(channel);
}

void MainWindow::quit() {
    m_quits = true;
    if (isVisible())
        close();
    else
        Q_EMIT closed();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_preferences.setGeometry(saveGeometry());
    m_preferences.setListWidth(m_shell->listWidth());
    if (m_hidesOnClose && m_preferences.keepsRunning() && !m_quits && m_state.account()) {
        event->ignore();
        hide();
        Q_EMIT hidden();
        return;
    }
    QWidget::closeEvent(event);
    Q_EMIT closed();
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && m_stack->currentWidget() == m_shell
        && m_chat->channel().isValid()) {
        if (m_shell->currentPage() != Page::Chats)
            m_shell->showPage(Page::Chats);
        else if (m_shell->isStacked())
            m_shell->setChatOnTop(false);
        else
            m_chat->dismiss();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace parlor::client
