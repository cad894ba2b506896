#pragma once

#include "server/domain/ports/photostore.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

/// Photos that stand for others: live photos with their videos, edited ones with their original versions.
/// Inside the transaction of whoever calls.
namespace parlor::server {

/// Whether a moving half that its sender tells of may belong to that still; 0 when not.
Result<PhotoId> stillFor(Connection& connection, const NewPhoto& fresh);

/// The bytes of `known` came again as the moving half of `still`; answers it as it is then.
Result<StoredPhoto> joinStill(Connection& connection, Effects& effects, const StoredPhoto& known,
                              PhotoId still);

/// Somebody has looked at `looked`: it may be one half or one version of what is here already, or have been
/// told to be a half. Answers it as it is then.
Result<StoredPhoto> linkPhoto(Connection& connection, Effects& effects, const StoredPhoto& looked);

/// The same for versions alone: the photo's date has changed.
Result<StoredPhoto> linkVersion(Connection& connection, Effects& effects, const StoredPhoto& photo);

/// The two of which `photo` is one stand by themselves from now on, for good. Answers it as it is then.
Result<StoredPhoto> partVersions(Connection& connection, Effects& effects, const StoredPhoto& photo);

/// An original version goes with the edited one; an edited one whose original has gone, or stands by itself
/// now, does so too.
Status leaveVersion(Connection& connection, Effects& effects, const StoredPhoto& gone);

/// What belongs to a photo whose row has gone goes too, or stands by itself from now on.
Status unlinkPhoto(Connection& connection, Effects& effects, const StoredPhoto& gone);

} // namespace parlor::server
