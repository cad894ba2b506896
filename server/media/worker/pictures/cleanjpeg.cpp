#include "server/media/worker/pictures/cleancontainers.h"
#include "server/media/worker/pictures/cleantiff.h"
#include "server/media/worker/pictures/jpegoutline.h"

#include <algorithm>

namespace parlor::server::media {

namespace {

constexpr std::string_view exifHead{"Exif\0\0", 6};
constexpr std::string_view jfifHead{"JFIF\0", 5};
constexpr std::string_view profileHead{"ICC_PROFILE\0", 12};
constexpr std::size_t jfifSize = 14; // without a thumbnail
constexpr int app0 = 0xe0, app1 = 0xe1, app2 = 0xe2, app14 = 0xee, app15 = 0xef, comment = 0xfe;

/// `at`: of the segment's content.
void cleanSegment(int marker, Bytes content, std::size_t at, OverwriteList& out) {
    const std::size_t end = at + content.size();
    if (marker == app1 && startsWith(content, exifHead))
        return cleanExif(content.subspan(exifHead.size()), at + exifHead.size(), out);
    if (marker == app0 && startsWith(content, jfifHead))
        return out.zero(at + std::min(jfifSize, content.size()), end);
    const bool needed = (marker == app2 && startsWith(content, profileHead))
                        || (marker == app14 && startsWith(content, "Adobe"));
    const bool words = (marker >= app0 && marker <= app15) || marker == comment;
    if (words && !needed)
        out.zero(at, end);
}

} // namespace

bool cleanJpeg(Bytes file, OverwriteList& out) {
    if (!startsWith(file, "\xff\xd8"))
        return false;
    bool framed = false;
    std::size_t at = 2;
    while (at + 4 <= file.size()) {
        const int marker = file[at + 1];
        if (file[at] != 0xff) {
            out.zero(at, at + 1); // a stray byte between segments
            ++at;
            continue;
        }
        if (marker == 0xff || marker == 0) {
            ++at;
            continue;
        }
        if (marker == 0xd9)
            break;
        if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
            at += 2;
            continue;
        }
        const std::size_t length = big16(file, at + 2);
        if (length < 2 || length > file.size() - at - 2)
            return false;
        cleanSegment(marker, file.subspan(at + 4, length - 2), at + 4, out);
        at += length + 2;
        if (marker == 0xda) {
            framed = true;
            at = endOfScan(file, at);
        }
    }
    // Behind its end lie previews, videos and whatever programs append.
    if (at + 2 <= file.size() && file[at] == 0xff && file[at + 1] == 0xd9)
        out.zero(at + 2, file.size());
    else
        out.zero(at, file.size());
    return framed;
}

} // namespace parlor::server::media
