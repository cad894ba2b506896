#pragma once

#include "tests/support/samplepixels.h"

namespace parlor::test {

enum class HeifCodec { Hevc, Av1 };

/// A HEIF file with the pixels in one piece; empty where libheif can't encode it. `exif`: what stands in it
/// of metadata; empty: none.
QByteArray heifPicture(const SamplePixels& pixels, HeifCodec codec, int quality, const QByteArray& exif = {});

} // namespace parlor::test
