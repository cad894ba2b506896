#pragma once

#include <cstdint>

/// Sixteen 4 × 4 blocks at once: what is done to one block's sample is done to all of them by one
/// instruction.
namespace parlor::server::media::vp8 {

inline constexpr int lanes = 16;

/// Samples or coefficients of 16 blocks, as [place in the block, row by row][block].
struct alignas(64) Blocks {
    std::int16_t at[16][lanes];
};

/// How coefficients of one kind become levels: (|c| + lift) × inverse / 65536.
struct Steps {
    std::int16_t step[2];    ///< of the first coefficient, of the others; 4 or more
    std::int16_t inverse[2]; ///< 65536 / step, rounded up
    std::int16_t lift[16];   ///< what rounds, by place
};

/// What coding leaves of 16 blocks.
struct alignas(64) Coded {
    Blocks levels;                          ///< signed, by place
    Blocks samples;                         ///< as a decoder shows them, 0 … 255
    alignas(32) std::uint32_t error[lanes]; ///< sum of squared differences
    alignas(32) std::int16_t last[lanes];   ///< of the levels in zigzag order; -1: all are 0
    alignas(32) std::int16_t busy[lanes];   ///< how many levels but the first are not 0
};

struct Kernels {
    /// The samples of 16 × 16 at `from`, a lane a subblock, row by row.
    void (*gather)(const std::uint8_t* from, int stride, Blocks& samples);
    /// The forward transform of source - prediction, about eight times the orthonormal one.
    void (*transform)(const Blocks& source, const Blocks& prediction, Blocks& coefficients);
    /// Quantises, and goes back to samples as section 14.3 does. With `ownDc` the first coefficients are
    /// finished already (they come from the block of DCs), and count as no level.
    void (*code)(const Blocks& coefficients, const Blocks& prediction, const Blocks& source,
                 const Steps& steps, bool ownDc, Coded& coded);
    /// One subblock, `block` of `source`, coded by all ten predictions: lane by SubMode. `edge`: left from
    /// the bottom up, corner, eight above from the left.
    void (*tryAll)(const std::uint8_t* edge, const Blocks& source, int block, const Steps& steps,
                   Coded& coded);
};

const Kernels& portableKernels();
const Kernels& fastestKernels();

} // namespace parlor::server::media::vp8
