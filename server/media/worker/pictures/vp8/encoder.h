#pragma once

#include "server/media/worker/pictures/planes.h"

#include <QByteArray>

namespace parlor::server::media::vp8 {

/// For tests; what is shown is as usual without.
struct Options {
    bool portable = false;   ///< the kernels for any processor
    bool filtered = true;    ///< with a loop filter, which a decoder applies last
    Planes* shown = nullptr; ///< what a decoder shows before that
};

/// A VP8 key frame (RFC 6386) without a container, of limited-range 4:2:0 planes, chroma rounded up.
/// `quality` is libwebp's scale, and sizes and likeness are those of libwebp 1.2.4 at effort 4 and its
/// defaults within 1 % and 0.05 dB (docs/FIGURES.md), in half its time: all modes of a block are tried at
/// once, a lane each. Empty when the format cannot hold it.
QByteArray encoded(const Planes& planes, int quality, const Options& options = {});

} // namespace parlor::server::media::vp8
