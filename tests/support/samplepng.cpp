#include "tests/support/sampleexif.h"
#include "tests/support/samplephotos.h"
#include "tests/support/samplepixels.h"

#include <QtEndian>

#include <algorithm>
#include <array>

namespace parlor::test {

namespace {

constexpr char signature[] = "\x89PNG\r\n\x1a\n";

quint32 crc(const QByteArray& bytes) {
    static const auto table = [] {
        std::array<quint32, 256> made{};
        for (quint32 n = 0; n < 256; ++n) {
            quint32 c = n;
            for (int k = 0; k < 8; ++k)
                c = (c & 1) != 0 ? 0xedb88320u ^ c >> 1 : c >> 1;
            made[n] = c;
        }
        return made;
    }();
    quint32 c = 0xffffffffu;
    for (const char byte : bytes)
        c = table[(c ^ static_cast<quint8>(byte)) & 0xff] ^ c >> 8;
    return c ^ 0xffffffffu;
}

QByteArray chunk(const QByteArray& type, const QByteArray& data) {
    return big32(static_cast<quint32>(data.size())) + type + data + big32(crc(type + data));
}

/// A zlib stream: qCompress() without the length that Qt puts before it.
QByteArray deflated(const QByteArray& data) {
    return qCompress(data, 1).mid(4);
}

QByteArray header(int width, int height, int depth, int colourType, bool interlaced) {
    QByteArray data = big32(static_cast<quint32>(width)) + big32(static_cast<quint32>(height));
    data += static_cast<char>(depth);
    data += static_cast<char>(colourType);
    data += QByteArray(2, '\0');
    data += static_cast<char>(interlaced ? 1 : 0);
    return QByteArray(signature) + chunk("IHDR", data);
}

/// The rows of one pass: filter byte 0, then the samples.
void appendPass(QByteArray& out, const SamplePixels& pixels, const PhotoOptions& options, int x0, int y0,
                int dx, int dy) {
    if (x0 >= pixels.width)
        return;
    for (int y = y0; y < pixels.height; y += dy) {
        out += '\0';
        for (int x = x0; x < pixels.width; x += dx) {
            for (int c = 0; c < 3; ++c) {
                const auto value = static_cast<char>(pixels.row(y)[3 * x + c]);
                out += value;
                if (options.sixteenBit)
                    out += value;
            }
            if (options.seeThrough)
                out += QByteArray(options.sixteenBit ? 2 : 1, x >= pixels.width / 2 ? '\0' : '\xff');
        }
    }
}

} // namespace

QByteArray pngPhoto(const PhotoOptions& options) {
    const SamplePixels pixels = samplePixels(options);
    QByteArray rows;
    if (options.interlaced) {
        // Adam7, PNG specification 8.2.
        constexpr int passes[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                      {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
        for (const auto& [x, y, dx, dy] : passes)
            appendPass(rows, pixels, options, x, y, dx, dy);
    } else {
        appendPass(rows, pixels, options, 0, 0, 1, 1);
    }
    QByteArray file = header(pixels.width, pixels.height, options.sixteenBit ? 16 : 8,
                             options.seeThrough ? 6 : 2, options.interlaced);
    if (!options.profile.isEmpty())
        file += chunk("iCCP", QByteArray("profile\0\0", 9) + deflated(options.profile));
    const QByteArray exif = exifStructure(options);
    if (!exif.isEmpty())
        file += chunk("eXIf", exif);
    file += chunk("tEXt", QByteArray("Comment\0", 8) + "ParlorCommentMarker");
    return file + chunk("IDAT", deflated(rows)) + chunk("IEND", {});
}

QByteArray emptyPng(int width, int height, bool interlaced) {
    // One bit a pixel; the interlaced sum of rows is a little larger, and decoders do not mind what is
    // missing.
    constexpr qsizetype most = 128 * 1024 * 1024;
    const qsizetype rows = std::min(most, (static_cast<qsizetype>(width) / 8 + 2) * height);
    return header(width, height, 1, 0, interlaced) + chunk("IDAT", deflated(QByteArray(rows, '\0')))
           + chunk("IEND", {});
}

QByteArray hugePng() {
    QByteArray file = header(65'535, 65'535, 8, 2, false);
    file += chunk("IDAT", deflated(QByteArray(4, '\0')));
    return file + chunk("IEND", {});
}

QByteArray textBombPng() {
    const QByteArray text = deflated(QByteArray(256 * 1024 * 1024, '\0'));
    PhotoOptions options;
    options.width = options.height = 64;
    const QByteArray plain = pngPhoto(options);
    QByteArray file = plain.left(33);
    for (int i = 0; i < 8; ++i)
        file += chunk("zTXt", QByteArray("Comment\0\0", 9) + text);
    return file + plain.mid(33);
}

} // namespace parlor::test
