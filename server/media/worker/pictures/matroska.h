#pragma once

#include "server/media/worker/pictures/bytes.h"
#include "shared/protocol/photo.h"

namespace parlor::server::media {

bool isMatroska(Bytes head);

/// What the `Info` and `Tracks` elements among these first bytes of a file say (RFC 8794, RFC 9559); false
/// when there are no pictures.
bool readMatroska(Bytes head, PhotoFacts& facts);

} // namespace parlor::server::media
