#include "client/core/photos/libraryactions.h"

#include "shared/protocol/codec.h"

#include <QJsonArray>
#include <QUrl>

namespace parlor::client {

namespace {

constexpr int page = 100;

QString encoded(const QString& text) {
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

QJsonObject bodyOf(const PhotoChange& change) {
    QJsonObject body;
    if (change.favourite)
        body.insert(u"favourite"_qs, *change.favourite);
    if (change.archived)
        body.insert(u"archived"_qs, *change.archived);
    if (change.trashed)
        body.insert(u"trashed"_qs, *change.trashed);
    if (change.caption)
        body.insert(u"caption"_qs, *change.caption);
    if (change.tags)
        body.insert(u"tags"_qs, QJsonArray::fromStringList(*change.tags));
    if (change.rotation)
        body.insert(u"rotation"_qs, *change.rotation);
    if (change.crop)
        body.insert(u"crop"_qs,
                    change.crop->isWhole() ? QJsonValue(QJsonValue::Null) : codec::toJson(*change.crop));
    if (change.taken) {
        body.insert(u"taken_at"_qs, qint64(change.taken->at));
        body.insert(u"offset_min"_qs, change.taken->offsetMinutes);
    }
    if (change.place || change.forgetPlace) {
        const bool none = change.forgetPlace;
        body.insert(u"latitude"_qs, none ? QJsonValue(QJsonValue::Null) : QJsonValue(change.place->latitude));
        body.insert(u"longitude"_qs,
                    none ? QJsonValue(QJsonValue::Null) : QJsonValue(change.place->longitude));
    }
    return body;
}

QJsonArray idsOf(const QList<PhotoId>& photos) {
    QJsonArray ids;
    for (const PhotoId id : photos)
        ids.append(id.toString());
    return ids;
}

Result<PhotoList> listFrom(const QJsonObject& object) {
    PhotoList list;
    for (const QJsonValue& value : object.value(u"photos"_qs).toArray()) {
        TRY_ASSIGN(Photo photo, codec::photoFromJson(value.toObject()));
        list.photos.append(std::move(photo));
    }
    list.next = object.value(u"next"_qs).toString();
    return list;
}

QString pathOf(PhotoId photo, const QString& rest = {}) {
    return u"/v1/photos/"_qs + photo.toString() + rest;
}

QString pathOf(AlbumId album, const QString& rest = {}) {
    return u"/v1/albums/"_qs + album.toString() + rest;
}

} // namespace

LibraryActions::LibraryActions(Api& api, Executor& executor, QObject* parent)
    : QObject(parent), m_api(api), m_executor(executor) {}

template<class T, class Read>
Task<Result<T>> LibraryActions::ask(const Task<Result<HttpAnswer>>& call, Read read) {
    const Promise<Result<T>> promise;
    whenDone(call, &m_executor, this, [promise, read](const Result<HttpAnswer>& answer) {
        const auto object = objectOf(answer);
        promise.finish(object ? Result<T>(read(*object)) : std::unexpected(object.error()));
    });
    return promise.task();
}

Task<Status> LibraryActions::done(const Task<Result<HttpAnswer>>& call) {
    const Promise<Status> promise;
    whenDone(call, &m_executor, this, [promise](const Result<HttpAnswer>& answer) {
        promise.finish(answer ? Status() : std::unexpected(answer.error()));
    });
    return promise.task();
}

Task<Result<Photo>> LibraryActions::change(PhotoId photo, const PhotoChange& change) {
    return ask<Photo>(m_api.json("PATCH", pathOf(photo), bodyOf(change)), &codec::photoFromJson);
}

Task<Status> LibraryActions::remove(PhotoId photo, bool conversations) {
    HttpCall call = jsonCall("DELETE", m_api.server(), pathOf(photo));
    call.url = QUrl(pathOf(photo, conversations ? QString() : u"?conversations=false"_qs));
    return done(m_api.send(std::move(call)));
}

Task<Result<PhotoShownIn>> LibraryActions::shownIn(PhotoId photo) {
    return ask<PhotoShownIn>(m_api.get(pathOf(photo, u"/holders"_qs)), [](const QJsonObject& object) {
        PhotoShownIn shown;
        for (const QJsonValue& value : object.value(u"channels"_qs).toArray())
            if (const auto id = ChannelId::fromString(value.toString()))
                shown.channels.append(*id);
        shown.albums = object.value(u"albums"_qs).toInt();
        return shown;
    });
}

Task<Result<PhotoList>> LibraryActions::search(const QString& query, const QString& from) {
    QString asked = u"limit=%1&q="_qs.arg(page) + encoded(query);
    if (!from.isEmpty())
        asked += u"&before="_qs + encoded(from);
    return ask<PhotoList>(m_api.get(u"/v1/photos/search"_qs, asked), &listFrom);
}

Task<Result<QList<Album>>> LibraryActions::albums(bool shared) {
    const Promise<Result<QList<Album>>> promise;
    nextAlbums(shared, {}, std::make_shared<QList<Album>>(), promise);
    return promise.task();
}

void LibraryActions::nextAlbums(bool shared, AlbumId after, const std::shared_ptr<QList<Album>>& known,
                                const Promise<Result<QList<Album>>>& promise) {
    QString asked = u"limit=%1"_qs.arg(page);
    if (shared)
        asked += u"&shared=true"_qs;
    if (after.isValid())
        asked += u"&after="_qs + after.toString();
    whenDone(m_api.get(u"/v1/albums"_qs, asked), &m_executor, this,
             [this, shared, known, promise](const Result<HttpAnswer>& answer) {
                 const auto object = objectOf(answer);
                 if (!object)
                     return promise.finish(std::unexpected(object.error()));
                 for (const QJsonValue& value : object->value(u"albums"_qs).toArray()) {
                     const auto album = codec::albumFromJson(value.toObject());
                     if (!album)
                         return promise.finish(std::unexpected(album.error()));
                     known->append(*album);
                 }
                 const auto next = AlbumId::fromString(object->value(u"next"_qs).toString());
                 if (next)
                     return nextAlbums(shared, *next, known, promise);
                 promise.finish(*known);
             });
}

Task<Result<Album>> LibraryActions::createAlbum(const QString& title, AlbumId parent) {
    QJsonObject body{{u"title"_qs, title}, {u"client_id"_qs, makeClientId()}};
    if (parent.isValid())
        body.insert(u"parent"_qs, parent.toString());
    return ask<Album>(m_api.json("POST", u"/v1/albums"_qs, body), &codec::albumFromJson);
}

Task<Result<Album>> LibraryActions::renameAlbum(AlbumId album, const QString& title) {
    return ask<Album>(m_api.json("PATCH", pathOf(album), {{u"title"_qs, title}}), &codec::albumFromJson);
}

Task<Status> LibraryActions::removeAlbum(AlbumId album) {
    return done(m_api.json("DELETE", pathOf(album)));
}

Task<Result<PhotoList>> LibraryActions::albumPhotos(AlbumId album, const QString& from) {
    QString asked = u"limit=%1"_qs.arg(page);
    if (!from.isEmpty())
        asked += u"&after="_qs + encoded(from);
    return ask<PhotoList>(m_api.get(pathOf(album, u"/photos"_qs), asked), &listFrom);
}

Task<Result<Album>> LibraryActions::putIntoAlbum(AlbumId album, const QList<PhotoId>& photos,
                                                 PhotoId before) {
    QJsonObject body{{u"add"_qs, idsOf(photos)}};
    if (before.isValid())
        body.insert(u"before"_qs, before.toString());
    return ask<Album>(m_api.json("POST", pathOf(album, u"/photos"_qs), body), &codec::albumFromJson);
}

Task<Result<Album>> LibraryActions::takeFromAlbum(AlbumId album, const QList<PhotoId>& photos) {
    return ask<Album>(m_api.json("POST", pathOf(album, u"/photos"_qs), {{u"remove"_qs, idsOf(photos)}}),
                      &codec::albumFromJson);
}

Task<Result<Album>> LibraryActions::shareAlbum(AlbumId album, const AlbumShare& share) {
    return ask<Album>(m_api.json("POST", pathOf(album, u"/shares"_qs), codec::toJson(share)),
                      &codec::albumFromJson);
}

} // namespace parlor::client
