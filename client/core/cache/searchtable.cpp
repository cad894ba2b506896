#include "client/core/cache/searchtable.h"

#include "client/core/cache/cachedevent.h"
#include "shared/protocol/accentfolder.h"
#include "shared/protocol/snippet.h"

#include <QSqlQuery>

#include <utility>

namespace parlor::client {

namespace {

constexpr qint64 endOfIds = std::numeric_limits<qint64>::max();
const QString form = QStringLiteral("4"); ///< of the columns and of what stands in them

const MessagePosted* shownIn(const Event& event) {
    const auto* posted = std::get_if<MessagePosted>(&event.body);
    return posted && !posted->deleted ? posted : nullptr;
}

} // namespace

Status SearchTable::prepare() {
    if (m_sql.value(u"SELECT value FROM positions WHERE name = 'search'"_qs).toString() == form)
        return {};
    return m_sql.together([&]() -> Status {
        TRY(m_sql.run(u"DROP TABLE IF EXISTS words"_qs));
        TRY(m_sql.run(u"CREATE VIRTUAL TABLE words USING fts5(text, bigrams, marks, "
                      "tokenize = 'unicode61 remove_diacritics 2')"_qs));
        TRY(fill());
        return m_sql.run(u"INSERT OR REPLACE INTO positions (name, value) VALUES ('search', ?)"_qs, {form});
    });
}

Status SearchTable::fill() {
    constexpr int atOnce = 500;
    std::int64_t last = 0;
    while (true) {
        struct Row {
            std::int64_t id;
            ChannelId channel;
            QByteArray json;
        };

        QList<Row> rows;
        TRY(m_sql.each(
            u"SELECT id, channel, json FROM events WHERE id > ? AND posted = 1 ORDER BY id LIMIT ?"_qs,
            {qint64(last), atOnce}, [&](const QSqlQuery& row) {
                rows.append({row.value(0).toLongLong(), ChannelId(row.value(1).toLongLong()),
                             row.value(2).toByteArray()});
            }));
        if (rows.isEmpty())
            return {};
        for (const Row& row : std::as_const(rows))
            if (const auto event = cachedEvent(row.json))
                TRY(put(row.id, row.channel, *event));
        last = rows.last().id;
    }
}

Status SearchTable::put(std::int64_t row, ChannelId channel, const Event& event) {
    TRY(m_sql.run(u"DELETE FROM words WHERE rowid = ?"_qs, {qint64(row)}));
    const MessagePosted* posted = shownIn(event);
    if (!posted)
        return {};
    const Entry& entry = posted->entry;
    const QString text = withoutAccents(entry.text);
    return m_sql.run(
        u"INSERT INTO words (rowid, text, bigrams, marks) VALUES (?, ?, ?, ?)"_qs,
        {qint64(row), text, searchLettersOf(text),
         searchMarks(channel, event.author, !entry.photos.isEmpty(), !entry.data.isEmpty(), entry.text)});
}

Result<SearchPage> SearchTable::find(const CachedSearch& search) {
    const QString match = searchMatch(search.what);
    if (match.isEmpty())
        return fail(ErrorCode::BadRequest, u"a search without a condition"_qs);
    SearchPage page;
    TRY(m_sql.each(u"SELECT e.channel, e.json FROM words JOIN events e ON e.id = words.rowid "
                   "WHERE words MATCH ? AND e.time >= ? AND e.time < ? AND e.message < ? "
                   "ORDER BY e.message DESC LIMIT ?"_qs,
                   {match, qint64(search.since), qint64(search.before),
                    search.beforeId.isValid() ? qint64(search.beforeId.value()) : endOfIds, search.limit},
                   [&](const QSqlQuery& row) {
                       const auto event = cachedEvent(row.value(1).toByteArray());
                       const MessagePosted* posted = event ? shownIn(*event) : nullptr;
                       if (posted)
                           page.hits.append({ChannelId(row.value(0).toLongLong()), *event,
                                             snippetOf(posted->entry.text, search.what.terms)});
                   }));
    page.more = page.hits.size() == search.limit;
    return page;
}

} // namespace parlor::client
