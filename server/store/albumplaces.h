#pragma once

#include "server/domain/ports/albumstore.h"
#include "server/store/connection.h"
#include "server/store/rowids.h"

namespace parlor::server {

/// The order of albums among their siblings and of photos in an album, as numbers with room between them.
class AlbumPlaces {
public:
    explicit AlbumPlaces(Connection& connection) : m_connection(connection) {}

    /// For an album that comes after its siblings.
    Result<std::int64_t> last(PersonId owner, AlbumId parent);
    /// Under `parent` before that sibling, or at the end. BadRequest when there is no such sibling.
    Status moveAlbum(PersonId owner, AlbumId parent, AlbumId album, AlbumId before);
    /// The first of `count` places before a photo of the album, or at the end; the others follow by `step`.
    Result<std::int64_t> before(AlbumId album, PhotoId next, qsizetype count, std::int64_t* step);

private:
    Status renumber(AlbumId album);

    Connection& m_connection;
};

} // namespace parlor::server
