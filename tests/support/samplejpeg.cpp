#include "tests/support/sampleexif.h"
#include "tests/support/samplephotos.h"
#include "tests/support/samplepixels.h"

#include <cstdio>
#include <cstdlib>

// jpeglib.h wants stdio's FILE before it.
#include <jpeglib.h>

namespace parlor::test {

namespace {

struct Sampling {
    int across, down;
};

Sampling samplingOf(const QByteArray& name) {
    if (name == "444")
        return {1, 1};
    if (name == "422")
        return {2, 1};
    if (name == "440")
        return {1, 2};
    if (name == "411")
        return {4, 1};
    if (name == "410")
        return {4, 2};
    if (name == "odd")
        return {3, 1};
    return {2, 2};
}

void marker(jpeg_compress_struct& codec, int code, const QByteArray& bytes) {
    jpeg_write_marker(&codec, code, reinterpret_cast<const JOCTET*>(bytes.constData()),
                      static_cast<unsigned>(bytes.size()));
}

void writeMetadata(jpeg_compress_struct& codec, const PhotoOptions& options) {
    const QByteArray exif = exifStructure(options);
    if (!exif.isEmpty())
        marker(codec, JPEG_APP0 + 1, QByteArray("Exif\0\0", 6) + exif);
    if (!options.xmp.isEmpty())
        marker(codec, JPEG_APP0 + 1, QByteArray("http://ns.adobe.com/xap/1.0/\0", 29) + options.xmp);
    if (!options.profile.isEmpty())
        jpeg_write_icc_profile(&codec, reinterpret_cast<const JOCTET*>(options.profile.constData()),
                               static_cast<unsigned>(options.profile.size()));
    marker(codec, JPEG_COM, "ParlorCommentMarker");
}

} // namespace

QByteArray jpegPhoto(const PhotoOptions& options) {
    const SamplePixels pixels = samplePixels(options);
    jpeg_compress_struct codec;
    jpeg_error_mgr errors;
    codec.err = jpeg_std_error(&errors);
    jpeg_create_compress(&codec);
    unsigned char* out = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&codec, &out, &size);
    codec.image_width = static_cast<JDIMENSION>(pixels.width);
    codec.image_height = static_cast<JDIMENSION>(pixels.height);
    codec.input_components = options.cmyk ? 4 : 3;
    codec.in_color_space = options.cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&codec);
    if (options.grey)
        jpeg_set_colorspace(&codec, JCS_GRAYSCALE);
    jpeg_set_quality(&codec, options.quality, TRUE);
    if (!options.grey && !options.cmyk) {
        const Sampling sampling = samplingOf(options.subsampling);
        codec.comp_info[0].h_samp_factor = sampling.across;
        codec.comp_info[0].v_samp_factor = sampling.down;
    }
    if (options.progressive)
        jpeg_simple_progression(&codec);
    jpeg_start_compress(&codec, TRUE);
    writeMetadata(codec, options);
    std::vector<JSAMPLE> line(static_cast<std::size_t>(pixels.width)
                              * static_cast<std::size_t>(codec.input_components));
    for (int y = 0; y < pixels.height; ++y) {
        const std::uint8_t* from = pixels.row(y);
        if (options.cmyk) {
            // As Adobe stores them: upside down, 255 is no ink.
            for (std::size_t x = 0; x < static_cast<std::size_t>(pixels.width); ++x) {
                for (std::size_t c = 0; c < 3; ++c)
                    line[4 * x + c] = from[3 * x + c];
                line[4 * x + 3] = 255;
            }
        } else {
            line.assign(from, from + pixels.width * 3);
        }
        JSAMPROW row = line.data();
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    QByteArray bytes(reinterpret_cast<const char*>(out), static_cast<qsizetype>(size));
    std::free(out);
    return bytes;
}

QByteArray scanBombJpeg(int scans) {
    PhotoOptions options;
    options.progressive = true;
    options.width = options.height = 64;
    QByteArray file = jpegPhoto(options);
    const qsizetype last = file.lastIndexOf(QByteArray("\xff\xda", 2));
    const QByteArray scan = file.mid(last, file.size() - last - 2);
    file.chop(2);
    for (int i = 0; i < scans; ++i)
        file += scan;
    return file + QByteArray("\xff\xd9", 2);
}

QByteArray hugeJpegHeader() {
    const QByteArray small = jpegPhoto({.width = 16, .height = 16, .exif = false});
    QByteArray file = small;
    const qsizetype frame = file.indexOf(QByteArray("\xff\xc0", 2));
    file.replace(frame + 5, 4, big16(65'500) + big16(65'500));
    return file;
}

} // namespace parlor::test
