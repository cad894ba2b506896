#include "server/edge/photos/albumroutes.h"

#include "server/edge/http/jsonbody.h"
#include "server/edge/http/libraryroute.h"
#include "server/edge/photos/photoanswers.h"
#include "shared/protocol/jsonreader.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

constexpr int usualPage = 100;
constexpr qsizetype mostPhotos = AlbumService::mostAtOnce;

template<class T>
Result<T> idFrom(const QString& text) {
    if (text.isEmpty())
        return T();
    const auto id = T::fromString(text);
    return id ? Result<T>(*id) : fail(ErrorCode::BadRequest);
}

/// A field that is there: an id, or null for none.
template<class T>
Status takeId(const QJsonObject& body, QLatin1StringView key, std::optional<T>& into) {
    if (!body.contains(key))
        return {};
    const QJsonValue value = body.value(key);
    if (!value.isNull() && !value.isString())
        return fail(ErrorCode::BadRequest);
    TRY_ASSIGN(into, idFrom<T>(value.toString()));
    return {};
}

Status takeText(const QJsonObject& body, QLatin1StringView key, std::optional<QString>& into) {
    if (!body.contains(key))
        return {};
    if (!body.value(key).isString())
        return fail(ErrorCode::BadRequest);
    into = body.value(key).toString();
    return {};
}

Result<AlbumEdit> editFrom(const QJsonObject& body) {
    AlbumEdit edit;
    TRY(takeText(body, "title"_L1, edit.title));
    TRY(takeText(body, "note"_L1, edit.note));
    TRY(takeId(body, "parent"_L1, edit.parent));
    TRY(takeId(body, "before"_L1, edit.before));
    TRY(takeId(body, "cover"_L1, edit.cover));
    return edit;
}

Result<AlbumShare> shareFrom(const QUrlQuery& query) {
    AlbumShare share;
    TRY_ASSIGN(share.person, idFrom<PersonId>(query.queryItemValue(u"person"_s)));
    TRY_ASSIGN(share.channel, idFrom<ChannelId>(query.queryItemValue(u"channel"_s)));
    return share;
}

} // namespace

AlbumRoutes::AlbumRoutes(AlbumService& albums, Executor& executor, QObject* parent)
    : QObject(parent), m_albums(albums), m_executor(executor) {}

void AlbumRoutes::addTo(RouteTable& table) {
    const auto add = [&](const char* method, const QString& pattern, auto handler) {
        table.add(libraryRoute<AlbumId>(method, pattern, ErrorCode::UnknownAlbum, handler));
    };
    const QString all = u"/v1/albums"_s;
    const QString one = u"/v1/albums/{id}"_s;
    add("GET", all, [this](const Exchange& e, PersonId who, AlbumId) { list(e, who); });
    add("POST", all, [this](const Exchange& e, PersonId who, AlbumId) { create(e, who); });
    add("GET", one,
        [this](const Exchange& e, PersonId who, AlbumId id) { answer(e, m_albums.byId(who, id)); });
    add("PATCH", one, [this](const Exchange& e, PersonId who, AlbumId id) { edit(e, who, id); });
    add("DELETE", one, [this](const Exchange& e, PersonId who, AlbumId id) {
        when(m_albums.remove(who, id),
             [e](const Status& removed) { e->respond(removed ? noContent() : problem(removed.error())); });
    });
    add("GET", one + u"/photos"_s,
        [this](const Exchange& e, PersonId who, AlbumId id) { photos(e, who, id); });
    add("POST", one + u"/photos"_s,
        [this](const Exchange& e, PersonId who, AlbumId id) { change(e, who, id); });
    add("GET", one + u"/shares"_s,
        [this](const Exchange& e, PersonId who, AlbumId id) { shares(e, who, id); });
    add("POST", one + u"/shares"_s,
        [this](const Exchange& e, PersonId who, AlbumId id) { share(e, who, id); });
    add("DELETE", one + u"/shares"_s,
        [this](const Exchange& e, PersonId who, AlbumId id) { unshare(e, who, id); });
}

void AlbumRoutes::answer(const Exchange& exchange, const Task<Result<Album>>& task, int status) {
    when(task, [exchange, status](const Result<Album>& album) {
        if (!album)
            return exchange->respond(problem(album.error()));
        HttpResponse response = jsonBytes(codec::toBytes(*album));
        response.status = status;
        exchange->respond(std::move(response));
    });
}

void AlbumRoutes::list(const Exchange& exchange, PersonId person) {
    const QUrlQuery& query = exchange->request().query;
    const auto after = idFrom<AlbumId>(query.queryItemValue(u"after"_s));
    const auto limit = numberFrom(query, u"limit"_s, usualPage, AlbumService::largestPage);
    if (!after || !limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    const bool shared = query.queryItemValue(u"shared"_s) == u"true";
    when(m_albums.list({person, shared, *after, static_cast<int>(*limit)}),
         [exchange](const Result<AlbumList>& list) {
             if (!list)
                 return exchange->respond(problem(list.error()));
             QByteArray out = "{\"albums\":[";
             for (const Album& album : list->albums) {
                 if (&album != &list->albums.first())
                     out += ',';
                 out += codec::toBytes(album);
             }
             const QByteArray next =
                 list->end ? QByteArray("null") : '"' + list->albums.last().id.toString().toLatin1() + '"';
             exchange->respond(
                 jsonBytes(out + "],\"next\":" + next + ",\"end\":" + (list->end ? "true}" : "false}")));
         });
}

void AlbumRoutes::create(const Exchange& exchange, PersonId person) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, person](const QJsonObject& body) {
        const auto wanted = editFrom(body);
        const QJsonValue clientId = body.value("client_id"_L1);
        if (!wanted || !wanted->title || (!clientId.isUndefined() && !isClientId(clientId.toString())))
            return exchange->respond(problem(ErrorCode::BadRequest));
        answer(exchange,
               m_albums.create({person, *wanted->title, wanted->note.value_or(QString()),
                                wanted->parent.value_or(AlbumId()), clientId.toString()}),
               201);
    });
}

void AlbumRoutes::edit(const Exchange& exchange, PersonId person, AlbumId album) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, person, album](const QJsonObject& body) {
        const auto change = editFrom(body);
        if (!change)
            return exchange->respond(problem(change.error()));
        answer(exchange, m_albums.edit(person, album, *change));
    });
}

void AlbumRoutes::photos(const Exchange& exchange, PersonId person, AlbumId album) {
    const QUrlQuery& query = exchange->request().query;
    const auto after = idFrom<PhotoId>(query.queryItemValue(u"after"_s));
    const auto limit = numberFrom(query, u"limit"_s, usualPage, AlbumService::largestPage);
    if (!after || !limit || *limit == 0)
        return exchange->respond(problem(ErrorCode::BadRequest));
    when(m_albums.photos({person, album, *after, static_cast<int>(*limit)}),
         [exchange, person](const Result<AlbumPage>& page) {
             if (!page)
                 return exchange->respond(problem(page.error()));
             QByteArray out = "{\"photos\":[";
             for (const StoredPhoto& stored : page->photos) {
                 if (&stored != &page->photos.first())
                     out += ',';
                 const bool own = stored.photo.owner == person;
                 out += own ? ownersBytes(stored) : codec::toBytes(asOthersSeeIt(stored.photo));
             }
             const QByteArray next = page->end
                                         ? QByteArray("null")
                                         : '"' + page->photos.last().photo.id.toString().toLatin1() + '"';
             exchange->respond(
                 jsonBytes(out + "],\"next\":" + next + ",\"end\":" + (page->end ? "true}" : "false}")));
         });
}

void AlbumRoutes::change(const Exchange& exchange, PersonId person, AlbumId album) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, person, album](const QJsonObject& body) {
        codec::JsonReader in(body);
        QList<PhotoId> add;
        QList<PhotoId> remove;
        PhotoId before;
        in.ids("add"_L1, add, mostPhotos);
        in.ids("remove"_L1, remove, mostPhotos);
        in.id("before"_L1, before);
        // One of both: half of a change must not happen.
        if (!in.status() || add.isEmpty() == remove.isEmpty())
            return exchange->respond(problem(!in.status() && in.status().error().code == ErrorCode::TooLarge
                                                 ? ErrorCode::TooLarge
                                                 : ErrorCode::BadRequest));
        answer(exchange, add.isEmpty() ? m_albums.take(person, album, remove)
                                       : m_albums.put(person, album, add, before));
    });
}

void AlbumRoutes::shares(const Exchange& exchange, PersonId person, AlbumId album) {
    when(m_albums.shares(person, album), [exchange](const Result<QList<AlbumShare>>& shares) {
        if (!shares)
            return exchange->respond(problem(shares.error()));
        QJsonArray out;
        for (const AlbumShare& share : *shares)
            out.append(codec::toJson(share));
        exchange->respond(json({{"shares"_L1, out}}));
    });
}

void AlbumRoutes::share(const Exchange& exchange, PersonId person, AlbumId album) {
    withJsonBody(exchange, &m_executor, this, [this, exchange, person, album](const QJsonObject& body) {
        const auto share = codec::albumShareFromJson(body);
        if (!share)
            return exchange->respond(problem(ErrorCode::BadRequest));
        answer(exchange, m_albums.share(person, album, *share));
    });
}

void AlbumRoutes::unshare(const Exchange& exchange, PersonId person, AlbumId album) {
    const auto share = shareFrom(exchange->request().query);
    if (!share)
        return exchange->respond(problem(share.error()));
    when(m_albums.unshare(person, album, *share), [exchange](const Status& removed) {
        exchange->respond(removed ? noContent() : problem(removed.error()));
    });
}

} // namespace parlor::server
