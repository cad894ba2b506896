#include "server/media/worker/pictures/mp4boxes.h"

#include "server/media/worker/pictures/exiffacts.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace parlor::server::media {

namespace {

constexpr std::int64_t secondsFrom1904 = 2'082'844'800;
constexpr std::int64_t longestMs = 1'000LL * 3'600 * 1'000; ///< beyond a thousand hours somebody is joking
constexpr int maxSide = 30'000;
constexpr std::size_t longestText = 256;

std::uint64_t big64(Bytes b, std::size_t at) {
    return std::uint64_t(big32(b, at)) << 32 | big32(b, at + 4);
}

/// Times of `mvhd`, `tkhd` and `mdhd`: 32 bits wide, or 64 in version 1.
struct Times {
    std::uint64_t created = 0;
    std::uint64_t scale = 0;
    std::uint64_t duration = 0;
};

std::optional<Times> movieTimes(Bytes mvhd) {
    if (mvhd.size() >= 20 && mvhd[0] == 0)
        return Times{big32(mvhd, 4), big32(mvhd, 12), big32(mvhd, 16)};
    if (mvhd.size() >= 32 && mvhd[0] == 1)
        return Times{big64(mvhd, 4), big32(mvhd, 20), big64(mvhd, 24)};
    return std::nullopt;
}

std::optional<std::int64_t> milliseconds(std::uint64_t duration, std::uint64_t scale) {
    if (scale == 0 || duration == 0 || duration == UINT32_MAX || duration == UINT64_MAX)
        return std::nullopt;
    const double ms = static_cast<double>(duration) * 1'000 / static_cast<double>(scale);
    return ms <= static_cast<double>(longestMs) ? std::optional(std::llround(ms)) : std::nullopt;
}

/// Size as it is to be seen, by the track's matrix.
bool readTrack(Bytes trak, PhotoFacts& facts, std::uint64_t& longest) {
    const Bytes handler = childBox(childBox(trak, "mdia"), "hdlr");
    if (handler.size() < 12 || !startsWith(handler.subspan(8), "vide"))
        return false;
    const Bytes tkhd = childBox(trak, "tkhd");
    if (tkhd.empty())
        return false;
    const std::size_t matrix = tkhd[0] == 1 ? 52 : 40;
    if (tkhd.size() < matrix + 44)
        return false;
    longest = std::max(longest, tkhd[0] == 1 ? big64(tkhd, 28) : big32(tkhd, 20));
    int width = static_cast<int>(big16(tkhd, matrix + 36));
    int height = static_cast<int>(big16(tkhd, matrix + 40));
    const bool sideways = big32(tkhd, matrix) == 0 && big32(tkhd, matrix + 16) == 0;
    if (sideways)
        std::swap(width, height);
    if (width < 1 || height < 1 || width > maxSide || height > maxSide)
        return false;
    if (facts.width == 0) {
        facts.width = width;
        facts.height = height;
    }
    return true;
}

/// ISO 6709: +48.1371+011.5761+519.500/
void readPlace(std::string_view text, PhotoFacts& facts) {
    std::vector<double> numbers;
    const std::string copy(text.substr(0, 64));
    const char* at = copy.c_str();
    while ((*at == '+' || *at == '-') && numbers.size() < 3) {
        char* end = nullptr;
        const double value = std::strtod(at, &end);
        if (end == at || !std::isfinite(value))
            break;
        numbers.push_back(value);
        at = end;
    }
    const bool known = numbers.size() >= 2 && std::abs(numbers[0]) <= 90 && std::abs(numbers[1]) <= 180
                       && (numbers[0] != 0 || numbers[1] != 0);
    if (!known)
        return;
    facts.latitude = numbers[0];
    facts.longitude = numbers[1];
    if (numbers.size() > 2 && std::abs(numbers[2]) < 20'000)
        facts.altitude = numbers[2];
}

/// "2024-07-15T18:30:05+0200"
void readCreationDate(std::string_view text, PhotoFacts& facts) {
    const auto local = parseLocalTime(text);
    if (!local)
        return;
    facts.takenLocal = local;
    const std::size_t sign = text.find_first_of("+-Z", 19);
    if (sign == text.npos)
        return;
    std::string zone(text.substr(sign, 6));
    if (zone.size() == 5 && zone[0] != 'Z')
        zone.insert(3, ":");
    if (const auto offset = parseOffset(zone)) {
        facts.offsetMinutes = offset;
        facts.takenAt = *local - *offset * 60'000LL;
    }
}

void takeValue(std::string_view key, std::string_view value, PhotoFacts& facts) {
    const auto text = [&] {
        return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size())).trimmed();
    };
    if (key == "com.apple.quicktime.creationdate")
        readCreationDate(value, facts);
    else if (key == "com.apple.quicktime.content.identifier")
        facts.contentId = cleanContentId(value);
    else if (key == "com.apple.quicktime.make" || key == "com.android.manufacturer")
        facts.make = text();
    else if (key == "com.apple.quicktime.model" || key == "com.android.model")
        facts.model = text();
    else if (key == "com.apple.quicktime.location.ISO6709")
        readPlace(value, facts);
}

/// QuickTime metadata: `keys` names what `ilst` holds by number.
void readMeta(Bytes meta, PhotoFacts& facts) {
    // In MP4 it has a version before its boxes, in QuickTime it has not.
    if (meta.size() >= 12 && startsWith(meta.subspan(8), "hdlr"))
        meta = meta.subspan(4);
    const Bytes keys = childBox(meta, "keys");
    std::vector<std::string_view> names;
    for (std::size_t at = 8; at + 8 <= keys.size() && names.size() < 256;) {
        const std::size_t size = big32(keys, at);
        if (size < 8 || size > keys.size() - at)
            break;
        names.push_back(asText(keys.subspan(at + 8, size - 8)));
        at += size;
    }
    eachBox(childBox(meta, "ilst"), [&](std::string_view type, Bytes content) {
        const Bytes number(reinterpret_cast<const std::uint8_t*>(type.data()), 4);
        const std::uint32_t index = big32(number, 0);
        const Bytes data = childBox(content, "data");
        if (index >= 1 && index <= names.size() && data.size() > 8)
            takeValue(names[index - 1], asText(data.subspan(8, std::min(data.size() - 8, longestText))),
                      facts);
        return true;
    });
}

} // namespace

std::optional<Box> boxAt(Bytes bytes, std::uint64_t room) {
    if (bytes.size() < 8 || room < 8)
        return std::nullopt;
    Box box{asText(bytes.subspan(4, 4)), big32(bytes, 0), 8};
    if (box.size == 1) {
        if (bytes.size() < 16)
            return std::nullopt;
        box.size = big64(bytes, 8);
        box.head = 16;
    } else if (box.size == 0) {
        box.size = room;
    }
    if (box.size < box.head || box.size > (std::uint64_t(1) << 62))
        return std::nullopt;
    return box;
}

Bytes childBox(Bytes bytes, std::string_view type) {
    Bytes found;
    eachBox(bytes, [&](std::string_view other, Bytes content) {
        if (other != type)
            return true;
        found = content;
        return false;
    });
    return found;
}

QByteArray mp4Type(Bytes ftyp) {
    if (ftyp.size() < 12)
        return "video/mp4";
    const std::string_view brand = asText(ftyp.subspan(8, 4));
    if (brand == "qt  ")
        return "video/quicktime";
    return brand.starts_with("3g") ? "video/3gpp" : "video/mp4";
}

bool readMoov(Bytes moov, PhotoFacts& facts) {
    const auto times = movieTimes(childBox(moov, "mvhd"));
    bool pictures = false;
    std::uint64_t longest = 0;
    eachBox(moov, [&](std::string_view type, Bytes content) {
        if (type == "trak")
            pictures = readTrack(content, facts, longest) || pictures;
        return true;
    });
    if (!pictures)
        return false;
    if (times) {
        facts.durationMs = milliseconds(times->duration, times->scale);
        if (!facts.durationMs)
            facts.durationMs = milliseconds(longest, times->scale);
    }
    const Bytes extra = childBox(moov, "udta");
    const Bytes place = childBox(extra, "\xa9xyz");
    if (place.size() > 4)
        readPlace(asText(place.subspan(4)), facts);
    readMeta(childBox(moov, "meta"), facts);
    constexpr std::uint64_t centuries = 10'000'000'000; // s
    if (!facts.takenLocal && times && times->created > static_cast<std::uint64_t>(secondsFrom1904)
        && times->created < centuries)
        facts.takenAt = (static_cast<std::int64_t>(times->created) - secondsFrom1904) * 1'000;
    return true;
}

} // namespace parlor::server::media
