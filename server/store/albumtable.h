#pragma once

#include "server/domain/ports/albumstore.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Rows of albums, their photos and shares. What a person may do is asked here, inside the transaction.
class AlbumTable {
public:
    explicit AlbumTable(Connection& connection) : m_connection(connection) {}

    /// UnknownAlbum when the person may not see it.
    Result<Album> seenBy(PersonId reader, AlbumId id);
    Result<AlbumList> list(const AlbumListQuery& query);
    Result<AlbumPage> photos(const AlbumPhotosQuery& query);
    Result<QList<AlbumShare>> shares(PersonId who, AlbumId id);
    Result<bool> showsTo(PersonId reader, PhotoId photo);
    Result<QList<AlbumId>> holding(PhotoId photo);

    Result<Album> create(const NewAlbum& fresh, Effects& effects);
    Result<Album> edit(PersonId who, AlbumId id, const AlbumEdit& edit, Effects& effects);
    Status remove(PersonId who, AlbumId id, Effects& effects);
    Result<Album> put(PersonId who, AlbumId id, const QList<PhotoId>& photos, PhotoId before,
                      Effects& effects);
    Result<Album> take(PersonId who, AlbumId id, const QList<PhotoId>& photos, Effects& effects);
    Result<Album> share(PersonId who, AlbumId id, const AlbumShare& share, Effects& effects);
    Status unshare(PersonId who, AlbumId id, const AlbumShare& share, Effects& effects);

    Status erase(PersonId person, Effects& effects);

    /// The photo can or can't be seen in albums any more: `seen` is 1 or -1.
    Status visibilityChanged(PhotoId photo, int seen, Effects& effects);
    /// The photo's row is about to go.
    Status dropPhoto(PhotoId photo, bool wasSeen, Effects& effects);

private:
    struct Row {
        Album album;
        PhotoId chosenCover;
    };

    Result<Row> row(AlbumId id);
    Result<AlbumRight> rightOf(PersonId who, AlbumId id);
    /// UnknownAlbum below Read, Forbidden below `needed`.
    Result<Row> require(PersonId who, AlbumId id, AlbumRight needed);
    Status checkParent(PersonId owner, AlbumId album, AlbumId parent);
    Status move(const Row& row, const AlbumEdit& edit);
    Status placeBetween(PersonId owner, AlbumId parent, AlbumId album, AlbumId before);
    Result<std::int64_t> placeBefore(AlbumId album, PhotoId before, qsizetype count, std::int64_t* step);
    Status renumber(AlbumId album);
    Status takeOut(AlbumId album, const QList<PhotoId>& photos);
    Status changed(AlbumId album, int photos, Effects& effects);
    Status tell(AlbumId album, Effects& effects);
    Result<QList<PersonId>> audience(AlbumId album);

    Connection& m_connection;
};

} // namespace parlor::server
