#include "server/store/searchindex.h"

#include "server/store/eventtable.h"
#include "server/store/searchtext.h"
#include "server/store/storelog.h"

#include <limits>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype manyChannels = 64;
} // namespace

void SearchIndex::add(const Document& document) {
    write("search.add"_L1, document);
}

void SearchIndex::remove(const Document& document) {
    write("search.remove"_L1, document);
}

void SearchIndex::write(QLatin1StringView statement, const Document& document) {
    QString marks = u"c%1 a%2"_qs.arg(document.channel.value()).arg(document.author.value());
    if (document.hasPhotos)
        marks += u" photos"_qs;
    if (document.hasData)
        marks += u" data"_qs;
    if (hasLink(document.text))
        marks += u" link"_qs;
    const auto done = m_connection.statement(statement).run(document.message, document.text,
                                                            bigramsOf(document.text), marks);
    if (!done)
        qCWarning(storeLog) << "a message is not in the search index:" << done.error();
}

/// What the index itself can narrow the search to, so that a common word in channels that the reader is not
/// in costs nothing. Rights are checked by the join; with very many channels by that alone.
Result<QList<ChannelId>> SearchIndex::placesOf(const MessageSearch& search) {
    QList<ChannelId> places;
    if (search.channel.isValid()) {
        places.append(search.channel);
        return places;
    }
    TRY_ASSIGN(Rows rows, m_connection.statement("members.channels_of"_L1).run(search.reader));
    while (rows.next() && places.size() <= manyChannels)
        places.append(rows.id<ChannelId>(0));
    if (places.size() > manyChannels)
        places.clear();
    return places;
}

Result<QList<FoundMessage>> SearchIndex::find(const MessageSearch& search) {
    TRY_ASSIGN(const QList<ChannelId> places, placesOf(search));
    const QString match = matchOf(search, places);
    if (match.isEmpty())
        return fail(ErrorCode::BadRequest, u"a search without a condition"_qs);
    TRY_ASSIGN(Rows rows,
               m_connection.statement("search.find"_L1)
                   .run(match, search.reader, search.since.value_or(0),
                        search.before.value_or(std::numeric_limits<std::int64_t>::max()), search.limit));
    QList<FoundMessage> found;
    while (rows.next()) {
        const auto channel = rows.id<ChannelId>(18);
        TRY_ASSIGN(auto event, m_connection.table<EventTable>().eventAt(channel, rows));
        if (event)
            found.append({channel, *std::move(event), snippetOf(rows.text(9), search.terms)});
    }
    return found;
}

} // namespace parlor::server
