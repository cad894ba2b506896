#pragma once

#include "client/core/pendingchange.h"
#include "client/core/timeline.h"
#include "client/core/values.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>

namespace parlor::client {

/// How a timeline's rows changed since the last batch.
struct TimelineChange {
    bool reset = false;          ///< the window is another one: read it all again
    std::vector<Serial> serials; ///< rows that are new or look different; rows around keep their place
    bool pending = false;        ///< the channel's pending messages changed
};

/// A message that just happened (not one of the past that was fetched), by somebody else: for notifications.
struct Arrival {
    ChannelId channel;
    MessageId message;
    bool mentionsMe = false;
};

/// What changed in State since the last turn of the event loop.
struct ChangeSet {
    bool account = false;
    bool connection = false;
    bool channelList = false;         ///< a channel came, went or moved
    QHash<ChannelId, ChannelId> made; ///< channels that waited to be made, by the id they had until then
    QSet<ChannelId> channels;         ///< names, counters, drafts, typing, last message, unsent
    QHash<ChannelId, TimelineChange> timelines;
    QSet<PersonId> people;         ///< names or presence
    bool libraryReset = false;     ///< read the whole index again
    QSet<PhotoId> photos;          ///< came, went or changed
    bool transferList = false;     ///< a transfer came or went
    QSet<TransferId> transfers;    ///< progress or state
    bool pendingChanges = false;   ///< what waits for an answer, or how
    QList<RefusedChange> refusals; ///< of what had to wait: whoever asked may look elsewhere by now
    QList<Arrival> arrivals;

    [[nodiscard]] bool isEmpty() const;
};

/// Collects what State did and tells it once a turn of the event loop. Interface thread only.
class Changes final : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// To add to; schedules changed().
    ChangeSet& collect();

Q_SIGNALS:
    void changed(const parlor::client::ChangeSet& changes);

protected:
    bool event(QEvent* event) override;

private:
    ChangeSet m_collected;
    bool m_scheduled = false;
};

} // namespace parlor::client
