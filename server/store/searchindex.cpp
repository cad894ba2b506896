#include "server/store/searchindex.h"

#include "server/store/channeltable.h"
#include "server/store/eventtable.h"
#include "server/store/messagetable.h"
#include "server/store/rowvalues.h"
#include "server/store/settingstable.h"
#include "server/store/storelog.h"
#include "shared/protocol/accentfolder.h"
#include "shared/protocol/snippet.h"

#include <limits>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype manyChannels = 64;
constexpr qsizetype channelsMost = 10'000;
constexpr int form = 3; ///< of what stands in the index
const QString formName = u"search_index"_qs;
} // namespace

void SearchIndex::add(const Document& document) {
    write("search.add"_L1, document, wordsOf(document));
}

void SearchIndex::remove(const Document& document) {
    write("search.remove"_L1, document, wordsOf(document));
}

SearchIndex::Words SearchIndex::wordsOf(const Document& document) {
    Words words{withoutAccents(document.text), {}};
    words.letters = searchLettersOf(words.text);
    return words;
}

Status SearchIndex::bringUpToDate() {
    auto& settings = m_connection.table<SettingsTable>();
    TRY_ASSIGN(const QJsonObject known, settings.read(formName));
    const int found = known.value("form"_L1).toInt();
    if (found == form)
        return {};
    TRY(m_connection.execute(u"BEGIN IMMEDIATE"_qs));
    const auto steps = [&]() -> Status {
        TRY(renew(found));
        return settings.write(formName, {{u"form"_qs, form}});
    };
    if (const Status done = steps(); !done) {
        (void)m_connection.execute(u"ROLLBACK"_qs);
        return done;
    }
    return m_connection.execute(u"COMMIT"_qs);
}

/// The first form had the text as written and only the pairs, the second the words beside them, too. What
/// stands there as it would be written now stays: a million messages in plain ASCII are looked at in seconds.
Status SearchIndex::renew(int found) {
    constexpr int atOnce = 1'000;
    const auto before = [found](const Document& document) {
        return Words{document.text, found < 2 ? bigramsOf(document.text) : searchLettersOf(document.text)};
    };
    MessageId last;
    for (bool more = true; more;) {
        QList<MessageId> others;
        {
            TRY_ASSIGN(Rows rows, m_connection.statement("search.texts"_L1).run(last, atOnce));
            int count = 0;
            for (; rows.next(); ++count) {
                last = rows.id<MessageId>(0);
                Document document;
                document.text = rows.text(1);
                if (before(document) != wordsOf(document))
                    others.append(last);
            }
            more = count == atOnce;
        }
        for (const MessageId id : std::as_const(others)) {
            TRY_ASSIGN(const MessageTable::Row row, m_connection.table<MessageTable>().byId(id));
            const Document document = documentOf(row);
            write("search.remove"_L1, document, before(document));
            add(document);
        }
    }
    return {};
}

void SearchIndex::write(QLatin1StringView statement, const Document& document, const Words& words) {
    const QString marks =
        searchMarks(document.channel, document.author, document.hasPhotos, document.hasData, document.text);
    const auto done =
        m_connection.statement(statement).run(document.message, words.text, words.letters, marks);
    if (!done)
        qCWarning(storeLog) << "a message is not in the search index:" << done.error();
}

/// What the index itself can narrow the search to, so that a common word in channels that the reader is not
/// in costs nothing. Rights are checked by the join; with very many channels by that alone.
Result<QList<ChannelId>> SearchIndex::placesOf(const MessageSearch& search) {
    if (!search.inside.isEmpty())
        return search.inside;
    QList<ChannelId> places;
    // A time alone is not in the index: then the places are what it is asked for.
    const qsizetype most = isIndexed(search) ? manyChannels : channelsMost;
    TRY_ASSIGN(Rows rows, m_connection.statement("members.channels_of"_L1).run(search.reader));
    while (rows.next() && places.size() <= most)
        places.append(rows.id<ChannelId>(0));
    if (places.size() > most)
        places.clear();
    return places;
}

Result<QList<FoundMessage>> SearchIndex::find(const MessageSearch& search) {
    const bool byTime = !isIndexed(search);
    if (byTime && !search.since && !search.before)
        return fail(ErrorCode::BadRequest, u"a search without a condition"_qs);
    TRY_ASSIGN(const auto unreadable, m_connection.table<ChannelTable>().unreadable(search.reader));
    TRY_ASSIGN(QList<ChannelId> places, placesOf(search));
    if (byTime && places.isEmpty())
        return QList<FoundMessage>();
    MessageSearch narrowed = search;
    // The index passes over what may not be read, unless the places are too many to be named.
    if (!unreadable.isEmpty() && !places.isEmpty()) {
        places.removeIf([&](ChannelId id) { return unreadable.contains(id); });
        if (places.isEmpty())
            return QList<FoundMessage>();
        if (!search.inside.isEmpty())
            narrowed.inside = places;
    }
    if (byTime)
        narrowed.inside = places;
    const QString match = searchMatch(narrowed, places);
    TRY_ASSIGN(Rows rows, m_connection.statement("search.find"_L1)
                              .run(match, search.reader, search.since.value_or(0),
                                   search.before.value_or(std::numeric_limits<std::int64_t>::max()),
                                   unreadable.isEmpty() ? search.limit : std::numeric_limits<int>::max(),
                                   idsBelow(search.beforeId)));
    QList<FoundMessage> found;
    while (found.size() < search.limit && rows.next()) {
        const auto channel = rows.id<ChannelId>(18);
        if (unreadable.contains(channel))
            continue;
        TRY_ASSIGN(auto event, m_connection.table<EventTable>().eventAt(channel, rows));
        if (event)
            found.append({channel, *std::move(event), snippetOf(rows.text(9), search.terms)});
    }
    return found;
}

} // namespace parlor::server
