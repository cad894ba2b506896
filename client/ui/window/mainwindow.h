#pragma once

#include "client/core/actions.h"
#include "client/core/imagestore.h"
#include "client/core/state.h"
#include "client/models/channelfeed.h"
#include "client/ui/settings/preferences.h"
#include "client/ui/window/notifier.h"
#include "client/ui/window/rail.h"
#include "client/ui/window/tray.h"
#include "client/ui/window/visitedchannels.h"
#include "shared/core/executor.h"

#include <QStackedWidget>
#include <QWidget>

namespace parlor::client {

class ChatController;
class ConversationActions;
class DetailsController;
class LibraryController;
class PictureSource;
class SearchPageView;
class Shell;
class StartPage;
class Toast;
class TransfersController;

/// What the window works with; all outlive it.
struct WindowParts {
    State& state;
    Actions& actions;
    ImageStore& images;
    Executor& executor;
    Preferences& preferences;
};

/// The one window: first start until somebody is signed in, then the shell with its pages; shortcuts,
/// geometry, sheets, notices.
class MainWindow final : public QWidget {
    Q_OBJECT
public:
    explicit MainWindow(const WindowParts& parts);
    ~MainWindow() override;

    /// An invite link or address from the command line or another start.
    void takeLink(const QString& link);
    void bringUp();

    [[nodiscard]] Shell* shell() const { return m_shell; }

    [[nodiscard]] ChatController* chat() const { return m_chat; }

    [[nodiscard]] StartPage* startPage() const { return m_start; }

    [[nodiscard]] PictureSource* pictures() const { return m_pictures; }

    /// Takes a page over: the photos, the albums.
    void setPage(Page which, QWidget* page);

    [[nodiscard]] LibraryController* library() const { return m_library; }

    /// A quiet notice.
    void tell(const QString& icon, const QString& words);

    /// There is a tray: closing the window leaves the program there, if the person likes that.
    void setHidesOnClose(bool hides) { m_hidesOnClose = hides; }

    /// Goes to the channel of a notification.
    void openNotice(ChannelId channel);
    /// Ends for good, tray or not.
    void quit();

Q_SIGNALS:
    void lookChanged(const parlor::client::TrayLook& look);
    /// Worth a notification.
    void noticed(parlor::ChannelId channel, const QString& title, const QString& words);
    void hidden();
    void closed();

protected:
    void closeEvent(QCloseEvent* event) override;

    void keyPressEvent(QKeyEvent* event) override;

private:
    void makeShortcuts();
    void connectShell();
    void connectDetails();
    void connectLibrary();
    void refreshAccount();
    void openSwitcher();
    void openNewChat(int part);
    void openSearch(ChannelId channel, const QString& words);
    void step(int direction, bool unreadOnly);
    void walkHistory(int direction);
    [[nodiscard]] bool looksAt(ChannelId channel) const;
    void tellLook();
    void signOut();

    State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    Preferences& m_preferences;
    PictureSource* m_pictures;
    ChannelFeed m_channels;
    QStackedWidget* m_stack;
    StartPage* m_start;
    Shell* m_shell;
    ChatController* m_chat;
    TransfersController* m_transfers;
    SearchPageView* m_search;
    Toast* m_toast;
    LibraryController* m_library;
    DetailsController* m_details;
    ConversationActions* m_conversations;
    Notifier m_notifier;
    VisitedChannels m_visited;
    bool m_wasSignedIn = false;
    bool m_hidesOnClose = false, m_quits = false;
};

} // namespace parlor::client
