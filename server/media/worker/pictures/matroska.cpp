#include "server/media/worker/pictures/matroska.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

namespace parlor::server::media {

namespace {

constexpr int maxSide = 30'000;
constexpr int mostElements = 10'000;
constexpr std::int64_t msOf2001 = 978'307'200'000;
constexpr std::int64_t farthest = 8'000'000'000'000; // ms, the year 2223
constexpr double longestMs = 1'000.0 * 3'600 * 1'000;

enum Id : std::uint64_t {
    Head = 0x1a45dfa3,
    DocType = 0x4282,
    Segment = 0x18538067,
    Info = 0x1549a966,
    TimestampScale = 0x2ad7b1,
    Duration = 0x4489,
    DateUtc = 0x4461,
    Tracks = 0x1654ae6b,
    TrackEntry = 0xae,
    TrackType = 0x83,
    Video = 0xe0,
    PixelWidth = 0xb0,
    PixelHeight = 0xba,
};

/// A number of one to eight bytes, whose first says how many they are.
struct Number {
    std::uint64_t value = 0;
    std::size_t length = 0;
    bool unknown = false; ///< all ones: up to the end of what holds it
};

std::optional<Number> numberAt(Bytes bytes, bool withMarker) {
    if (bytes.empty() || bytes[0] == 0)
        return std::nullopt;
    const auto length = static_cast<std::size_t>(std::countl_zero(bytes[0])) + 1;
    if (length > bytes.size() || (withMarker && length > 4))
        return std::nullopt;
    const std::uint64_t marker = std::uint64_t(1) << (7 * length);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < length; ++i)
        value = value << 8 | bytes[i];
    const std::uint64_t plain = value & (marker - 1);
    return Number{withMarker ? value : plain, length, plain == marker - 1};
}

/// Calls use(id, content) for each element that begins in `bytes`; one that is cut off is given as far as it
/// is there.
template<class Use>
void eachElement(Bytes bytes, Use use) {
    for (int i = 0; i < mostElements && !bytes.empty(); ++i) {
        const auto id = numberAt(bytes, true);
        if (!id)
            return;
        bytes = bytes.subspan(id->length);
        const auto size = numberAt(bytes, false);
        if (!size)
            return;
        bytes = bytes.subspan(size->length);
        const std::size_t length =
            size->unknown ? bytes.size()
                          : static_cast<std::size_t>(std::min<std::uint64_t>(size->value, bytes.size()));
        use(id->value, bytes.first(length));
        bytes = bytes.subspan(length);
    }
}

std::uint64_t unsignedOf(Bytes content) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : content.first(std::min<std::size_t>(content.size(), 8)))
        value = value << 8 | byte;
    return value;
}

double realOf(Bytes content) {
    if (content.size() == 4)
        return std::bit_cast<float>(static_cast<std::uint32_t>(unsignedOf(content)));
    return content.size() == 8 ? std::bit_cast<double>(unsignedOf(content)) : 0;
}

void readInfo(Bytes info, PhotoFacts& facts) {
    double scale = 1'000'000; // ns
    double duration = 0;
    eachElement(info, [&](std::uint64_t id, Bytes content) {
        if (id == TimestampScale)
            scale = static_cast<double>(unsignedOf(content));
        else if (id == Duration)
            duration = realOf(content);
        else if (id == DateUtc && content.size() == 8)
            facts.takenAt = msOf2001 + static_cast<std::int64_t>(unsignedOf(content)) / 1'000'000;
    });
    if (facts.takenAt && std::abs(*facts.takenAt) > farthest)
        facts.takenAt.reset();
    const double ms = duration * scale / 1'000'000;
    if (std::isfinite(ms) && ms > 0 && ms <= longestMs)
        facts.durationMs = std::llround(ms);
}

bool readTrack(Bytes entry, PhotoFacts& facts) {
    std::uint64_t type = 0;
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    eachElement(entry, [&](std::uint64_t id, Bytes content) {
        if (id == TrackType)
            type = unsignedOf(content);
        if (id == Video)
            eachElement(content, [&](std::uint64_t inner, Bytes value) {
                if (inner == PixelWidth)
                    width = unsignedOf(value);
                if (inner == PixelHeight)
                    height = unsignedOf(value);
            });
    });
    if (type != 1 || width < 1 || height < 1 || width > maxSide || height > maxSide)
        return false;
    if (facts.width == 0) {
        facts.width = static_cast<int>(width);
        facts.height = static_cast<int>(height);
    }
    return true;
}

} // namespace

bool isMatroska(Bytes head) {
    return startsWith(head, "\x1a\x45\xdf\xa3");
}

bool readMatroska(Bytes head, PhotoFacts& facts) {
    bool pictures = false;
    facts.mimeType = "video/x-matroska";
    eachElement(head, [&](std::uint64_t id, Bytes content) {
        if (id == Head)
            eachElement(content, [&](std::uint64_t inner, Bytes value) {
                if (inner == DocType && startsWith(value, "webm"))
                    facts.mimeType = "video/webm";
            });
        if (id == Segment)
            eachElement(content, [&](std::uint64_t part, Bytes value) {
                if (part == Info)
                    readInfo(value, facts);
                if (part == Tracks)
                    eachElement(value, [&](std::uint64_t entry, Bytes track) {
                        if (entry == TrackEntry)
                            pictures = readTrack(track, facts) || pictures;
                    });
            });
    });
    return pictures;
}

} // namespace parlor::server::media
