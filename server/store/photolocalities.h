#pragma once

#include "server/domain/ports/librarystore.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Towns of photos. A row is there as long as a photo of anybody names it; how many of a library do is
/// counted by PhotoLists.
class PhotoLocalities {
public:
    explicit PhotoLocalities(Connection& connection) : m_connection(connection) {}

    /// Before a photo is written that names it. Another build may have kept it with another name of its
    /// country: that one stands, for the index must be told what a row says.
    Status keep(Locality* locality);
    /// After a photo that named it does not any more.
    Status forget(LocalityId id);

    Result<LocalityPage> list(const LocalityQuery& query);
    /// At most `limit`, newest first.
    Result<QList<PhotoId>> photos(const LibraryQuery& query, const LibraryPlace& before, int limit);

    /// Names photos of an older build that stand in all other lists. Those whose row it changed, and how many
    /// it looked at.
    struct Named {
        QList<PhotoId> changed;
        int looked = 0;
    };

    Result<Named> nameLate(int limit, Effects& effects);

private:
    Status nameOne(PhotoId id, Named* named, Effects& effects);

    Connection& m_connection;
};

} // namespace parlor::server
