#include "client/ui/chat/timelinerows.h"

#include <algorithm>

namespace parlor::client {

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
    std::vector<Row> fresh(static_cast<std::size_t>(last - first + 1));
    for (int i = first; i <= last; ++i)
        fresh[static_cast<std::size_t>(i - first)].height = guessedHeight(m_model->at(i), m_frame, theme());
    m_rows.insert(m_rows.begin() + first, std::make_move_iterator(fresh.begin()),
                  std::make_move_iterator(fresh.end()));
    m_placed = false;
}

void TimelineRows::removed(int first, int last) {
    m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
    m_placed = false;
}

void TimelineRows::changed(int first, int last) {
    for (int i = first; i <= last; ++i) {
        Row& row = m_rows[static_cast<std::size_t>(i)];
        row.exact = false;
        row.layout.reset();
    }
}

void TimelineRows::reset() {
    m_rows.clear();
    m_placed = false;
    if (m_model != nullptr && m_model->rowCount() > 0)
        inserted(0, m_model->rowCount() - 1);
}

void TimelineRows::dropLayouts() {
    for (Row& row : m_rows) {
        row.exact = false;
        row.layout.reset();
    }
}

void TimelineRows::place() const {
    if (m_placed)
        return;
    m_tops.resize(m_rows.size() + 1);
    double y = 0;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_tops[i] = y;
        y += m_rows[i].height;
    }
    m_tops[m_rows.size()] = y;
    m_placed = true;
}

double TimelineRows::top(int row) const {
    place();
    return m_tops[static_cast<std::size_t>(row)];
}

double TimelineRows::total() const {
    place();
    return m_tops.back();
}

int TimelineRows::rowAt(double y) const {
    if (m_rows.empty())
        return -1;
    place();
    const auto above = std::upper_bound(m_tops.begin(), m_tops.end() - 1, y);
    return std::clamp(static_cast<int>(above - m_tops.begin()) - 1, 0, count() - 1);
}

const RowLayout& TimelineRows::layout(int index) {
    Row& row = m_rows[static_cast<std::size_t>(index)];
    if (!row.layout) {
        row.layout = std::make_unique<RowLayout>(layOutRow(m_model->at(index), m_frame, theme()));
        if (row.height != row.layout->height) {
            row.height = row.layout->height;
            m_placed = false;
        }
        row.exact = true;
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
    for (int i = 0; i < count(); ++i)
        if (i < first || i > last)
            m_rows[static_cast<std::size_t>(i)].layout.reset();
}

} // namespace parlor::client
