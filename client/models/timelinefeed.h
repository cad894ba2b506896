#pragma once

#include "client/core/state.h"
#include "client/models/timelineitems.h"
#include "client/models/timelinemodel.h"

#include <QSet>
#include <QTimer>

#include <vector>

namespace parlor::client {

/// Keeps a TimelineModel equal to one channel of the state: its window, then the messages that are on their
/// way. A change costs what it touches, however many rows there are.
class TimelineFeed final : public QObject {
    Q_OBJECT
public:
    /// `state` outlives the feed.
    explicit TimelineFeed(State& state, QObject* parent = nullptr);

    [[nodiscard]] TimelineModel* model() { return &m_model; }

    [[nodiscard]] ChannelId channel() const { return m_channel; }

    /// Shows a channel; the "New messages" line stands before the first unread one and stays there.
    void open(ChannelId channel);
    /// One reads further up: no row goes for want of memory until one is back at the end.
    void hold(bool held);
    /// Others' messages after the read marker that are in the window.
    [[nodiscard]] int unreadInWindow() const;

    [[nodiscard]] Serial firstUnread() const { return m_firstUnread; }

    void clearUnreadLine();

    void setFileSize(const QString& path, QSize size) { m_items.setFileSize(path, size); }

    [[nodiscard]] const TimelineItem* find(const QString& key) const;
    /// One's own newest message that can still be edited; nullptr for none.
    [[nodiscard]] const TimelineItem* lastEditable() const;

    /// How many rows were made so far: what changes have cost.
    [[nodiscard]] std::int64_t rowsMade() const { return m_items.made(); }

Q_SIGNALS:
    void changed();

private:
    void take(const ChangeSet& changes);
    void rebuild();
    /// Makes the rows of these serials anew, and what is on its way.
    void update(std::vector<Serial> changed);
    [[nodiscard]] bool updateAround(const std::vector<Serial>& changed, std::size_t& at);
    [[nodiscard]] int rowHolding(Serial serial) const;
    [[nodiscard]] bool isShown(const TimelineItem& item) const;
    void append(QList<TimelineItem>& rows, const TimelineItem& item);
    /// Answers how many it added.
    int appendPending(QList<TimelineItem>& rows);

    State& m_state;
    TimelineItems m_items;
    TimelineModel m_model;
    ChannelId m_channel;
    Serial m_firstUnread;
    Serial m_newLine;    ///< `first` of the row under the "New messages" line; 0: there is none
    int m_committed = 0; ///< rows that the server has numbered; those on their way come after them
    QSet<QString> m_ownKeys;
    bool m_held = false;
    QTimer m_sendingLabel;
};

} // namespace parlor::client
