#include "client/models/timelinefeed.h"

#include "client/models/notices.h"

#include <algorithm>

namespace parlor::client {

namespace {

/// More changes than one row in this many, and all rows are made anew at once.
constexpr std::size_t rowsPerChange = 4;
constexpr std::size_t fewChanges = 8;

bool startsNew(const TimelineItem& item) {
    return item.startsNew;
}

} // namespace

TimelineFeed::TimelineFeed(State& state, QObject* parent)
    : QObject(parent), m_state(state), m_items(state), m_model(this) {
    m_sendingLabel.setSingleShot(true);
    connect(&m_sendingLabel, &QTimer::timeout, this, [this] { update({}); });
    connect(&state.changes(), &Changes::changed, this, &TimelineFeed::take);
}

void TimelineFeed::take(const ChangeSet& changes) {
    if (!m_channel.isValid())
        return;
    const auto told = changes.timelines.constFind(m_channel);
    const bool has = told != changes.timelines.cend();
    if (changes.account || (has && told->reset) || m_items.areRenamed(changes.people))
        rebuild();
    else if (has)
        update(told->serials);
    else if (changes.connection || (!changes.transfers.isEmpty() && !m_state.pending(m_channel).isEmpty()))
        update({});
}

void TimelineFeed::open(ChannelId channel) {
    hold(false);
    m_channel = channel;
    m_firstUnread = {};
    if (const ChannelView* view = m_state.channel(channel); view != nullptr && view->state.unread > 0)
        m_firstUnread = view->state.read.next();
    // A new channel begins without the rows of the one before, so that nothing of it slides away.
    m_model.setRows({});
    rebuild();
}

void TimelineFeed::hold(bool held) {
    if (held == m_held || !m_channel.isValid())
        return;
    m_held = held;
    m_state.apply(TimelineHeld{m_channel, held});
}

void TimelineFeed::clearUnreadLine() {
    m_firstUnread = {};
    if (m_newLine.value() > 0)
        update({std::exchange(m_newLine, Serial())});
}

int TimelineFeed::unreadInWindow() const {
    const ChannelView* view = m_state.channel(m_channel);
    if (view == nullptr)
        return 0;
    int count = 0;
    for (int row = m_model.rowCount() - 1; row >= 0; --row) {
        const TimelineItem& item = m_model.at(row);
        if (row < m_committed && item.serial <= view->state.read)
            break;
        count += !item.own && item.kind == TimelineItem::Kind::Message ? 1 : 0;
    }
    return count;
}

const TimelineItem* TimelineFeed::find(const QString& key) const {
    const int row = m_model.indexOf(key, m_model.rowCount() - 1);
    return row < 0 ? nullptr : &m_model.at(row);
}

const TimelineItem* TimelineFeed::lastEditable() const {
    for (int row = m_model.rowCount() - 1; row >= 0; --row) {
        const TimelineItem& item = m_model.at(row);
        if (item.canBeEdited())
            return &item;
    }
    return nullptr;
}

bool TimelineFeed::isShown(const TimelineItem& item) const {
    if (item.kind == TimelineItem::Kind::Message)
        return true;
    // Between two people nobody comes or goes, and a change without words is no line.
    const ChannelView* view = m_state.channel(m_channel);
    return !item.text.isEmpty() && (view == nullptr || view->state.channel.kind != ChannelKind::Direct);
}

void TimelineFeed::append(QList<TimelineItem>& rows, const TimelineItem& item) {
    if (item.own)
        m_ownKeys.insert(item.key);
    if (!isShown(item))
        return;
    if (!rows.isEmpty() && foldsInto(rows.last(), item))
        foldJoin(rows.last(), item);
    else
        rows.append(item);
}

int TimelineFeed::appendPending(QList<TimelineItem>& rows) {
    const Timeline& timeline = m_state.timeline(m_channel);
    if (!timeline.isAtEnd() && !timeline.rows().empty())
        return 0;
    int count = 0;
    bool young = false;
    for (const PendingMessage& message : m_state.pending(m_channel)) {
        if (m_ownKeys.contains(message.clientId))
            continue;
        rows.append(m_items.of(message));
        ++count;
        young = young || rows.last().delivery == Delivery::Pending;
    }
    if (young)
        m_sendingLabel.start(TimelineItems::sendingLabelMs);
    return count;
}

void TimelineFeed::rebuild() {
    m_items.open(m_channel);
    m_ownKeys.clear();
    const auto& events = m_state.timeline(m_channel).rows();
    QList<TimelineItem> rows;
    rows.reserve(static_cast<qsizetype>(events.size()));
    for (const Event& event : events)
        append(rows, m_items.of(event));
    m_committed = static_cast<int>(rows.size());
    appendPending(rows);
    joinNeighbours(rows, m_firstUnread);
    const auto line = std::find_if(rows.cbegin(), rows.cend(), startsNew);
    m_newLine = line != rows.cend() ? line->first : Serial();
    m_model.setRows(rows);
    Q_EMIT changed();
}

void TimelineFeed::update(std::vector<Serial> changed) {
    const Timeline& timeline = m_state.timeline(m_channel);
    // Who quotes a message shows its words as they are now.
    for (std::size_t i = 0, told = changed.size(); i < told; ++i) {
        const std::size_t index = timeline.indexOf(changed[i]);
        if (index >= timeline.rows().size() || timeline.rows()[index].serial != changed[i])
            continue;
        const std::set<Serial> quotes = m_items.quotesOf(timeline.rows()[index].message);
        changed.insert(changed.end(), quotes.begin(), quotes.end());
    }
    // What is on its way stands behind the last row.
    if (!timeline.rows().empty())
        changed.push_back(timeline.rows().back().serial);
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    if (m_committed == 0 || timeline.rows().empty()
        || changed.size() > fewChanges + static_cast<std::size_t>(m_committed) / rowsPerChange)
        return rebuild();
    for (std::size_t at = 0; at < changed.size();)
        if (!updateAround(changed, at))
            return rebuild();
    Q_EMIT this->changed();
}

int TimelineFeed::rowHolding(Serial serial) const {
    const auto begin = m_model.rows().cbegin();
    const auto after = std::upper_bound(begin, begin + m_committed, serial,
                                        [](Serial s, const TimelineItem& item) { return s < item.first; });
    return static_cast<int>(after - begin) - 1;
}

/// Makes the row of changed[at] anew, those around whose looks depend on it, and goes on through all changes
/// up to the first row that stays as it is; `at` is then the next change. False when more than that moved.
bool TimelineFeed::updateAround(const std::vector<Serial>& changed, std::size_t& at) {
    const Timeline& timeline = m_state.timeline(m_channel);
    const auto& events = timeline.rows();
    const int row = rowHolding(changed[at]);
    const int from = std::max(0, row - 1);
    QList<TimelineItem> rows;
    if (row > 0)
        rows.append(m_model.at(row - 1));
    // It comes after that row, which stays as it is unless they become one line.
    const bool follows = row >= 0 && changed[at] > m_model.at(row).serial;
    if (follows)
        rows.append(m_model.at(row));
    int old = row + 1; // the next that may stay
    bool ends = true;
    for (std::size_t i = row < 0 ? 0 : timeline.indexOf(follows ? changed[at] : m_model.at(row).first);
         i < events.size(); ++i) {
        const Serial serial = events[i].serial;
        while (old < m_committed && m_model.at(old).first < serial)
            ++old;
        while (at < changed.size() && changed[at] < serial)
            ++at;
        if (old < m_committed && m_model.at(old).first == serial
            && (at == changed.size() || changed[at] > m_model.at(old).serial)
            && (rows.isEmpty() || !foldsInto(rows.last(), m_model.at(old)))) {
            rows.append(m_model.at(old));
            ends = false;
            break;
        }
        append(rows, m_items.of(events[i]));
    }
    const int end = ends ? m_model.rowCount() : old + 1;
    int pending = 0;
    if (ends) {
        at = changed.size();
        pending = appendPending(rows);
    }
    RowsAbove above;
    if (from > 0) {
        above.last = &m_model.at(from - 1);
        above.newLine = m_newLine.value() > 0 && m_newLine <= above.last->first;
    }
    joinNeighbours(rows, m_firstUnread, above);
    if (!ends)
        rows.last().endsGroup = m_model.at(old).endsGroup;
    const auto before = m_model.rows().cbegin();
    const auto line = std::find_if(rows.cbegin(), rows.cend(), startsNew);
    const bool had = std::any_of(before + from, before + end, startsNew);
    // The line comes or goes here: others may begin or end with it.
    if (m_newLine.value() > 0 && had != (line != rows.cend()))
        return false;
    if (line != rows.cend())
        m_newLine = line->first;
    m_committed = ends ? from + static_cast<int>(rows.size()) - pending
                       : m_committed + static_cast<int>(rows.size()) - (end - from);
    m_model.setRange(from, end, rows);
    return true;
}

} // namespace parlor::client
