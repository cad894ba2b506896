#include "server/domain/photos/photochanges.h"

#include "server/domain/photos/photolocality.h"
#include "server/domain/photos/photopairs.h"
#include "server/domain/photos/photoversions.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace parlor::server {

namespace {

void applyCrop(StoredPhoto* stored, const PhotoCrop& crop) {
    if (stored->photo.facts.isVideo() || crop == stored->photo.crop)
        return;
    if (!crop.contains(stored->photo.crop)) {
        stored->renderings.clear();
        stored->photo.renderings.clear();
        stored->photo.placeholder.clear();
    }
    stored->photo.crop = crop;
    ++stored->editRevision;
    stored->needsWork = true;
}

} // namespace

StoredPhoto makePhoto(PhotoId id, const NewPhoto& fresh, std::int64_t now) {
    StoredPhoto stored;
    stored.photo.id = id;
    stored.photo.owner = fresh.owner;
    stored.photo.name = fresh.name;
    stored.photo.sha256 = fresh.blob.sha256;
    stored.photo.size = fresh.blob.size;
    stored.photo.takenAt = fresh.takenAt;
    stored.photo.offsetMinutes = fresh.offsetMinutes;
    stored.photo.takenLocal = fresh.takenLocal;
    stored.photo.uploadedAt = now;
    stored.blob = fresh.blob.name;
    stored.crc32 = fresh.blob.crc32;
    if (fresh.still.isValid())
        promise(&stored, fresh.still);
    return stored;
}

bool applyUploadedAgain(StoredPhoto* photo) {
    if (photo->shelf == Shelf::Refused) {
        photo->photo.state = PhotoState::Pending;
        photo->photo.reason.clear();
        photo->needsWork = true;
    } else if (photo->shelf != Shelf::Trash && photo->shelf != Shelf::Held) {
        return false;
    }
    photo->shelf = photo->photo.archived ? Shelf::Archive : Shelf::Library;
    photo->photo.trashed = false;
    photo->endsAt.reset();
    return true;
}

bool applyProcessed(StoredPhoto* stored, const Processed& processed) {
    if (processed.editRevision != stored->editRevision)
        return false;
    Photo& photo = stored->photo;
    const bool wasShown = photo.state == PhotoState::Ready || photo.state == PhotoState::Damaged;
    stored->needsWork = false;
    if (processed.state == PhotoState::Failed && wasShown) {
        // The original and its earlier pictures stay. Where a crop has taken those away a worker that broke
        // gets another try, until the file is banned.
        stored->needsWork = processed.reason == ErrorCode::ImageCrashed && stored->renderings.isEmpty()
                            && !photo.facts.isVideo();
        return true;
    }
    photo.state = processed.state;
    photo.reason = processed.reason ? QString(wireCode(*processed.reason)) : QString();
    if (processed.state == PhotoState::Failed) {
        stored->shelf = Shelf::Refused;
        stored->endsAt = processed.refusedUntil;
        return true;
    }
    const PhotoFacts known = photo.facts;
    photo.facts = processed.facts;
    if (photo.facts.isVideo()) // nobody knew when it was cropped
        photo.crop = {};
    if (stored->partner.isValid() && !photo.facts.isVideo()) {
        photo.facts.motion = true;
        photo.facts.durationMs = known.durationMs;
    }
    if (stored->placeEdited) {
        photo.facts.latitude = known.latitude;
        photo.facts.longitude = known.longitude;
        photo.facts.altitude = known.altitude;
    }
    photo.locality = localityOf(photo.facts);
    if (!stored->ratingEdited)
        photo.rating = photo.facts.rating;
    photo.placeholder = processed.placeholder;
    if (!stored->takenEdited) {
        photo.takenAt = processed.takenAt;
        photo.offsetMinutes = processed.offsetMinutes;
        photo.takenLocal = processed.takenLocal;
    }
    stored->renderings = processed.renderings;
    photo.renderings = publicRenderings(stored->renderings);
    return true;
}

bool applyRendering(StoredPhoto* stored, const StoredRendering& rendering) {
    if (rendering.revision != stored->editRevision)
        return false;
    const auto same = [&](const StoredRendering& other) { return other.kind == rendering.kind; };
    stored->renderings.removeIf(same);
    stored->renderings.append(rendering);
    std::ranges::sort(stored->renderings, {}, &StoredRendering::kind);
    stored->photo.renderings = publicRenderings(stored->renderings);
    return true;
}

bool applyEdit(StoredPhoto* stored, const PhotoEdit& edit) {
    const StoredPhoto before = *stored;
    Photo& photo = stored->photo;
    photo.favourite = edit.favourite.value_or(photo.favourite);
    photo.archived = edit.archived.value_or(photo.archived);
    photo.trashed = edit.trashed.value_or(photo.trashed);
    photo.caption = edit.caption.value_or(photo.caption);
    photo.metadata = edit.metadata.value_or(photo.metadata);
    photo.tags = edit.tags.value_or(photo.tags);
    if (edit.rating) {
        photo.rating = *edit.rating;
        stored->ratingEdited = true;
    }
    if (edit.place) {
        photo.facts.latitude = edit.place->latitude;
        photo.facts.longitude = edit.place->longitude;
        photo.facts.altitude.reset();
        photo.locality = localityOf(photo.facts);
        stored->placeEdited = true;
    }
    if (edit.taken) {
        photo.takenAt = edit.taken->at.value_or(photo.takenAt);
        photo.offsetMinutes = edit.taken->offsetMinutes.value_or(photo.offsetMinutes);
        photo.takenLocal = photo.takenAt + 60'000LL * photo.offsetMinutes;
        stored->takenEdited = true;
    }
    if (edit.rotation && *edit.rotation != photo.rotation) {
        photo.rotation = *edit.rotation;
        ++stored->editRevision;
        stored->needsWork = true;
    }
    if (edit.crop)
        applyCrop(stored, *edit.crop);
    if (stored->shelf != Shelf::Refused && stored->shelf != Shelf::Held && stored->shelf != Shelf::Paired) {
        if (!before.photo.trashed && photo.trashed)
            stored->endsAt = edit.trashedUntil;
        else if (!photo.trashed)
            stored->endsAt.reset();
        stored->shelf = photo.trashed ? Shelf::Trash : photo.archived ? Shelf::Archive : Shelf::Library;
    }
    return !(before == *stored);
}

bool applyReleased(StoredPhoto* stored) {
    if (stored->shelf == Shelf::Held)
        return false;
    if (stored->shelf == Shelf::Paired) // by itself from now on
        unstack(stored);
    stored->shelf = Shelf::Held;
    stored->photo.trashed = false;
    stored->endsAt.reset();
    return true;
}

bool isAt(const StoredPhoto& stored, const PhotoEdit& edit) {
    return !edit.atRevisions || edit.atRevisions->contains(stored.revision);
}

std::optional<ErrorCode> refusalOf(const StoredPhoto& stored, const PhotoEdit& edit) {
    if (!isAt(stored, edit))
        return ErrorCode::Conflict;
    if (edit.crop && !edit.crop->isWhole() && stored.photo.facts.isVideo())
        return ErrorCode::UnsupportedType;
    return std::nullopt;
}

int monthOf(std::int64_t takenLocal) {
    const QDate date = QDateTime::fromMSecsSinceEpoch(takenLocal, Qt::UTC).date();
    return date.year() * 12 + date.month() - 1;
}

} // namespace parlor::server
