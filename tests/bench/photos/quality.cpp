#include "tests/bench/photos/quality.h"

#include <QFile>

#include <vips/vips8>

#include <cmath>

using vips::VImage;

namespace parlor::bench {

namespace {

VImage luma(const VImage& image) {
    const VImage rgb = image.bands() > 3 ? image.extract_band(0, VImage::option()->set("n", 3)) : image;
    return rgb.colourspace(VIPS_INTERPRETATION_sRGB)
        .recomb(VImage::new_matrixv(3, 1, 0.299, 0.587, 0.114))
        .cast(VIPS_FORMAT_FLOAT);
}

VImage blurred(const VImage& image) {
    return image.gaussblur(1.5, VImage::option()->set("precision", VIPS_PRECISION_FLOAT));
}

} // namespace

double similarity(const QString& original, const QString& rendering) {
    const VImage made = VImage::new_from_file(QFile::encodeName(rendering).constData()).copy_memory();
    VImage whole = VImage::new_from_file(QFile::encodeName(original).constData()).autorot();
    if (whole.get_typeof(VIPS_META_ICC_NAME) != 0)
        whole = whole.icc_transform("srgb", VImage::option()->set("embedded", true));
    const VImage reference =
        whole.resize(static_cast<double>(made.width()) / whole.width(),
                     VImage::option()->set("vscale", static_cast<double>(made.height()) / whole.height()));
    const VImage a = luma(reference).copy_memory();
    const VImage b = luma(made).copy_memory();
    constexpr double c1 = 0.01 * 255 * 0.01 * 255;
    constexpr double c2 = 0.03 * 255 * 0.03 * 255;
    const VImage meanA = blurred(a);
    const VImage meanB = blurred(b);
    const VImage varianceA = blurred(a * a) - meanA * meanA;
    const VImage varianceB = blurred(b * b) - meanB * meanB;
    const VImage covariance = blurred(a * b) - meanA * meanB;
    const VImage map = ((meanA * meanB * 2 + c1) * (covariance * 2 + c2))
                       / ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2));
    return -10 * std::log10(1 - map.avg());
}

} // namespace parlor::bench
