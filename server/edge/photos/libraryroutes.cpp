#include "server/edge/photos/libraryroutes.h"

#include "server/domain/photos/photolocality.h"
#include "server/edge/http/problem.h"
#include "server/edge/photos/photoanswers.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/photoindex.h"

#include <QDateTime>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr int mostTags = 1'000;
constexpr int groupsOfPage = 20;
constexpr int localitiesOfPage = 100;

QString textOf(const HttpExchange& exchange, const QString& key) {
    return exchange.request().query.queryItemValue(key, QUrl::FullyDecoded);
}

QJsonArray countsAsJson(const QList<LibraryCount>& counts, QLatin1StringView key) {
    QJsonArray out;
    for (const LibraryCount& count : counts)
        out.append(QJsonObject{{key, count.label.isEmpty() ? count.key : count.label},
                               {"photos"_L1, qint64(count.photos)},
                               {"bytes"_L1, qint64(count.bytes)}});
    return out;
}

QString shelfName(const QString& number) {
    static const QStringList names{u"library"_s, u"archive"_s, u"trash"_s,
                                   u"refused"_s, u"held"_s,    u"paired"_s};
    return names.value(number.toInt());
}

QJsonObject asJson(const LibraryStatistics& statistics, std::int64_t quota) {
    QJsonObject shelves;
    for (const LibraryCount& count : statistics.shelves)
        shelves.insert(shelfName(count.key),
                       QJsonObject{{"photos"_L1, qint64(count.photos)}, {"bytes"_L1, qint64(count.bytes)}});
    QJsonArray years;
    int year = 0;
    int photos = 0;
    const auto closeYear = [&] {
        if (photos > 0)
            years.append(QJsonObject{{"year"_L1, year}, {"photos"_L1, photos}});
        photos = 0;
    };
    for (const MonthCount& count : statistics.months) {
        if (count.month / 12 != year)
            closeYear();
        year = count.month / 12;
        photos += count.photos;
    }
    closeYear();
    QJsonObject ratings;
    for (const LibraryCount& count : statistics.ratings)
        ratings.insert(count.key, qint64(count.photos));
    const std::int64_t favourites =
        statistics.favourites.isEmpty() ? 0 : statistics.favourites.first().photos;
    return {{"photos"_L1, qint64(statistics.usage.photos)},
            {"bytes"_L1, qint64(statistics.usage.bytes)},
            {"quota"_L1, qint64(quota)},
            {"favourites"_L1, qint64(favourites)},
            {"ratings"_L1, ratings},
            {"shelves"_L1, shelves},
            {"years"_L1, years},
            {"cameras"_L1, countsAsJson(statistics.cameras, "camera"_L1)},
            {"types"_L1, countsAsJson(statistics.types, "type"_L1)}};
}

/// A place in a list of localities: what they are sorted by, then the id.
QString cursorOf(const LibraryLocality& entry, LocalityOrder order) {
    const QString first = order == LocalityOrder::Name ? localitySortKey(entry.locality.name)
                                                       : QString::number(qint64(entry.photos));
    return first + u'_' + entry.locality.id.toString();
}

Result<std::optional<LocalityPlace>> localityPlaceFrom(const QString& cursor, LocalityOrder order) {
    if (cursor.isEmpty())
        return std::nullopt;
    const qsizetype split = cursor.lastIndexOf(u'_');
    const QString first = cursor.left(split);
    const auto id = LocalityId::fromString(cursor.mid(split + 1));
    bool ok = true;
    const qint64 photos = order == LocalityOrder::Count ? first.toLongLong(&ok) : 0;
    if (split < 0 || !ok || !id)
        return fail(ErrorCode::BadRequest);
    return LocalityPlace{photos, first, *id};
}

QJsonObject asJson(const LibraryLocality& entry) {
    QJsonObject out = codec::toJson(entry.locality);
    out.insert("photos"_L1, qint64(entry.photos));
    out.insert("bytes"_L1, qint64(entry.bytes));
    if (entry.newest.id.isValid())
        out.insert("newest"_L1, codec::toJson(entry.newest));
    return out;
}

} // namespace

LibraryRoutes::LibraryRoutes(Library& library, Executor& executor, Epoch epoch, std::int64_t quota,
                             const Clock& clock, QObject* parent)
    : QObject(parent),
      m_library(library),
      m_executor(executor),
      m_epoch(std::move(epoch)),
      m_quota(quota),
      m_clock(clock) {}

void LibraryRoutes::addTo(RouteTable& table) {
    const auto add = [&](const QString& pattern, auto handler) {
        Route route;
        route.method = "GET";
        route.pattern = pattern;
        route.operation = u"download"_s;
        route.resource = u"library"_s;
        route.handler = [handler](const Exchange& exchange, const Principal& who, const PathArguments& path) {
            handler(exchange, who.person.id, path);
        };
        table.add(std::move(route));
    };
    using Path = PathArguments;
    add(u"/v1/photos/search"_s, [this](auto exchange, PersonId who, const Path&) { search(exchange, who); });
    add(u"/v1/photos/months/{month}"_s, [this](auto exchange, PersonId who, const Path& path) {
        month(exchange, who, path.value(u"month"_s));
    });
    add(u"/v1/photos/memories"_s,
        [this](auto exchange, PersonId who, const Path&) { memories(exchange, who); });
    add(u"/v1/photos/groups"_s, [this](auto exchange, PersonId who, const Path&) { groups(exchange, who); });
    add(u"/v1/photos/tags"_s, [this](auto exchange, PersonId who, const Path&) { tags(exchange, who); });
    add(u"/v1/photos/localities"_s,
        [this](auto exchange, PersonId who, const Path&) { localities(exchange, who); });
    add(u"/v1/photos/statistics"_s,
        [this](auto exchange, PersonId who, const Path&) { statistics(exchange, who); });
    add(u"/v1/photos/{id}/holders"_s, [this](auto exchange, PersonId who, const Path& path) {
        holders(exchange, who, path.value(u"id"_s));
    });
}

void LibraryRoutes::search(const Exchange& exchange, PersonId person) {
    const auto before = placeFrom(textOf(*exchange, u"before"_s));
    const auto limit =
        numberFrom(exchange->request().query, u"limit"_s, limits::photosPerListPage, Library::largestPage);
    if (!before || !limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_library.search(person, textOf(*exchange, u"q"_s), *before, static_cast<int>(*limit)),
         [exchange](const Result<LibraryPage>& page) {
             exchange->respond(page ? jsonBytes(listBody(*page)) : problem(page.error()));
         });
}

void LibraryRoutes::month(const Exchange& exchange, PersonId person, const QString& name) {
    const QDate first = QDate::fromString(name + u"-01"_s, Qt::ISODate);
    const auto before = placeFrom(textOf(*exchange, u"before"_s));
    const auto limit =
        numberFrom(exchange->request().query, u"limit"_s, Library::mostOfMonth, Library::mostOfMonth);
    if (name.size() != 7 || !first.isValid() || !before || !limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_library.month(person, first.year() * 12 + first.month() - 1, *before, static_cast<int>(*limit)),
         [this, exchange](const Result<MonthPage>& month) {
             if (!month)
                 return exchange->respond(problem(month.error()));
             const QList<IndexedPhoto>& photos = month->photos;
             HttpResponse response;
             response.headers = {{"content-type", "application/vnd.parlor.photo-index"},
                                 {"cache-control", "no-store"}};
             // A month of more photos than a page holds comes as pages one after the other.
             QByteArray body;
             qsizetype at = 0;
             do {
                 PhotoIndexPage page;
                 page.epoch = m_epoch;
                 page.photos = photos.mid(at, photoIndexRows);
                 at += page.photos.size();
                 page.more = at < photos.size() || month->more;
                 body += encodePhotoIndex(page);
             } while (at < photos.size());
             response.body = body;
             exchange->respond(std::move(response));
         });
}

void LibraryRoutes::memories(const Exchange& exchange, PersonId person) {
    const QString day = textOf(*exchange, u"day"_s);
    const QDate date = day.isEmpty() ? QDateTime::fromMSecsSinceEpoch(m_clock.now(), Qt::UTC).date()
                                     : QDate::fromString(day, Qt::ISODate);
    if (!date.isValid())
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_library.memories(person, date), [exchange](const Result<QList<Memory>>& memories) {
        if (!memories)
            return exchange->respond(problem(memories.error()));
        QByteArray out = "{\"years\":[";
        for (const Memory& memory : *memories) {
            if (&memory != &memories->first())
                out += ',';
            out += "{\"year\":" + QByteArray::number(memory.year) + ',' + listBody(memory.photos).mid(1);
        }
        exchange->respond(jsonBytes(out + "]}"));
    });
}

void LibraryRoutes::groups(const Exchange& exchange, PersonId person) {
    const QString kind = textOf(*exchange, u"kind"_s);
    const QString cursor = textOf(*exchange, u"before"_s);
    const auto before = cursor.isEmpty() ? std::optional(PhotoId()) : PhotoId::fromString(cursor);
    const auto limit = numberFrom(exchange->request().query, u"limit"_s, groupsOfPage, groupsOfPage);
    if ((kind != u"similar" && kind != u"burst") || !before || !limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_library.groups(person, kind == u"burst" ? GroupKind::Burst : GroupKind::Similar, *before,
                          static_cast<int>(*limit)),
         [exchange](const Result<GroupPage>& page) {
             if (!page)
                 return exchange->respond(problem(page.error()));
             QByteArray out = "{\"groups\":[";
             for (const PhotoGroup& group : page->groups) {
                 if (&group != &page->groups.first())
                     out += ',';
                 out += "{\"id\":\"" + group.id.toString().toLatin1() + "\",\"photos\":[";
                 for (const StoredPhoto& photo : group.photos) {
                     if (&photo != &group.photos.first())
                         out += ',';
                     out += ownersBytes(photo);
                 }
                 out += "]}";
             }
             const QByteArray next =
                 page->end ? QByteArray("null") : '"' + page->groups.last().id.toString().toLatin1() + '"';
             exchange->respond(
                 jsonBytes(out + "],\"next\":" + next + ",\"end\":" + (page->end ? "true}" : "false}")));
         });
}

void LibraryRoutes::tags(const Exchange& exchange, PersonId person) {
    const auto limit = numberFrom(exchange->request().query, u"limit"_s, mostTags, mostTags);
    if (!limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    const int most = static_cast<int>(*limit);
    when(m_library.tags(person, tagKey(textOf(*exchange, u"after"_s)), most),
         [exchange, most](const Result<QList<LibraryCount>>& tags) {
             if (!tags)
                 return exchange->respond(problem(tags.error()));
             const bool end = tags->size() < most;
             exchange->respond(
                 json({{"tags"_L1, countsAsJson(*tags, "tag"_L1)},
                       {"next"_L1, end ? QJsonValue(QJsonValue::Null) : QJsonValue(tags->last().key)},
                       {"end"_L1, end}}));
         });
}

void LibraryRoutes::localities(const Exchange& exchange, PersonId person) {
    const QString order = textOf(*exchange, u"order"_s);
    LocalityQuery query;
    query.owner = person;
    query.order = order == u"name" ? LocalityOrder::Name : LocalityOrder::Count;
    const auto after = localityPlaceFrom(textOf(*exchange, u"after"_s), query.order);
    const auto limit =
        numberFrom(exchange->request().query, u"limit"_s, localitiesOfPage, Library::largestPage);
    if ((!order.isEmpty() && order != u"name" && order != u"photos") || !after || !limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    query.after = *after;
    query.limit = static_cast<int>(*limit);
    when(m_library.localities(query), [exchange, order = query.order](const Result<LocalityPage>& page) {
        if (!page)
            return exchange->respond(problem(page.error()));
        QJsonArray localities;
        for (const LibraryLocality& entry : page->localities)
            localities.append(asJson(entry));
        const QJsonValue next =
            page->end ? QJsonValue(QJsonValue::Null) : QJsonValue(cursorOf(page->localities.last(), order));
        exchange->respond(json({{"localities"_L1, localities}, {"next"_L1, next}, {"end"_L1, page->end}}));
    });
}

void LibraryRoutes::statistics(const Exchange& exchange, PersonId person) {
    when(m_library.statistics(person), [this, exchange](const Result<LibraryStatistics>& statistics) {
        exchange->respond(statistics ? json(asJson(*statistics, m_quota)) : problem(statistics.error()));
    });
}

void LibraryRoutes::holders(const Exchange& exchange, PersonId person, const QString& photo) {
    const auto id = PhotoId::fromString(photo);
    if (!id)
        return exchange->respond(problem(ErrorCode::UnknownPhoto));
    when(m_library.holders(person, *id), [exchange](const Result<PhotoHolders>& holders) {
        if (!holders)
            return exchange->respond(problem(holders.error()));
        QJsonArray channels;
        for (const ChannelId channel : holders->conversations)
            channels.append(channel.toString());
        exchange->respond(json({{"conversations"_L1, channels.size()},
                                {"channels"_L1, channels},
                                {"albums"_L1, holders->albums}}));
    });
}

} // namespace parlor::server
