#pragma once

#include "client/core/state.h"
#include "client/models/timelinemodel.h"

#include <QHash>
#include <QSize>
#include <QTimer>

namespace parlor::client {

/// Keeps a TimelineModel equal to one channel of the state: its window, then the messages that are on their
/// way.
class TimelineFeed final : public QObject {
    Q_OBJECT
public:
    /// `state` outlives the feed.
    explicit TimelineFeed(State& state, QObject* parent = nullptr);

    [[nodiscard]] TimelineModel* model() { return &m_model; }

    [[nodiscard]] ChannelId channel() const { return m_channel; }

    /// Shows a channel; the "New messages" line stands before the first unread one and stays there.
    void open(ChannelId channel);
    /// Others' messages after the read marker that are in the window.
    [[nodiscard]] int unreadInWindow() const;

    [[nodiscard]] Serial firstUnread() const { return m_firstUnread; }

    void clearUnreadLine();

    /// The size of a file that is about to be sent, so that its tile has its place at once.
    void setFileSize(const QString& path, QSize size) { m_fileSizes.insert(path, size); }

    [[nodiscard]] const TimelineItem* find(const QString& key) const;
    /// One's own newest message that can still be edited; nullptr for none.
    [[nodiscard]] const TimelineItem* lastEditable() const;

Q_SIGNALS:
    void changed();

private:
    void refresh();
    [[nodiscard]] TimelineItem itemOf(const Event& event) const;
    [[nodiscard]] TimelineItem itemOf(const PendingMessage& message) const;
    [[nodiscard]] QList<ReactionPill> pillsOf(const MessagePosted& message) const;
    [[nodiscard]] QuoteLine quoteOf(MessageId message) const;

    State& m_state;
    TimelineModel m_model;
    ChannelId m_channel;
    Serial m_firstUnread;
    QHash<qint64, TimelineItem> m_built; ///< rows of the window, by serial
    QHash<QString, QSize> m_fileSizes;
    QTimer m_sendingLabel;
};

/// What a membership or channel event says, in words.
QString noticeOf(const State& state, const Event& event);

} // namespace parlor::client
