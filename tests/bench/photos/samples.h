#pragma once

#include <QString>

namespace parlor::bench {

/// Writes the set into the folder, unless it is there: photo-like pictures (fractal surfaces with camera
/// noise) of 12, 24 and 48 MP as JPEG, some tagged Display P3, progressive or without chroma subsampling, and
/// as PNG, WebP and HEIC. Takes a few minutes of CPU once.
void makeSamples(const QString& folder);

} // namespace parlor::bench
