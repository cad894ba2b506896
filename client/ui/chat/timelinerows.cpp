#include "client/ui/chat/timelinerows.h"

#include <algorithm>

namespace parlor::client {

namespace {

constexpr int blockRows = 256;

} // namespace

void TimelineRows::setModel(const TimelineModel* model) {
    m_model = model;
    reset();
}

void TimelineRows::setFrame(const RowFrame& frame) {
    const bool same =
        frame.width == m_frame.width && frame.narrow == m_frame.narrow && frame.today == m_frame.today;
    m_frame = frame;
    if (!same)
        dropLayouts();
}

void TimelineRows::inserted(int first, int last) {
    const int count = last - first + 1;
    std::vector<Row> fresh(static_cast<std::size_t>(count));
    for (int i = first; i <= last; ++i)
        fresh[static_cast<std::size_t>(i - first)].height = guessedHeight(m_model->at(i), m_frame, theme());
    m_rows.insert(m_rows.begin() + first, std::make_move_iterator(fresh.begin()),
                  std::make_move_iterator(fresh.end()));
    if (first <= m_laidOutFirst)
        m_laidOutFirst += count;
    if (first <= m_laidOutLast)
        m_laidOutLast += count;
    forgetPlaces(first);
}

void TimelineRows::removed(int first, int last) {
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
    const int count = last - first + 1;
    m_laidOutFirst = m_laidOutFirst > last ? m_laidOutFirst - count : std::min(m_laidOutFirst, first);
    if (m_laidOutLast >= first)
        m_laidOutLast = std::max(first - 1, m_laidOutLast - count);
    forgetPlaces(first);
}

void TimelineRows::changed(int first, int last) {
    for (int i = std::max(first, m_laidOutFirst); i <= std::min(last, m_laidOutLast); ++i)
        m_rows[static_cast<std::size_t>(i)].layout.reset();
}

void TimelineRows::reset() {
    m_rows.clear();
    m_laidOutFirst = 0;
    m_laidOutLast = -1;
    forgetPlaces(0);
    if (m_model != nullptr && m_model->rowCount() > 0)
        inserted(0, m_model->rowCount() - 1);
}

void TimelineRows::dropLayouts() {
    changed(m_laidOutFirst, m_laidOutLast);
    m_laidOutFirst = 0;
    m_laidOutLast = -1;
}

void TimelineRows::forgetPlaces(int from) {
    const int block = from / blockRows;
    if (block < static_cast<int>(m_blockHeights.size()))
        m_blockHeights.resize(static_cast<std::size_t>(block));
    m_placedBlocks = std::min(m_placedBlocks, block);
}

void TimelineRows::heightChanged(int row) {
    const int block = row / blockRows;
    if (block < static_cast<int>(m_blockHeights.size()))
        m_blockHeights[static_cast<std::size_t>(block)] = -1;
    m_placedBlocks = std::min(m_placedBlocks, block);
}

void TimelineRows::place() const {
    const auto blocks = (m_rows.size() + blockRows - 1) / blockRows;
    m_blockTops.resize(blocks + 1, 0);
    m_blockHeights.resize(blocks, -1);
    for (auto block = static_cast<std::size_t>(m_placedBlocks); block < blocks; ++block) {
        double& height = m_blockHeights[block];
        if (height < 0) {
            height = 0;
            const std::size_t end = std::min(m_rows.size(), (block + 1) * blockRows);
            for (std::size_t i = block * blockRows; i < end; ++i)
                height += m_rows[i].height;
        }
        m_blockTops[block + 1] = m_blockTops[block] + height;
    }
    m_placedBlocks = static_cast<int>(blocks);
}

double TimelineRows::top(int row) const {
    place();
    const auto block = static_cast<std::size_t>(row) / blockRows;
    double y = m_blockTops[block];
    for (std::size_t i = block * blockRows; i < static_cast<std::size_t>(row); ++i)
        y += m_rows[i].height;
    return y;
}

double TimelineRows::total() const {
    place();
    return m_blockTops.back();
}

int TimelineRows::rowAt(double y) const {
    if (m_rows.empty())
        return -1;
    place();
    const auto above = std::upper_bound(m_blockTops.begin(), m_blockTops.end() - 1, y);
    const auto block = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, above - m_blockTops.begin() - 1));
    double bottom = m_blockTops[block];
    const std::size_t end = std::min(m_rows.size(), (block + 1) * blockRows);
    for (std::size_t i = block * blockRows; i < end; ++i) {
        bottom += m_rows[i].height;
        if (y < bottom)
            return static_cast<int>(i);
    }
    return static_cast<int>(end) - 1;
}

const RowLayout& TimelineRows::layout(int index) {
    Row& row = m_rows[static_cast<std::size_t>(index)];
    if (!row.layout) {
        row.layout = std::make_unique<RowLayout>(layOutRow(m_model->at(index), m_frame, theme()));
        ++m_made;
        if (row.height != row.layout->height) {
            row.height = row.layout->height;
            heightChanged(index);
        }
        const bool first = m_laidOutLast < m_laidOutFirst;
        m_laidOutFirst = first ? index : std::min(m_laidOutFirst, index);
        m_laidOutLast = first ? index : std::max(m_laidOutLast, index);
    }
    return *row.layout;
}

bool TimelineRows::makeExact(int first, int last) {
    bool moved = false;
    for (int i = std::max(0, first); i <= std::min(last, count() - 1); ++i) {
        const double before = height(i);
        layout(i);
        moved = moved || height(i) != before;
    }
    return moved;
}

void TimelineRows::keepOnly(int first, int last) {
    changed(m_laidOutFirst, std::min(first - 1, m_laidOutLast));
    changed(std::max(last + 1, m_laidOutFirst), m_laidOutLast);
    m_laidOutFirst = std::max(first, m_laidOutFirst);
    m_laidOutLast = std::min(last, m_laidOutLast);
}

} // namespace parlor::client
