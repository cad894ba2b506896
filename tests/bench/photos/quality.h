#pragma once

#include <QString>

namespace parlor::bench {

/// Structural similarity of luma, −10 log10(1 − SSIM) dB, of a rendering against the original, which is
/// decoded whole, converted to sRGB and reduced by Lanczos3 to the rendering's size.
double similarity(const QString& original, const QString& rendering);

} // namespace parlor::bench
