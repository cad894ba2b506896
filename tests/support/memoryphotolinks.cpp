// Photos that stand for others, in the memory twin: everything is found by looking at every photo.
#include "server/domain/photos/photochanges.h"
#include "server/domain/photos/photopairs.h"
#include "server/domain/photos/photoversions.h"
#include "tests/support/memoryphotos.h"

namespace parlor::test {

std::optional<StoredPhoto> MemoryPhotoStore::find(PhotoId id) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_photos.find(id);
    return found == m_photos.end() ? std::nullopt : std::optional(found->second);
}

Result<StoredPhoto> MemoryPhotoStore::put(const QList<StoredPhoto>& rows, PhotoId id) {
    const std::scoped_lock lock(m_mutex);
    for (const StoredPhoto& row : rows) {
        StoredPhoto& kept = m_photos.at(row.photo.id);
        kept = row;
        kept.revision = ++m_revisions[row.photo.owner];
    }
    return m_photos.at(id);
}

Result<StoredPhoto> MemoryPhotoStore::joinStill(const StoredPhoto& known, PhotoId still) {
    StoredPhoto half = known;
    const bool fits = known.photo.state == PhotoState::Pending || keepsPromise(known);
    if (known.photo.id == still || !fits || !promise(&half, still))
        return known;
    const Result<StoredPhoto> promised = put({half}, half.photo.id);
    return half.photo.state == PhotoState::Pending ? promised : settlePromise(*promised);
}

Result<StoredPhoto> MemoryPhotoStore::settlePromise(const StoredPhoto& looked) {
    auto still = find(looked.partner);
    if (still && still->partner == looked.photo.id)
        return looked;
    StoredPhoto half = looked;
    if (still && keepsPromise(looked) && mayMove(*still, looked.photo.owner)) {
        pairUp(&*still, &half);
        (void)put({*still}, still->photo.id);
        return half;
    }
    releaseFromPromise(&half);
    return put({half}, half.photo.id);
}

Result<StoredPhoto> MemoryPhotoStore::linkHalf(const StoredPhoto& looked) {
    for (StoredPhoto other : all()) {
        if (!areHalves(looked, other))
            continue;
        StoredPhoto one = looked;
        if (one.photo.facts.isVideo())
            pairUp(&other, &one);
        else
            pairUp(&one, &other);
        return put({other, one}, one.photo.id);
    }
    return looked;
}

Result<StoredPhoto> MemoryPhotoStore::linkVersion(const StoredPhoto& photo) {
    for (StoredPhoto other : all()) {
        StoredPhoto one = photo;
        const bool isEdit = isEditOf(one, other);
        if (!isEdit && !isEditOf(other, one))
            continue;
        StoredPhoto& edited = isEdit ? one : other;
        StoredPhoto& original = isEdit ? other : one;
        if (m_parted.contains({edited.photo.id, original.photo.id}))
            continue;
        stack(&edited, &original);
        if (stacked)
            stacked(edited.photo.id, original.photo.id);
        return put({original, edited}, one.photo.id);
    }
    return photo;
}

Task<Result<StoredPhoto>> MemoryPhotoStore::part(PersonId owner, PhotoId id,
                                                 std::optional<QList<std::int64_t>> atRevisions) {
    const auto photo = find(id);
    if (!photo || photo->photo.owner != owner)
        return doneTask<Result<StoredPhoto>>(fail(ErrorCode::UnknownPhoto));
    PhotoEdit edit;
    edit.atRevisions = std::move(atRevisions);
    if (!isAt(*photo, edit))
        return doneTask<Result<StoredPhoto>>(fail(ErrorCode::Conflict));
    const auto other = find(photo->version);
    if (!other || other->version != id)
        return doneTask<Result<StoredPhoto>>(*photo);
    const bool isOriginal = photo->shelf == Shelf::Paired;
    StoredPhoto edited = isOriginal ? *other : *photo;
    StoredPhoto original = isOriginal ? *photo : *other;
    server::part(&edited, &original);
    m_parted.insert({edited.photo.id, original.photo.id});
    return doneTask(put({edited, original}, id));
}

/// What conversations show by itself stays for them.
void MemoryPhotoStore::goAlong(const StoredPhoto& left) {
    if (isHeld && isHeld(left.photo.id)) {
        (void)change(left.photo.id, {}, [](StoredPhoto* photo) {
            if (photo->photo.facts.isVideo())
                photo->partner = {};
            unstack(photo);
            return applyReleased(photo);
        });
        return;
    }
    if (const auto gone = removeNow(left.photo.owner, left.photo.id))
        parted(*gone);
}

void MemoryPhotoStore::parted(const StoredPhoto& gone) {
    const auto partner = find(gone.partner);
    if (partner && partner->partner == gone.photo.id) {
        if (!gone.photo.facts.isVideo())
            goAlong(*partner);
        else
            (void)change(gone.partner, {}, [](StoredPhoto* still) {
                partWith(still);
                return true;
            });
    }
    const auto version = find(gone.version);
    if (version && version->version == gone.photo.id) {
        if (version->shelf == Shelf::Paired)
            goAlong(*version);
        else
            (void)change(gone.version, {}, [](StoredPhoto* edited) {
                unstack(edited);
                return true;
            });
    }
}

} // namespace parlor::test
