#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/models/timelinefeed.h"
#include "client/ui/widgets/picturesource.h"
#include "client/ui/window/messagejump.h"
#include "shared/core/executor.h"

#include <QHash>

namespace parlor::client {

class ChatPage;
class EmojiPicker;
class PhotoSending;

/// Joins one conversation's widgets to the state and to what a person may do: which channel is open, what is
/// written, read, answered, edited.
class ChatController final : public QObject {
    Q_OBJECT
public:
    /// All outlive it; `window` carries sheets.
    ChatController(State& state, Actions& actions, Executor& executor, PictureSource& pictures,
                   ChatPage& page, QWidget& window);

    void open(ChannelId channel);
    /// Opens a channel at a message.
    void openAt(ChannelId channel, Serial serial);
    void close();

    [[nodiscard]] ChannelId channel() const { return m_feed.channel(); }

    /// While opened() is about a channel that has been open, under the id that it had while it waited.
    [[nodiscard]] bool isFollowing() const { return m_isFollowing; }

    [[nodiscard]] TimelineFeed& feed() { return m_feed; }

    /// Who is in the open channel: for how many of them are here.
    void setPeople(const QList<PersonId>& people);

    [[nodiscard]] PhotoSending* photos() const { return m_photos; }

    void openEmoji(const QPoint& globalPos);
    /// One step of Esc: read marker and bottom.
    void dismiss();

Q_SIGNALS:
    void opened(parlor::ChannelId channel);
    void photoOpened(const QList<parlor::PhotoReference>& photos, int index);
    void personOpened(parlor::PersonId person);
    void told(const QString& icon, const QString& words);
    /// Others' photos into one's own library.
    void copyPhotosAsked(const QList<parlor::PhotoReference>& photos);
    /// To files; `own`: as the originals.
    void savePhotosAsked(const QList<parlor::PhotoReference>& photos, bool own);

private:
    void follow(ChannelId made);
    void connectComposer();
    void connectTimeline();
    void refreshHeader();
    void refreshFooter();
    void send(const QString& text);
    void react(const QString& key, const QString& emoji, bool add);
    void showMenu(const QString& key, const QPoint& globalPos);
    void startReply(const QString& key);
    void startEdit(const QString& key);
    void moveReply(int step);
    void deleteMessage(const QString& key);
    void tellFailure(const Task<Status>& task);

    State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    ChatPage& m_page;
    QWidget& m_window;
    TimelineFeed m_feed;
    MessageJump m_jump;
    PhotoSending* m_photos;
    EmojiPicker* m_emoji;
    QString m_reactTo; ///< key of the message the picker is open for; empty: the composer
    QString m_replyKey;
    QList<PersonId> m_people; ///< of the open channel, once they are known
    bool m_opening = false;   ///< the first rows of the channel have not come yet
    bool m_loadingText = false;
    bool m_isFollowing = false;
};

} // namespace parlor::client
