#pragma once

#include "client/core/libraryindex.h"

#include <QImage>

namespace parlor::client::demo {

/// `count` photos from May 2026 back over some years: most days have a few dozen, one has a seventh of all;
/// every usual shape, some panoramas, a thumbhash each. The same for the same count.
LibraryColumns demoLibrary(int count);

/// The landscape behind a photo of it, `width` px wide, as its thumb would be.
QImage demoThumb(PhotoId photo, int width);

/// How many different thumbs there are: photos whose ids are equal modulo this look the same.
inline constexpr int demoThumbs = 112;

} // namespace parlor::client::demo
