#include "server/media/worker/pictures/exiffacts.h"

#include "server/media/worker/pictures/tiffreader.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>

namespace parlor::server::media {

namespace {

constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;

/// Tags of Exif 2.32 (CIPA DC-008).
enum Tag {
    Make = 0x10f,
    Model = 0x110,
    OrientationTag = 0x112,
    DateTime = 0x132,
    Rating = 0x4746, // of Windows, in the first directory
    ExposureTime = 0x829a,
    FNumber = 0x829d,
    ExifDirectory = 0x8769,
    GpsDirectory = 0x8825,
    Sensitivity = 0x8827,
    DateTimeOriginal = 0x9003,
    DateTimeDigitized = 0x9004,
    OffsetTime = 0x9010,
    OffsetTimeOriginal = 0x9011,
    OffsetTimeDigitized = 0x9012,
    FocalLength = 0x920a,
    MakerNote = 0x927c,
    SubSecTime = 0x9290,
    SubSecTimeOriginal = 0x9291,
    SubSecTimeDigitized = 0x9292,
    LensModel = 0xa434,
};

enum GpsTag {
    LatitudeRef = 1,
    Latitude = 2,
    LongitudeRef = 3,
    Longitude = 4,
    AltitudeRef = 5,
    Altitude = 6,
    GpsTime = 7,
    GpsDate = 29,
};

std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size())
        return std::nullopt;
    int value = 0;
    for (const char c : text.substr(at, digits)) {
        if (c < '0' || c > '9')
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<std::int64_t> midnight(std::string_view text) {
    const auto year = number(text, 0, 4);
    const auto month = number(text, 5, 2);
    const auto day = number(text, 8, 2);
    if (!year || !month || !day || *year < 1800 || *year > 2199)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::milliseconds(std::chrono::sys_days(date).time_since_epoch()).count();
}

/// "5", "52", "520": tenths, hundredths, thousandths of a second.
std::int64_t subSeconds(std::string_view text) {
    std::int64_t ms = 0;
    std::int64_t unit = 100;
    for (const char c : text.substr(0, 3)) {
        if (c < '0' || c > '9')
            break;
        ms += (c - '0') * unit;
        unit /= 10;
    }
    return ms;
}

QString textOf(const std::string& text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// `fallback` unless the value lies in what can be true.
std::optional<double> within(std::optional<double> value, double lowest, double highest) {
    return value && std::isfinite(*value) && *value >= lowest && *value <= highest ? value : std::nullopt;
}

std::optional<double> degrees(const TiffReader& reader, const TiffReader::Directory& gps, int tag, int refTag,
                              char negative, double most) {
    const auto entry = gps.find(tag);
    const auto whole = reader.rational(entry, 0);
    if (!whole)
        return std::nullopt;
    const double value =
        *whole + reader.rational(entry, 1).value_or(0) / 60 + reader.rational(entry, 2).value_or(0) / 3600;
    const std::string ref = reader.text(gps.find(refTag));
    return within(!ref.empty() && ref.front() == negative ? -value : value, -most, most);
}

void readPlace(const TiffReader& reader, const TiffReader::Directory& gps, PhotoFacts& facts) {
    const auto latitude = degrees(reader, gps, Latitude, LatitudeRef, 'S', 90);
    const auto longitude = degrees(reader, gps, Longitude, LongitudeRef, 'W', 180);
    // Cameras without a fix write zeros.
    if (!latitude || !longitude || (*latitude == 0 && *longitude == 0))
        return;
    facts.latitude = latitude;
    facts.longitude = longitude;
    const auto altitude = reader.rational(gps.find(Altitude));
    const bool below = reader.integer(gps.find(AltitudeRef)).value_or(0) == 1;
    facts.altitude = within(altitude && below ? -*altitude : altitude, -20'000, 100'000);
}

std::optional<std::int64_t> gpsTime(const TiffReader& reader, const TiffReader::Directory& gps) {
    const auto day = midnight(reader.text(gps.find(GpsDate)));
    const auto entry = gps.find(GpsTime);
    const auto hours = reader.rational(entry, 0);
    const auto minutes = reader.rational(entry, 1);
    const auto seconds = reader.rational(entry, 2);
    if (!day || !hours || !minutes || !seconds || *hours < 0 || *hours > 24 || *minutes < 0 || *minutes > 60)
        return std::nullopt;
    return *day
           + static_cast<std::int64_t>((*hours * 3600 + *minutes * 60 + std::clamp(*seconds, 0.0, 60.0))
                                       * 1000);
}

/// Only stars: cameras write 0, which says nothing, and others -1 for what is not to be shown.
void setRating(PhotoFacts& facts, std::int64_t stars) {
    if (stars >= 1 && stars <= highestRating)
        facts.rating = static_cast<int>(stars);
}

void setOffset(PhotoFacts& facts, int offset) {
    facts.offsetMinutes = offset;
    facts.takenAt = *facts.takenLocal - offset * minute;
}

void readTime(const TiffReader& reader, const TiffReader::Directory& top, const TiffReader::Directory& exif,
              const TiffReader::Directory& gps, PhotoFacts& facts) {
    const auto at = [&](const TiffReader::Directory& directory, int tag, int subSecondTag) {
        auto time = parseLocalTime(reader.text(directory.find(tag)));
        if (time)
            *time += subSeconds(reader.text(exif.find(subSecondTag)));
        return time;
    };
    facts.takenLocal = at(exif, DateTimeOriginal, SubSecTimeOriginal);
    if (!facts.takenLocal)
        facts.takenLocal = at(exif, DateTimeDigitized, SubSecTimeDigitized);
    if (!facts.takenLocal)
        facts.takenLocal = at(top, DateTime, SubSecTime);
    const auto gpsAt = gpsTime(reader, gps);
    if (!facts.takenLocal) {
        facts.takenAt = gpsAt;
        return;
    }
    for (const int tag : {OffsetTimeOriginal, OffsetTimeDigitized, OffsetTime})
        if (const auto offset = parseOffset(reader.text(exif.find(tag)))) {
            setOffset(facts, *offset);
            return;
        }
    if (!gpsAt)
        return;
    // Zones are whole quarters of an hour; a fix may be some minutes old.
    const double quarters =
        static_cast<double>(*facts.takenLocal - *gpsAt) / static_cast<double>(15 * minute);
    if (std::abs(quarters) <= 14 * 4 && std::abs(quarters - std::round(quarters)) < 0.34)
        setOffset(facts, static_cast<int>(std::lround(quarters)) * 15);
}

/// Apple marks the two halves of a live photo by an identifier in its maker note, whose offsets count from
/// its own start.
QByteArray appleContentId(Bytes note) {
    constexpr std::string_view head{"Apple iOS\0\0\1MM", 14};
    constexpr int contentIdentifier = 0x11;
    if (!startsWith(note, head) || note.size() < 16)
        return {};
    const std::size_t count = big16(note, 14);
    for (std::size_t i = 0; i < count && 16 + (i + 1) * 12 <= note.size(); ++i) {
        const std::size_t entry = 16 + i * 12;
        if (static_cast<int>(big16(note, entry)) != contentIdentifier)
            continue;
        const std::size_t length = big32(note, entry + 4);
        const std::size_t at = big32(note, entry + 8);
        if (length > 4 && at <= note.size() && length <= note.size() - at)
            return cleanContentId(asText(note.subspan(at, length)));
    }
    return {};
}

/// The value of an XMP property, written as an attribute or as an element.
std::string_view property(std::string_view packet, std::string_view name) {
    for (std::size_t at = packet.find(name); at != packet.npos; at = packet.find(name, at + 1)) {
        const std::string_view rest = packet.substr(at + name.size());
        if (rest.starts_with("=\""))
            return rest.substr(2, rest.substr(2).find('"'));
        if (rest.starts_with(">"))
            return rest.substr(1, rest.find('<') == rest.npos ? 0 : rest.find('<') - 1);
    }
    return {};
}

void readXmpTime(std::string_view text, PhotoFacts& facts) {
    for (const char* name : {"exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate"}) {
        const std::string_view value = property(text, name);
        facts.takenLocal = parseLocalTime(value);
        if (!facts.takenLocal)
            continue;
        const std::size_t zone = value.find_first_of("+-Z", 16);
        const auto offset = zone == value.npos ? std::nullopt : parseOffset(value.substr(zone));
        if (offset)
            setOffset(facts, *offset);
        return;
    }
}

std::int64_t wholeNumber(std::string_view text) {
    std::int64_t value = 0;
    for (const char c : text.substr(0, 15)) {
        if (c < '0' || c > '9')
            return 0;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// Of the container's directory: the items lie one after the other at the end of the file, the picture first.
std::int64_t motionFromEnd(std::string_view packet) {
    constexpr std::string_view item = "<Container:Item";
    constexpr int mostItems = 32;
    std::int64_t fromEnd = 0;
    bool found = false;
    std::size_t at = packet.find(item);
    for (int i = 0; i < mostItems && at != packet.npos; ++i) {
        const std::size_t end = std::min(packet.find(item, at + item.size()), packet.size());
        const std::string_view words = packet.substr(at, end - at);
        found = found || property(words, ":Semantic") == "MotionPhoto";
        if (found)
            fromEnd += wholeNumber(property(words, ":Length")) + wholeNumber(property(words, ":Padding"));
        at = end < packet.size() ? end : packet.npos;
    }
    return found ? fromEnd : 0;
}

} // namespace

QByteArray cleanContentId(std::string_view text) {
    constexpr qsizetype longest = 64;
    QByteArray clean;
    for (const char c : text.substr(0, longest)) {
        const bool fits =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
        if (!fits)
            break;
        clean += c;
    }
    return clean;
}

std::optional<std::int64_t> parseLocalTime(std::string_view text) {
    const auto day = midnight(text);
    const auto hours = number(text, 11, 2);
    const auto minutes = number(text, 14, 2);
    const auto seconds = number(text, 17, 2);
    if (!day || !hours || !minutes || *hours > 23 || *minutes > 59 || seconds.value_or(0) > 60)
        return std::nullopt;
    return *day + ((*hours * 60 + *minutes) * 60 + seconds.value_or(0)) * second;
}

std::optional<int> parseOffset(std::string_view text) {
    if (text == "Z")
        return 0;
    const auto hours = number(text, 1, 2);
    const auto minutes = number(text, 4, 2);
    if (!hours || !minutes || (text[0] != '+' && text[0] != '-') || *minutes > 59
        || *hours * 60 + *minutes > 14 * 60)
        return std::nullopt;
    const int offset = *hours * 60 + *minutes;
    return text[0] == '-' ? -offset : offset;
}

Bytes exifIn(Bytes blob) {
    for (std::size_t at = 0; at < 32 && at + 8 <= blob.size(); ++at)
        if (isTiff(blob.subspan(at)))
            return blob.subspan(at);
    return {};
}

int readExif(Bytes tiff, PhotoFacts& facts) {
    const TiffReader reader(tiff);
    const auto top = reader.first();
    if (top.isEmpty())
        return 1;
    const auto under = [&](int tag) {
        const auto offset = reader.integer(top.find(tag));
        return reader.at(offset ? static_cast<std::size_t>(*offset) : 0);
    };
    const auto exif = under(ExifDirectory);
    const auto gps = under(GpsDirectory);
    facts.make = textOf(reader.text(top.find(Make)));
    facts.model = textOf(reader.text(top.find(Model)));
    facts.lens = textOf(reader.text(exif.find(LensModel)));
    facts.exposureSeconds = within(reader.rational(exif.find(ExposureTime)), 0, 100'000);
    facts.fNumber = within(reader.rational(exif.find(FNumber)), 0, 1'000);
    facts.focalLengthMm = within(reader.rational(exif.find(FocalLength)), 0, 100'000);
    if (const auto iso = reader.integer(exif.find(Sensitivity)); iso && *iso > 0 && *iso < 100'000'000)
        facts.iso = static_cast<int>(*iso);
    setRating(facts, reader.integer(top.find(Rating)).value_or(0));
    readPlace(reader, gps, facts);
    readTime(reader, top, exif, gps, facts);
    facts.contentId = appleContentId(reader.bytes(exif.find(MakerNote)));
    facts.motion = facts.motion || !facts.contentId.isEmpty();
    const auto orientation = reader.integer(top.find(OrientationTag)).value_or(1);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
}

std::int64_t readXmp(Bytes packet, PhotoFacts& facts) {
    const std::string_view text = asText(packet.first(std::min<std::size_t>(packet.size(), 1024 * 1024)));
    const bool motion = property(text, ":MotionPhoto") == "1" || property(text, ":MicroVideo") == "1";
    facts.motion = facts.motion || motion;
    facts.panorama = facts.panorama || !property(text, "GPano:ProjectionType").empty();
    for (const char* name : {"xap:Rating", "xmp:Rating"}) {
        const std::string_view rating = property(text, name);
        setRating(facts, wholeNumber(rating.substr(0, rating.find('.'))));
    }
    if (!facts.takenLocal && !facts.takenAt)
        readXmpTime(text, facts);
    if (!motion)
        return 0;
    const std::int64_t fromEnd = motionFromEnd(text);
    return fromEnd > 0 ? fromEnd : wholeNumber(property(text, ":MicroVideoOffset"));
}

Bytes motionIn(Bytes trailer) {
    constexpr std::string_view name = "MotionPhoto_Data";
    if (trailer.empty())
        return {};
    const void* found = ::memmem(trailer.data(), trailer.size(), name.data(), name.size());
    if (found == nullptr)
        return {};
    const auto at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - trailer.data());
    return trailer.subspan(at + name.size());
}

} // namespace parlor::server::media
