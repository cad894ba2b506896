#include "tests/support/samplephotos.h"

#include "tests/support/sampleexif.h"
#include "tests/support/sampleheif.h"

#include <lcms2.h>
#include <webp/encode.h>

namespace parlor::test {

namespace {

QByteArray little16(int value) {
    const QByteArray big = big16(value);
    return {QByteArray(1, big[1]) + big[0]};
}

QByteArray little32(quint32 value) {
    return little16(static_cast<int>(value & 0xffff)) + little16(static_cast<int>(value >> 16));
}

QByteArray riffChunk(const QByteArray& name, const QByteArray& data) {
    return name + little32(static_cast<quint32>(data.size())) + data + QByteArray(data.size() % 2, '\0');
}

QByteArray heifPhoto(HeifCodec codec, const PhotoOptions& options) {
    return heifPicture(samplePixels(options), codec, options.quality, exifStructure(options));
}

} // namespace

QByteArray webpPhoto(const PhotoOptions& options) {
    const SamplePixels pixels = samplePixels(options);
    std::uint8_t* out = nullptr;
    const std::size_t size = WebPEncodeRGB(pixels.rgb.data(), pixels.width, pixels.height, pixels.width * 3,
                                           static_cast<float>(options.quality), &out);
    const QByteArray picture =
        QByteArray(reinterpret_cast<const char*>(out), static_cast<qsizetype>(size)).mid(12);
    WebPFree(out);
    const QByteArray exif = exifStructure(options);
    const int flags = (options.profile.isEmpty() ? 0 : 0x20) | (exif.isEmpty() ? 0 : 0x08)
                      | (options.xmp.isEmpty() ? 0 : 0x04);
    QByteArray body = "WEBP";
    if (flags != 0)
        body += riffChunk("VP8X", little32(static_cast<quint32>(flags))
                                      + little32(static_cast<quint32>(pixels.width - 1)).left(3)
                                      + little32(static_cast<quint32>(pixels.height - 1)).left(3));
    if (!options.profile.isEmpty())
        body += riffChunk("ICCP", options.profile);
    body += picture;
    if (!exif.isEmpty())
        body += riffChunk("EXIF", exif);
    if (!options.xmp.isEmpty())
        body += riffChunk("XMP ", options.xmp);
    return "RIFF" + little32(static_cast<quint32>(body.size())) + body;
}

QByteArray tiffPhoto(const PhotoOptions& options) {
    const SamplePixels pixels = samplePixels(options);
    const QByteArray strip(reinterpret_cast<const char*>(pixels.rgb.data()),
                           static_cast<qsizetype>(pixels.rgb.size()));
    TiffWriter top;
    top.longNumber(0x100, static_cast<quint32>(pixels.width));
    top.longNumber(0x101, static_cast<quint32>(pixels.height));
    top.raw(0x102, 3, 3, big16(8) + big16(8) + big16(8));
    top.shortNumber(0x103, 1);
    top.shortNumber(0x106, 2);
    top.longNumber(0x111, 8);
    if (options.orientation != 0)
        top.shortNumber(0x112, options.orientation);
    top.shortNumber(0x115, 3);
    top.longNumber(0x116, static_cast<quint32>(pixels.height));
    top.longNumber(0x117, static_cast<quint32>(strip.size()));
    if (options.exif)
        top.text(0x110, options.model);
    const QByteArray padding(strip.size() % 2, '\0');
    const auto start = static_cast<quint32>(8 + strip.size() + padding.size());
    return "MM" + big16(42) + big32(start) + strip + padding + top.bytes(start);
}

QByteArray gifPhoto(const PhotoOptions& options) {
    const SamplePixels pixels = samplePixels(options);
    QByteArray file = "GIF89a" + little16(pixels.width) + little16(pixels.height) + QByteArray("\xe6\0\0", 3);
    // 128 colours: two, three and two bits of red, green and blue.
    for (int i = 0; i < 128; ++i) {
        file += static_cast<char>((i >> 5) * 85);
        file += static_cast<char>((i >> 2 & 7) * 36);
        file += static_cast<char>((i & 3) * 85);
    }
    file += "," + little32(0) + little16(pixels.width) + little16(pixels.height) + QByteArray("\0\7", 2);
    // Eight-bit codes without compression: a clear code before the table would grow the codes by a bit.
    QByteArray codes;
    int sinceClear = 0;
    for (std::size_t i = 0; i < pixels.rgb.size(); i += 3) {
        if (sinceClear++ % 120 == 0)
            codes += '\x80';
        codes +=
            static_cast<char>(pixels.rgb[i] >> 6 << 5 | pixels.rgb[i + 1] >> 5 << 2 | pixels.rgb[i + 2] >> 6);
    }
    codes += '\x81';
    for (qsizetype at = 0; at < codes.size(); at += 255) {
        const QByteArray block = codes.mid(at, 255);
        file += static_cast<char>(block.size());
        file += block;
    }
    return file + QByteArray("\0;", 2);
}

QByteArray heicPhoto(const PhotoOptions& options) {
    return heifPhoto(HeifCodec::Hevc, options);
}

QByteArray avifPhoto(const PhotoOptions& options) {
    return heifPhoto(HeifCodec::Av1, options);
}

QList<QByteArray> forbiddenMarkers() {
    const QByteArray latitude = big32(48) + big32(1) + big32(8) + big32(1);
    return {"ParlorMakeMarker",
            "ParlorModelMarker",
            "ParlorLensMarker",
            "ParlorSerialMarker",
            "ParlorCommentMarker",
            "2024:07:15",
            "ICC_PROFILE",
            "http://ns.adobe.com",
            "xmpmeta",
            latitude};
}

QByteArray displayP3Profile() {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
    const cmsFloat64Number parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    cmsToneCurve* curve = cmsBuildParametricToneCurve(nullptr, 4, parameters);
    cmsToneCurve* curves[] = {curve, curve, curve};
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    QByteArray bytes(static_cast<qsizetype>(size), '\0');
    cmsSaveProfileToMem(profile, bytes.data(), &size);
    cmsCloseProfile(profile);
    cmsFreeToneCurve(curve);
    return bytes;
}

QByteArray motionXmp() {
    return R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description GCamera:MotionPhoto="1"/></rdf:RDF></x:xmpmeta>)";
}

QByteArray hugeGif() {
    return QByteArray(
        "GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;", 35);
}

QByteArray svgPicture() {
    return R"(<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><rect width="100" height="100"/></svg>)";
}

QByteArray textNamedJpeg() {
    return "These are plain words, whatever the name of the file says.\n";
}

QByteArray truncated(const QByteArray& file, double share) {
    return file.left(static_cast<qsizetype>(static_cast<double>(file.size()) * share));
}

QByteArray flipped(QByteArray file, int bits, int seed) {
    auto state = static_cast<quint32>(seed) * 2654435761u + 1;
    for (int i = 0; i < bits && file.size() > 4; ++i) {
        state = state * 1664525u + 1013904223u;
        const qsizetype at = file.size() / 2 + static_cast<qsizetype>(state >> 8) % (file.size() / 2 - 2);
        file[at] = static_cast<char>(file[at] ^ 1 << (state >> 5 & 7));
    }
    return file;
}

} // namespace parlor::test
