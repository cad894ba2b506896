#pragma once

#include "client/models/photogridmodel.h"

#include <QRect>

#include <cstdint>
#include <span>
#include <vector>

namespace parlor::client {

/// What decides where photos go; all px.
struct JustifiedMetrics {
    int width = 0; ///< of the grid, without insets
    int targetRow = 212;
    int gap = 4;
    int dayHeader = 48;
    int bottom = 4;
    double lastRowStretch = 1.1;

    friend bool operator==(const JustifiedMetrics&, const JustifiedMetrics&) = default;
};

/// Photos [first, first + count) side by side. Tiles fill the width exactly unless `natural`, the last row of
/// a day.
struct JustifiedRow {
    std::int64_t y = 0;
    int first = 0;
    int count = 0;
    int height = 0;
    bool natural = false;
};

/// Exact positions of a whole library, by greedy justified rows that break at days. Row starts only are kept
/// (24 bytes a row), tiles are computed when asked for; a million photos take a few milliseconds, so nothing
/// is ever estimated and nothing ever jumps. Positions are 64-bit: a tall library passes QWIDGETSIZE_MAX.
class JustifiedLayout {
public:
    void compute(std::span<const float> ratios, const std::vector<PhotoDay>& days,
                 const JustifiedMetrics& metrics);

    [[nodiscard]] std::int64_t height() const { return m_height; }

    [[nodiscard]] const std::vector<JustifiedRow>& rows() const { return m_rows; }

    [[nodiscard]] const JustifiedMetrics& metrics() const { return m_metrics; }

    /// Top of the day's header.
    [[nodiscard]] std::int64_t dayTop(int day) const { return m_dayTops[static_cast<std::size_t>(day)]; }

    /// The day whose header or rows stand at `y`; -1 when there is none.
    [[nodiscard]] int dayAt(std::int64_t y) const;

    /// The first row whose bottom lies below `y`.
    [[nodiscard]] int rowAt(std::int64_t y) const;
    [[nodiscard]] int rowOf(int photo) const;

    /// Left edge and width of each tile of the row, `x` from the grid's left.
    struct Tile {
        int x = 0;
        int width = 0;
    };

    [[nodiscard]] std::vector<Tile> tilesOf(const JustifiedRow& row, std::span<const float> ratios) const;

    /// Where the photo stands in the whole grid.
    struct Place {
        int x = 0;
        std::int64_t y = 0;
        int width = 0;
        int height = 0;
    };

    [[nodiscard]] Place placeOf(int photo, std::span<const float> ratios) const;

private:
    JustifiedMetrics m_metrics;
    std::vector<JustifiedRow> m_rows;
    std::vector<std::int64_t> m_dayTops;
    std::int64_t m_height = 0;
};

} // namespace parlor::client
