#include "tests/support/sampleraws.h"

#include "tests/support/sampleexif.h"
#include "tests/support/samplemovies.h"

#include <algorithm>

namespace parlor::test {

namespace {

constexpr int subfile = 0xfe, compression = 0x103, make = 0x10f, model = 0x110, strip = 0x111, turned = 0x112,
              stripBytes = 0x117, subDirectory = 0x14a, jpegAt = 0x201, jpegBytes = 0x202,
              exifDirectory = 0x8769, dngVersion = 0xc612;

/// The picture without a word about itself.
QByteArray inner(const PhotoOptions& options) {
    PhotoOptions bare = options;
    bare.exif = false;
    return jpegPhoto(bare);
}

QByteArray smallGrey() {
    return jpegPhoto({.width = 160, .height = 120, .exif = false, .grey = true});
}

struct Layout {
    quint32 picture = 0, small = 0, sensor = 0; ///< offsets
};

struct Sizes {
    quint32 picture = 0, small = 0;
};

TiffWriter times() {
    TiffWriter exif;
    exif.text(0x9003, "2024:07:15 18:30:05");
    exif.text(0x9011, "+02:00");
    return exif;
}

/// A sensor's values, which no decoder of ours is to touch.
TiffWriter sensor(const Layout& at) {
    TiffWriter inside;
    inside.longNumber(subfile, 0);
    inside.shortNumber(compression, 7);
    inside.longNumber(strip, at.sensor);
    inside.longNumber(stripBytes, 1'000);
    return inside;
}

TiffWriter directoryOf(RawKind kind, const PhotoOptions& options, const Layout& at, const Sizes& sizes) {
    TiffWriter top;
    if (options.orientation != 0)
        top.shortNumber(turned, options.orientation);
    top.text(model, options.model);
    top.directory(exifDirectory, times());
    TiffWriter preview;
    preview.longNumber(subfile, 1);
    switch (kind) {
    case RawKind::Dng:
        top.longNumber(subfile, 1);
        top.text(make, options.make);
        top.raw(dngVersion, 1, 4, QByteArray("\1\4\0\0", 4));
        top.shortNumber(compression, 7);
        top.longNumber(strip, at.small);
        top.longNumber(stripBytes, sizes.small);
        preview.shortNumber(compression, 7);
        preview.longNumber(strip, at.picture);
        preview.longNumber(stripBytes, sizes.picture);
        preview.directory(subDirectory, sensor(at));
        top.directory(subDirectory, preview);
        break;
    case RawKind::Nef:
        top.text(make, "NIKON CORPORATION");
        preview.longNumber(jpegAt, at.picture);
        preview.longNumber(jpegBytes, sizes.picture);
        top.directory(subDirectory, preview);
        break;
    case RawKind::Arw:
        top.text(make, "SONY");
        top.longNumber(jpegAt, at.picture);
        top.longNumber(jpegBytes, sizes.picture);
        top.directory(subDirectory, sensor(at));
        break;
    case RawKind::Rw2:
        top.text(make, "Panasonic");
        break;
    case RawKind::Orf: // the preview's place is known to the maker's note only
        top.text(make, "OLYMPUS CORPORATION");
        top.shortNumber(compression, 1);
        top.longNumber(strip, at.sensor);
        top.longNumber(stripBytes, 1'000);
        break;
    case RawKind::Pef:
        top.text(make, "PENTAX Corporation");
        top.shortNumber(compression, 65535);
        break;
    default:
        top.text(make, "Canon");
        top.shortNumber(compression, 6);
        top.longNumber(strip, at.picture);
        top.longNumber(stripBytes, sizes.picture);
        break;
    }
    return top;
}

/// Noise with 0xff in it, none of which begins a picture.
QByteArray sensorBytes() {
    QByteArray bytes;
    for (int i = 0; i < 1'000; ++i)
        bytes += static_cast<char>(i % 7 == 0 ? 0xff : i * 37 & 0x7f);
    return bytes;
}

QByteArray tiffWith(const QByteArray& magic, int start, const QByteArray& between, RawKind kind,
                    const PhotoOptions& options) {
    const QByteArray picture = inner(options);
    const QByteArray small = smallGrey();
    const Sizes sizes{static_cast<quint32>(picture.size()), static_cast<quint32>(small.size())};
    const auto at = static_cast<quint32>(start);
    const auto behind = at + static_cast<quint32>(directoryOf(kind, options, {}, sizes).bytes(at).size());
    const Layout layout{behind + 1'000 + sizes.small, behind + 1'000, behind};
    return magic + big32(at) + between + directoryOf(kind, options, layout, sizes).bytes(at) + sensorBytes()
           + small + picture;
}

} // namespace

QByteArray rawPhoto(RawKind kind, const PhotoOptions& options) {
    const QByteArray magic = "MM" + big16(42);
    switch (kind) {
    case RawKind::Cr2:
        return tiffWith(magic, 16, QByteArray("CR\2\0\0\0\0\0", 8), kind, options);
    case RawKind::Raf: {
        const QByteArray picture = jpegPhoto(options);
        QByteArray head("FUJIFILMCCD-RAW 0201FF383501X-T1");
        head = head.leftJustified(84, '\0') + big32(200) + big32(static_cast<quint32>(picture.size()));
        return head.leftJustified(200, '\0') + picture + sensorBytes();
    }
    case RawKind::Rw2: {
        // Little-endian by its first letters: one entry, the picture.
        const QByteArray picture = inner(options);
        const auto little = [](quint32 value) {
            QByteArray bytes = big32(value);
            std::reverse(bytes.begin(), bytes.end());
            return bytes;
        };
        QByteArray file("IIU\0", 4);
        file += little(8) + QByteArray("\1\0", 2) + QByteArray("\x2e\0\7\0", 4)
                + little(static_cast<quint32>(picture.size())) + little(30) + little(0);
        return file.leftJustified(30, '\0') + picture;
    }
    case RawKind::Cr3: {
        const PhotoOptions& o = options;
        TiffWriter top;
        top.text(make, "Canon");
        if (o.orientation != 0)
            top.shortNumber(turned, o.orientation);
        const QByteArray cmt = "MM" + big16(42) + big32(8) + top.bytes(8);
        const QByteArray uuid("\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48", 16);
        return box("ftyp", "crx " + big32(1) + "crx isom") + box("moov", box("uuid", uuid + box("CMT1", cmt)))
               + box("mdat", sensorBytes() + smallGrey() + inner(options) + sensorBytes());
    }
    case RawKind::Orf:
        return tiffWith("MMOR", 8, {}, kind, options);
    default:
        return tiffWith(magic, 8, {}, kind, options);
    }
}

QByteArray plainDng(const PhotoOptions& options) {
    // The sample TIFF with one more entry, which stands last because its tag is the highest.
    QByteArray file = tiffPhoto(options);
    const auto at = static_cast<qsizetype>(QByteArray(file.mid(4, 4)).toHex().toUInt(nullptr, 16));
    const int count = static_cast<uchar>(file[at]) << 8 | static_cast<uchar>(file[at + 1]);
    // Values behind the directory move by an entry's twelve bytes.
    QByteArray directory = file.mid(at);
    const qsizetype end = 2 + 12 * count;
    for (int i = 0; i < count; ++i) {
        const qsizetype entry = 2 + 12 * i;
        const quint32 value = directory.mid(entry + 8, 4).toHex().toUInt(nullptr, 16);
        if (value >= static_cast<quint32>(at + end) && value < static_cast<quint32>(file.size()))
            directory.replace(entry + 8, 4, big32(value + 12));
    }
    directory.replace(0, 2, big16(count + 1));
    directory.insert(end, big16(dngVersion) + big16(1) + big32(4) + QByteArray("\1\4\0\0", 4));
    return file.left(at) + directory;
}

QByteArray dngPointingTo(quint32 offset, quint32 length) {
    TiffWriter top;
    top.raw(dngVersion, 1, 4, QByteArray("\1\4\0\0", 4));
    top.shortNumber(compression, 7);
    top.longNumber(strip, offset);
    top.longNumber(stripBytes, length);
    top.longNumber(jpegAt, offset);
    top.longNumber(jpegBytes, length);
    return "MM" + big16(42) + big32(8) + top.bytes(8);
}

QByteArray circularDng() {
    TiffWriter top;
    top.raw(dngVersion, 1, 4, QByteArray("\1\4\0\0", 4));
    top.raw(subDirectory, 4, 3, big32(8) + big32(8) + big32(20));
    QByteArray file = "MM" + big16(42) + big32(8) + top.bytes(8);
    // The chain's next directory is this one.
    return file.replace(8 + 2 + 2 * 12, 4, big32(8));
}

} // namespace parlor::test
