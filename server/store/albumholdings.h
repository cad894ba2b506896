#pragma once

#include "server/domain/ports/albumstore.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Albums as photos meet them: which hold one, and what follows when it comes, hides or goes. Counts and
/// covers follow, and whoever sees the album is told.
class AlbumHoldings {
public:
    explicit AlbumHoldings(Connection& connection) : m_connection(connection) {}

    Result<QList<AlbumId>> holding(PhotoId photo);
    /// The photo can or can't be seen in albums any more: `seen` is 1 or -1.
    Status visibilityChanged(PhotoId photo, int seen, Effects& effects);
    /// The photo's row is about to go.
    Status dropPhoto(PhotoId photo, bool wasSeen, Effects& effects);
    /// An edited photo that can be seen takes the places of its original version, which can not any more.
    Status standIn(PhotoId edited, PhotoId original, Effects& effects);

    /// The album has so many photos more that can be seen, or changed in another way.
    Status changed(AlbumId album, int photos, Effects& effects);
    Status tell(AlbumId album, Effects& effects);
    Status takeOut(AlbumId album, const QList<PhotoId>& photos);
    /// Its owner, and the people it is shared with one by one.
    Result<QList<PersonId>> audience(AlbumId album);

private:
    Connection& m_connection;
};

} // namespace parlor::server
