#pragma once

#include "server/domain/ports/albumstore.h"
#include "tests/support/memoryphotos.h"

namespace parlor::test {

/// The twin of albums. Tells no private stream.
class MemoryAlbumStore final : public AlbumStore {
public:
    explicit MemoryAlbumStore(MemoryPhotoStore& photos);

    Task<Result<Album>> create(NewAlbum album) override;
    Task<Result<Album>> byId(PersonId reader, AlbumId id) override;
    Task<Result<AlbumList>> list(AlbumListQuery query) override;
    Task<Result<Album>> edit(PersonId who, AlbumId id, AlbumEdit edit) override;
    Task<Status> remove(PersonId who, AlbumId id) override;
    Task<Result<AlbumPage>> photos(AlbumPhotosQuery query) override;
    Task<Result<Album>> put(PersonId who, AlbumId id, QList<PhotoId> photos, PhotoId before) override;
    Task<Result<Album>> take(PersonId who, AlbumId id, QList<PhotoId> photos) override;
    Task<Result<QList<AlbumShare>>> shares(PersonId who, AlbumId id) override;
    Task<Result<Album>> share(PersonId who, AlbumId id, AlbumShare share) override;
    Task<Status> unshare(PersonId who, AlbumId id, AlbumShare share) override;
    Task<Status> erase(PersonId person) override;
    Task<Result<bool>> showsTo(PersonId reader, PhotoId photo) override;
    Task<Result<int>> holding(PhotoId photo) override;

    /// Who there is, and who may read a channel, and is in it.
    std::function<bool(PersonId)> isPerson = [](PersonId) { return true; };
    std::function<bool(PersonId, ChannelId)> mayRead = [](PersonId, ChannelId) { return false; };
    std::function<bool(PersonId, ChannelId)> isMember = [](PersonId, ChannelId) { return false; };

private:
    struct Kept {
        Album album;
        PhotoId cover;
        QList<PhotoId> photos;
        QList<AlbumShare> shares;
    };

    /// By owner and client id: what was asked for and what was made.
    QHash<std::pair<PersonId, QString>, std::pair<NewAlbum, AlbumId>> m_made;

    Result<Kept*> require(PersonId who, AlbumId id, AlbumRight needed);
    AlbumRight rightOf(PersonId who, const Kept& kept) const;
    Album seenBy(PersonId who, const Kept& kept);
    std::optional<StoredPhoto> seen(PhotoId id);
    Status checkParent(PersonId owner, AlbumId album, AlbumId parent);
    Status move(Kept* kept, const AlbumEdit& edit);
    QList<AlbumId> siblings(PersonId owner, AlbumId parent);

    MemoryPhotoStore& m_photos;
    std::map<AlbumId, Kept> m_albums;
};

} // namespace parlor::test
