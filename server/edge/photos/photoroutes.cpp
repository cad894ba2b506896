#include "server/edge/photos/photoroutes.h"

#include "server/edge/http/jsonbody.h"
#include "server/edge/http/problem.h"
#include "server/edge/photos/photoanswers.h"
#include "server/edge/photos/phototag.h"
#include "shared/protocol/photoindex.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

std::optional<Shelf> shelfFrom(const QString& name) {
    if (name.isEmpty() || name == u"library")
        return Shelf::Library;
    if (name == u"archive")
        return Shelf::Archive;
    if (name == u"trash")
        return Shelf::Trash;
    if (name == u"refused")
        return Shelf::Refused;
    return std::nullopt;
}

HttpResponse ownersAnswer(const StoredPhoto& photo) {
    HttpResponse response = jsonBytes(ownersBytes(photo));
    response.headers.append({"etag", tagOf(photo)});
    return response;
}

template<class T, class Read>
Status take(const QJsonObject& body, QLatin1StringView key, std::optional<T>& into, bool fits, Read read) {
    if (!body.contains(key))
        return {};
    if (!fits)
        return fail(ErrorCode::BadRequest);
    into = read();
    return {};
}

/// Each of the two alone changes only itself. Numbers that are no whole ones are refused for being too large.
Result<std::optional<PhotoEdit::Taken>> takenFrom(const QJsonObject& body) {
    constexpr std::int64_t noTime = std::numeric_limits<std::int64_t>::max();
    constexpr int noOffset = std::numeric_limits<int>::max();
    const QJsonValue at = body.value("taken_at"_L1);
    const QJsonValue offset = body.value("offset_min"_L1);
    PhotoEdit::Taken taken;
    TRY(take(body, "taken_at"_L1, taken.at, at.isDouble(), [&] { return at.toInteger(noTime); }));
    TRY(take(body, "offset_min"_L1, taken.offsetMinutes, offset.isDouble(),
             [&] { return offset.toInt(noOffset); }));
    return taken.at || taken.offsetMinutes ? std::optional(taken) : std::nullopt;
}

/// Null takes it away.
Result<std::optional<PhotoCrop>> cropFrom(const QJsonObject& body) {
    const QJsonValue value = body.value("crop"_L1);
    if (value.isUndefined())
        return std::nullopt;
    if (value.isNull())
        return PhotoCrop();
    const auto crop = codec::photoCropFromJson(value.toObject()); // which is empty for anything else
    if (!crop)
        return fail(ErrorCode::BadRequest, u"crop"_s);
    return *crop;
}

Result<PhotoEdit> editFrom(const QJsonObject& body) {
    PhotoEdit edit;
    for (auto [key, into] :
         {std::pair("favourite"_L1, &edit.favourite), std::pair("archived"_L1, &edit.archived),
          std::pair("trashed"_L1, &edit.trashed)}) {
        const QJsonValue value = body.value(key);
        TRY(take(body, key, *into, value.isBool(), [&] { return value.toBool(); }));
    }
    const QJsonValue caption = body.value("caption"_L1);
    TRY(take(body, "caption"_L1, edit.caption, caption.isString(), [&] { return caption.toString(); }));
    if (body.contains("tags"_L1)) {
        QStringList tags;
        const QJsonArray list = body.value("tags"_L1).toArray();
        for (const QJsonValue& tag : list)
            tags.append(tag.toString());
        const bool words = body.value("tags"_L1).isArray()
                           && std::ranges::all_of(list, [](const QJsonValue& tag) { return tag.isString(); });
        TRY(take(body, "tags"_L1, edit.tags, words && list.size() <= limits::jsonKeys, [&] { return tags; }));
    }
    const QJsonValue latitude = body.value("latitude"_L1);
    const QJsonValue longitude = body.value("longitude"_L1);
    const bool place = latitude.isDouble() && longitude.isDouble();
    if (latitude.isNull() && longitude.isNull())
        edit.place = PhotoEdit::Place{};
    else
        TRY(take(body, "latitude"_L1, edit.place, place,
                 [&] { return PhotoEdit::Place{latitude.toDouble(), longitude.toDouble()}; }));
    const QJsonValue rating = body.value("rating"_L1);
    TRY(take(body, "rating"_L1, edit.rating, rating.isDouble(), [&] { return rating.toInt(-1); }));
    const QJsonValue rotation = body.value("rotation"_L1);
    TRY(take(body, "rotation"_L1, edit.rotation, rotation.isDouble(), [&] { return rotation.toInt(-1); }));
    TRY_ASSIGN(edit.crop, cropFrom(body));
    const QJsonValue metadata = body.value("metadata"_L1);
    TRY(take(body, "metadata"_L1, edit.metadata, metadata.isObject(), [&] { return metadata.toObject(); }));
    TRY_ASSIGN(edit.taken, takenFrom(body));
    return edit;
}

/// A list knows the photos of one rating or of one locality; a search takes them all.
bool asksForTooMuch(const LibraryQuery& query) {
    const bool others = query.favourites || !query.tag.isEmpty();
    if (query.leastRating > 0)
        return others || query.locality.isValid() || query.shelf != Shelf::Library;
    return query.locality.isValid() && others;
}

} // namespace

PhotoRoutes::PhotoRoutes(Library& library, PhotoCatalogue& catalogue, PhotoAccess& access,
                         PhotoCopies& copies, Executor& executor, Epoch epoch, QObject* parent)
    : QObject(parent),
      m_library(library),
      m_catalogue(catalogue),
      m_access(access),
      m_copies(copies),
      m_executor(executor),
      m_epoch(std::move(epoch)) {}

void PhotoRoutes::addTo(RouteTable& table) {
    const auto add = [&](const char* method, const QString& pattern, const QString& operation, RateKind rate,
                         std::int64_t bodyLimit, RouteHandler handler, bool bare = false) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        route.operation = operation;
        route.resource = u"library"_s;
        route.rate = rate;
        route.bodyLimit = bodyLimit;
        route.handler = std::move(handler);
        route.bareToken = bare;
        table.add(std::move(route));
    };
    const QString read = u"download"_s;
    const QString write = u"upload"_s;
    add("GET", u"/v1/photos"_s, read, RateKind::Read, 0,
        [this](auto exchange, const Principal& who, const PathArguments&) {
            list(exchange, who, Library::largestPage);
        });
    add(
        "GET", u"/list/photos"_s, read, RateKind::Read, 0,
        [this](auto exchange, const Principal& who, const PathArguments&) {
            list(exchange, who, limits::photosPerListPage);
        },
        true);
    add("GET", u"/v1/photos/months"_s, read, RateKind::Read, 0,
        [this](auto exchange, const Principal& who, const PathArguments&) { months(exchange, who); });
    add("GET", u"/v1/photos/index"_s, read, RateKind::Read, 0,
        [this](auto exchange, const Principal& who, const PathArguments&) { index(exchange, who); });
    add("POST", u"/v1/photos/check"_s, write, RateKind::Read, limits::jsonBody,
        [this](auto exchange, const Principal& who, const PathArguments&) { check(exchange, who); });
    add("GET", u"/v1/photos/{id}"_s, read, RateKind::Read, 0,
        [this](auto exchange, const Principal& who, const PathArguments& path) {
            show(exchange, who, path);
        });
    add("PATCH", u"/v1/photos/{id}"_s, write, RateKind::Read, limits::jsonBody,
        [this](auto exchange, const Principal& who, const PathArguments& path) {
            edit(exchange, who, path);
        });
    add("DELETE", u"/v1/photos/{id}"_s, write, RateKind::Read, 0,
        [this](auto exchange, const Principal& who, const PathArguments& path) {
            remove(exchange, who, path);
        });
    add("POST", u"/v1/photos/{id}/copy"_s, write, RateKind::Read, limits::jsonBody,
        [this](auto exchange, const Principal& who, const PathArguments& path) {
            copy(exchange, who, path);
        });
}

void PhotoRoutes::list(const Exchange& exchange, const Principal& principal, int most) {
    const QUrlQuery& query = exchange->request().query;
    const auto before = placeFrom(query.queryItemValue(u"before"_s));
    const auto limit = numberFrom(query, u"limit"_s, limits::photosPerListPage, most);
    const auto shelf = shelfFrom(query.queryItemValue(u"shelf"_s));
    const auto rating = numberFrom(query, u"rating"_s, 0, highestRating + 1);
    const QString town = query.queryItemValue(u"locality"_s);
    const auto locality = town.isEmpty() ? std::optional(LocalityId()) : LocalityId::fromString(town);
    if (!before || !limit || *limit == 0 || !shelf || !rating || *rating > highestRating || !locality)
        return exchange->respond(problem(ErrorCode::BadRequest));
    LibraryQuery wanted;
    wanted.owner = principal.person.id;
    wanted.shelf = *shelf;
    wanted.favourites = query.queryItemValue(u"favourite"_s) == u"true";
    wanted.tag = tagKey(query.queryItemValue(u"tag"_s, QUrl::FullyDecoded));
    wanted.locality = *locality;
    wanted.leastRating = static_cast<int>(*rating);
    if (asksForTooMuch(wanted))
        return exchange->respond(problem(ErrorCode::BadRequest));
    wanted.before = *before;
    wanted.limit = static_cast<int>(*limit);
    when(m_library.page(wanted), [exchange](const Result<LibraryPage>& page) {
        exchange->respond(page ? jsonBytes(listBody(*page)) : problem(page.error()));
    });
}

void PhotoRoutes::months(const Exchange& exchange, const Principal& principal) {
    when(m_library.months(principal.person.id), [exchange](const Result<QList<MonthCount>>& counts) {
        if (!counts)
            return exchange->respond(problem(counts.error()));
        QJsonArray months;
        for (const MonthCount& count : *counts)
            months.append(QJsonObject{
                {"month"_L1, QString::asprintf("%04d-%02d", count.month / 12, count.month % 12 + 1)},
                {"photos"_L1, count.photos}});
        exchange->respond(json({{"months"_L1, months}}));
    });
}

void PhotoRoutes::index(const Exchange& exchange, const Principal& principal) {
    const QUrlQuery& query = exchange->request().query;
    const auto cursor = numberFrom(query, u"cursor"_s, 0, std::numeric_limits<std::int64_t>::max());
    const auto limit = numberFrom(query, u"limit"_s, photoIndexRows / 2, photoIndexRows / 2);
    if (!cursor || !limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_library.changedSince(principal.person.id, *cursor, static_cast<int>(*limit)),
         [this, exchange](const Result<PhotoIndexPage>& changed) {
             if (!changed)
                 return exchange->respond(problem(changed.error()));
             PhotoIndexPage page = *changed;
             page.epoch = m_epoch;
             HttpResponse response;
             response.headers = {{"content-type", "application/vnd.parlor.photo-index"},
                                 {"cache-control", "no-store"}};
             response.body = encodePhotoIndex(page);
             exchange->respond(std::move(response));
         });
}

void PhotoRoutes::check(const Exchange& exchange, const Principal& principal) {
    withJsonBody(
        exchange, &m_executor, this, [this, exchange, person = principal.person.id](const QJsonObject& body) {
            const QJsonArray hashes = body.value("hashes"_L1).toArray();
            QList<QByteArray> asked;
            for (const QJsonValue& value : hashes) {
                const QByteArray hex = value.toString().toLatin1().toLower();
                const QByteArray hash = QByteArray::fromHex(hex);
                if (hash.size() != 32 || hash.toHex() != hex)
                    return exchange->respond(problem(ErrorCode::BadRequest));
                asked.append(hash);
            }
            if (asked.isEmpty() || asked.size() > limits::checkHashes)
                return exchange->respond(problem(ErrorCode::BadRequest));
            when(m_library.check(person, asked), [exchange, asked](const Result<QList<KnownHash>>& known) {
                if (!known)
                    return exchange->respond(problem(known.error()));
                QJsonArray have;
                QJsonArray trashed;
                QSet<QByteArray> there;
                for (const KnownHash& hash : *known) {
                    if (hash.shelf == Shelf::Refused || hash.shelf == Shelf::Held)
                        continue; // may be sent again
                    there.insert(hash.sha256);
                    (hash.shelf == Shelf::Trash ? trashed : have)
                        .append(QJsonObject{{"sha256"_L1, QString::fromLatin1(hash.sha256.toHex())},
                                            {"id"_L1, hash.id.toString()}});
                }
                QJsonArray need;
                for (const QByteArray& hash : asked)
                    if (!there.contains(hash))
                        need.append(QString::fromLatin1(hash.toHex()));
                exchange->respond(json({{"have"_L1, have}, {"trashed"_L1, trashed}, {"need"_L1, need}}));
            });
        });
}

void PhotoRoutes::show(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    const auto id = PhotoId::fromString(path.value(u"id"_s));
    if (!id)
        return exchange->respond(problem(ErrorCode::UnknownPhoto));
    const PersonId person = principal.person.id;
    m_catalogue.find(*id, [this, exchange, person](const Result<StoredPhoto>& stored) {
        if (!stored)
            return exchange->respond(problem(stored.error()));
        m_access.maySee(person, stored->photo.id, stored->photo.owner,
                        [exchange, person, stored = *stored](bool may) {
                            if (!may)
                                return exchange->respond(problem(ErrorCode::UnknownPhoto));
                            exchange->respond(stored.photo.owner == person
                                                  ? ownersAnswer(stored)
                                                  : jsonBytes(codec::toBytes(asOthersSeeIt(stored.photo))));
                        });
    });
}

void PhotoRoutes::edit(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    const auto id = PhotoId::fromString(path.value(u"id"_s));
    if (!id)
        return exchange->respond(problem(ErrorCode::UnknownPhoto));
    const auto revisions = revisionsAskedFor(exchange->request());
    if (!revisions)
        return exchange->respond(problem(revisions.error()));
    withJsonBody(exchange, &m_executor, this,
                 [this, exchange, id = *id, person = principal.person.id,
                  revisions = *revisions](const QJsonObject& body) {
                     const auto answer = [exchange](const Result<StoredPhoto>& edited) {
                         if (edited)
                             return exchange->respond(ownersAnswer(*edited));
                         const bool stale = edited.error().code == ErrorCode::Conflict;
                         exchange->respond(stale ? problem(ErrorCode::Conflict, 412)
                                                 : problem(edited.error()));
                     };
                     if (body.contains("original_version"_L1)) {
                         if (body.size() != 1 || !body.value("original_version"_L1).isNull())
                             return exchange->respond(problem(ErrorCode::BadRequest));
                         return when(m_library.part(person, id, revisions), answer);
                     }
                     auto change = editFrom(body);
                     if (!change)
                         return exchange->respond(problem(change.error()));
                     change->atRevisions = revisions;
                     when(m_library.edit(person, id, *std::move(change)), answer);
                 });
}

void PhotoRoutes::remove(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    const auto id = PhotoId::fromString(path.value(u"id"_s));
    if (!id)
        return exchange->respond(problem(ErrorCode::UnknownPhoto));
    const QString everywhere = exchange->request().query.queryItemValue(u"conversations"_s);
    if (!everywhere.isEmpty() && everywhere != u"true" && everywhere != u"false")
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_library.remove(principal.person.id, *id, everywhere != u"false"),
         [exchange](const Status& removed) {
             exchange->respond(removed ? noContent() : problem(removed.error()));
         });
}

void PhotoRoutes::copy(const Exchange& exchange, const Principal& principal, const PathArguments& path) {
    const auto id = PhotoId::fromString(path.value(u"id"_s));
    if (!id)
        return exchange->respond(problem(ErrorCode::UnknownPhoto));
    when(exchange->readBody(limits::jsonBody),
         [this, exchange, id = *id, person = principal.person.id](const Result<QByteArray>& body) {
             if (!body)
                 return exchange->respond(problem(body.error()));
             if (!body->isEmpty() && !codec::parseObject(*body, limits::jsonBody))
                 return exchange->respond(problem(ErrorCode::BadRequest));
             when(m_copies.copy(person, id), [this, exchange](const Result<SavedCopy>& saved) {
                 if (!saved)
                     return exchange->respond(problem(saved.error()));
                 tellOf(exchange, *saved);
             });
         });
}

void PhotoRoutes::tellOf(const Exchange& exchange, const SavedCopy& saved) {
    m_catalogue.find(saved.photo, [exchange, saved](const Result<StoredPhoto>& stored) {
        if (!stored)
            return exchange->respond(problem(stored.error()));
        HttpResponse response = ownersAnswer(*stored);
        response.status = saved.had ? 200 : 201;
        exchange->respond(std::move(response));
    });
}

} // namespace parlor::server
