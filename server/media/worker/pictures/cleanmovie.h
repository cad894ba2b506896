#pragma once

#include "server/media/worker/pictures/movieheader.h"

#include <QList>

#include <optional>

namespace parlor::server::media {

/// What of a video is to be overwritten before others get it: everything that is neither its pictures, its
/// sound, nor needed to play them. Of an MP4 (ISO/IEC 14496-12, QuickTime File Format) user data, metadata,
/// tracks of other kinds with their samples, and whatever else lies between the samples that are kept; of a
/// Matroska file (RFC 9559) tags, attachments and the like. Sound whose samples all have one size is kept up
/// to the next chunk, because files of QuickTime do not say how large they are. nullopt for what can't be
/// cleaned: fragmented files, Matroska with subtitles or other tracks, what is broken.
std::optional<QList<Overwrite>> overwritesOfMovie(const MovieSource& source);

} // namespace parlor::server::media
