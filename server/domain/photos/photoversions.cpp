#include "server/domain/photos/photoversions.h"

#include "shared/import/sidecarnames.h"

#include <cstdlib>

namespace parlor::server {

namespace {

bool isNamedAsEditOf(const QString& edited, const QString& original) {
    const QString stem = originalStemOf(edited);
    return !stem.isEmpty() && stem == foldedStem(original);
}

} // namespace

bool mayHaveVersion(const StoredPhoto& stored) {
    const bool ready = stored.photo.state == PhotoState::Ready || stored.photo.state == PhotoState::Damaged;
    return ready && !stored.version.isValid() && !stored.photo.facts.isVideo()
           && (stored.shelf == Shelf::Library || stored.shelf == Shelf::Archive);
}

bool areNamedAsVersions(const QString& one, const QString& other) {
    return isNamedAsEditOf(one, other) || isNamedAsEditOf(other, one);
}

bool isEditOf(const StoredPhoto& edited, const StoredPhoto& original) {
    return edited.photo.owner == original.photo.owner && mayHaveVersion(edited) && mayHaveVersion(original)
           && std::llabs(edited.photo.takenLocal - original.photo.takenLocal) <= versionsTogetherMs
           && isNamedAsEditOf(edited.photo.name, original.photo.name);
}

void stack(StoredPhoto* edited, StoredPhoto* original) {
    edited->version = original->photo.id;
    original->version = edited->photo.id;
    original->shelf = Shelf::Paired;
    Photo& shown = edited->photo;
    shown.favourite = shown.favourite || original->photo.favourite;
    if (shown.caption.isEmpty())
        shown.caption = original->photo.caption;
    if (shown.tags.isEmpty())
        shown.tags = original->photo.tags;
    if (shown.rating == 0 && !edited->ratingEdited && original->photo.rating > 0) {
        shown.rating = original->photo.rating;
        edited->ratingEdited = true; // its own file says nothing
    }
}

void part(StoredPhoto* edited, StoredPhoto* original) {
    unstack(edited);
    unstack(original);
    Photo& shown = original->photo;
    shown.archived = shown.archived || edited->shelf == Shelf::Archive;
    original->shelf = shown.archived ? Shelf::Archive : Shelf::Library;
}

void unstack(StoredPhoto* left) {
    left->version = {};
}

} // namespace parlor::server
