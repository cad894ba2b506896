#pragma once

#include "server/domain/ports/http.h"
#include "server/domain/ports/photostore.h"

#include <optional>

namespace parlor::server {

/// The entity tag (RFC 9110, 8.8.3) of a photo as data: another one after each change of what its owner or a
/// worker has said of it. Renderings that are made on demand change nothing of it.
QByteArray tagOf(const StoredPhoto& photo);

/// The revisions that If-Match (RFC 9110, 13.1.1) asks for, strongly compared: tags that were never ours are
/// of none. nullopt without the header and for "*", which any photo that is there fulfils. BadRequest when it
/// is no list of tags.
Result<std::optional<QList<std::int64_t>>> revisionsAskedFor(const HttpRequest& request);

} // namespace parlor::server
