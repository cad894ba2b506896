#pragma once

#include "server/domain/ports/photostore.h"

/// What a change does to a photo's row: the same rule for every store. Pure functions.
namespace parlor::server {

/// With a `still` it is promised to that (photopairs.h): the caller has seen that the still may move.
StoredPhoto makePhoto(PhotoId id, const NewPhoto& fresh, std::int64_t now);

/// The bytes of `photo` were uploaded again. True when that changed the row.
bool applyUploadedAgain(StoredPhoto* photo);

/// False when the result belongs to an older edit and is to be dropped.
bool applyProcessed(StoredPhoto* photo, const Processed& processed);

/// False when it is not of the current edit.
bool applyRendering(StoredPhoto* photo, const StoredRendering& rendering);

/// False when nothing changed. Of a crop that takes something away the pictures before it are forgotten:
/// others must not see in them what is cut off.
bool applyEdit(StoredPhoto* photo, const PhotoEdit& edit);

/// True when an edit that is only for some revisions finds the photo at one of them.
bool isAt(const StoredPhoto& photo, const PhotoEdit& edit);

/// Why this photo takes no such edit: Conflict, UnsupportedType.
std::optional<ErrorCode> refusalOf(const StoredPhoto& photo, const PhotoEdit& edit);

/// Out of the library, kept for conversations. False when it is that already.
bool applyReleased(StoredPhoto* photo);

/// year × 12 + month − 1 of a wall-clock time.
int monthOf(std::int64_t takenLocal);

} // namespace parlor::server
