#pragma once

#include "server/domain/ports/albumstore.h"
#include "server/store/writer.h"

namespace parlor::server {

class AlbumHoldings;

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

    Result<Album> create(const NewAlbum& fresh, Effects& effects);
    Result<Album> edit(PersonId who, AlbumId id, const AlbumEdit& edit, Effects& effects);
    Status remove(PersonId who, AlbumId id, Effects& effects);
    Result<Album> put(PersonId who, AlbumId id, const QList<PhotoId>& photos, PhotoId before,
                      Effects& effects);
    Result<Album> take(PersonId who, AlbumId id, const QList<PhotoId>& photos, Effects& effects);
    Result<Album> share(PersonId who, AlbumId id, const AlbumShare& share, Effects& effects);
    Status unshare(PersonId who, AlbumId id, const AlbumShare& share, Effects& effects);

    Status erase(PersonId person, Effects& effects);

private:
    struct Row {
        Album album;
        PhotoId chosenCover;
    };

    AlbumHoldings& holdings();
    Result<Row> row(AlbumId id);
    Result<AlbumRight> rightOf(PersonId who, AlbumId id);
    /// UnknownAlbum below Read, Forbidden below `needed`.
    Result<Row> require(PersonId who, AlbumId id, AlbumRight needed);
    Status checkParent(PersonId owner, AlbumId album, AlbumId parent);
    Status move(const Row& row, const AlbumEdit& edit);

    Connection& m_connection;
};

} // namespace parlor::server
