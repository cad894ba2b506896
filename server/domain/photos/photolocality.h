#pragma once

#include "shared/protocol/photo.h"

namespace parlor::server {

/// The town of the coordinates; none without them.
Locality localityOf(const PhotoFacts& facts);

/// Names of towns as they are sorted: without case and accents.
QString localitySortKey(const QString& name);

} // namespace parlor::server
