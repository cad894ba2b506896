#pragma once

#include "client/models/timelinemodel.h"
#include "client/ui/chat/rowlayout.h"

namespace parlor::client {

/// The layout cache of a timeline: heights of all rows (exact where they have been seen, guessed elsewhere),
/// their places, and the layouts of those near the screen. Coordinates count from the top of the first row.
class TimelineRows {
public:
    void setModel(const TimelineModel* model);
    /// Keeps the old heights as guesses until rows are seen again.
    void setFrame(const RowFrame& frame);

    [[nodiscard]] const RowFrame& frame() const { return m_frame; }

    void inserted(int first, int last);
    void removed(int first, int last);
    void changed(int first, int last);
    void reset();
    /// Forgets all layouts (theme, zoom) and keeps heights as guesses.
    void dropLayouts();

    [[nodiscard]] int count() const { return static_cast<int>(m_rows.size()); }

    [[nodiscard]] double top(int row) const;

    [[nodiscard]] double height(int row) const { return m_rows[static_cast<std::size_t>(row)].height; }

    [[nodiscard]] double total() const;
    /// The row that covers `y`, clamped to the first and last; -1 when there is none.
    [[nodiscard]] int rowAt(double y) const;
    /// Laid out now if it was not.
    const RowLayout& layout(int row);

    /// Makes the rows from `first` to `last` exact; true when any height changed.
    bool makeExact(int first, int last);
    /// Frees layouts of rows outside the range; their heights stay.
    void keepOnly(int first, int last);

    /// The rows from the first to the last that have a layout.
    [[nodiscard]] int laidOutSpan() const { return m_laidOutLast - m_laidOutFirst + 1; }

    /// How many layouts were made so far: what scrolling and changes have cost.
    [[nodiscard]] std::int64_t layoutsMade() const { return m_made; }

private:
    struct Row {
        double height = 0;
        std::unique_ptr<RowLayout> layout;
    };

    void place() const;
    /// Of the rows from this one on.
    void forgetPlaces(int from);
    void heightChanged(int row);

    const TimelineModel* m_model = nullptr;
    RowFrame m_frame;
    std::vector<Row> m_rows;
    /// Places by blocks of rows, so that a frame that makes some heights exact costs the same whatever the
    /// length of the conversation: the top of each block, one more than blocks.
    mutable std::vector<double> m_blockTops;
    mutable std::vector<double> m_blockHeights;
    mutable int m_placedBlocks = 0;             ///< whose top and height are right, from the first on
    int m_laidOutFirst = 0, m_laidOutLast = -1; ///< no row outside has a layout
    std::int64_t m_made = 0;
};

} // namespace parlor::client
