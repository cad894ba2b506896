#pragma once

#include "server/domain/ports/photostore.h"

namespace parlor::server {

/// How far apart the clocks of an edited copy and its original may be: editors keep the time of the picture.
inline constexpr std::int64_t versionsTogetherMs = 3'000;

/// True when `edited` is the edited copy of `original`, as its name says ("IMG_1-edited.jpg" of a Takeout,
/// "IMG_E1234.JPG" of a telephone) and the time at which both were taken does not deny. Both are pictures
/// that stand by themselves; one of a pair already belongs to nothing else.
bool isEditOf(const StoredPhoto& edited, const StoredPhoto& original);

/// False for what can have no other version: nothing needs to be looked for.
bool mayHaveVersion(const StoredPhoto& photo);

/// True when one of the two names says that it is the other's edited copy.
bool areNamedAsVersions(const QString& one, const QString& other);

/// Makes one of them: the original leaves the lists, and the edited one stands for both, with what the owner
/// has said of the original and not of it.
void stack(StoredPhoto* edited, StoredPhoto* original);

/// Two again: the original comes back to the lists, to the archive when either is meant to lie there.
void part(StoredPhoto* edited, StoredPhoto* original);

/// Of what is left when the other goes.
void unstack(StoredPhoto* left);

} // namespace parlor::server
