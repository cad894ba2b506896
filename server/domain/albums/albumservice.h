#pragma once

#include "server/domain/ports/albumstore.h"

namespace parlor::server {

/// What people do with albums. Checks the form of what is asked; who may do it is checked by the store, in
/// the transaction that does it. Errors: those of AlbumStore, BadText, BadName, TooLarge, BadRequest.
class AlbumService {
public:
    static constexpr qsizetype longestTitle = 250; ///< characters
    static constexpr qsizetype longestNote = 8'000;
    static constexpr qsizetype mostAtOnce = 1'000; ///< photos put in or taken out
    static constexpr int largestPage = 200;

    /// It lives longer.
    explicit AlbumService(AlbumStore& albums) : m_albums(albums) {}

    Task<Result<Album>> create(NewAlbum album);

    Task<Result<Album>> byId(PersonId reader, AlbumId id) { return m_albums.byId(reader, id); }

    Task<Result<AlbumList>> list(AlbumListQuery query);
    Task<Result<Album>> edit(PersonId who, AlbumId id, AlbumEdit edit);

    Task<Status> remove(PersonId who, AlbumId id) { return m_albums.remove(who, id); }

    Task<Result<AlbumPage>> photos(AlbumPhotosQuery query);
    Task<Result<Album>> put(PersonId who, AlbumId id, QList<PhotoId> photos, PhotoId before);
    Task<Result<Album>> take(PersonId who, AlbumId id, QList<PhotoId> photos);

    Task<Result<QList<AlbumShare>>> shares(PersonId who, AlbumId id) { return m_albums.shares(who, id); }

    Task<Result<Album>> share(PersonId who, AlbumId id, AlbumShare share);
    Task<Status> unshare(PersonId who, AlbumId id, AlbumShare share);

private:
    AlbumStore& m_albums;
};

} // namespace parlor::server
