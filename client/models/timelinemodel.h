#pragma once

#include "client/models/keyedrows.h"
#include "client/models/timelineitem.h"

namespace parlor::client {

/// The messages of one channel, oldest first. Its rows are set whole; only what differs is announced.
/// DisplayRole and AccessibleTextRole read "sender, text, time, state".
class TimelineModel final : public KeyedListModel<TimelineItem> {
    Q_OBJECT
public:
    using KeyedListModel::KeyedListModel;

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] int rowOf(MessageId message) const;
};

/// What a screen reader says for a row.
QString spokenText(const TimelineItem& item);

/// Fills in what depends on neighbours: day lines, the "New messages" line before `firstUnread` (0: none),
/// and groups of one author within five minutes.
void joinNeighbours(QList<TimelineItem>& items, Serial firstUnread);

} // namespace parlor::client
