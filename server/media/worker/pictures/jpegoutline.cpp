#include "server/media/worker/pictures/jpegoutline.h"

#include <cstring>
#include <map>

namespace parlor::server::media {

namespace {

constexpr std::string_view exifHead{"Exif\0\0", 6};
constexpr std::string_view xmpHead{"http://ns.adobe.com/xap/1.0/\0", 29};
constexpr std::string_view profileHead{"ICC_PROFILE\0", 12};

bool isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

bool standsAlone(int marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/// Profiles over 64 KiB come in numbered segments (ICC.1, annex B.4).
class ProfileParts {
public:
    void add(Bytes segment) {
        if (segment.size() < 14 || m_parts.size() > 255)
            return;
        m_count = segment[13];
        m_parts.emplace(segment[12], segment.subspan(14));
    }

    [[nodiscard]] QByteArray whole() const {
        if (m_count == 0 || m_parts.size() != static_cast<std::size_t>(m_count))
            return {};
        QByteArray out;
        int expected = 1;
        for (const auto& [number, part] : m_parts) {
            if (number != expected++)
                return {};
            out.append(reinterpret_cast<const char*>(part.data()), static_cast<qsizetype>(part.size()));
        }
        return out;
    }

private:
    int m_count = 0;
    std::map<int, Bytes> m_parts;
};

void readFrame(JpegOutline& outline, int marker, Bytes segment) {
    outline.precision = segment[0];
    outline.height = static_cast<int>(big16(segment, 1));
    outline.width = static_cast<int>(big16(segment, 3));
    outline.components = segment[5];
    outline.progressive = (marker & 3) == 2;
    outline.lossless = marker > 0xc2;
}

} // namespace

// A marker is an 0xff followed by neither a stuffed zero nor a restart.
std::size_t endOfScan(Bytes file, std::size_t at) {
    while (at + 1 < file.size()) {
        const void* found = std::memchr(file.data() + at, 0xff, file.size() - 1 - at);
        if (!found)
            return file.size();
        at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - file.data());
        const int next = file[at + 1];
        if (next != 0 && next != 0xff && !(next >= 0xd0 && next <= 0xd7))
            return at;
        at += next == 0xff ? 1 : 2;
    }
    return file.size();
}

std::optional<JpegOutline> outlineJpeg(Bytes file) {
    JpegOutline outline;
    ProfileParts profile;
    bool framed = false;
    std::size_t at = 2;
    while (at + 4 <= file.size()) {
        if (file[at] != 0xff) {
            ++at; // stray bytes between segments: decoders skip them too
            continue;
        }
        const int marker = file[at + 1];
        if (marker == 0xff || standsAlone(marker)) {
            at += marker == 0xff ? 1 : 2;
            continue;
        }
        if (marker == 0xd9)
            break;
        const std::size_t length = big16(file, at + 2);
        if (length < 2 || length > file.size() - at - 2)
            break;
        const Bytes segment = file.subspan(at + 4, length - 2);
        at += length + 2;
        if (isFrame(marker) && segment.size() >= 6 && !framed) {
            framed = true;
            readFrame(outline, marker, segment);
        } else if (marker == 0xe1 && startsWith(segment, exifHead) && outline.exif.empty()) {
            outline.exif = segment.subspan(exifHead.size());
        } else if (marker == 0xe1 && startsWith(segment, xmpHead) && outline.xmp.empty()) {
            outline.xmp = segment.subspan(xmpHead.size());
        } else if (marker == 0xe2 && startsWith(segment, profileHead)) {
            profile.add(segment);
        } else if (marker == 0xda) {
            ++outline.scans;
            at = endOfScan(file, at);
        }
    }
    outline.ended = at + 2 <= file.size() && file[at] == 0xff && file[at + 1] == 0xd9;
    if (outline.ended)
        outline.trailer = file.subspan(at + 2);
    outline.profile = profile.whole();
    return framed ? std::optional(outline) : std::nullopt;
}

} // namespace parlor::server::media
