#pragma once

#include <QString>

namespace parlor::client {

/// The Photos page (also with a selection, empty) and the lightbox as DIR/NAME-SUFFIX.png, over a library
/// like the one in the design's pictures.
void shootGallery(const QString& dir, const QString& suffix);

} // namespace parlor::client
