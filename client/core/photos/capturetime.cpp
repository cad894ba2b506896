#include "client/core/photos/capturetime.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <string_view>

namespace parlor::client {

namespace {

constexpr qsizetype headMost = 256 * 1024;
constexpr int exifDirectory = 0x8769, dateTimeOriginal = 0x9003, offsetTimeOriginal = 0x9011;
constexpr int typeText = 2, typeLong = 4;
constexpr int entryBytes = 12, entriesMost = 512;
constexpr std::string_view exifMark{"Exif\0\0", 6};

/// A TIFF structure (TIFF 6.0 section 2) with bounds at every step.
class Tiff {
public:
    explicit Tiff(QByteArrayView bytes) : m_bytes(bytes) {
        m_big = bytes.startsWith("MM");
        m_usable = (m_big || bytes.startsWith("II")) && number16(2) == 42;
    }

    [[nodiscard]] bool isUsable() const { return m_usable; }

    [[nodiscard]] quint32 first() const { return number32(4); }

    /// Where an entry with the tag stands in the directory; 0 when there is none.
    [[nodiscard]] qsizetype entry(quint32 directory, int tag) const {
        const int count = std::min<int>(number16(directory), entriesMost);
        for (int i = 0; i < count; ++i) {
            const qsizetype at = qsizetype(directory) + 2 + qsizetype(i) * entryBytes;
            if (number16(at) == tag)
                return at;
        }
        return 0;
    }

    [[nodiscard]] quint32 number(qsizetype entry) const { return number32(entry + 8); }

    [[nodiscard]] QByteArray text(qsizetype entry) const {
        const quint32 count = number32(entry + 4);
        constexpr quint32 most = 64;
        if (entry == 0 || number16(entry + 2) != typeText || count == 0 || count > most)
            return {};
        const qsizetype at = count <= 4 ? entry + 8 : qsizetype(number32(entry + 8));
        if (at < 0 || at + qsizetype(count) > m_bytes.size())
            return {};
        const QByteArray all = m_bytes.sliced(at, count).toByteArray();
        return all.left(std::max<qsizetype>(0, all.indexOf('\0')));
    }

private:
    [[nodiscard]] quint16 number16(qsizetype at) const {
        if (at < 0 || at + 2 > m_bytes.size())
            return 0;
        return m_big ? qFromBigEndian<quint16>(m_bytes.data() + at)
                     : qFromLittleEndian<quint16>(m_bytes.data() + at);
    }

    [[nodiscard]] quint32 number32(qsizetype at) const {
        if (at < 0 || at + 4 > m_bytes.size())
            return 0;
        return m_big ? qFromBigEndian<quint32>(m_bytes.data() + at)
                     : qFromLittleEndian<quint32>(m_bytes.data() + at);
    }

    QByteArrayView m_bytes;
    bool m_big = false, m_usable = false;
};

/// The contents of the first EXIF segment before the picture itself (JFIF 1.02, EXIF 4.5.4).
QByteArrayView exifOf(QByteArrayView jpeg) {
    constexpr uchar app1 = 0xE1, startOfScan = 0xDA;
    const auto byte = [&](qsizetype at) { return static_cast<uchar>(jpeg[at]); };
    qsizetype at = 2;
    while (at + 4 <= jpeg.size() && byte(at) == 0xFF && byte(at + 1) != startOfScan) {
        const qsizetype length = byte(at + 2) * 256 + byte(at + 3);
        if (length < 2 || at + 2 + length > jpeg.size())
            return {};
        const QByteArrayView body = jpeg.sliced(at + 4, length - 2);
        if (byte(at + 1) == app1
            && body.startsWith(QByteArrayView(exifMark.data(), qsizetype(exifMark.size()))))
            return body.sliced(qsizetype(exifMark.size()));
        at += 2 + length;
    }
    return {};
}

/// `pattern`: 0 stands for a digit.
bool looksLike(const QByteArray& text, std::string_view pattern) {
    return text.size() == qsizetype(pattern.size())
           && std::equal(text.begin(), text.end(), pattern.begin(), [](char c, char wanted) {
                  return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
              });
}

QByteArray big(quint32 value, int bytes) {
    QByteArray out;
    for (int i = bytes - 1; i >= 0; --i)
        out += static_cast<char>(value >> (8 * i));
    return out;
}

QByteArray entryOf(int tag, int type, quint32 count, quint32 value) {
    return big(quint32(tag), 2) + big(quint32(type), 2) + big(count, 4) + big(value, 4);
}

} // namespace

std::optional<CaptureTime> captureTimeOf(const QByteArray& jpeg) {
    if (!jpeg.startsWith("\xFF\xD8"))
        return std::nullopt;
    const Tiff tiff(exifOf(QByteArrayView(jpeg).first(std::min(jpeg.size(), headMost))));
    const qsizetype pointer = tiff.isUsable() ? tiff.entry(tiff.first(), exifDirectory) : 0;
    if (pointer == 0)
        return std::nullopt;
    const quint32 exif = tiff.number(pointer);
    CaptureTime time{tiff.text(tiff.entry(exif, dateTimeOriginal)),
                     tiff.text(tiff.entry(exif, offsetTimeOriginal))};
    if (!looksLike(time.local, "0000:00:00 00:00:00"))
        return std::nullopt;
    if (!looksLike(time.offset, "+00:00") && !looksLike(time.offset, "-00:00"))
        time.offset.clear();
    return time;
}

QByteArray withCaptureTime(const QByteArray& jpeg, const CaptureTime& time) {
    const bool hasOffset = !time.offset.isEmpty();
    const quint32 entries = hasOffset ? 2 : 1;
    constexpr quint32 exifAt = 8 + 2 + entryBytes + 4;
    const quint32 textAt = exifAt + 2 + entries * entryBytes + 4;
    const quint32 localBytes = quint32(time.local.size()) + 1;
    QByteArray tiff = "MM" + big(42, 2) + big(8, 4);
    tiff += big(1, 2) + entryOf(exifDirectory, typeLong, 1, exifAt) + big(0, 4);
    tiff += big(entries, 2) + entryOf(dateTimeOriginal, typeText, localBytes, textAt);
    if (hasOffset)
        tiff += entryOf(offsetTimeOriginal, typeText, quint32(time.offset.size()) + 1, textAt + localBytes);
    tiff += big(0, 4) + time.local + '\0';
    if (hasOffset)
        tiff += time.offset + '\0';
    const QByteArray body = QByteArray(exifMark.data(), qsizetype(exifMark.size())) + tiff;
    return jpeg.first(2) + "\xFF\xE1" + big(quint32(body.size()) + 2, 2) + body + jpeg.sliced(2);
}

} // namespace parlor::client
