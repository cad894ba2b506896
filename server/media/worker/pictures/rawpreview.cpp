#include "server/media/worker/pictures/rawpreview.h"

#include "server/media/worker/pictures/gate.h"
#include "server/media/worker/pictures/jpegoutline.h"
#include "server/media/worker/pictures/mp4boxes.h"
#include "server/media/worker/pictures/tiffreader.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <vector>

namespace parlor::server::media {

namespace {

constexpr std::size_t mostDirectories = 64;
constexpr std::size_t mostLooks = 64; ///< into what may be a JPEG
constexpr int smallestSide = 32;

/// Tags of TIFF 6.0, TIFF/EP and DNG.
enum Tag {
    Compression = 0x103,
    Make = 0x10f,
    StripOffsets = 0x111,
    StripByteCounts = 0x117,
    SubDirectories = 0x14a,
    JpegOffset = 0x201,
    JpegLength = 0x202,
    PanasonicJpeg = 0x2e,
    DngVersion = 0xc612,
};

bool isCanon3(Bytes file) {
    return file.size() >= 16 && startsWith(file.subspan(4), "ftypcrx ");
}

bool isFuji(Bytes file) {
    return startsWith(file, "FUJIFILMCCD-RAW ");
}

/// Keeps the largest of what is offered.
class Choice {
public:
    explicit Choice(Bytes file) : m_file(file) {}

    /// The bytes that it takes; 0 when it is none.
    std::size_t offer(std::int64_t at, std::int64_t length) {
        const auto size = static_cast<std::int64_t>(m_file.size());
        if (m_looks >= mostLooks || at < 0 || length < 4 || at > size - 4)
            return 0;
        const Bytes bytes = m_file.subspan(static_cast<std::size_t>(at),
                                           static_cast<std::size_t>(std::min(length, size - at)));
        if (!startsWith(bytes, "\xff\xd8\xff"))
            return 0;
        ++m_looks;
        const auto outline = outlineJpeg(bytes);
        if (!outline || outline->lossless || outline->precision != 8 || outline->scans == 0
            || std::min(outline->width, outline->height) < smallestSide
            || isTooLarge(Format::Jpeg, outline->width, outline->height))
            return 0;
        const std::size_t taken = bytes.size() - outline->trailer.size();
        const std::int64_t pixels = std::int64_t(outline->width) * outline->height;
        if (pixels > m_pixels) {
            m_pixels = pixels;
            m_best = bytes.first(taken);
        }
        return outline->ended ? taken : 0;
    }

    [[nodiscard]] Bytes best() const { return m_best; }

private:
    Bytes m_file;
    Bytes m_best;
    std::int64_t m_pixels = 0;
    std::size_t m_looks = 0;
};

void offerDirectory(const TiffReader& reader, const TiffReader::Directory& directory, Bytes file,
                    Choice& choice) {
    const auto number = [&](int tag) { return reader.integer(directory.find(tag)).value_or(-1); };
    choice.offer(number(JpegOffset), number(JpegLength));
    const auto strips = reader.integers(directory.find(StripOffsets), 2);
    const auto lengths = reader.integers(directory.find(StripByteCounts), 2);
    const std::int64_t compression = number(Compression);
    if (strips.size() == 1 && lengths.size() == 1 && (compression == 6 || compression == 7))
        choice.offer(strips.front(), lengths.front());
    if (const Bytes inside = reader.bytes(directory.find(PanasonicJpeg)); inside.size() > 4)
        choice.offer(inside.data() - file.data(), static_cast<std::int64_t>(inside.size()));
}

void offerDirectories(Bytes file, Choice& choice) {
    const TiffReader reader(file);
    std::vector<TiffReader::Directory> left{reader.first()};
    std::set<std::size_t> seen;
    std::size_t walked = 0;
    while (!left.empty() && walked++ < mostDirectories) {
        const auto directory = left.back();
        left.pop_back();
        if (directory.isEmpty())
            continue;
        offerDirectory(reader, directory, file, choice);
        auto offsets = reader.integers(directory.find(SubDirectories), mostDirectories);
        offsets.push_back(static_cast<std::int64_t>(directory.next()));
        for (const std::int64_t offset : offsets)
            if (offset > 0 && seen.insert(static_cast<std::size_t>(offset)).second)
                left.push_back(reader.at(static_cast<std::size_t>(offset)));
    }
}

/// Formats whose directories are not known to us: the picture is in the file as it is.
void offerWhatLooksLikeOne(Bytes file, Choice& choice) {
    constexpr std::string_view start = "\xff\xd8\xff";
    std::size_t at = 0;
    for (std::size_t i = 0; i < mostLooks && at < file.size(); ++i) {
        const void* found = ::memmem(file.data() + at, file.size() - at, start.data(), start.size());
        if (found == nullptr)
            return;
        at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - file.data());
        const std::size_t taken =
            choice.offer(static_cast<std::int64_t>(at), static_cast<std::int64_t>(file.size() - at));
        at += std::max(taken, start.size());
    }
}

Bytes exifOf(Bytes file) {
    if (isTiff(file) || isTiffLike(file))
        return file;
    if (!isCanon3(file))
        return {};
    // The first directory, in a box of its own.
    Bytes found;
    eachBox(childBox(file, "moov"), [&](std::string_view type, Bytes content) {
        if (type == "uuid" && content.size() > 16)
            found = childBox(content.subspan(16), "CMT1");
        return found.empty();
    });
    return isTiff(found) ? found : Bytes();
}

} // namespace

QByteArray rawType(Bytes file) {
    if (isFuji(file))
        return "image/x-fuji-raf";
    if (isCanon3(file))
        return "image/x-canon-cr3";
    if (startsWith(file, std::string_view("IIU\0", 4)))
        return "image/x-panasonic-rw2";
    if (isTiffLike(file))
        return "image/x-olympus-orf";
    if (!isTiff(file) || !summariseTiff(file).rawCamera)
        return {};
    const TiffReader reader(file);
    const auto first = reader.first();
    if (first.find(DngVersion))
        return "image/x-adobe-dng";
    if (file.size() > 10 && startsWith(file.subspan(8), "CR"))
        return "image/x-canon-cr2";
    const std::string make = reader.text(first.find(Make));
    if (make.starts_with("NIKON"))
        return "image/x-nikon-nef";
    return make.starts_with("SONY") ? "image/x-sony-arw" : "image/x-dcraw";
}

RawPreview findPreview(Bytes file) {
    Choice choice(file);
    if (isTiff(file) || isTiffLike(file))
        offerDirectories(file, choice);
    if (isFuji(file) && file.size() >= 92)
        choice.offer(big32(file, 84), big32(file, 88));
    if (choice.best().empty())
        offerWhatLooksLikeOne(file, choice);
    return {choice.best(), exifOf(file)};
}

} // namespace parlor::server::media
