#pragma once

#include "server/domain/ports/photostore.h"

namespace parlor::server {

/// True for the two halves of a live photo, in either order: a still and a short video that name each other
/// (Apple's content identifier) or, where one of them names nothing, have the same name but for its ending
/// and were taken within three seconds, by the wall or by the moment. Halves that have one already belong to
/// nothing else.
bool areHalves(const StoredPhoto& one, const StoredPhoto& other);

/// False for what can have no other half: nothing needs to be looked for.
bool mayHavePartner(const StoredPhoto& photo);

/// Makes one of them: the video leaves the lists, the still moves.
void pairUp(StoredPhoto* still, StoredPhoto* video);

// A moving half may be told of by who sends it (NewPhoto::still), before anybody has looked at it. Then it
// has a partner that does not name it yet.

/// True for a still that such a half of that person may belong to.
bool mayMove(const StoredPhoto& still, PersonId owner);
/// Off the lists until somebody has looked at it. False when it can't be: it is not on them.
bool promise(StoredPhoto* video, PhotoId still);
/// Of one that has been looked at: whether it is what it was told to be.
bool keepsPromise(const StoredPhoto& looked);
void releaseFromPromise(StoredPhoto* looked);

/// What stands in front of one that is off the lists (Shelf::Paired): of an original version the edited one,
/// of a moving half its still. Invalid when nothing does.
PhotoId inFrontOf(const StoredPhoto& behind);

/// Of what is left when one half goes.
void partWith(StoredPhoto* left);

} // namespace parlor::server
