#pragma once

#include "client/models/keyedrows.h"
#include "client/models/timelineitem.h"

namespace parlor::client {

/// The messages of one channel, oldest first. Rows are set whole or in a range; only what
/// differs is announced.
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

/// What stands above the first of some rows.
struct RowsAbove {
    const TimelineItem* last = nullptr; ///< none: they are the first
    bool newLine = false;               ///< the "New messages" line is among them
};

/// Fills in what depends on neighbours: day lines, the "New messages" line before `firstUnread` (0: none),
/// and groups of one author within five minutes. What follows is not known: the last one ends its group.
void joinNeighbours(QList<TimelineItem>& items, Serial firstUnread, const RowsAbove& above = {});

} // namespace parlor::client
