#include "client/core/photos/photocalls.h"

#include "shared/protocol/codec.h"

namespace parlor::client {

namespace {

template<class T>
Status statusOf(const Result<T>& result) {
    return result ? Status() : Status(std::unexpected(result.error()));
}

} // namespace

PhotoCalls::PhotoCalls(Api& api, LibrarySync& library, Executor& executor, QObject* parent)
    : QObject(parent), m_api(api), m_library(library), m_executor(executor) {}

Task<Result<OwnPhoto>> PhotoCalls::photo(PhotoId photo) {
    const Promise<Result<OwnPhoto>> promise;
    whenDone(m_api.get(u"/v1/photos/"_qs + photo.toString()), &m_executor, this,
             [promise](const Result<HttpAnswer>& answer) {
                 const auto object = objectOf(answer);
                 promise.finish(object ? ownPhotoFromJson(*object) : std::unexpected(object.error()));
             });
    return promise.task();
}

Task<Result<OwnPhoto>> PhotoCalls::partVersions(PhotoId edited) {
    const Promise<Result<OwnPhoto>> promise;
    whenDone(
        m_api.json("PATCH", u"/v1/photos/"_qs + edited.toString(), {{u"original_version"_qs, QJsonValue()}}),
        &m_executor, this, [this, promise](const Result<HttpAnswer>& answer) {
            const auto object = objectOf(answer);
            const Result<OwnPhoto> parted =
                object ? ownPhotoFromJson(*object) : std::unexpected(object.error());
            if (parted)
                m_library.changed(*parted);
            promise.finish(parted);
        });
    return promise.task();
}

Task<Status> PhotoCalls::edit(const QList<PhotoId>& photos, const QByteArray& method,
                              const QJsonObject& body) {
    // All at once; the first failure is the answer.
    struct Gathering {
        qsizetype left;
        Status status;
    };

    const Promise<Status> promise;
    const auto gathering = std::make_shared<Gathering>(Gathering{photos.size(), {}});
    if (photos.isEmpty())
        return doneTask<Status>({});
    for (const PhotoId id : photos)
        whenDone(m_api.json(method, u"/v1/photos/"_qs + id.toString(), body), &m_executor, this,
                 [this, gathering, promise, id, method](const Result<HttpAnswer>& answer) {
                     if (!answer && gathering->status)
                         gathering->status = std::unexpected(answer.error());
                     if (answer && method == "DELETE")
                         m_library.removed(id);
                     if (answer && method == "PATCH")
                         if (const auto object = objectOf(answer))
                             if (const auto photo = codec::photoFromJson(*object))
                                 m_library.changed(*photo);
                     if (--gathering->left == 0)
                         promise.finish(gathering->status);
                 });
    return promise.task();
}

Task<Status> PhotoCalls::download(PhotoId photo, const QString& path) {
    return save(u"/v1/photos/%1/original"_qs.arg(photo.toString()), path);
}

Task<Status> PhotoCalls::downloadShown(const PhotoReference& photo, const QString& path) {
    return save(u"/v1/photos/%1/%2"_qs.arg(photo.id.toString(),
                                           photo.video ? u"video"_qs : QString(nameOf(RenderingKind::Full))),
                path);
}

Task<Result<Photo>> PhotoCalls::saveCopy(PhotoId photo) {
    const Promise<Result<Photo>> promise;
    whenDone(m_api.json("POST", u"/v1/photos/%1/copy"_qs.arg(photo.toString())), &m_executor, this,
             [this, promise](const Result<HttpAnswer>& answer) {
                 const auto object = objectOf(answer);
                 const Result<Photo> copy =
                     object ? codec::photoFromJson(*object) : std::unexpected(object.error());
                 if (copy)
                     m_library.changed(*copy);
                 promise.finish(copy);
             });
    return promise.task();
}

Task<Status> PhotoCalls::save(const QString& from, const QString& path) {
    HttpCall call = jsonCall("GET", m_api.server(), from);
    call.saveTo = path;
    const Promise<Status> promise;
    whenDone(m_api.send(std::move(call)), &m_executor, this,
             [promise](const Result<HttpAnswer>& answer) { promise.finish(statusOf(answer)); });
    return promise.task();
}

} // namespace parlor::client
