#include "client/core/import/apitarget.h"

#include "client/core/net/backoff.h"
#include "client/core/photos/photocheck.h"
#include "client/core/photos/tuscalls.h"
#include "shared/protocol/codec.h"

#include <QJsonArray>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace parlor::client {

namespace {

constexpr std::int64_t windowBytes = 8LL * 1024 * 1024;
constexpr int mostFailures = 10; // one after the other: some minutes
constexpr int lookAgainMs = 300;
constexpr qint64 patienceMs = 10 * 60'000; // for one photo to be looked at
constexpr qint64 firstPauseMs = 250, longestPauseMs = 30'000;

int pauseAfter(int failures, const Error& error) {
    const qint64 pause = std::min(firstPauseMs << failures, longestPauseMs);
    return static_cast<int>(std::max<qint64>(pause, error.retryAfterMs));
}

/// Somebody has to make room first: trying again helps nobody.
bool mayTryAgain(const Error& error, int failures) {
    return isTemporary(error.code) && error.code != ErrorCode::DiskFull && failures < mostFailures;
}

} // namespace

QJsonObject bodyOf(const ImportFacts& facts) {
    QJsonObject body;
    if (facts.takenAt) {
        body.insert(u"taken_at"_qs, qint64(*facts.takenAt));
        body.insert(u"offset_min"_qs, facts.offsetMinutes.value_or(0));
    }
    if (facts.place) {
        body.insert(u"latitude"_qs, facts.place->first);
        body.insert(u"longitude"_qs, facts.place->second);
    }
    if (!facts.caption.isEmpty())
        body.insert(u"caption"_qs, facts.caption);
    if (!facts.tags.isEmpty())
        body.insert(u"tags"_qs, QJsonArray::fromStringList(facts.tags));
    if (facts.favourite)
        body.insert(u"favourite"_qs, true);
    if (facts.archived)
        body.insert(u"archived"_qs, true);
    if (facts.rating != 0)
        body.insert(u"rating"_qs, facts.rating);
    if (facts.rotation != 0)
        body.insert(u"rotation"_qs, facts.rotation);
    if (!facts.crop.isWhole())
        body.insert(u"crop"_qs, codec::toJson(facts.crop));
    return body;
}

struct ApiTarget::Sending {
    Offer offer;
    QString url; ///< path of the upload
    std::int64_t sent = 0;
    int failures = 0;
    Promise<Result<Taken>> answer;
};

ApiTarget::ApiTarget(Api& api, Executor& executor, QObject* parent)
    : QObject(parent), m_api(api), m_executor(executor) {}

void ApiTarget::send(const HttpCall& call, const Answered& answered, int failures) {
    whenDone(m_api.send(call), &m_executor, this,
             [this, call, answered, failures](const Result<HttpAnswer>& answer) {
                 if (answer || !mayTryAgain(answer.error(), failures))
                     return answered(answer);
                 QTimer::singleShot(pauseAfter(failures, answer.error()), this,
                                    [this, call, answered, failures] { send(call, answered, failures + 1); });
             });
}

void ApiTarget::json(const QByteArray& method, const QString& path, const QJsonObject& body,
                     const Answered& answered) {
    send(jsonCall(method, m_api.server(), path, body), answered);
}

Task<Result<QHash<QByteArray, ImportTarget::Known>>> ApiTarget::check(QList<QByteArray> sha256) {
    const Promise<Result<QHash<QByteArray, Known>>> promise;
    json("POST", u"/v1/photos/check"_qs, photoCheckOf(sha256), [promise](const Result<HttpAnswer>& answer) {
        const auto known = knownPhotosOf(answer);
        if (!known)
            return promise.finish(std::unexpected(known.error()));
        QHash<QByteArray, Known> found;
        for (auto it = known->have.begin(); it != known->have.end(); ++it)
            found.insert(QByteArray::fromHex(it.key().toLatin1()), {*it, false});
        for (auto it = known->trashed.begin(); it != known->trashed.end(); ++it)
            found.insert(QByteArray::fromHex(it.key().toLatin1()), {*it, true});
        promise.finish(found);
    });
    return promise.task();
}

Task<Result<ImportTarget::Taken>> ApiTarget::upload(Offer offer) {
    const auto sending = std::make_shared<Sending>();
    sending->offer = std::move(offer);
    create(sending);
    return sending->answer.task();
}

void ApiTarget::create(const SendingPtr& sending) {
    const Offer& offer = sending->offer;
    whenDone(m_api.send(tus::create(offer.name, offer.size, offer.sha256, offer.changedAt, true)),
             &m_executor, this, [this, sending](const Result<HttpAnswer>& answer) {
                 if (!answer)
                     return failed(sending, answer.error());
                 sending->url = tus::uploadOf(*answer);
                 sending->sent = 0;
                 if (sending->url.isEmpty())
                     return sending->answer.finish(fail(ErrorCode::BadFrame));
                 went(sending, *answer);
             });
}

void ApiTarget::locate(const SendingPtr& sending) {
    if (sending->url.isEmpty())
        return create(sending);
    whenDone(m_api.send(tus::locate(sending->url)), &m_executor, this,
             [this, sending](const Result<HttpAnswer>& answer) {
                 if (!answer && isTemporary(answer.error().code))
                     return failed(sending, answer.error());
                 const auto offset = answer ? tus::offsetOf(*answer) : std::nullopt;
                 if (!offset || *offset > sending->offer.size)
                     return create(sending); // gone
                 sending->sent = *offset;
                 went(sending, *answer);
             });
}

void ApiTarget::patch(const SendingPtr& sending) {
    const std::int64_t length = std::min(windowBytes, sending->offer.size - sending->sent);
    whenDone(m_api.send(tus::patch(sending->url, sending->offer.path, sending->sent, length)), &m_executor,
             this, [this, sending](const Result<HttpAnswer>& answer) {
                 if (!answer)
                     return failed(sending, answer.error());
                 sending->failures = 0;
                 sending->sent = tus::offsetOf(*answer).value_or(0);
                 went(sending, *answer);
             });
}

void ApiTarget::went(const SendingPtr& sending, const HttpAnswer& answer) {
    if (tus::isComplete(answer)) {
        const auto stored = tus::storedOf(answer);
        return sending->answer.finish(stored ? Result<Taken>(Taken{stored->photo, stored->had})
                                             : fail(ErrorCode::BadFrame));
    }
    if (sending->sent >= sending->offer.size && sending->offer.size > 0) // complete, not yet a photo
        return failed(sending, {ErrorCode::Busy, {}, 0});
    patch(sending);
}

void ApiTarget::failed(const SendingPtr& sending, const Error& error) {
    // HEAD tells where to go on; an upload that is not there any more is begun again.
    const bool elsewhere = error.code == ErrorCode::OffsetMismatch;
    const bool gone = error.code == ErrorCode::NotFound || error.code == ErrorCode::Gone;
    const bool again = (elsewhere || gone) && sending->failures < mostFailures;
    if (!again && !mayTryAgain(error, sending->failures))
        return sending->answer.finish(std::unexpected(error));
    if (gone)
        sending->url.clear();
    QTimer::singleShot(pauseAfter(sending->failures++, error), this, [this, sending] { locate(sending); });
}

Task<Result<ImportTarget::Verdict>> ApiTarget::verdict(PhotoId photo) {
    const Promise<Result<Verdict>> promise;
    m_judging.append({photo, promise});
    if (!std::exchange(m_looking, true)) {
        m_lastVerdict.start();
        look();
    }
    return promise.task();
}

void ApiTarget::look() {
    json("GET", u"/v1/photos/"_qs + m_judging.first().first.toString(), {},
         [this](const Result<HttpAnswer>& answer) {
             const auto object = objectOf(answer);
             const auto photo = object ? codec::photoFromJson(*object) : std::unexpected(object.error());
             if (!photo)
                 return looked(photo.error().code == ErrorCode::UnknownPhoto
                                   ? Result<Verdict>(Verdict())
                                   : std::unexpected(photo.error()));
             if (photo->state != PhotoState::Pending)
                 return looked(Verdict{photo->state != PhotoState::Failed, photo->reason});
             if (m_lastVerdict.elapsed() >= patienceMs)
                 return looked(Verdict{true, u"not looked at yet"_qs});
             QTimer::singleShot(lookAgainMs, this, &ApiTarget::look);
         });
}

void ApiTarget::looked(const Result<Verdict>& verdict) {
    m_judging.takeFirst().second.finish(verdict);
    m_lastVerdict.start();
    m_looking = !m_judging.isEmpty();
    if (m_looking)
        look();
}

Task<Status> ApiTarget::setFacts(PhotoId photo, ImportFacts facts) {
    const Promise<Status> promise;
    json("PATCH", u"/v1/photos/"_qs + photo.toString(), bodyOf(facts),
         [promise](const Result<HttpAnswer>& answer) {
             promise.finish(answer ? Status() : std::unexpected(answer.error()));
         });
    return promise.task();
}

Task<Result<AlbumId>> ApiTarget::album(QString title, QString note, AlbumId parent) {
    const Promise<Result<AlbumId>> promise;
    const auto loaded = [this, title, note, parent, promise](const Status& status) {
        if (!status)
            return promise.finish(std::unexpected(status.error()));
        findOrMake(title, note, parent, promise);
    };
    if (m_albums)
        loaded({});
    else
        loadAlbums({}, loaded);
    return promise.task();
}

void ApiTarget::loadAlbums(const QString& after, const std::function<void(const Status&)>& loaded) {
    HttpCall call = jsonCall("GET", m_api.server(), {});
    call.url = routeOf(m_api.server(), u"/v1/albums"_qs,
                       u"limit=200"_qs + (after.isEmpty() ? QString() : u"&after="_qs + after));
    send(call, [this, after, loaded](const Result<HttpAnswer>& answer) {
        const auto list = objectOf(answer);
        if (!list)
            return loaded(std::unexpected(list.error()));
        QList<Album> albums = after.isEmpty() ? QList<Album>() : m_albums.value_or(QList<Album>());
        const QJsonArray found = list->value(u"albums").toArray();
        for (const QJsonValue& value : found)
            if (const auto album = codec::albumFromJson(value.toObject()))
                albums.append(*album);
        m_albums = albums;
        const QString next = list->value(u"next").toString();
        if (next.isEmpty())
            return loaded({});
        loadAlbums(next, loaded);
    });
}

void ApiTarget::findOrMake(const QString& title, const QString& note, AlbumId parent,
                           const Promise<Result<AlbumId>>& answer) {
    const QString wanted = title.normalized(QString::NormalizationForm_C).simplified();
    for (const Album& album : std::as_const(*m_albums))
        if (album.parent == parent && album.title == wanted)
            return answer.finish(album.id);
    // An answer may be lost: the same id makes the same album.
    QJsonObject body{{u"title"_qs, title}, {u"client_id"_qs, makeClientId()}};
    if (!note.isEmpty())
        body.insert(u"note"_qs, note);
    if (parent.isValid())
        body.insert(u"parent"_qs, parent.toString());
    json("POST", u"/v1/albums"_qs, body, [this, answer](const Result<HttpAnswer>& made) {
        const auto object = objectOf(made);
        const auto album = object ? codec::albumFromJson(*object) : std::unexpected(object.error());
        if (!album)
            return answer.finish(std::unexpected(album.error()));
        m_albums->append(*album);
        answer.finish(album->id);
    });
}

Task<Status> ApiTarget::put(AlbumId album, QList<PhotoId> photos) {
    QJsonArray add;
    for (const PhotoId id : photos)
        add.append(id.toString());
    const Promise<Status> promise;
    json("POST", u"/v1/albums/%1/photos"_qs.arg(album.toString()), {{u"add"_qs, add}},
         [promise](const Result<HttpAnswer>& answer) {
             promise.finish(answer ? Status() : std::unexpected(answer.error()));
         });
    return promise.task();
}

} // namespace parlor::client
