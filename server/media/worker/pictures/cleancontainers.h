#pragma once

#include "server/media/worker/pictures/overwritelist.h"

/// The containers of pictures, each gone through from its first byte to its last. False when the file is not
/// as its format says: then nobody knows where its secrets lie.
namespace parlor::server::media {

bool cleanJpeg(Bytes file, OverwriteList& out);
bool cleanPng(Bytes file, OverwriteList& out);
bool cleanWebp(Bytes file, OverwriteList& out);
bool cleanHeif(Bytes file, OverwriteList& out);

} // namespace parlor::server::media
