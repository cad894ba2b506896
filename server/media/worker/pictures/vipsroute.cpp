#include "server/media/worker/pictures/vipsroute.h"

#include "server/media/worker/pictures/colourtable.h"
#include "server/media/worker/pictures/rgbplanes.h"
#include "server/media/worker/pictures/webpencoder.h"

#include <vips/vips8>

#include <algorithm>
#include <string>
#include <vector>

using vips::VImage;

namespace parlor::server::media {

namespace {

constexpr const char* strict = "[fail_on=truncated]";
constexpr const char* lenient = "[fail_on=none]";
const std::vector<double> white{255, 255, 255};

constexpr int stripHeight = 64;

struct Unreferenced {
    void operator()(VipsRegion* region) const { g_object_unref(region); }
};

/// Frees what vips' C side gave.
struct Freed {
    void operator()(void* memory) const { g_free(memory); }
};

/// Metadata has to be taken away by hand: webpsave of 8.14.1 ignores `strip`, and one rule is better than
/// two.
VImage withoutMetadata(const VImage& image) {
    VImage bare = image.copy();
    gchar** fields = vips_image_get_fields(bare.get_image());
    for (gchar** field = fields; *field; ++field) {
        const std::string name = *field;
        for (const char* prefix : {"exif", "xmp", "iptc", "photoshop", "icc-profile", "jpeg-", "orientation",
                                   "png-", "heif-", "gif-", "tiff-", "image-description"})
            if (name.rfind(prefix, 0) == 0)
                bare.remove(name.c_str());
    }
    g_strfreev(fields);
    return bare;
}

VImage in8BitSrgb(VImage image) {
    if (image.interpretation() != VIPS_INTERPRETATION_sRGB)
        image = image.colourspace(VIPS_INTERPRETATION_sRGB);
    if (image.format() != VIPS_FORMAT_UCHAR)
        image = image.cast(VIPS_FORMAT_UCHAR);
    if (image.bands() > 4)
        image = image.extract_band(0, VImage::option()->set("n", 3));
    return image;
}

VImage rotated(const VImage& image, int degrees) {
    switch (degrees) {
    case 90:
        return image.rot(VIPS_ANGLE_D90);
    case 180:
        return image.rot(VIPS_ANGLE_D180);
    case 270:
        return image.rot(VIPS_ANGLE_D270);
    default:
        return image;
    }
}

VImage onWhite(const VImage& image) {
    return image.has_alpha() ? image.flatten(VImage::option()->set("background", white)) : image;
}

bool isSeeThrough(const VImage& image) {
    return image.bands() == 4 && image.extract_band(3).min() < 255;
}

std::unique_ptr<std::uint8_t[], Freed> pixelsOf(const VImage& image, std::size_t& size) {
    return std::unique_ptr<std::uint8_t[], Freed>(static_cast<std::uint8_t*>(image.write_to_memory(&size)));
}

} // namespace

struct VipsRoute::Private {
    Bytes file;
    Format format;
    VImage header;
    bool hasProfile = false;

    [[nodiscard]] Bytes blob(const char* name) const {
        if (header.get_typeof(name) != VIPS_TYPE_BLOB)
            return {};
        std::size_t size = 0;
        const void* data = header.get_blob(name, &size);
        return {static_cast<const std::uint8_t*>(data), size};
    }

    /// Most pictures: they need no more of libvips than its decoders.
    [[nodiscard]] bool isPlain() const {
        // WebP is decoded at a smaller size at once, which saves more.
        return format != Format::WebP && header.bands() == 3 && header.format() == VIPS_FORMAT_UCHAR
               && header.interpretation() == VIPS_INTERPRETATION_sRGB;
    }

    [[nodiscard]] PixelSize size() const { return {header.width(), header.height()}; }

    /// To be read from the top once.
    [[nodiscard]] VImage opened(const PixelRect& part, const char* option) const {
        const VImage image = VImage::new_from_buffer(file.data(), file.size(), option,
                                                     VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL));
        return part.size() == size() ? image
                                     : image.extract_area(part.left, part.top, part.width, part.height);
    }

    [[nodiscard]] Picture plain(const PixelRect& part, int rotation, const char* option) const {
        const VImage image = opened(part, option);
        RgbPlanes planes(image.width(), image.height());
        const std::unique_ptr<VipsRegion, Unreferenced> region(vips_region_new(image.get_image()));
        for (int y = 0; y < image.height(); y += stripHeight) {
            const VipsRect strip{0, y, image.width(), std::min(stripHeight, image.height() - y)};
            if (vips_region_prepare(region.get(), &strip) != 0)
                throw vips::VError();
            for (int row = 0; row < strip.height; ++row)
                planes.add(VIPS_REGION_ADDR(region.get(), 0, y + row));
        }
        const auto orientation = Orientation::fromExif(vips_image_get_orientation(image.get_image()))
                                     .then(Orientation::fromRotation(rotation));
        const Bytes profile = blob(VIPS_META_ICC_NAME);
        const auto table = ColourTable::forProfile(QByteArray(reinterpret_cast<const char*>(profile.data()),
                                                              static_cast<qsizetype>(profile.size())));
        return pictureFromPlanes(planes.take(), PixelRect::all(part.size()), orientation, table.get());
    }

    [[nodiscard]] Picture reduced(const PixelRect& part, int rotation, const char* option) const {
        Picture picture;
        const VImage image = rotated(small(part, option), rotation);
        std::size_t size = 0;
        if (isSeeThrough(image)) {
            const auto pixels = pixelsOf(image, size);
            picture.rgba =
                QByteArray(reinterpret_cast<const char*>(pixels.get()), static_cast<qsizetype>(size));
        }
        const auto pixels = pixelsOf(onWhite(image), size);
        picture.planes = planesFromRgb(pixels.get(), image.width(), image.height());
        return picture;
    }

    [[nodiscard]] vips::VOption* reducing() const {
        vips::VOption* options = VImage::option()->set("height", viewSide)->set("size", VIPS_SIZE_DOWN);
        // An untagged picture must not be given it: 8.14.1 then changes its colours.
        return hasProfile ? options->set("export_profile", "srgb") : options;
    }

    [[nodiscard]] VImage small(const PixelRect& part, const char* option) const {
        if (part.size() != size()) { // a decoder that reduces at once knows nothing of parts
            const VImage image = opened(part, option);
            return in8BitSrgb(image.thumbnail_image(viewSide, reducing())).copy_memory();
        }
        vips::VOption* options = reducing()->set("option_string", option);
        VipsBlob* blob = vips_blob_new(nullptr, file.data(), file.size());
        try {
            VImage image = in8BitSrgb(VImage::thumbnail_buffer(blob, viewSide, options)).copy_memory();
            vips_area_unref(VIPS_AREA(blob));
            return image;
        } catch (...) {
            vips_area_unref(VIPS_AREA(blob));
            throw;
        }
    }

    [[nodiscard]] QByteArray full(const PixelRect& part, int rotation, const char* option) const {
        VImage image = opened(part, option);
        if (hasProfile)
            image = image.icc_transform("srgb", VImage::option()->set("embedded", true));
        // In memory, because turning wants any row at any time.
        image = in8BitSrgb(image).copy_memory();
        image = withoutMetadata(onWhite(rotated(image.autorot(), rotation)));
        VipsBlob* blob = image.jpegsave_buffer(
            VImage::option()->set("Q", fullQuality)->set("strip", true)->set("optimize_coding", true));
        std::size_t size = 0;
        const auto* data = static_cast<const char*>(vips_blob_get(blob, &size));
        QByteArray bytes(data, static_cast<qsizetype>(size));
        vips_area_unref(VIPS_AREA(blob));
        return bytes;
    }
};

VipsRoute::VipsRoute(Bytes file, Format format) : d(std::make_unique<Private>()) {
    d->file = file;
    d->format = format;
    d->header = VImage::new_from_buffer(file.data(), file.size(), "",
                                        VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL));
    d->hasProfile = d->header.get_typeof(VIPS_META_ICC_NAME) != 0;
}

VipsRoute::~VipsRoute() = default;

PixelSize VipsRoute::storedSize() const {
    return d->size();
}

Orientation VipsRoute::orientation() const {
    return Orientation::fromExif(vips_image_get_orientation(d->header.get_image()));
}

Bytes VipsRoute::exif() const {
    return d->blob(VIPS_META_EXIF_NAME);
}

Bytes VipsRoute::xmp() const {
    return d->blob(VIPS_META_XMP_NAME);
}

Picture VipsRoute::picture(const PixelRect& part, int rotation, bool full) const {
    const auto made = [&](const char* option) {
        Picture picture =
            d->isPlain() ? d->plain(part, rotation, option) : d->reduced(part, rotation, option);
        if (full)
            picture.full = d->full(part, rotation, option);
        return picture;
    };
    try {
        return made(strict);
    } catch (const std::exception&) {
        // What can be decoded of a cut-off file is better than nothing, but it is marked.
        vips_error_clear();
    }
    Picture picture = made(lenient);
    picture.damaged = true;
    return picture;
}

} // namespace parlor::server::media
