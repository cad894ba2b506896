#include "server/media/worker/pictures/cleancontainers.h"
#include "server/media/worker/pictures/cleantiff.h"

#include <algorithm>
#include <array>

#include <zlib.h>

namespace parlor::server::media {

namespace {

QByteArray bigNumber(std::uint32_t value) {
    QByteArray out(4, '\0');
    for (qsizetype i = 0; i < 4; ++i)
        out[i] = static_cast<char>(value >> (24 - 8 * i));
    return out;
}

std::uint32_t sumOf(const QByteArray& bytes) {
    return static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(bytes.constData()), static_cast<uInt>(bytes.size())));
}

/// What is to be seen, and its colours. Lower case first: a reader may leave the rest out.
bool isNeededPng(std::string_view type) {
    constexpr std::array<std::string_view, 17> needed{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM",
                                                      "gAMA", "iCCP", "sBIT", "sRGB", "bKGD", "pHYs",
                                                      "cICP", "acTL", "fcTL", "fdAT", "hIST"};
    return std::ranges::find(needed, type) != needed.end();
}

/// A chunk becomes a private one of zeros that everybody passes over; its sum is right.
void voidPng(std::size_t at, std::size_t length, OverwriteList& out) {
    QByteArray chunk("voId");
    out.put(at + 4, chunk);
    out.zero(at + 8, at + 8 + length);
    chunk.append(static_cast<qsizetype>(length), '\0');
    out.put(at + 8 + length, bigNumber(sumOf(chunk)));
}

/// With the sum of what is left of it.
bool cleanExifPng(Bytes content, std::size_t at, OverwriteList& out) {
    OverwriteList inner(content.size());
    cleanExif(content, 0, inner);
    const auto overwrites = inner.taken();
    if (!overwrites)
        return false;
    QByteArray chunk =
        "eXIf"
        + QByteArray(reinterpret_cast<const char*>(content.data()), static_cast<qsizetype>(content.size()));
    for (const Overwrite& overwrite : *overwrites) {
        std::fill_n(chunk.begin() + 4 + overwrite.offset, overwrite.length, '\0');
        out.zero(at + 8 + static_cast<std::size_t>(overwrite.offset),
                 at + 8 + static_cast<std::size_t>(overwrite.offset + overwrite.length));
    }
    out.put(at + 8 + content.size(), bigNumber(sumOf(chunk)));
    return true;
}

} // namespace

bool cleanPng(Bytes file, OverwriteList& out) {
    constexpr std::size_t around = 12; // length, type, sum
    constexpr std::size_t largestExif = 1 << 20;
    std::size_t at = 8;
    while (at + around <= file.size()) {
        const std::size_t length = big32(file, at);
        if (length > file.size() - at - around)
            return false;
        const std::string_view type = asText(file.subspan(at + 4, 4));
        if (type == "eXIf" && length <= largestExif) {
            if (!cleanExifPng(file.subspan(at + 8, length), at, out))
                return false;
        } else if (!isNeededPng(type)) {
            if (type.front() >= 'A' && type.front() <= 'Z') // without it nobody can read the picture
                return false;
            voidPng(at, length, out);
        }
        at += length + around;
        if (type == "IEND") {
            out.zero(at, file.size());
            return true;
        }
    }
    return false;
}

bool cleanWebp(Bytes file, OverwriteList& out) {
    constexpr std::array<std::string_view, 7> needed{"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"};
    if (file.size() < 12)
        return false;
    const std::size_t end = std::min<std::size_t>(std::size_t(little32(file, 4)) + 8, file.size());
    std::size_t at = 12;
    bool pixels = false;
    while (at + 8 <= end) {
        const std::string_view type = asText(file.subspan(at, 4));
        const std::size_t length = little32(file, at + 4);
        if (length > end - at - 8)
            return false;
        const Bytes content = file.subspan(at + 8, length);
        pixels = pixels || type == "VP8 " || type == "VP8L" || type == "ANMF";
        if (type == "EXIF") {
            const bool prefixed = startsWith(content, std::string_view("Exif\0\0", 6));
            cleanExif(prefixed ? content.subspan(6) : content, at + (prefixed ? 14U : 8U), out);
        } else if (std::ranges::find(needed, type) == needed.end()) {
            out.put(at, "void");
            out.zero(at + 8, at + 8 + length);
        }
        if (type == "VP8X" && length >= 1) // it has no XMP any more
            out.put(at + 8, QByteArray(1, static_cast<char>(content[0] & ~0x04)));
        at += 8 + length + (length & 1);
    }
    out.zero(std::min(at, end), file.size());
    return pixels;
}

} // namespace parlor::server::media
