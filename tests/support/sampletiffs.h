#pragma once

#include "tests/support/samplephotos.h"

/// The sample of samplephotos.h as TIFF files whose samples are not what a screen takes.
namespace parlor::test {

/// 32-bit floating point, linear light from 0 to 1 (TIFF 6.0, section 19).
QByteArray floatTiffPhoto(const PhotoOptions& options = {});

/// CIELAB of 8 bits, of the white of D65 (TIFF 6.0, section 23).
QByteArray labTiffPhoto(const PhotoOptions& options = {});

} // namespace parlor::test
