#pragma once

#include "server/media/worker/pictures/movieheader.h"
#include "server/media/worker/pictures/overwritelist.h"

namespace parlor::server::media {

/// Voids every element of a Matroska file (RFC 9559) that is not needed to play its pictures and sound. False
/// when it holds tracks of other kinds, is broken, or has elements of unknown size beside the segment.
bool cleanMatroska(const MovieSource& source, OverwriteList& out);

} // namespace parlor::server::media
