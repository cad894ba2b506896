#pragma once

#include "server/domain/ports/photostore.h"

namespace parlor::server {

/// True for the two halves of a live photo, in either order: a still and a short video that name each other
/// (Apple's content identifier) or, where one of them names nothing, have the same name but for its ending
/// and were taken within three seconds. Halves that have one already belong to nothing else.
bool areHalves(const StoredPhoto& one, const StoredPhoto& other);

/// False for what can have no other half: nothing needs to be looked for.
bool mayHavePartner(const StoredPhoto& photo);

/// Makes one of them: the video leaves the lists, the still moves.
void pairUp(StoredPhoto* still, StoredPhoto* video);

/// Of what is left when one half goes.
void partWith(StoredPhoto* left);

} // namespace parlor::server
