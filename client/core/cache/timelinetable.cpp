#include "client/core/cache/timelinetable.h"

#include "client/core/cache/cachedevent.h"
#include "client/core/messagechange.h"
#include "client/core/messages/orderedstream.h"

#include <QSqlQuery>

namespace parlor::client {

namespace {

qint64 of(ChannelId id) {
    return id.value();
}

qint64 of(Serial serial) {
    return serial.value();
}

} // namespace

Status TimelineTable::storeRow(ChannelId channel, const Event& event) {
    const QVariant known = m_sql.value(u"SELECT id FROM events WHERE channel = ? AND serial = ?"_qs,
                                       {of(channel), of(event.serial)});
    const bool posted = std::holds_alternative<MessagePosted>(event.body);
    qint64 id = known.toLongLong();
    if (known.isValid()) {
        TRY(m_sql.run(u"UPDATE events SET json = ? WHERE id = ?"_qs, {codec::toBytes(event), id}));
    } else {
        TRY(m_sql.run(
            u"INSERT INTO events (channel, serial, message, time, posted, json) VALUES (?, ?, ?, ?, ?, ?)"_qs,
            {of(channel), of(event.serial), qint64(event.message.value()), qint64(event.time), posted ? 1 : 0,
             codec::toBytes(event)}));
        id = m_sql.value(u"SELECT last_insert_rowid()"_qs).toLongLong();
    }
    return m_search.put(id, channel, event);
}

Status TimelineTable::store(ChannelId channel, const Event& event) {
    if (!isRow(event))
        return isMessageChange(event) ? change(channel, event) : Status();
    // A page that was on its way while a change came must not undo it.
    const QByteArray known = m_sql
                                 .value(u"SELECT json FROM events WHERE channel = ? AND serial = ?"_qs,
                                        {of(channel), of(event.serial)})
                                 .toByteArray();
    if (!known.isEmpty()) {
        const auto stored = cachedEvent(known);
        const auto* before = stored ? std::get_if<MessagePosted>(&stored->body) : nullptr;
        const auto* now = std::get_if<MessagePosted>(&event.body);
        if (before && now && before->asOf > now->asOf)
            return {};
    }
    Event now = event;
    m_late.applyTo(now);
    return storeRow(channel, now);
}

Status TimelineTable::change(ChannelId channel, const Event& changed) {
    const QByteArray known =
        m_sql
            .value(u"SELECT json FROM events WHERE channel = ? AND message = ? AND posted = 1"_qs,
                   {of(channel), qint64(changed.message.value())})
            .toByteArray();
    if (known.isEmpty()) {
        m_late.keep(changed);
        return {};
    }
    TRY_ASSIGN(Event message, cachedEvent(known));
    return applyChange(message, changed) ? storeRow(channel, message) : Status();
}

Status TimelineTable::append(ChannelId channel, SerialRange range, const QList<Event>& events) {
    return m_sql.together([&]() -> Status {
        for (const Event& event : events)
            TRY(store(channel, event));
        TRY(cover(channel, range));
        return setCursor(channel, range.to);
    });
}

Status TimelineTable::addPage(ChannelId channel, SerialRange range, const QList<Event>& events) {
    return m_sql.together([&]() -> Status {
        for (const Event& event : events)
            TRY(store(channel, event));
        if (!events.isEmpty())
            TRY(dropMissing(channel, {range.from, std::min(range.to, lastSerialOf(events.last()))}, events));
        return cover(channel, range);
    });
}

// What stood in a range that is read anew, and is in it no more, was taken away meanwhile.
Status TimelineTable::dropMissing(ChannelId channel, SerialRange range, const QList<Event>& events) {
    QSet<qint64> present;
    for (const Event& event : events)
        if (isRow(event))
            present.insert(of(event.serial));
    QList<qint64> gone;
    TRY(m_sql.each(u"SELECT id, serial FROM events WHERE channel = ? AND serial BETWEEN ? AND ?"_qs,
                   {of(channel), of(range.from), of(range.to)}, [&](const QSqlQuery& row) {
                       if (!present.contains(row.value(1).toLongLong()))
                           gone.append(row.value(0).toLongLong());
                   }));
    for (const qint64 id : std::as_const(gone)) {
        TRY(m_sql.run(u"DELETE FROM words WHERE rowid = ?"_qs, {id}));
        TRY(m_sql.run(u"DELETE FROM events WHERE id = ?"_qs, {id}));
    }
    return {};
}

Status TimelineTable::setCursor(ChannelId channel, Serial cursor) {
    return m_sql.run(u"INSERT INTO cursors (channel, serial) VALUES (?, ?) "
                     "ON CONFLICT (channel) DO UPDATE SET serial = excluded.serial"_qs,
                     {of(channel), of(cursor)});
}

Status TimelineTable::doubt(ChannelId channel) {
    TRY(m_sql.run(u"DELETE FROM cursors WHERE channel = ?"_qs, {of(channel)}));
    return m_sql.run(u"UPDATE ranges SET verified = 0 WHERE channel = ?"_qs, {of(channel)});
}

Status TimelineTable::remove(ChannelId channel) {
    return m_sql.together([&]() -> Status {
        TRY(m_sql.run(u"DELETE FROM words WHERE rowid IN (SELECT id FROM events WHERE channel = ?)"_qs,
                      {of(channel)}));
        TRY(m_sql.run(u"DELETE FROM events WHERE channel = ?"_qs, {of(channel)}));
        TRY(m_sql.run(u"DELETE FROM ranges WHERE channel = ?"_qs, {of(channel)}));
        return m_sql.run(u"DELETE FROM cursors WHERE channel = ?"_qs, {of(channel)});
    });
}

Status TimelineTable::forgetOlder(ChannelId channel, std::int64_t before) {
    return m_sql.together([&]() -> Status {
        const auto old = u"FROM events WHERE channel = ? AND time < ? AND posted = 1 "
                         "AND json NOT LIKE '%\"pinned\":true%'"_qs;
        TRY(m_sql.run(u"DELETE FROM words WHERE rowid IN (SELECT id "_qs + old + u')',
                      {of(channel), qint64(before)}));
        return m_sql.run(u"DELETE "_qs + old, {of(channel), qint64(before)});
    });
}

Status TimelineTable::removeAll() {
    m_late.clear();
    return m_sql.together([&]() -> Status {
        for (const auto& table : {u"words"_qs, u"events"_qs, u"ranges"_qs, u"cursors"_qs})
            TRY(m_sql.run(u"DELETE FROM "_qs + table));
        return {};
    });
}

// What is read anew is verified; older knowledge that it touches joins it, doubtful knowledge only where it
// is not read anew.
Status TimelineTable::cover(ChannelId channel, SerialRange range) {
    if (range.to < range.from)
        return {};
    SerialRange joined = range;
    QList<SerialRange> doubtful;
    QList<Serial> gone;
    TRY(m_sql.each(
        u"SELECT first, last, verified FROM ranges WHERE channel = ? AND last >= ? AND first <= ?"_qs,
        {of(channel), of(range.from) - 1, of(range.to) + 1}, [&](const QSqlQuery& row) {
            const SerialRange known{Serial(row.value(0).toLongLong()), Serial(row.value(1).toLongLong())};
            gone.append(known.from);
            if (row.value(2).toBool()) {
                joined.from = std::min(joined.from, known.from);
                joined.to = std::max(joined.to, known.to);
                return;
            }
            if (known.from < range.from)
                doubtful.append({known.from, range.from.previous()});
            if (known.to > range.to)
                doubtful.append({range.to.next(), known.to});
        }));
    for (const Serial first : std::as_const(gone))
        TRY(m_sql.run(u"DELETE FROM ranges WHERE channel = ? AND first = ?"_qs, {of(channel), of(first)}));
    const auto insert = [&](SerialRange made, bool verified) {
        return m_sql.run(
            u"INSERT OR REPLACE INTO ranges (channel, first, last, verified) VALUES (?, ?, ?, ?)"_qs,
            {of(channel), of(made.from), of(made.to), verified ? 1 : 0});
    };
    for (const SerialRange& old : std::as_const(doubtful))
        TRY(insert(old, false));
    return insert(joined, true);
}

std::optional<std::pair<SerialRange, bool>> TimelineTable::rangeAround(ChannelId channel, Serial serial) {
    std::optional<std::pair<SerialRange, bool>> found;
    (void)m_sql.each(
        u"SELECT first, last, verified FROM ranges WHERE channel = ? AND first <= ? AND last >= ?"_qs,
        {of(channel), of(serial), of(serial)}, [&](const QSqlQuery& row) {
            found = {{Serial(row.value(0).toLongLong()), Serial(row.value(1).toLongLong())},
                     row.value(2).toBool()};
        });
    return found;
}

Result<CachedPage> TimelineTable::before(ChannelId channel, Serial before, int limit) {
    CachedPage page;
    const auto range = rangeAround(channel, before.previous());
    if (!range)
        return page;
    page.verified = range->second;
    TRY(m_sql.each(u"SELECT json FROM events WHERE channel = ? AND serial < ? AND serial >= ? "
                   "ORDER BY serial DESC LIMIT ?"_qs,
                   {of(channel), of(before), of(range->first.from), limit}, [&](const QSqlQuery& row) {
                       if (auto event = cachedEvent(row.value(0).toByteArray()))
                           page.events.prepend(*std::move(event));
                   }));
    const bool full = page.events.size() >= limit;
    page.range = SerialRange{full ? page.events.first().serial : range->first.from, before.previous()};
    return page;
}

Result<CachedPage> TimelineTable::from(ChannelId channel, Serial first, int limit) {
    CachedPage page;
    const auto range = rangeAround(channel, first);
    if (!range)
        return page;
    page.verified = range->second;
    TRY(m_sql.each(u"SELECT json FROM events WHERE channel = ? AND serial >= ? AND serial <= ? "
                   "ORDER BY serial LIMIT ?"_qs,
                   {of(channel), of(first), of(range->first.to), limit}, [&](const QSqlQuery& row) {
                       if (auto event = cachedEvent(row.value(0).toByteArray()))
                           page.events.append(*std::move(event));
                   }));
    const bool full = page.events.size() >= limit;
    page.range = SerialRange{first, full ? page.events.last().serial : range->first.to};
    return page;
}

Result<QHash<ChannelId, Event>> TimelineTable::lastMessages() {
    QHash<ChannelId, Event> last;
    TRY(m_sql.each(
        u"SELECT e.channel, e.json FROM channels c JOIN events e ON e.channel = c.id AND e.serial = "
        "(SELECT max(serial) FROM events WHERE channel = c.id AND posted = 1)"_qs,
        {}, [&](const QSqlQuery& row) {
            if (auto event = cachedEvent(row.value(1).toByteArray()))
                last.insert(ChannelId(row.value(0).toLongLong()), *std::move(event));
        }));
    return last;
}

Result<QHash<ChannelId, Serial>> TimelineTable::cursors() {
    QHash<ChannelId, Serial> found;
    TRY(m_sql.each(u"SELECT channel, serial FROM cursors"_qs, {}, [&](const QSqlQuery& row) {
        found.insert(ChannelId(row.value(0).toLongLong()), Serial(row.value(1).toLongLong()));
    }));
    return found;
}

Result<std::optional<DoubtfulRow>> TimelineTable::doubtful(const QSet<ChannelId>& except) {
    std::optional<DoubtfulRow> found;
    TRY(m_sql.each(u"SELECT channel, (SELECT max(serial) FROM events WHERE channel = r.channel "
                   "AND serial BETWEEN r.first AND r.last) FROM ranges r WHERE verified = 0 "
                   "ORDER BY channel, last DESC"_qs,
                   {}, [&](const QSqlQuery& row) {
                       const ChannelId channel(row.value(0).toLongLong());
                       if (!found && !row.isNull(1) && !except.contains(channel))
                           found = DoubtfulRow{channel, Serial(row.value(1).toLongLong())};
                   }));
    return found;
}

Result<bool> TimelineTable::isWhole(ChannelId channel, Serial from, Serial to, std::int64_t since) {
    const qint64 cursor =
        m_sql.value(u"SELECT serial FROM cursors WHERE channel = ?"_qs, {of(channel)}).toLongLong();
    const Serial newest = std::max(to, Serial(cursor));
    if (newest < from || newest.value() == 0)
        return true;
    const auto range = rangeAround(channel, newest);
    if (!range)
        return false;
    if (range->first.from <= std::max(from, Serial(1)))
        return true;
    const QVariant oldest =
        m_sql.value(u"SELECT time FROM events WHERE channel = ? AND serial >= ? ORDER BY serial LIMIT 1"_qs,
                    {of(channel), of(range->first.from)});
    return oldest.isValid() && oldest.toLongLong() < since;
}

} // namespace parlor::client
