#include "server/domain/albums/albumservice.h"

#include "server/domain/photos/cleantext.h"
#include "server/domain/photos/eachonce.h"

#include <algorithm>

namespace parlor::server {

namespace {

Status cleanTitle(QString* title) {
    *title = title->normalized(QString::NormalizationForm_C).simplified();
    if (title->isEmpty())
        return fail(ErrorCode::BadName);
    if (title->size() > AlbumService::longestTitle)
        return fail(ErrorCode::TooLarge);
    return isCleanText(*title) ? Status() : fail(ErrorCode::BadText);
}

Status checkNote(const QString& note) {
    if (note.size() > AlbumService::longestNote)
        return fail(ErrorCode::TooLarge);
    return isCleanText(note) ? Status() : fail(ErrorCode::BadText);
}

Status checkPhotos(const QList<PhotoId>& photos) {
    if (photos.size() > AlbumService::mostAtOnce)
        return fail(ErrorCode::TooLarge);
    return photos.isEmpty() ? fail(ErrorCode::BadRequest) : Status();
}

template<class T>
Task<T> refused(const Error& error) {
    return doneTask<T>(std::unexpected(error));
}

} // namespace

Task<Result<Album>> AlbumService::create(NewAlbum album) {
    if (const Status clean = cleanTitle(&album.title); !clean)
        return refused<Result<Album>>(clean.error());
    if (const Status clean = checkNote(album.note); !clean)
        return refused<Result<Album>>(clean.error());
    return m_albums.create(std::move(album));
}

Task<Result<AlbumList>> AlbumService::list(AlbumListQuery query) {
    query.limit = std::clamp(query.limit, 1, largestPage);
    return m_albums.list(query);
}

Task<Result<Album>> AlbumService::edit(PersonId who, AlbumId id, AlbumEdit edit) {
    if (edit.title)
        if (const Status clean = cleanTitle(&*edit.title); !clean)
            return refused<Result<Album>>(clean.error());
    if (edit.note)
        if (const Status clean = checkNote(*edit.note); !clean)
            return refused<Result<Album>>(clean.error());
    return m_albums.edit(who, id, std::move(edit));
}

Task<Result<AlbumPage>> AlbumService::photos(AlbumPhotosQuery query) {
    query.limit = std::clamp(query.limit, 1, largestPage);
    return m_albums.photos(query);
}

Task<Result<Album>> AlbumService::put(PersonId who, AlbumId id, QList<PhotoId> photos, PhotoId before) {
    if (const Status checked = checkPhotos(photos); !checked)
        return refused<Result<Album>>(checked.error());
    return m_albums.put(who, id, eachOnce(photos), before);
}

Task<Result<Album>> AlbumService::take(PersonId who, AlbumId id, QList<PhotoId> photos) {
    if (const Status checked = checkPhotos(photos); !checked)
        return refused<Result<Album>>(checked.error());
    return m_albums.take(who, id, eachOnce(photos));
}

Task<Result<Album>> AlbumService::share(PersonId who, AlbumId id, AlbumShare share) {
    if (share.person.isValid() == share.channel.isValid())
        return refused<Result<Album>>(Error{ErrorCode::BadRequest, {}, 0});
    return m_albums.share(who, id, share);
}

Task<Status> AlbumService::unshare(PersonId who, AlbumId id, AlbumShare share) {
    if (share.person.isValid() == share.channel.isValid())
        return refused<Status>(Error{ErrorCode::BadRequest, {}, 0});
    return m_albums.unshare(who, id, share);
}

} // namespace parlor::server
