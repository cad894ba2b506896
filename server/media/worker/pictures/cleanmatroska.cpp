#include "server/media/worker/pictures/cleanmatroska.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

namespace parlor::server::media {

namespace {

constexpr int mostElements = 200'000;
constexpr std::uint64_t longestTracks = 1024 * 1024;
constexpr std::uint8_t voidId = 0xec;

enum Id : std::uint64_t {
    Head = 0x1a45dfa3,
    Segment = 0x18538067,
    SeekHead = 0x114d9b74,
    Info = 0x1549a966,
    Tracks = 0x1654ae6b,
    Cluster = 0x1f43b675,
    Cues = 0x1c53bb6b,
    Title = 0x7ba9,
    SegmentFilename = 0x7373,
    PreviousFilename = 0x3c83ab,
    NextFilename = 0x3e83bb,
    Checksum = 0xbf,
    TrackEntry = 0xae,
    TrackType = 0x83,
};

struct Element {
    std::uint64_t id = 0;
    std::size_t head = 0;
    std::uint64_t size = 0; ///< of the content
    bool unknown = false;
};

std::optional<Element> elementAt(Bytes bytes) {
    const auto length = [&](std::size_t at) -> std::size_t {
        return at < bytes.size() && bytes[at] != 0 ? static_cast<std::size_t>(std::countl_zero(bytes[at])) + 1
                                                   : 0;
    };
    Element element;
    const std::size_t idLength = length(0);
    const std::size_t sizeLength = length(idLength);
    if (idLength == 0 || idLength > 4 || sizeLength == 0 || idLength + sizeLength > bytes.size())
        return std::nullopt;
    for (std::size_t i = 0; i < idLength; ++i)
        element.id = element.id << 8 | bytes[i];
    for (std::size_t i = 0; i < sizeLength; ++i)
        element.size = element.size << 8 | bytes[idLength + i];
    const std::uint64_t mask = (std::uint64_t(1) << (7 * sizeLength)) - 1;
    element.size &= mask;
    element.unknown = element.size == mask;
    element.head = idLength + sizeLength;
    return element;
}

/// Pictures and sound, nothing else.
bool playsOnly(Bytes tracks) {
    while (!tracks.empty()) {
        const auto entry = elementAt(tracks);
        if (!entry || entry->unknown || entry->size > tracks.size() - entry->head)
            return false;
        Bytes content = tracks.subspan(entry->head, static_cast<std::size_t>(entry->size));
        tracks = tracks.subspan(entry->head + static_cast<std::size_t>(entry->size));
        while (entry->id == TrackEntry && !content.empty()) {
            const auto inner = elementAt(content);
            if (!inner || inner->unknown || inner->size > content.size() - inner->head)
                return false;
            if (inner->id == TrackType
                && (inner->size != 1 || content[inner->head] == 0 || content[inner->head] > 2))
                return false;
            content = content.subspan(inner->head + static_cast<std::size_t>(inner->size));
        }
    }
    return true;
}

/// An element that players pass over, as long as the one that was there.
bool makeVoid(std::uint64_t at, std::uint64_t length, OverwriteList& out) {
    QByteArray head(1, static_cast<char>(voidId));
    if (length >= 9) {
        const std::uint64_t size = length - 9;
        head += '\x01';
        for (int shift = 48; shift >= 0; shift -= 8)
            head += static_cast<char>(size >> shift & 0xff);
    } else if (length >= 2) {
        head += static_cast<char>(0x80 | (length - 2));
    } else {
        return false;
    }
    out.put(static_cast<std::size_t>(at), head);
    out.zero(static_cast<std::size_t>(at), static_cast<std::size_t>(at + length));
    return true;
}

/// What people named the video and its file, and the sum that would no longer be right.
bool voidWords(Bytes info, std::uint64_t at, OverwriteList& out) {
    while (!info.empty()) {
        const auto inner = elementAt(info);
        if (!inner || inner->unknown || inner->size > info.size() - inner->head)
            return false;
        const std::uint64_t length = inner->head + inner->size;
        const bool tells = inner->id == Title || inner->id == SegmentFilename || inner->id == PreviousFilename
                           || inner->id == NextFilename || inner->id == Checksum;
        if (tells && !makeVoid(at, length, out))
            return false;
        at += length;
        info = info.subspan(static_cast<std::size_t>(length));
    }
    return true;
}

} // namespace

bool cleanMatroska(const MovieSource& source, OverwriteList& out) {
    bool hasTracks = false;
    std::uint64_t at = 0;
    for (int i = 0; at < source.size; ++i) {
        std::vector<std::uint8_t> head(std::min<std::uint64_t>(16, source.size - at));
        if (i == mostElements || !source.read(at, head))
            return false;
        const auto element = elementAt(head);
        if (!element)
            return false;
        if (element->id == Segment) {
            at += element->head; // its children follow
            continue;
        }
        const std::uint64_t room = source.size - at - element->head;
        if (element->unknown || element->size > room)
            return false;
        const std::uint64_t length = element->head + element->size;
        switch (element->id) {
        case Tracks: {
            if (element->size > longestTracks)
                return false;
            std::vector<std::uint8_t> tracks(element->size);
            if (!source.read(at + element->head, tracks) || !playsOnly(tracks))
                return false;
            hasTracks = true;
            break;
        }
        case Info: {
            if (element->size > longestTracks)
                return false;
            std::vector<std::uint8_t> info(element->size);
            if (!source.read(at + element->head, info) || !voidWords(info, at + element->head, out))
                return false;
            break;
        }
        case Head:
        case SeekHead:
        case Cluster:
        case Cues:
            break;
        default:
            if (!makeVoid(at, length, out))
                return false;
        }
        at += length;
    }
    return hasTracks;
}

} // namespace parlor::server::media
