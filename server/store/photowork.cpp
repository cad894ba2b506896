#include "server/store/photowork.h"

#include "server/store/personeventtable.h"
#include "server/store/phototable.h"

namespace parlor::server {

Status tellOwner(Connection& connection, Effects& effects, PersonId owner, const PersonEventBody& body) {
    TRY(connection.table<PersonEventTable>().append(owner, body, effects));
    return {};
}

Result<StoredPhoto> changePhoto(Connection& connection, Effects& effects, PhotoId id, PersonId owner,
                                const std::function<bool(StoredPhoto*)>& change) {
    auto& photos = connection.table<PhotoTable>();
    TRY_ASSIGN(const StoredPhoto before, photos.byId(id));
    if (owner.isValid() && before.photo.owner != owner)
        return fail(ErrorCode::UnknownPhoto);
    StoredPhoto after = before;
    if (!change(&after))
        return after;
    TRY(photos.update(before, &after, effects));
    if (after.shelf == Shelf::Held || after.shelf == Shelf::Paired)
        TRY(tellOwner(connection, effects, after.photo.owner, LibraryPhotoRemoved{id}));
    else
        TRY(tellOwner(connection, effects, after.photo.owner, LibraryPhotoChanged{after.photo}));
    return after;
}

Status putPhoto(Connection& connection, Effects& effects, const StoredPhoto& photo) {
    TRY(changePhoto(connection, effects, photo.photo.id, {}, [&photo](StoredPhoto* row) {
        *row = photo;
        return true;
    }));
    return {};
}

} // namespace parlor::server
