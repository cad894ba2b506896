#include "server/media/worker/pictures/tiffreader.h"

#include <algorithm>
#include <array>

namespace parlor::server::media {

namespace {

constexpr std::size_t entrySize = 12;
constexpr std::uint32_t mostEntries = 2048;
constexpr std::size_t longestText = 1024;

enum Type {
    Byte = 1,
    Ascii,
    Short,
    Long,
    Rational,
    SignedByte,
    Undefined,
    SignedShort,
    SignedLong,
    SignedRational
};

std::size_t sizeOf(int type) {
    switch (type) {
    case Byte:
    case Ascii:
    case SignedByte:
    case Undefined:
        return 1;
    case Short:
    case SignedShort:
        return 2;
    case Long:
    case SignedLong:
        return 4;
    case Rational:
    case SignedRational:
        return 8;
    default:
        return 0;
    }
}

/// Ways to store a sensor's values: Sony, Samsung, Nikon, DNG, Kodak, Pentax.
bool isOfCamera(std::int64_t compression) {
    constexpr std::array<std::int64_t, 7> known{32767, 32769, 32770, 34713, 34892, 65000, 65535};
    return std::ranges::find(known, compression) != known.end();
}

} // namespace

TiffReader::TiffReader(Bytes structure) : m_bytes(structure) {
    m_big = startsWith(structure, "MM");
    m_valid = structure.size() >= 8 && (isTiff(structure) || isTiffLike(structure));
}

std::uint32_t TiffReader::read16(std::size_t at) const {
    return m_big ? big16(m_bytes, at) : little16(m_bytes, at);
}

std::uint32_t TiffReader::read32(std::size_t at) const {
    return m_big ? big32(m_bytes, at) : little32(m_bytes, at);
}

TiffReader::Directory TiffReader::first() const {
    return m_valid ? at(read32(4)) : Directory(this, 0, 0);
}

TiffReader::Directory TiffReader::at(std::size_t offset) const {
    if (!m_valid || offset < 8 || offset > m_bytes.size() || m_bytes.size() - offset < 2)
        return {this, 0, 0};
    const std::uint32_t declared = std::min(read16(offset), mostEntries);
    const std::size_t room = (m_bytes.size() - offset - 2) / entrySize;
    return {this, offset + 2, static_cast<int>(std::min<std::size_t>(declared, room))};
}

std::size_t TiffReader::Directory::next() const {
    const std::size_t at = m_at + static_cast<std::size_t>(m_count) * entrySize;
    const std::size_t size = m_reader->m_bytes.size();
    return m_count > 0 && at <= size && size - at >= 4 ? m_reader->read32(at) : 0;
}

std::optional<TiffReader::Entry> TiffReader::Directory::find(int tag) const {
    for (int i = 0; i < m_count; ++i) {
        const std::size_t at = m_at + static_cast<std::size_t>(i) * entrySize;
        if (static_cast<int>(m_reader->read16(at)) != tag)
            continue;
        Entry entry{static_cast<int>(m_reader->read16(at + 2)), m_reader->read32(at + 4), at + 8};
        const std::uint64_t size = std::uint64_t(entry.count) * sizeOf(entry.type);
        if (size > 4)
            entry.at = m_reader->read32(at + 8);
        const std::size_t whole = m_reader->m_bytes.size();
        if (size == 0 || entry.at > whole || size > whole - entry.at)
            return std::nullopt;
        return entry;
    }
    return std::nullopt;
}

std::optional<std::int64_t> TiffReader::integer(const std::optional<Entry>& entry) const {
    if (!entry)
        return std::nullopt;
    switch (entry->type) {
    case Byte:
        return m_bytes[entry->at];
    case Short:
        return read16(entry->at);
    case Long:
        return read32(entry->at);
    default:
        return std::nullopt;
    }
}

std::optional<double> TiffReader::rational(const std::optional<Entry>& entry, std::uint32_t n) const {
    if (!entry || n >= entry->count || (entry->type != Rational && entry->type != SignedRational))
        return std::nullopt;
    const std::size_t at = entry->at + 8 * std::size_t(n);
    const std::uint32_t above = read32(at);
    const std::uint32_t below = read32(at + 4);
    if (below == 0)
        return std::nullopt;
    if (entry->type == SignedRational)
        return static_cast<double>(static_cast<std::int32_t>(above)) / static_cast<std::int32_t>(below);
    return static_cast<double>(above) / below;
}

std::string TiffReader::text(const std::optional<Entry>& entry) const {
    if (!entry || entry->type != Ascii)
        return {};
    std::string_view found =
        asText(m_bytes.subspan(entry->at, std::min<std::size_t>(entry->count, longestText)));
    found = found.substr(0, found.find('\0'));
    while (!found.empty() && found.back() == ' ')
        found.remove_suffix(1);
    while (!found.empty() && found.front() == ' ')
        found.remove_prefix(1);
    return std::string(found);
}

Bytes TiffReader::bytes(const std::optional<Entry>& entry) const {
    return entry ? m_bytes.subspan(entry->at, entry->count * sizeOf(entry->type)) : Bytes();
}

std::vector<std::int64_t> TiffReader::integers(const std::optional<Entry>& entry, std::size_t most) const {
    std::vector<std::int64_t> found;
    if (!entry || (entry->type != Short && entry->type != Long))
        return found;
    const std::size_t step = sizeOf(entry->type);
    for (std::size_t i = 0; i < std::min<std::size_t>(entry->count, most); ++i)
        found.push_back(entry->type == Short ? read16(entry->at + i * step) : read32(entry->at + i * step));
    return found;
}

bool isTiffLike(Bytes file) {
    for (const std::string_view magic : {std::string_view("IIU\0", 4), std::string_view("IIRO", 4),
                                         std::string_view("IIRS", 4), std::string_view("MMOR", 4)})
        if (startsWith(file, magic))
            return true;
    return false;
}

bool isTiff(Bytes file) {
    return startsWith(file, std::string_view("II*\0", 4)) || startsWith(file, std::string_view("MM\0*", 4));
}

TiffSummary summariseTiff(Bytes file) {
    const TiffReader reader(file);
    const auto directory = reader.first();
    TiffSummary summary;
    summary.width = reader.integer(directory.find(0x100)).value_or(0);
    summary.height = reader.integer(directory.find(0x101)).value_or(0);
    const bool canon = file.size() > 10 && startsWith(file.subspan(8), "CR");
    const bool dng = directory.find(0xc612).has_value();
    const bool preview = (reader.integer(directory.find(0xfe)).value_or(0) & 1) != 0 && directory.find(0x14a);
    const bool camera = directory.find(0x14a).has_value() && directory.find(0x10f).has_value()
                        && directory.find(0x8769).has_value();
    summary.rawCamera =
        canon || dng || preview || camera || isOfCamera(reader.integer(directory.find(0x103)).value_or(0));
    return summary;
}

} // namespace parlor::server::media
