#include "tests/bench/photos/samples.h"

#include "tests/support/samplephotos.h"

#include <QDir>
#include <QFile>

#include <vips/vips8>

using vips::VImage;

namespace parlor::bench {

namespace {

constexpr double dimension = 2.6; ///< of the fractal: about the spectrum of landscapes
constexpr double cameraNoise = 4; ///< sigma, 8-bit steps

/// Most detail is luma; colours vary slowly and stay moderate, as they do in photographs.
VImage photoLike(int width, int height) {
    const auto surface = [&](int w, int h) {
        return VImage::fractsurf(w, h, dimension).scale().cast(VIPS_FORMAT_FLOAT);
    };
    const VImage luma = surface(width, height);
    constexpr int coarse = 8;
    std::vector<VImage> bands;
    for (int i = 0; i < 3; ++i) {
        const VImage tint = (surface(width / coarse, height / coarse) - 128.0) * 0.35;
        const VImage noise =
            VImage::gaussnoise(width, height, VImage::option()->set("sigma", cameraNoise)->set("mean", 0));
        bands.push_back(luma + tint.resize(coarse, VImage::option()->set("kernel", VIPS_KERNEL_LINEAR))
                        + noise);
    }
    return VImage::bandjoin(bands)
        .cast(VIPS_FORMAT_UCHAR)
        .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB))
        .copy_memory();
}

void save(const VImage& image, const QString& path, vips::VOption* options) {
    image.write_to_file(QFile::encodeName(path).constData(), options);
}

VImage tagged(const VImage& image) {
    QByteArray profile = test::displayP3Profile();
    VImage copy = image.copy();
    vips_image_set_blob_copy(copy.get_image(), VIPS_META_ICC_NAME, profile.constData(),
                             static_cast<std::size_t>(profile.size()));
    return copy;
}

} // namespace

void makeSamples(const QString& folder) {
    const QDir dir(folder);
    if (dir.exists(u"complete"_qs))
        return;
    dir.mkpath(u"."_qs);
    const auto jpeg = [](int quality) {
        return VImage::option()->set("Q", quality)->set("subsample_mode", VIPS_FOREIGN_SUBSAMPLE_ON);
    };
    const VImage twelve = photoLike(4032, 3024);
    save(twelve, dir.filePath(u"j12-a.jpg"_qs), jpeg(90));
    save(twelve.rot(VIPS_ANGLE_D90), dir.filePath(u"j12-portrait.jpg"_qs), jpeg(90));
    save(tagged(twelve), dir.filePath(u"p12-p3.jpg"_qs), jpeg(90));
    save(twelve, dir.filePath(u"png12-a.png"_qs), VImage::option()->set("compression", 6));
    save(twelve, dir.filePath(u"webp12-a.webp"_qs), VImage::option()->set("Q", 90));
    save(twelve, dir.filePath(u"heic12-a.heic"_qs),
         VImage::option()->set("Q", 60)->set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_HEVC));
    const VImage twentyFour = photoLike(6000, 4000);
    save(twentyFour, dir.filePath(u"j24-a.jpg"_qs), jpeg(92));
    save(twentyFour, dir.filePath(u"j24-progressive.jpg"_qs), jpeg(90)->set("interlace", true));
    save(twentyFour, dir.filePath(u"j24-444.jpg"_qs),
         VImage::option()->set("Q", 90)->set("subsample_mode", VIPS_FOREIGN_SUBSAMPLE_OFF));
    save(tagged(twentyFour), dir.filePath(u"p24-p3.jpg"_qs), jpeg(90));
    save(twelve.resize(2), dir.filePath(u"j48-a.jpg"_qs), jpeg(94));
    QFile done(dir.filePath(u"complete"_qs));
    [[maybe_unused]] const bool opened = done.open(QIODevice::WriteOnly);
}

} // namespace parlor::bench
