#include "client/ui/gallery/justifiedlayout.h"

#include <algorithm>
#include <cmath>

namespace parlor::client {

namespace {

// A 1:20 panorama would be a hair line or push everything else off its row: shown cropped beyond these.
constexpr float narrowest = 0.4F;
constexpr float widest = 4.5F;

float shownRatio(float ratio) {
    return std::clamp(ratio > 0 ? ratio : 1.0F, narrowest, widest);
}

} // namespace

void JustifiedLayout::compute(std::span<const float> ratios, const std::vector<PhotoDay>& days,
                              const JustifiedMetrics& metrics) {
    m_metrics = metrics;
    m_rows.clear();
    m_dayTops.clear();
    m_dayTops.reserve(days.size());
    const auto width = static_cast<float>(std::max(metrics.width, 1));
    const auto gap = static_cast<float>(metrics.gap);
    const auto target = static_cast<float>(metrics.targetRow);
    std::int64_t y = 0;
    int heightBefore = metrics.targetRow;
    for (const PhotoDay& day : days) {
        m_dayTops.push_back(y);
        y += metrics.dayHeader;
        int first = day.first;
        float sum = 0;
        const auto close = [&](int end, int height, bool natural) {
            m_rows.push_back({y, first, end - first, height, natural});
            y += height + metrics.gap;
            heightBefore = height;
            first = end;
            sum = 0;
        };
        for (int i = day.first; i < day.first + day.count; ++i) {
            sum += shownRatio(ratios[static_cast<std::size_t>(i)]);
            const float room = width - gap * static_cast<float>(i - first);
            if (sum * target >= room)
                close(i + 1, std::max(1, static_cast<int>(room / sum)), false);
        }
        const int end = day.first + day.count;
        if (first < end) {
            const float room = width - gap * static_cast<float>(end - first - 1);
            const float full = room / sum;
            if (full <= target * static_cast<float>(metrics.lastRowStretch))
                close(end, std::max(1, static_cast<int>(full)), false);
            else
                close(end, std::min(heightBefore, static_cast<int>(full)), true);
        }
    }
    m_height = m_rows.empty() ? 0 : y - metrics.gap + metrics.bottom;
}

int JustifiedLayout::dayAt(std::int64_t y) const {
    const auto after = std::upper_bound(m_dayTops.begin(), m_dayTops.end(), y);
    return static_cast<int>(after - m_dayTops.begin()) - 1;
}

int JustifiedLayout::rowAt(std::int64_t y) const {
    const auto found = std::partition_point(m_rows.begin(), m_rows.end(),
                                            [y](const JustifiedRow& row) { return row.y + row.height <= y; });
    return static_cast<int>(found - m_rows.begin());
}

int JustifiedLayout::rowOf(int photo) const {
    const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), photo,
                                        [](int i, const JustifiedRow& row) { return i < row.first; });
    return static_cast<int>(after - m_rows.begin()) - 1;
}

std::vector<JustifiedLayout::Tile> JustifiedLayout::tilesOf(const JustifiedRow& row,
                                                            std::span<const float> ratios) const {
    std::vector<Tile> tiles;
    tiles.reserve(static_cast<std::size_t>(row.count));
    float sum = 0;
    for (int i = row.first; i < row.first + row.count; ++i)
        sum += shownRatio(ratios[static_cast<std::size_t>(i)]);
    const auto gaps = static_cast<float>(m_metrics.gap * (row.count - 1));
    // The exact height is not a whole number: widths come from it, so that the right edge is met to the
    // pixel.
    const float height =
        row.natural ? static_cast<float>(row.height) : (static_cast<float>(m_metrics.width) - gaps) / sum;
    float right = 0;
    int x = 0;
    for (int i = 0; i < row.count; ++i) {
        const int index = row.first + i;
        right += shownRatio(ratios[static_cast<std::size_t>(index)]) * height;
        int end = static_cast<int>(std::lround(right)) + m_metrics.gap * i;
        if (!row.natural && i == row.count - 1)
            end = m_metrics.width;
        tiles.push_back({x, std::max(1, end - x)});
        x = end + m_metrics.gap;
    }
    return tiles;
}

JustifiedLayout::Place JustifiedLayout::placeOf(int photo, std::span<const float> ratios) const {
    const int index = rowOf(photo);
    if (index < 0)
        return {};
    const JustifiedRow& row = m_rows[static_cast<std::size_t>(index)];
    const Tile tile = tilesOf(row, ratios)[static_cast<std::size_t>(photo - row.first)];
    return {tile.x, row.y, tile.width, row.height};
}

} // namespace parlor::client
