#include "server/media/worker/pictures/overwritelist.h"

#include <algorithm>

namespace parlor::server::media {

namespace {

constexpr std::size_t mostPieces = 50'000;
constexpr qsizetype largestPiece = 32'768;

Overwrite zeros(std::size_t from, std::size_t to) {
    return {static_cast<std::int64_t>(from), static_cast<std::int64_t>(to - from), {}};
}

} // namespace

void OverwriteList::zero(std::size_t from, std::size_t to) {
    to = std::min(to, m_size);
    if (from >= to)
        return;
    auto at = m_zeros.upper_bound(from);
    if (at != m_zeros.begin() && std::prev(at)->second >= from) {
        --at;
        from = at->first;
    }
    while (at != m_zeros.end() && at->first <= to) {
        to = std::max(to, at->second);
        at = m_zeros.erase(at);
    }
    m_zeros.emplace(from, to);
}

void OverwriteList::put(std::size_t at, const QByteArray& bytes) {
    if (bytes.isEmpty())
        return;
    const auto size = static_cast<std::size_t>(bytes.size());
    m_broken = m_broken || m_puts.size() >= mostPieces;
    if (m_broken)
        return;
    m_broken = at > m_size || size > m_size - at || !m_puts.emplace(at, bytes).second;
}

std::optional<QList<Overwrite>> OverwriteList::taken() const {
    if (m_broken || m_zeros.size() + m_puts.size() > mostPieces)
        return std::nullopt;
    QList<Overwrite> out;
    auto put = m_puts.cbegin();
    std::size_t end = 0; // of what has been put out
    const auto putUntil = [&](std::size_t limit) {
        for (; put != m_puts.cend() && put->first < limit; ++put) {
            if (put->first < end)
                return false;
            for (qsizetype i = 0; i < put->second.size(); i += largestPiece) {
                const QByteArray piece = put->second.mid(i, largestPiece);
                out.append({static_cast<std::int64_t>(put->first) + i, piece.size(), piece});
            }
            end = put->first + static_cast<std::size_t>(put->second.size());
        }
        return true;
    };
    for (const auto& [begin, to] : m_zeros) {
        if (!putUntil(begin))
            return std::nullopt;
        std::size_t from = std::max(begin, end);
        while (from < to) {
            const bool inside = put != m_puts.cend() && put->first < to;
            const std::size_t stop = inside ? put->first : to;
            if (stop > from)
                out.append(zeros(from, stop));
            if (!inside) {
                end = to;
                break;
            }
            if (!putUntil(put->first + 1))
                return std::nullopt;
            from = end;
        }
    }
    return putUntil(m_size + 1) ? std::optional(out) : std::nullopt;
}

} // namespace parlor::server::media
