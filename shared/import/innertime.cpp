#include "shared/import/innertime.h"

#include <QDateTime>

#include <algorithm>
#include <cstdlib>

namespace parlor {

namespace {

constexpr qsizetype exifLength = 19;
constexpr std::int64_t clocksApartMs = 26 * 3'600'000LL;
constexpr std::int64_t secondsFrom1904 = 2'082'844'800;

bool isExifTime(QByteArrayView text) {
    for (qsizetype i = 0; i < exifLength; ++i) {
        const char c = text.at(i);
        const bool colon = i == 4 || i == 7 || i == 13 || i == 16;
        if (i == 10 ? c != ' ' : colon ? c != ':' : (c < '0' || c > '9'))
            return false;
    }
    return true;
}

std::uint64_t bigEndian(QByteArrayView bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = (value << 8U) | static_cast<unsigned char>(byte);
    return value;
}

} // namespace

QList<std::int64_t> innerTimes(QByteArrayView bytes) {
    QList<std::int64_t> times;
    for (qsizetype colon = bytes.indexOf(':'); colon >= 0; colon = bytes.indexOf(':', colon + 1)) {
        const qsizetype from = colon - 4;
        if (from < 0 || from + exifLength > bytes.size() || !isExifTime(bytes.sliced(from, exifLength)))
            continue;
        QDateTime time = QDateTime::fromString(QString::fromLatin1(bytes.sliced(from, exifLength)),
                                               u"yyyy:MM:dd HH:mm:ss"_qs);
        time.setTimeSpec(Qt::UTC);
        if (time.isValid() && time.date().year() > 1900)
            times.append(time.toMSecsSinceEpoch());
    }
    for (qsizetype box = bytes.indexOf("mvhd"); box >= 0; box = bytes.indexOf("mvhd", box + 1)) {
        if (box + 16 > bytes.size())
            break;
        const bool wide = bytes.at(box + 4) == 1;
        const auto seconds =
            static_cast<std::int64_t>(bigEndian(bytes.sliced(box + 8, wide ? 8 : 4)) & 0x7fffffffffffULL);
        if (seconds > secondsFrom1904)
            times.append((seconds - secondsFrom1904) * 1'000);
    }
    return times;
}

bool tellsTime(const QList<std::int64_t>& times, std::int64_t takenAt) {
    return std::ranges::any_of(
        times, [takenAt](std::int64_t time) { return std::abs(time - takenAt) <= clocksApartMs; });
}

} // namespace parlor
