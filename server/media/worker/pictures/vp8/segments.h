#pragma once

#include "server/media/worker/pictures/vp8/canvas.h"
#include "server/media/worker/pictures/vp8/lanes.h"

#include <array>
#include <vector>

namespace parlor::server::media::vp8 {

inline constexpr int mostSegments = 4;

/// How the macroblocks of one segment are quantised, and what a bit is worth there.
struct Segment {
    int quantiser = 0; ///< 0 … 127
    int filter = 0;    ///< strength of the loop filter, 0 … 63
    Steps luma;
    Steps dcs; ///< of the block of DCs
    Steps chroma;
    /// Error × 256 that one 1/256 bit may cost: while choosing a mode of each sort, and between the sorts.
    int whole = 1;
    int sub = 1;
    int chromaMode = 1;
    int between = 1;
    /// A macroblock of DCs alone with more error than this shows its edges.
    int visible = 0;
};

/// What the analysis makes of a picture: busy macroblocks may be coarser than calm ones, because less of it
/// is seen there.
struct Segmentation {
    int count = 1;
    std::array<Segment, mostSegments> segments;
    std::vector<std::uint8_t> ofMacroblock;
    int chromaDc = 0; ///< by how much chroma's quantiser differs from luma's
    int chromaAc = 0;
};

/// `quality`: 0 … 100, of libwebp's scale; its rules too, as seen in its results, so that the sizes match.
Segmentation segmented(const Canvases& source, int quality, const Kernels& kernels);

} // namespace parlor::server::media::vp8
