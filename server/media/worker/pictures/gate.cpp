#include "server/media/worker/pictures/gate.h"

#include "server/media/worker/pictures/jpegoutline.h"
#include "server/media/worker/pictures/movieheader.h"
#include "server/media/worker/pictures/rawpreview.h"
#include "server/media/worker/pictures/tiffreader.h"

#include <algorithm>

namespace parlor::server::media {

namespace {

constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t maxSide = 30'000;
constexpr std::int64_t maxSlowPixels = 64 * million; ///< interlaced or progressive: held in memory whole
constexpr int maxScans = 100;
constexpr std::size_t maxPackedText = 256 * 1024; ///< each byte can unpack to a thousand
constexpr std::size_t maxPlainText = 16 * 1024 * 1024;
constexpr std::size_t maxPackedProfile = 1024 * 1024;

Gate refuse(WorkerVerdict verdict, const char* reason) {
    return {verdict, Format::Jpeg, reason, 0, 0};
}

/// Something else measures it.
Gate admitted(Format format) {
    return {WorkerVerdict::Done, format, "", 0, 0};
}

Gate bad(const char* reason) {
    return refuse(WorkerVerdict::BadImage, reason);
}

Gate tooLarge(const char* reason) {
    return refuse(WorkerVerdict::ImageTooLarge, reason);
}

/// The sizes as a header gives them, which may be nonsense.
Gate measured(Format format, std::int64_t width, std::int64_t height, bool slow = false) {
    if (width <= 0 || height <= 0)
        return bad("no size");
    if (isTooLarge(format, width, height) || (slow && width * height > maxSlowPixels))
        return tooLarge("size");
    return {WorkerVerdict::Done, format, "", static_cast<int>(width), static_cast<int>(height)};
}

Gate inspectJpeg(Bytes file) {
    const auto outline = outlineJpeg(file);
    if (!outline)
        return bad("no JPEG frame");
    if (outline->scans > maxScans)
        return bad("too many scans");
    return measured(Format::Jpeg, outline->width, outline->height, outline->progressive);
}

/// PNG specification, 5: eight bytes of signature, then chunks of length, type, data and CRC.
Gate inspectPng(Bytes file) {
    constexpr std::size_t header = 33;
    if (file.size() < header || !startsWith(file.subspan(12), "IHDR"))
        return bad("no IHDR");
    const std::int64_t width = big32(file, 16);
    const std::int64_t height = big32(file, 20);
    std::size_t packed = 0;
    std::size_t plain = 0;
    for (std::size_t at = 8; at + 12 <= file.size();) {
        const std::size_t length = big32(file, at);
        const Bytes type = file.subspan(at + 4, 4);
        if (startsWith(type, "zTXt") || startsWith(type, "iTXt"))
            packed += length;
        if (startsWith(type, "iTXt") && length < file.size() - at - 12) {
            // Its compression flag follows the keyword's NUL; XMP comes uncompressed and may be long.
            const auto text = asText(file.subspan(at + 8, std::min<std::size_t>(length, 82)));
            const std::size_t end = text.find('\0');
            if (end != text.npos && end + 1 < text.size() && text[end + 1] == 0) {
                packed -= length;
                plain += length;
            }
        }
        if (startsWith(type, "tEXt"))
            plain += length;
        if (startsWith(type, "iCCP") && length > maxPackedProfile)
            return bad("colour profile");
        if (length > file.size() - at - 12)
            break;
        at += length + 12;
    }
    if (packed > maxPackedText || plain > maxPlainText)
        return bad("too much text");
    return measured(Format::Png, width, height, file[28] != 0);
}

Gate inspectGif(Bytes file) {
    if (file.size() < 14)
        return bad("short");
    std::int64_t width = little16(file, 6);
    std::int64_t height = little16(file, 8);
    // The first frame may be larger than the screen it is for.
    std::size_t at = 13 + ((file[10] & 0x80) != 0 ? std::size_t(3) << ((file[10] & 7) + 1) : 0);
    while (at + 10 <= file.size() && file[at] != ',') {
        if (file[at] != '!')
            return bad("no frame");
        at += 2;
        while (at < file.size() && file[at] != 0)
            at += file[at] + std::size_t(1);
        ++at;
    }
    if (at + 10 <= file.size()) {
        width = std::max<std::int64_t>(width, little16(file, at + 1) + little16(file, at + 5));
        height = std::max<std::int64_t>(height, little16(file, at + 3) + little16(file, at + 7));
    }
    return measured(Format::Gif, width, height);
}

/// RFC 9649, WebP container.
Gate inspectWebP(Bytes file) {
    if (file.size() < 30)
        return bad("short");
    const Bytes data = file.subspan(20);
    if (startsWith(file.subspan(12), "VP8X"))
        return measured(Format::WebP, 1 + (little32(data, 4) & 0xffffff), 1 + (little32(data, 6) >> 8));
    if (startsWith(file.subspan(12), "VP8L")) {
        const std::uint32_t bits = little32(data, 1);
        return measured(Format::WebP, 1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff));
    }
    if (startsWith(file.subspan(12), "VP8 "))
        return measured(Format::WebP, little16(data, 6) & 0x3fff, little16(data, 8) & 0x3fff);
    return bad("no WebP picture");
}

Gate inspectTiff(Bytes file) {
    const TiffSummary summary = summariseTiff(file);
    if (summary.rawCamera)
        return admitted(Format::CameraRaw);
    return measured(Format::Tiff, summary.width, summary.height);
}

bool isHeif(Bytes file) {
    if (file.size() < 16 || !startsWith(file.subspan(4), "ftyp"))
        return false;
    const std::size_t end = std::min<std::size_t>({big32(file, 0), file.size(), 256});
    for (std::size_t at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
        for (const char* brand :
             {"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"})
            if (startsWith(file.subspan(at), brand))
                return true;
    return false;
}

/// ISO/IEC 23008-12: every size of a picture, tile or thumbnail is an `ispe` box near the start of the file.
Gate inspectHeif(Bytes file) {
    const auto head = asText(file.first(std::min<std::size_t>(file.size(), 1024 * 1024)));
    std::int64_t width = 0;
    std::int64_t height = 0;
    for (std::size_t at = head.find("ispe"); at != head.npos; at = head.find("ispe", at + 4)) {
        if (at + 16 > head.size())
            break;
        const std::int64_t w = big32(file, at + 8);
        const std::int64_t h = big32(file, at + 12);
        if (isTooLarge(Format::Heif, w, h))
            return tooLarge("size");
        if (w * h > width * height) {
            width = w;
            height = h;
        }
    }
    return width > 0 ? measured(Format::Heif, width, height) : bad("no size");
}

} // namespace

bool isTooLarge(Format format, std::int64_t width, std::int64_t height) {
    if (width > maxSide || height > maxSide)
        return true;
    const std::int64_t most = format == Format::Jpeg ? 120 : format == Format::Gif ? 50 : 100;
    return width * height > most * million;
}

Gate inspect(Bytes file) {
    if (startsWith(file, "\xff\xd8\xff"))
        return inspectJpeg(file);
    if (startsWith(file, "\x89PNG\r\n\x1a\n"))
        return inspectPng(file);
    if (startsWith(file, "GIF87a") || startsWith(file, "GIF89a"))
        return inspectGif(file);
    if (startsWith(file, "RIFF") && file.size() >= 16 && startsWith(file.subspan(8), "WEBP"))
        return inspectWebP(file);
    if (isTiff(file))
        return inspectTiff(file);
    if (isHeif(file))
        return inspectHeif(file);
    if (!rawType(file).isEmpty())
        return admitted(Format::CameraRaw);
    if (isMovie(file))
        return admitted(Format::Movie);
    return refuse(WorkerVerdict::UnsupportedType, "unknown magic bytes");
}

QByteArray mimeTypeOf(Format format, Bytes file) {
    switch (format) {
    case Format::Jpeg:
        return "image/jpeg";
    case Format::Png:
        return "image/png";
    case Format::WebP:
        return "image/webp";
    case Format::Tiff:
        return "image/tiff";
    case Format::Gif:
        return "image/gif";
    case Format::CameraRaw:
        return rawType(file);
    case Format::Movie:
        return {};
    case Format::Heif:
        break;
    }
    const auto brands = asText(file.first(std::min<std::size_t>(file.size(), 64)));
    return brands.find("avif") != brands.npos ? "image/avif" : "image/heic";
}

} // namespace parlor::server::media
