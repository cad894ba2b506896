#pragma once

#include "server/media/worker/pictures/vp8/canvas.h"
#include "server/media/worker/pictures/vp8/lanes.h"
#include "server/media/worker/pictures/vp8/segments.h"
#include "server/media/worker/pictures/vp8/tokens.h"

#include <array>
#include <cstdint>
#include <vector>

namespace parlor::server::media::vp8 {

/// How a macroblock is predicted.
struct Modes {
    bool bySubblock = false;
    WholeMode luma = WholeDc;
    WholeMode chroma = WholeDc;
    std::array<SubMode, 16> subblocks{}; ///< of a whole one too: what its neighbours take them for
};

/// Chooses each macroblock's modes by what they cost in error and in bits, every one tried to the end, and
/// keeps the tokens. To be called row by row from the left.
class MacroblockCoder {
public:
    /// `source` and `segmentation` must outlive it.
    MacroblockCoder(const Canvases& source, const Segmentation& segmentation, const Kernels& kernels);

    void startRow();
    const Modes& code(int x, int y);

    /// Costs from the tokens so far.
    void adapt() { m_costs.set(m_tokens.probabilities()); }

    [[nodiscard]] const TokenList& tokens() const { return m_tokens; }

    /// What a decoder shows before its loop filter.
    [[nodiscard]] const Canvases& shown() const { return m_shown; }

    /// The largest step at an edge inside of what is coded by DCs alone, by segment.
    [[nodiscard]] const std::array<int, mostSegments>& edges() const { return m_edges; }

private:
    using Score = std::int64_t;

    /// Which blocks along an edge have levels: four of luma, two of U, two of V, the DCs.
    using Busy = std::array<std::uint8_t, 9>;

    struct Whole {
        Coded coded;
        std::array<std::int16_t, 16> dcs; ///< levels by place
        int lastDc = -1;
        Score score = 0;
    };

    /// Errors of chroma's DCs, passed on to the neighbours: by plane.
    using Carried = std::array<std::array<std::int8_t, 2>, 2>;
    using Errors = std::array<std::array<int, 3>, 2>;

    struct Chroma {
        Coded coded;
        Errors errors[2]; ///< by half
    };

    static Score scored(Score bits, int lambda, Score error) { return bits * lambda + 256 * error; }

    void chooseWhole(const Segment& segment, int x, int y);
    void tryWhole(const Segment& segment, Whole& made);
    bool chooseSubblocks(const Segment& segment, int x, int y);
    Score chooseSubblock(const Segment& segment, int x, int y, int block, Busy& above, Busy& left);
    void chooseChroma(const Segment& segment, int x, int y);
    void diffuse(const Steps& steps, int half, int x, Blocks& coefficients, Errors& errors) const;
    void keepLuma(int x);
    void keepChroma(int x, int y);
    void addBlock(const std::int16_t* byPlace, int stride, int first, int last, Kind kind,
                  std::uint8_t& above, std::uint8_t& left);

    const Canvases& m_source;
    const Segmentation& m_segmentation;
    const Kernels& m_kernels;
    Canvases m_shown;
    TokenList m_tokens;
    TokenCosts m_costs;
    std::array<int, mostSegments> m_edges{};

    std::vector<Busy> m_busyAbove;
    Busy m_busyLeft{};
    std::vector<std::array<SubMode, 4>> m_modesAbove;
    std::array<SubMode, 4> m_modesLeft{};
    std::vector<Carried> m_carriedAbove;
    Carried m_carriedLeft{};

    // Of the macroblock at hand.
    Modes m_modes;
    Blocks m_samples;
    Blocks m_prediction;
    Blocks m_coefficients;
    Whole m_whole[2];
    int m_best = 0; ///< of m_whole
    Coded m_coded;
    std::array<std::array<std::int16_t, 16>, 16> m_levels{}; ///< of subblocks, by place
    std::array<int, 16> m_last{};
    Chroma m_chroma[2];
    int m_chromaBest = 0; ///< a mode
};

} // namespace parlor::server::media::vp8
