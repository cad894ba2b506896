#include "server/media/worker/pictures/cleancontainers.h"
#include "server/media/worker/pictures/cleantiff.h"
#include "server/media/worker/pictures/mp4boxes.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

namespace parlor::server::media {

namespace {

constexpr std::size_t mostItems = 20'000;

/// Numbers of the widths that a box says; after the first that does not fit all read as 0.
class BoxReader {
public:
    explicit BoxReader(Bytes bytes) : m_bytes(bytes) {}

    std::uint64_t number(std::size_t width) {
        if (!m_ok || width > m_bytes.size() - m_at) {
            m_ok = false;
            return 0;
        }
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < width; ++i)
            value = value << 8 | m_bytes[m_at++];
        return value;
    }

    [[nodiscard]] bool ok() const { return m_ok; }

    [[nodiscard]] Bytes rest() const { return m_ok ? m_bytes.subspan(m_at) : Bytes(); }

private:
    Bytes m_bytes;
    std::size_t m_at = 0;
    bool m_ok = true;
};

struct Extent {
    std::size_t at = 0;
    std::size_t size = 0;
};

struct Item {
    std::string type;
    std::vector<Extent> extents;
};

using Items = std::map<std::uint64_t, Item>;

/// Pictures and what they are made of; everything else is words about them.
bool isPicture(const std::string& type) {
    constexpr std::array<std::string_view, 9> known{"hvc1", "hvt1", "av01", "grid", "iovl",
                                                    "iden", "lhv1", "jpeg", "avc1"};
    return std::ranges::find(known, type) != known.end();
}

bool readTypes(Bytes iinf, Items& items) {
    BoxReader in(iinf);
    const auto version = in.number(1);
    in.number(3);
    in.number(version == 0 ? 2 : 4); // how many: the boxes are counted
    bool good = in.ok();
    eachBox(in.rest(), [&](std::string_view type, Bytes content) {
        BoxReader entry(content);
        const auto entryVersion = entry.number(1);
        entry.number(3);
        good = good && type == "infe" && (entryVersion == 2 || entryVersion == 3) && items.size() < mostItems;
        if (!good)
            return false;
        const auto id = entry.number(entryVersion == 2 ? 2 : 4);
        entry.number(2); // protection
        const auto code = entry.number(4);
        good = entry.ok();
        for (int shift = 24; shift >= 0; shift -= 8)
            items[id].type += static_cast<char>(code >> shift & 0xff);
        return good;
    });
    return good;
}

/// Where the items lie (ISO/IEC 14496-12, 8.11.3). `idat`: the place of that box's content in the file.
bool readPlaces(Bytes iloc, Extent idat, std::size_t fileSize, Items& items) {
    BoxReader in(iloc);
    const auto version = in.number(1);
    in.number(3);
    const auto widths = in.number(2);
    const std::size_t offsetWidth = widths >> 12 & 15, lengthWidth = widths >> 8 & 15,
                      baseWidth = widths >> 4 & 15, indexWidth = version > 0 ? widths & 15 : 0;
    if (version > 2 || std::max({offsetWidth, lengthWidth, baseWidth, indexWidth}) > 8)
        return false;
    const auto count = in.number(version == 2 ? 4 : 2);
    for (std::uint64_t i = 0; in.ok() && i < count; ++i) {
        const auto id = in.number(version == 2 ? 4 : 2);
        const auto method = version > 0 ? in.number(2) & 15 : 0;
        in.number(2); // whose data: our own, see below
        const auto base = in.number(baseWidth);
        const auto extents = in.number(2);
        const auto found = items.find(id);
        if (found == items.end() || extents > mostItems)
            return false;
        for (std::uint64_t j = 0; in.ok() && j < extents; ++j) {
            in.number(indexWidth);
            const auto offset = in.number(offsetWidth);
            const auto length = in.number(lengthWidth);
            if (method == 2) // made of other items: such lie in these
                continue;
            const std::size_t start = method == 1 ? idat.at : 0;
            const std::size_t room = method == 1 ? idat.size : fileSize;
            if (method > 1 || base > room || offset > room - base || length > room - base - offset)
                return false;
            const auto from = static_cast<std::size_t>(base + offset);
            found->second.extents.push_back(
                {start + from, length == 0 ? room - from : static_cast<std::size_t>(length)});
        }
    }
    return in.ok();
}

/// An `Exif` item begins with how far behind that number its TIFF structure stands.
void cleanItem(Bytes file, const Item& item, OverwriteList& out) {
    if (item.type == "Exif" && item.extents.size() == 1) {
        const Extent& extent = item.extents.front();
        const std::size_t skip = extent.size >= 4 ? std::size_t(big32(file, extent.at)) + 4 : extent.size;
        if (skip < extent.size) {
            out.zero(extent.at + 4, extent.at + skip);
            return cleanExif(file.subspan(extent.at + skip, extent.size - skip), extent.at + skip, out);
        }
    }
    for (const Extent& extent : item.extents)
        out.zero(extent.at, extent.at + extent.size);
}

bool cleanMeta(Bytes file, Bytes meta, OverwriteList& out) {
    if (meta.size() < 4)
        return false;
    const Bytes boxes = meta.subspan(4); // version and flags
    const Bytes data = childBox(boxes, "idat");
    const Extent idat{data.empty() ? 0 : static_cast<std::size_t>(data.data() - file.data()), data.size()};
    Items items;
    if (!readTypes(childBox(boxes, "iinf"), items)
        || !readPlaces(childBox(boxes, "iloc"), idat, file.size(), items))
        return false;
    for (const auto& [id, item] : items)
        if (!isPicture(item.type))
            cleanItem(file, item, out);
    constexpr std::array<std::string_view, 8> needed{"hdlr", "pitm", "iinf", "iloc",
                                                     "iprp", "iref", "idat", "grpl"};
    bool whole = true;
    eachBox(boxes, [&](std::string_view type, Bytes content) {
        const auto at = static_cast<std::size_t>(content.data() - file.data());
        if (type == "dinf" || std::ranges::find(needed, type) != needed.end())
            return true;
        whole = whole && type != "moov";
        out.zero(at, at + content.size());
        return true;
    });
    return whole;
}

} // namespace

bool cleanHeif(Bytes file, OverwriteList& out) {
    bool described = false;
    std::size_t at = 0;
    while (at < file.size()) {
        const auto box = boxAt(file.subspan(at), file.size() - at);
        if (!box || box->size > file.size() - at)
            return false;
        const auto size = static_cast<std::size_t>(box->size);
        const Bytes content = file.subspan(at + box->head, size - box->head);
        if (box->is("meta")) {
            if (described || !cleanMeta(file, content, out))
                return false;
            described = true;
        } else if (box->is("moov") || box->is("moof")) {
            return false; // a sequence tells more than its first picture
        } else if (!box->is("ftyp") && !box->is("mdat")) {
            out.zero(at + box->head, at + size);
        }
        at += size;
    }
    return described;
}

} // namespace parlor::server::media
