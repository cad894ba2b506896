#pragma once

#include "server/media/worker/pictures/vp8/canvas.h"
#include "server/media/worker/pictures/vp8/lanes.h"
#include "server/media/worker/pictures/vp8/tables.h"

/// Predictions of a whole macroblock from what lies above and on its left, and the way between planes and
/// lanes. Luma has a lane a subblock, row by row; chroma four of U, four of V, and the same again, so that
/// two modes go at once.
namespace parlor::server::media::vp8 {

/// The samples of macroblock (x, y).
void loadChroma(const Canvases& canvases, int x, int y, Blocks& blocks);

void storeLuma(const Blocks& blocks, Canvas& canvas, int x, int y);
/// `lane`: where the eight begin.
void storeChroma(const Blocks& blocks, int lane, Canvases& canvases, int x, int y);

class LumaPredictor {
public:
    LumaPredictor(const Canvas& canvas, int x, int y);
    void predict(WholeMode mode, Blocks& blocks) const;

private:
    std::int16_t m_above[4][lanes]; ///< by column in the subblock
    std::int16_t m_left[4][lanes];  ///< by row
    std::int16_t m_corner;
    std::int16_t m_mean;
};

class ChromaPredictor {
public:
    ChromaPredictor(const Canvases& canvases, int x, int y);
    void predict(WholeMode first, WholeMode second, Blocks& blocks) const;

private:
    std::int16_t m_above[4][lanes];
    std::int16_t m_left[4][lanes];
    std::int16_t m_corner[lanes];
    std::int16_t m_mean[lanes];
};

} // namespace parlor::server::media::vp8
