#include "server/store/versionstoresqlite.h"

#include "server/domain/photos/photochanges.h"
#include "server/store/photolinks.h"
#include "server/store/phototable.h"

namespace parlor::server {

Task<Result<StoredPhoto>> SqliteVersionStore::part(PersonId owner, PhotoId id,
                                                   std::optional<QList<std::int64_t>> atRevisions) {
    PhotoEdit edit;
    edit.atRevisions = std::move(atRevisions);
    return m_writer.submit<StoredPhoto>(
        [owner, id, edit = std::move(edit)](Connection& connection, Effects& effects) -> Result<StoredPhoto> {
            TRY_ASSIGN(const StoredPhoto photo, connection.table<PhotoTable>().byId(id));
            if (photo.photo.owner != owner)
                return fail(ErrorCode::UnknownPhoto);
            if (!isAt(photo, edit))
                return fail(ErrorCode::Conflict);
            return partVersions(connection, effects, photo);
        });
}

} // namespace parlor::server
