#include "server/store/photolinks.h"

#include "server/domain/photos/photochanges.h"
#include "server/domain/photos/photopairs.h"
#include "server/domain/photos/photoversions.h"
#include "server/store/albumholdings.h"
#include "server/store/messagetable.h"
#include "server/store/phototable.h"
#include "server/store/photowork.h"

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

/// nullopt for one that is not there any more.
Result<std::optional<StoredPhoto>> find(Connection& connection, PhotoId id) {
    Result<StoredPhoto> found = connection.table<PhotoTable>().byId(id);
    if (found)
        return std::optional(*std::move(found));
    if (found.error().code == ErrorCode::UnknownPhoto)
        return std::nullopt;
    return std::unexpected(found.error());
}

Result<bool> areParted(Connection& connection, PhotoId edited, PhotoId original) {
    TRY_ASSIGN(Rows rows, connection.statement("photo_versions.are_parted"_L1).run(edited, original));
    return rows.next();
}

Result<StoredPhoto> linkHalf(Connection& connection, Effects& effects, const StoredPhoto& looked) {
    auto& photos = connection.table<PhotoTable>();
    TRY_ASSIGN(const QList<PhotoId> ids, photos.mayBelongTo(looked));
    for (const PhotoId id : ids) {
        TRY_ASSIGN(StoredPhoto other, photos.byId(id));
        if (!areHalves(looked, other))
            continue;
        StoredPhoto one = looked;
        if (one.photo.facts.isVideo())
            pairUp(&other, &one);
        else
            pairUp(&one, &other);
        TRY(putPhoto(connection, effects, other));
        TRY(putPhoto(connection, effects, one));
        return photos.byId(one.photo.id);
    }
    return looked;
}

/// One that was told to be the moving half of a still now is it, or nothing of it.
Result<StoredPhoto> settlePromise(Connection& connection, Effects& effects, const StoredPhoto& looked) {
    TRY_ASSIGN(std::optional<StoredPhoto> still, find(connection, looked.partner));
    if (still && still->partner == looked.photo.id)
        return looked; // a live photo that was looked at again
    StoredPhoto half = looked;
    if (still && keepsPromise(looked) && mayMove(*still, looked.photo.owner)) {
        pairUp(&*still, &half);
        TRY(putPhoto(connection, effects, *still));
        return half;
    }
    releaseFromPromise(&half);
    TRY(putPhoto(connection, effects, half));
    return connection.table<PhotoTable>().byId(half.photo.id);
}

/// It goes with what stood for it; what conversations show by itself stays for them.
Status goAlong(Connection& connection, Effects& effects, const StoredPhoto& left) {
    const PhotoId id = left.photo.id;
    TRY_ASSIGN(const QList<PhotoPlace> places, connection.table<MessageTable>().placesShowing(id));
    if (!places.isEmpty()) {
        TRY(changePhoto(connection, effects, id, {}, [](StoredPhoto* photo) {
            if (photo->photo.facts.isVideo())
                photo->partner = {};
            unstack(photo);
            return applyReleased(photo);
        }));
        return {};
    }
    TRY(connection.table<PhotoTable>().remove(left, effects));
    TRY(tellOwner(connection, effects, left.photo.owner, LibraryPhotoRemoved{id}));
    return unlinkPhoto(connection, effects, left);
}

/// A video goes with its still; a still whose video goes stands still.
Status leavePartner(Connection& connection, Effects& effects, const StoredPhoto& gone) {
    TRY_ASSIGN(const std::optional<StoredPhoto> left, find(connection, gone.partner));
    if (!left || left->partner != gone.photo.id)
        return {};
    if (!gone.photo.facts.isVideo())
        return goAlong(connection, effects, *left);
    TRY(changePhoto(connection, effects, gone.partner, {}, [](StoredPhoto* still) {
        partWith(still);
        return true;
    }));
    return {};
}

} // namespace

Result<PhotoId> stillFor(Connection& connection, const NewPhoto& fresh) {
    if (!fresh.still.isValid())
        return PhotoId();
    TRY_ASSIGN(const std::optional<StoredPhoto> still, find(connection, fresh.still));
    return still && mayMove(*still, fresh.owner) ? fresh.still : PhotoId();
}

Result<StoredPhoto> joinStill(Connection& connection, Effects& effects, const StoredPhoto& known,
                              PhotoId still) {
    StoredPhoto half = known;
    if (known.photo.id == still || (known.photo.state != PhotoState::Pending && !keepsPromise(known))
        || !promise(&half, still))
        return known;
    TRY(putPhoto(connection, effects, half));
    TRY_ASSIGN(half, connection.table<PhotoTable>().byId(half.photo.id));
    return half.photo.state == PhotoState::Pending ? half : settlePromise(connection, effects, half);
}

Result<StoredPhoto> linkPhoto(Connection& connection, Effects& effects, const StoredPhoto& looked) {
    if (looked.photo.state == PhotoState::Pending)
        return looked;
    StoredPhoto now = looked;
    if (now.partner.isValid()) {
        TRY_ASSIGN(now, settlePromise(connection, effects, now));
    }
    if (mayHavePartner(now)) {
        TRY_ASSIGN(now, linkHalf(connection, effects, now));
    }
    return linkVersion(connection, effects, now);
}

Result<StoredPhoto> linkVersion(Connection& connection, Effects& effects, const StoredPhoto& photo) {
    if (!mayHaveVersion(photo))
        return photo;
    auto& photos = connection.table<PhotoTable>();
    TRY_ASSIGN(const QList<PhotoId> ids, photos.mayBeVersionOf(photo));
    for (const PhotoId id : ids) {
        TRY_ASSIGN(StoredPhoto other, photos.byId(id));
        StoredPhoto one = photo;
        const bool isEdit = isEditOf(one, other);
        if (!isEdit && !isEditOf(other, one))
            continue;
        StoredPhoto& edited = isEdit ? one : other;
        StoredPhoto& original = isEdit ? other : one;
        TRY_ASSIGN(const bool parted, areParted(connection, edited.photo.id, original.photo.id));
        if (parted)
            continue;
        stack(&edited, &original);
        TRY(connection.table<AlbumHoldings>().standIn(edited.photo.id, original.photo.id, effects));
        TRY(putPhoto(connection, effects, original));
        TRY(putPhoto(connection, effects, edited));
        return photos.byId(one.photo.id);
    }
    return photo;
}

Result<StoredPhoto> partVersions(Connection& connection, Effects& effects, const StoredPhoto& photo) {
    TRY_ASSIGN(const std::optional<StoredPhoto> other, find(connection, photo.version));
    if (!other || other->version != photo.photo.id)
        return photo;
    const bool isOriginal = photo.shelf == Shelf::Paired;
    StoredPhoto edited = isOriginal ? *other : photo;
    StoredPhoto original = isOriginal ? photo : *other;
    part(&edited, &original);
    TRY(connection.statement("photo_versions.part"_L1).change(edited.photo.id, original.photo.id));
    TRY(putPhoto(connection, effects, edited));
    TRY(putPhoto(connection, effects, original));
    return connection.table<PhotoTable>().byId(photo.photo.id);
}

Status leaveVersion(Connection& connection, Effects& effects, const StoredPhoto& gone) {
    TRY_ASSIGN(const std::optional<StoredPhoto> left, find(connection, gone.version));
    if (!left || left->version != gone.photo.id)
        return {};
    if (left->shelf == Shelf::Paired)
        return goAlong(connection, effects, *left);
    TRY(changePhoto(connection, effects, gone.version, {}, [](StoredPhoto* edited) {
        unstack(edited);
        return true;
    }));
    return {};
}

Status unlinkPhoto(Connection& connection, Effects& effects, const StoredPhoto& gone) {
    if (gone.partner.isValid())
        TRY(leavePartner(connection, effects, gone));
    if (gone.version.isValid())
        TRY(leaveVersion(connection, effects, gone));
    return {};
}

} // namespace parlor::server
