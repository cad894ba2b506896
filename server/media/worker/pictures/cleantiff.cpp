#include "server/media/worker/pictures/cleantiff.h"

#include "server/media/worker/pictures/tiffreader.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

namespace parlor::server::media {

namespace {

constexpr int exifPointer = 0x8769;
constexpr int stripOffsets = 0x0111, stripCounts = 0x0117, tileOffsets = 0x0144, tileCounts = 0x0145;
constexpr std::size_t entrySize = 12;
constexpr int mostEntries = 2'048;
constexpr int mostDirectories = 64;
constexpr std::size_t mostStrips = 1'000'000;

/// What a picture needs and what harms nobody: how it is stored, its size, times, camera and lens models,
/// exposure.
bool isHarmless(int tag) {
    constexpr std::array<std::pair<int, int>, 25> ranges{{
        {0x00fe, 0x00ff}, {0x0100, 0x0103}, {0x0106, 0x0107}, {0x010a, 0x010a}, {0x010f, 0x0112},
        {0x0115, 0x0119}, {0x011a, 0x011c}, {0x0124, 0x0128}, {0x012d, 0x012d}, {0x0131, 0x0132},
        {0x013d, 0x0145}, {0x0152, 0x0153}, {0x015b, 0x015b}, {0x0211, 0x0214}, {0x8298, 0x8298},
        {0x829a, 0x829d}, {0x8769, 0x8769}, {0x8773, 0x8773}, {0x8822, 0x8835}, {0x9000, 0x9214},
        {0x9290, 0x9292}, {0xa000, 0xa003}, {0xa20e, 0xa20f}, {0xa432, 0xa434}, {0xa460, 0xa460},
    }};
    constexpr std::array<std::pair<int, int>, 6> alsoRanges{{
        {0xa210, 0xa210},
        {0xa215, 0xa215},
        {0xa217, 0xa217},
        {0xa300, 0xa301},
        {0xa401, 0xa40a},
        {0xa40c, 0xa40c},
    }};
    const auto holds = [tag](const auto& range) { return tag >= range.first && tag <= range.second; };
    constexpr int gps = 0x8825;
    return tag != gps && (std::ranges::any_of(ranges, holds) || std::ranges::any_of(alsoRanges, holds));
}

/// Where another directory stands: its address may stay, for there will be but zeros.
bool isPointer(int tag) {
    return tag == 0x8825 || tag == 0xa005;
}

std::size_t sizeOfType(std::uint32_t type) {
    constexpr std::array<std::size_t, 13> sizes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    return type < sizes.size() ? sizes.at(type) : 0;
}

class Cleaner {
public:
    Cleaner(Bytes tiff, bool wholeFile)
        : m_tiff(tiff), m_wholeFile(wholeFile), m_big(startsWith(tiff, "MM")), m_reader(tiff) {}

    bool walk() {
        if (!m_reader.isValid())
            return false;
        keep(0, 8);
        std::size_t at = read32(4);
        for (int i = 0; at != 0 && i < mostDirectories; ++i) {
            if (!directory(at))
                return false;
            if (!m_wholeFile)
                break; // the next one is that of a thumbnail
            at = m_next;
        }
        return true;
    }

    void apply(std::size_t base, OverwriteList& out) {
        std::ranges::sort(m_kept);
        std::size_t end = 0;
        for (const auto& [from, to] : m_kept) {
            out.zero(base + end, base + std::max(from, end));
            end = std::max(end, to);
        }
        out.zero(base + end, base + m_tiff.size());
        for (const auto& [from, to] : m_dropped)
            out.zero(base + from, base + to);
    }

private:
    [[nodiscard]] std::uint32_t read16(std::size_t at) const {
        return m_big ? big16(m_tiff, at) : little16(m_tiff, at);
    }

    [[nodiscard]] std::uint32_t read32(std::size_t at) const {
        return m_big ? big32(m_tiff, at) : little32(m_tiff, at);
    }

    [[nodiscard]] bool fits(std::size_t at, std::size_t size) const {
        return at <= m_tiff.size() && size <= m_tiff.size() - at;
    }

    bool keep(std::size_t at, std::size_t size) {
        if (!fits(at, size))
            return false;
        m_kept.emplace_back(at, at + size);
        return true;
    }

    bool directory(std::size_t at) {
        if (at < 8 || !fits(at, 2) || !m_seen.insert(at).second)
            return false;
        const auto count = static_cast<std::size_t>(read16(at));
        const std::size_t size = count * entrySize;
        if (count > mostEntries || !keep(at, 2 + size))
            return false;
        const std::size_t end = at + 2 + size;
        m_next = fits(end, 4) ? read32(end) : 0;
        if (m_wholeFile)
            keep(end, 4);
        for (std::size_t i = 0; i < count; ++i)
            if (!entry(at + 2 + i * entrySize))
                return false;
        return !m_wholeFile || pixels(at);
    }

    bool entry(std::size_t at) {
        const auto tag = static_cast<int>(read16(at));
        const std::uint64_t size = std::uint64_t(read32(at + 4)) * sizeOfType(read16(at + 2));
        const bool inside = size <= 4;
        if (isPointer(tag))
            return true;
        if (!isHarmless(tag)) {
            if (inside)
                m_dropped.emplace_back(at + 8, at + entrySize);
            return true;
        }
        const std::size_t next = m_next;
        if (tag == exifPointer) {
            const bool walked = directory(read32(at + 8));
            m_next = next;
            return walked;
        }
        if (!inside && !keep(read32(at + 8), static_cast<std::size_t>(size)))
            m_dropped.emplace_back(at + 8, at + entrySize); // it points nowhere
        return true;
    }

    /// The strips and tiles of a directory.
    bool pixels(std::size_t at) {
        const auto here = m_reader.at(at);
        const auto offsets = here.find(here.find(stripOffsets) ? stripOffsets : tileOffsets);
        const auto counts = here.find(here.find(stripCounts) ? stripCounts : tileCounts);
        if (!offsets || !counts) // the directory of exposure has none
            return true;
        const auto from = m_reader.integers(offsets, mostStrips);
        const auto sizes = m_reader.integers(counts, mostStrips);
        if (from.size() != sizes.size() || from.size() != offsets->count)
            return false;
        for (std::size_t i = 0; i < from.size(); ++i)
            if (!keep(static_cast<std::size_t>(from[i]), static_cast<std::size_t>(sizes[i])))
                return false;
        return true;
    }

    Bytes m_tiff;
    bool m_wholeFile;
    bool m_big;
    TiffReader m_reader;
    std::size_t m_next = 0;
    std::set<std::size_t> m_seen;
    std::vector<std::pair<std::size_t, std::size_t>> m_kept;
    std::vector<std::pair<std::size_t, std::size_t>> m_dropped;
};

} // namespace

void cleanExif(Bytes tiff, std::size_t base, OverwriteList& out) {
    Cleaner cleaner(tiff, false);
    if (cleaner.walk())
        cleaner.apply(base, out);
    else
        out.zero(base, base + tiff.size());
}

bool cleanTiffFile(Bytes file, OverwriteList& out) {
    Cleaner cleaner(file, true);
    if (!cleaner.walk())
        return false;
    cleaner.apply(0, out);
    return true;
}

} // namespace parlor::server::media
