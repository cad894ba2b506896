#pragma once

#include "client/core/cache/cachevalues.h"
#include "client/core/cache/searchtable.h"
#include "client/core/cache/sql.h"
#include "client/core/latechanges.h"

namespace parlor::client {

/// Rows of all channels in their latest form, and which serials are known completely. Cache thread only.
class TimelineTable {
public:
    TimelineTable(Sql& sql, SearchTable& search) : m_sql(sql), m_search(search) {}

    /// Events that follow what is known; `range` is what they cover, its end becomes the cursor.
    Status append(ChannelId channel, SerialRange range, const QList<Event>& events);
    /// A page of the past, complete as the server gives it: rows that it lacks are gone.
    Status addPage(ChannelId channel, SerialRange range, const QList<Event>& events);
    /// A hole opened: what is known may have changed since; the new cursor starts behind it.
    Status doubt(ChannelId channel);
    Status setCursor(ChannelId channel, Serial cursor);
    Status remove(ChannelId channel);
    /// What retention took away: messages older than `before` (ms UTC) that are not pinned.
    Status forgetOlder(ChannelId channel, std::int64_t before);
    /// Another epoch: nothing of it holds any more.
    Status removeAll();

    /// Up to `limit` rows before a serial, as far as they are known without a hole.
    Result<CachedPage> before(ChannelId channel, Serial before, int limit);
    /// Up to `limit` rows from a serial on.
    Result<CachedPage> from(ChannelId channel, Serial first, int limit);
    Result<QHash<ChannelId, Event>> lastMessages();
    Result<QHash<ChannelId, Serial>> cursors();
    /// One that was known before a hole opened, and none newer of its channel; of other channels than these.
    Result<std::optional<DoubtfulRow>> doubtful(const QSet<ChannelId>& except);
    /// True when everything from a serial to the newest known one is here, or all of it that is of `since`
    /// (ms UTC) or later.
    Result<bool> isWhole(ChannelId channel, Serial from, Serial to, std::int64_t since);

private:
    Status store(ChannelId channel, const Event& event);
    Status storeRow(ChannelId channel, const Event& event);
    Status change(ChannelId channel, const Event& change);
    Status cover(ChannelId channel, SerialRange range);
    Status dropMissing(ChannelId channel, SerialRange range, const QList<Event>& events);
    std::optional<std::pair<SerialRange, bool>> rangeAround(ChannelId channel, Serial serial);

    Sql& m_sql;
    SearchTable& m_search;
    LateChanges m_late; ///< of messages in all channels
};

} // namespace parlor::client
