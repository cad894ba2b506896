#include "tests/support/sampleexif.h"

#include <algorithm>
#include <cmath>

namespace parlor::test {

namespace {

enum Type { Byte = 1, Ascii, Short, Long, Rational, Undefined = 7 };

QByteArray rational(quint32 above, quint32 below) {
    return big32(above) + big32(below);
}

/// Degrees, minutes and hundredths of seconds.
QByteArray angle(double degrees) {
    const double positive = std::abs(degrees);
    const auto whole = static_cast<quint32>(positive);
    const auto minutes = static_cast<quint32>((positive - whole) * 60);
    const auto seconds = static_cast<quint32>(std::lround(((positive - whole) * 60 - minutes) * 6000));
    return rational(whole, 1) + rational(minutes, 1) + rational(seconds, 100);
}

} // namespace

QByteArray big16(int value) {
    return {QByteArray(1, static_cast<char>(value >> 8 & 0xff)) + static_cast<char>(value & 0xff)};
}

QByteArray big32(quint32 value) {
    return big16(static_cast<int>(value >> 16)) + big16(static_cast<int>(value & 0xffff));
}

void TiffWriter::raw(int tag, int type, quint32 count, const QByteArray& value) {
    m_entries.append({tag, type, count, value, {}});
}

void TiffWriter::shortNumber(int tag, int value) {
    raw(tag, Short, 1, big16(value) + big16(0));
}

void TiffWriter::longNumber(int tag, quint32 value) {
    raw(tag, Long, 1, big32(value));
}

void TiffWriter::text(int tag, const QByteArray& value) {
    raw(tag, Ascii, static_cast<quint32>(value.size() + 1), value + '\0');
}

void TiffWriter::directory(int tag, const TiffWriter& inner) {
    m_entries.append({tag, Long, 1, {}, {inner}});
}

QByteArray TiffWriter::bytes(quint32 start) const {
    QList<Entry> sorted = m_entries;
    std::sort(sorted.begin(), sorted.end(), [](const Entry& a, const Entry& b) { return a.tag < b.tag; });
    const auto behind = start + 2 + 12 * static_cast<quint32>(sorted.size()) + 4;
    QByteArray head = big16(static_cast<int>(sorted.size()));
    QByteArray tail;
    for (const Entry& entry : sorted) {
        const quint32 here = behind + static_cast<quint32>(tail.size());
        head += big16(entry.tag) + big16(entry.type) + big32(entry.count);
        if (!entry.inner.isEmpty()) {
            head += big32(here);
            tail += entry.inner.first().bytes(here);
        } else if (entry.value.size() > 4) {
            head += big32(here);
            tail += entry.value;
        } else {
            head += entry.value.leftJustified(4, '\0');
        }
        if (tail.size() % 2 != 0)
            tail += '\0';
    }
    return head + big32(0) + tail;
}

QByteArray exifStructure(const PhotoOptions& options) {
    if (!options.exif)
        return {};
    TiffWriter exif;
    exif.raw(0x829a, Rational, 1, rational(1, 250));
    exif.raw(0x829d, Rational, 1, rational(18, 10));
    exif.shortNumber(0x8827, 400);
    exif.raw(0x920a, Rational, 1, rational(26, 1));
    exif.text(0xa431, "ParlorSerialMarker");
    if (!options.lens.isEmpty())
        exif.text(0xa434, options.lens);
    if (!options.taken.isEmpty())
        exif.text(0x9003, options.taken);
    if (!options.subSeconds.isEmpty())
        exif.text(0x9291, options.subSeconds);
    if (!options.offset.isEmpty())
        exif.text(0x9011, options.offset);
    TiffWriter top;
    if (!options.make.isEmpty())
        top.text(0x10f, options.make);
    if (!options.model.isEmpty())
        top.text(0x110, options.model);
    if (options.orientation != 0)
        top.shortNumber(0x112, options.orientation);
    top.directory(0x8769, exif);
    if (options.latitude && options.longitude) {
        TiffWriter gps;
        gps.text(1, *options.latitude < 0 ? "S" : "N");
        gps.raw(2, Rational, 3, angle(*options.latitude));
        gps.text(3, *options.longitude < 0 ? "W" : "E");
        gps.raw(4, Rational, 3, angle(*options.longitude));
        gps.raw(6, Rational, 1, rational(5195, 10));
        top.directory(0x8825, gps);
    }
    return "MM" + big16(42) + big32(8) + top.bytes(8);
}

} // namespace parlor::test
