#pragma once

#include "server/domain/ports/photostore.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/album.h"

#include <QList>
#include <QString>

#include <cstdint>
#include <optional>

namespace parlor::server {

struct NewAlbum {
    PersonId owner;
    QString title; ///< cleaned
    QString note;
    AlbumId parent; ///< an album of the same owner, or 0
    /// 22 characters of base64url, or empty: asked for again with the same one it is made once.
    QString clientId{};
};

/// What is set is changed.
struct AlbumEdit {
    std::optional<QString> title, note;
    std::optional<AlbumId> parent; ///< 0: to the top
    std::optional<AlbumId> before; ///< its next sibling; 0: to the end
    std::optional<PhotoId> cover;  ///< one that is in it; 0: the first again
};

struct AlbumListQuery {
    PersonId reader;
    bool shared = false; ///< those of others that the reader may see, instead of the own ones
    AlbumId after;       ///< exclusive; by id
    int limit = 100;
};

struct AlbumList {
    QList<Album> albums; ///< by id
    bool end = true;
};

struct AlbumPhotosQuery {
    PersonId reader;
    AlbumId album;
    PhotoId after; ///< exclusive; 0 from the start
    int limit = 100;
};

struct AlbumPage {
    QList<StoredPhoto> photos; ///< in the album's order; never what lies in a trash
    bool end = true;
};

/// Albums: ordered, one in another, shared with people and channels. Calls are thread-safe; writes are
/// durable when answered and stand in the private streams of the owner and of the people that it is shared
/// with by name (AlbumChanged, AlbumRemoved) with the same commit. Whoever may read a channel at the time of
/// asking sees what is shared with it. Common errors: UnknownAlbum (also for who may not see it), Forbidden
/// (seen, but not allowed to do that), StoreFailed, DiskFull, Busy.
class AlbumStore {
public:
    static constexpr int deepest = 16;        ///< levels
    static constexpr int mostAlbums = 10'000; ///< of one owner
    static constexpr int mostShares = 200;    ///< of one album

    virtual ~AlbumStore() = default;

    /// At the end of its siblings. TooLarge for too many or too deep; IdempotencyConflict for a client id
    /// that stood for something else, Gone for that of an album that has been removed.
    virtual Task<Result<Album>> create(NewAlbum album) = 0;
    virtual Task<Result<Album>> byId(PersonId reader, AlbumId id) = 0;
    virtual Task<Result<AlbumList>> list(AlbumListQuery query) = 0;
    /// BadRequest for a parent inside itself, a sibling elsewhere; UnknownPhoto for a cover that is not in
    /// it.
    virtual Task<Result<Album>> edit(PersonId who, AlbumId id, AlbumEdit edit) = 0;
    /// What stood in it moves up to its parent; its photos stay in their libraries.
    virtual Task<Status> remove(PersonId who, AlbumId id) = 0;

    virtual Task<Result<AlbumPage>> photos(AlbumPhotosQuery query) = 0;
    /// Own photos, in this order, before another one or at the end; those that are in it move. UnknownPhoto
    /// for one that is not in the person's library, or `before` that is not in the album.
    virtual Task<Result<Album>> put(PersonId who, AlbumId id, QList<PhotoId> photos, PhotoId before) = 0;
    /// Contributors only their own. Those that are not in it do not matter.
    virtual Task<Result<Album>> take(PersonId who, AlbumId id, QList<PhotoId> photos) = 0;

    virtual Task<Result<QList<AlbumShare>>> shares(PersonId who, AlbumId id) = 0;
    /// UnknownPerson, UnknownChannel (also one that the owner may not read).
    virtual Task<Result<Album>> share(PersonId who, AlbumId id, AlbumShare share) = 0;
    /// A person may also take itself out; what it had put in goes too.
    virtual Task<Status> unshare(PersonId who, AlbumId id, AlbumShare share) = 0;

    /// All albums of a person, and that person out of all others' shares.
    virtual Task<Status> erase(PersonId person) = 0;

    /// True when an album shows the photo to this person.
    virtual Task<Result<bool>> showsTo(PersonId reader, PhotoId photo) = 0;
    /// In how many albums it lies.
    virtual Task<Result<int>> holding(PhotoId photo) = 0;
};

} // namespace parlor::server
