#pragma once

#include "shared/protocol/photo.h"

#include <QJsonObject>

namespace parlor::server {

/// What pictures say about themselves, as one column holds it. Width and height have columns of their own.
QJsonObject columnOf(const PhotoFacts& facts);
PhotoFacts factsFrom(const QJsonObject& column);

} // namespace parlor::server
