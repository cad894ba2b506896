#include "server/media/worker/pictures/cleanmovie.h"

#include "server/media/worker/pictures/cleanmatroska.h"
#include "server/media/worker/pictures/matroska.h"
#include "server/media/worker/pictures/mp4boxes.h"
#include "server/media/worker/pictures/overwritelist.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace parlor::server::media {

namespace {

constexpr std::uint64_t longestMoov = 16 * 1024 * 1024;
constexpr int mostTopBoxes = 10'000;
constexpr std::size_t mostChunks = 4'000'000;

struct Range {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
};

bool isAny(const Box& box, std::initializer_list<std::string_view> types) {
    return std::ranges::any_of(types, [&](std::string_view type) { return box.is(type); });
}

std::uint64_t big64(Bytes b, std::size_t at) {
    return std::uint64_t(big32(b, at)) << 32 | big32(b, at + 4);
}

/// Goes through an MP4's boxes with the position of each in the file.
class Mp4Cleaner {
public:
    Mp4Cleaner(const MovieSource& source, OverwriteList& out) : m_source(source), m_out(out) {}

    bool clean() {
        std::uint64_t at = 0;
        for (int i = 0; at < m_source.size; ++i) {
            std::vector<std::uint8_t> head(std::min<std::uint64_t>(32, m_source.size - at));
            if (i == mostTopBoxes || head.size() < 8 || !m_source.read(at, head))
                return false;
            const auto box = boxAt(head, m_source.size - at);
            if (!box || box->size > m_source.size - at || !top(*box, at))
                return false;
            at += box->size;
        }
        return m_hasMoov && m_hasPictures && cleanData();
    }

private:
    bool top(const Box& box, std::uint64_t at) {
        if (isAny(box, {"ftyp", "styp"}))
            return true;
        if (box.is("mdat")) {
            m_data.push_back({at + box.head, at + box.size});
            return true;
        }
        if (box.is("moof") || (box.is("moov") && m_hasMoov))
            return false;
        if (!box.is("moov")) {
            blank(box, at);
            return true;
        }
        m_hasMoov = true;
        const std::uint64_t size = box.size - box.head;
        if (size > longestMoov)
            return false;
        std::vector<std::uint8_t> moov(size);
        return m_source.read(at + box.head, moov) && movie(moov, at + box.head);
    }

    /// A box that players pass over, without content.
    void blank(const Box& box, std::uint64_t at) {
        m_out.put(static_cast<std::size_t>(at) + 4, "free");
        m_out.zero(static_cast<std::size_t>(at + box.head), static_cast<std::size_t>(at + box.size));
    }

    /// Calls use(box, content, position) for each child; false when it does or they do not fill `bytes`. Four
    /// zeros may end a QuickTime list.
    template<class Use>
    bool children(Bytes bytes, std::uint64_t position, Use use) {
        std::size_t at = 0;
        while (at < bytes.size()) {
            if (bytes.size() - at == 4 && big32(bytes, at) == 0)
                return true;
            const auto box = boxAt(bytes.subspan(at), bytes.size() - at);
            if (!box || box->size > bytes.size() - at)
                return false;
            const auto size = static_cast<std::size_t>(box->size);
            if (!use(*box, bytes.subspan(at + box->head, size - box->head), position + at))
                return false;
            at += size;
        }
        return true;
    }

    /// What is not in `known` is blanked; `inner` goes on with what it calls for.
    template<class Inner>
    bool keepOnly(Bytes bytes, std::uint64_t position, std::initializer_list<std::string_view> known,
                  Inner inner) {
        return children(bytes, position, [&](const Box& box, Bytes content, std::uint64_t at) {
            if (isAny(box, known))
                return inner(box, content, at + box.head);
            blank(box, at);
            return true;
        });
    }

    bool movie(Bytes moov, std::uint64_t position) {
        return children(moov, position, [this](const Box& box, Bytes content, std::uint64_t at) {
            if (box.is("mvex") || box.is("cmov"))
                return false;
            if (box.is("mvhd") || box.is("iods"))
                return true;
            if (box.is("trak"))
                return track(box, content, at);
            blank(box, at);
            return true;
        });
    }

    bool track(const Box& box, Bytes trak, std::uint64_t at) {
        const Bytes media = childBox(trak, "mdia");
        const Bytes handler = childBox(media, "hdlr");
        const bool pictures = handler.size() >= 12 && startsWith(handler.subspan(8), "vide");
        const bool sound = handler.size() >= 12 && startsWith(handler.subspan(8), "soun");
        if (!pictures && !sound) {
            blank(box, at);
            return starts(childBox(childBox(media, "minf"), "stbl"));
        }
        m_hasPictures = m_hasPictures || pictures;
        const auto fine = [](const Box&, Bytes, std::uint64_t) { return true; };
        const auto inTable = [&](const Box& inner, Bytes content, std::uint64_t position) {
            if (!inner.is("stbl"))
                return true;
            return samples(content, sound)
                   && keepOnly(content, position,
                               {"stsd", "stts", "ctts", "cslg", "stss", "stps", "stsc", "stsz", "stz2",
                                "stco", "co64", "sdtp", "sbgp", "sgpd", "stsh", "padb", "stdp"},
                               fine);
        };
        const auto inMedia = [&](const Box& inner, Bytes content, std::uint64_t position) {
            return !inner.is("minf")
                   || keepOnly(content, position, {"vmhd", "smhd", "gmhd", "hdlr", "dinf", "stbl"}, inTable);
        };
        const auto inTrack = [&](const Box& inner, Bytes content, std::uint64_t position) {
            return !inner.is("mdia")
                   || keepOnly(content, position, {"mdhd", "hdlr", "elng", "minf"}, inMedia);
        };
        return keepOnly(trak, at + box.head, {"tkhd", "edts", "tref", "tapt", "mdia"}, inTrack);
    }

    /// Where a track's chunks begin.
    static std::optional<std::vector<std::uint64_t>> chunksOf(Bytes table) {
        const Bytes narrow = childBox(table, "stco");
        const Bytes wide = childBox(table, "co64");
        const Bytes list = narrow.empty() ? wide : narrow;
        const std::size_t each = narrow.empty() ? 8 : 4;
        std::vector<std::uint64_t> chunks;
        if (list.size() < 8)
            return chunks;
        const std::size_t count = big32(list, 4);
        if (count > mostChunks || count > (list.size() - 8) / each)
            return std::nullopt;
        chunks.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
            chunks.push_back(each == 4 ? big32(list, 8 + i * 4) : big64(list, 8 + i * 8));
        return chunks;
    }

    bool starts(Bytes table) {
        const auto chunks = chunksOf(table);
        if (!chunks)
            return false;
        m_starts.insert(m_starts.end(), chunks->begin(), chunks->end());
        return m_starts.size() <= mostChunks;
    }

    /// What the chunks of a kept track cover.
    bool samples(Bytes table, bool sound) {
        if (!starts(table))
            return false;
        const std::vector<std::uint64_t> chunks = *chunksOf(table);
        const Bytes sizes = childBox(table, "stsz");
        const Bytes runs = childBox(table, "stsc");
        if (chunks.empty())
            return true;
        const std::uint64_t fixed = sizes.size() >= 12 ? big32(sizes, 4) : 0;
        // What QuickTime says of sound of one size is not its size; compact tables are rare: these chunks end
        // where another begins.
        if (sizes.size() < 12 || (sound && fixed != 0)) {
            for (const std::uint64_t chunk : chunks)
                m_open.push_back(chunk);
            return true;
        }
        const std::size_t count = big32(sizes, 8);
        if (runs.size() < 8 || (fixed == 0 && count > (sizes.size() - 12) / 4))
            return false;
        const std::size_t runCount = big32(runs, 4);
        if (runCount == 0 || runCount > (runs.size() - 8) / 12)
            return false;
        std::size_t sample = 0;
        std::size_t run = 0;
        for (std::size_t i = 0; i < chunks.size(); ++i) {
            while (run + 1 < runCount && big32(runs, 8 + (run + 1) * 12) <= i + 1)
                ++run;
            const std::size_t here = std::min<std::size_t>(big32(runs, 8 + run * 12 + 4), count - sample);
            std::uint64_t bytes = fixed * here;
            if (fixed == 0)
                for (std::size_t j = 0; j < here; ++j)
                    bytes += big32(sizes, 12 + (sample + j) * 4);
            sample += here;
            if (chunks[i] > m_source.size || bytes > m_source.size - chunks[i])
                return false;
            m_kept.push_back({chunks[i], chunks[i] + bytes});
        }
        return m_kept.size() <= mostChunks;
    }

    /// Zeros between the samples that are kept.
    bool cleanData() {
        std::ranges::sort(m_starts);
        for (const std::uint64_t chunk : m_open) {
            const auto next = std::ranges::upper_bound(m_starts, chunk);
            const auto data = std::ranges::find_if(
                m_data, [chunk](const Range& range) { return chunk >= range.from && chunk < range.to; });
            if (data == m_data.end())
                return false;
            m_kept.push_back({chunk, next == m_starts.end() ? data->to : std::min(data->to, *next)});
        }
        std::ranges::sort(m_kept, {}, &Range::from);
        for (const Range& data : m_data) {
            std::uint64_t end = data.from;
            auto kept = std::ranges::partition_point(
                m_kept, [&](const Range& range) { return range.from < data.from; });
            if (kept != m_kept.begin())
                end = std::clamp(std::prev(kept)->to, data.from, data.to);
            for (; kept != m_kept.end() && kept->from < data.to; ++kept) {
                if (kept->from > end)
                    m_out.zero(static_cast<std::size_t>(end), static_cast<std::size_t>(kept->from));
                end = std::max(end, kept->to);
            }
            if (end < data.to)
                m_out.zero(static_cast<std::size_t>(end), static_cast<std::size_t>(data.to));
        }
        return true;
    }

    const MovieSource& m_source;
    OverwriteList& m_out;
    bool m_hasMoov = false;
    bool m_hasPictures = false;
    std::vector<Range> m_data;           ///< contents of `mdat`
    std::vector<Range> m_kept;           ///< samples of pictures and sound
    std::vector<std::uint64_t> m_open;   ///< chunks to keep whose end only the next one tells
    std::vector<std::uint64_t> m_starts; ///< of all chunks of all tracks
};

} // namespace

std::optional<QList<Overwrite>> overwritesOfMovie(const MovieSource& source) {
    std::vector<std::uint8_t> head(std::min<std::uint64_t>(16, source.size));
    OverwriteList out(static_cast<std::size_t>(source.size));
    if (head.size() < 16 || !source.read(0, head) || !isMovie(head))
        return std::nullopt;
    const bool clean = isMatroska(head) ? cleanMatroska(source, out) : Mp4Cleaner(source, out).clean();
    return clean ? out.taken() : std::nullopt;
}

} // namespace parlor::server::media
