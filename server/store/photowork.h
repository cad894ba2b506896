#pragma once

#include "server/domain/ports/photostore.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

#include <functional>

/// Writes of photos that several jobs make, each inside its caller's transaction and told to the owner.
namespace parlor::server {

Status tellOwner(Connection& connection, Effects& effects, PersonId owner, const PersonEventBody& body);

/// Reads the row, lets `change` say whether there is something to write, writes, tells the owner. With an
/// `owner` only a photo of that person: UnknownPhoto.
Result<StoredPhoto> changePhoto(Connection& connection, Effects& effects, PhotoId id, PersonId owner,
                                const std::function<bool(StoredPhoto*)>& change);

/// Writes rows that belong together, as they are here.
Status putPhoto(Connection& connection, Effects& effects, const StoredPhoto& photo);

} // namespace parlor::server
