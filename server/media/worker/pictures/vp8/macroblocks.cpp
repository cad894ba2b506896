#include "server/media/worker/pictures/vp8/macroblocks.h"

#include "server/media/worker/pictures/vp8/dcblock.h"
#include "server/media/worker/pictures/vp8/submodes.h"
#include "server/media/worker/pictures/vp8/whole.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace parlor::server::media::vp8 {

namespace {

// Bits of the modes of whole blocks (section 11.2), in 1/256.
constexpr int wholeModeBits[wholeModes] = {663, 919, 872, 919};
constexpr int chromaModeBits[wholeModes] = {302, 984, 439, 642};
constexpr int bySubblockBits = 211;

// A directional prediction of what is nearly flat shows, however well it fits.
constexpr int flatSubblock = 3;
constexpr int flatChroma = 2;
constexpr int flatPenalty = 140;

/// What a whole mode is to its neighbours' subblocks (section 11.3).
constexpr SubMode asSubMode[wholeModes] = {SubDc, SubTrue, SubVe, SubHe};

Probabilities usualProbabilities() {
    Probabilities usual{};
    std::copy_n(defaultProbabilities, tokenProbabilities, usual.begin());
    return usual;
}

/// All samples of the macroblock are the same.
bool isFlat(const Blocks& samples) {
    for (const auto& row : samples.at)
        for (const std::int16_t sample : row)
            if (sample != samples.at[0][0])
                return false;
    return true;
}

std::int64_t sumOf(const std::uint32_t* errors, int count) {
    return std::accumulate(errors, errors + count, std::int64_t{0});
}

} // namespace

MacroblockCoder::MacroblockCoder(const Canvases& source, const Segmentation& segmentation,
                                 const Kernels& kernels)
    : m_source(source),
      m_segmentation(segmentation),
      m_kernels(kernels),
      m_shown(source.across, source.down),
      m_costs(usualProbabilities()),
      m_busyAbove(static_cast<std::size_t>(source.across)),
      m_modesAbove(static_cast<std::size_t>(source.across)),
      m_carriedAbove(static_cast<std::size_t>(source.across)) {}

void MacroblockCoder::startRow() {
    m_busyLeft = {};
    m_modesLeft = {};
    m_carriedLeft = {};
}

const Modes& MacroblockCoder::code(int x, int y) {
    const std::uint8_t number =
        m_segmentation.ofMacroblock[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_source.across)
                                    + static_cast<std::size_t>(x)];
    const Segment& segment = m_segmentation.segments[number];
    m_kernels.gather(m_source.y.at(16 * x, 16 * y), m_source.y.stride(), m_samples);
    chooseWhole(segment, x, y);
    const Whole& whole = m_whole[m_best];
    const bool onlyDcs =
        whole.lastDc >= 0
        && std::all_of(whole.coded.last, whole.coded.last + lanes, [](int l) { return l < 0; });
    if (onlyDcs && sumOf(whole.coded.error, lanes) > segment.visible)
        for (const int place : {1, 4, 5})
            m_edges[number] =
                std::max(m_edges[number], std::abs(int{whole.dcs[static_cast<std::size_t>(place)]}));
    m_modes.bySubblock = chooseSubblocks(segment, x, y);
    if (!m_modes.bySubblock) {
        storeLuma(whole.coded.samples, m_shown.y, x, y);
        m_modes.subblocks.fill(asSubMode[m_modes.luma]);
    }
    chooseChroma(segment, x, y);
    keepLuma(x);
    keepChroma(x, y);
    const auto at = static_cast<std::size_t>(x);
    for (std::size_t i = 0; i < 4; ++i) {
        m_modesAbove[at][i] = m_modes.subblocks[12 + i];
        m_modesLeft[i] = m_modes.subblocks[4 * i + 3];
    }
    return m_modes;
}

void MacroblockCoder::tryWhole(const Segment& segment, Whole& made) {
    m_kernels.transform(m_samples, m_prediction, m_coefficients);
    std::int16_t dcs[16];
    transformDcs(m_coefficients.at[0], dcs);
    made.lastDc = -1;
    for (int n = 0; n < 16; ++n) {
        const int place = zigzag[n];
        const int level = levelOf(dcs[place], segment.dcs, place);
        made.dcs[static_cast<std::size_t>(place)] = static_cast<std::int16_t>(level);
        dcs[place] = static_cast<std::int16_t>(level * segment.dcs.step[place > 0 ? 1 : 0]);
        if (level != 0)
            made.lastDc = n;
    }
    restoreDcs(dcs, m_coefficients.at[0]);
    m_kernels.code(m_coefficients, m_prediction, m_samples, segment.luma, true, made.coded);
}

void MacroblockCoder::chooseWhole(const Segment& segment, int x, int y) {
    const LumaPredictor predictor(m_shown.y, x, y);
    const Busy& above = m_busyAbove[static_cast<std::size_t>(x)];
    bool flat = isFlat(m_samples);
    Score best = 0;
    int bestBits = 0;
    Score bestError = 0;
    for (int number = 0; number < wholeModes; ++number) {
        const auto mode = static_cast<WholeMode>(number);
        Whole& made = m_whole[number == 0 ? 0 : 1 - m_best];
        predictor.predict(mode, m_prediction);
        tryWhole(segment, made);
        Score error = sumOf(made.coded.error, lanes);
        if (flat) {
            flat = std::all_of(made.coded.busy, made.coded.busy + lanes, [](int b) { return b == 0; });
            error *= flat ? 2 : 1;
        }
        int bits = wholeModeBits[number];
        const int levels = std::accumulate(made.coded.busy, made.coded.busy + lanes, 0);
        if (number > 0
            && scored(bits + m_costs.leastOf(Kind::LumaAfterDc) * levels, segment.whole, error) >= best)
            continue;
        bits += m_costs.of(made.dcs.data(), 1, 0, made.lastDc, Kind::LumaDc, above[8] + m_busyLeft[8]);
        Busy top = above;
        Busy side = m_busyLeft;
        for (std::size_t block = 0; block < 16; ++block) {
            std::uint8_t& up = top[block % 4];
            std::uint8_t& left = side[block / 4];
            const int last = made.coded.last[block];
            bits += m_costs.of(&made.coded.levels.at[0][block], lanes, 1, last, Kind::LumaAfterDc, up + left);
            up = left = last >= 1 ? 1 : 0;
        }
        const Score score = scored(bits, segment.whole, error);
        if (number > 0 && score >= best)
            continue;
        best = score;
        bestBits = bits;
        bestError = error;
        m_best = number == 0 ? 0 : 1 - m_best;
        m_modes.luma = mode;
    }
    m_whole[m_best].score = scored(bestBits, segment.between, bestError);
}

bool MacroblockCoder::chooseSubblocks(const Segment& segment, int x, int y) {
    const Score most = m_whole[m_best].score;
    Busy above = m_busyAbove[static_cast<std::size_t>(x)];
    Busy left = m_busyLeft;
    Score score = scored(bySubblockBits, segment.between, 0);
    for (int block = 0; block < 16; ++block) {
        score += chooseSubblock(segment, x, y, block, above, left);
        if (score >= most)
            return false;
    }
    return true;
}

MacroblockCoder::Score MacroblockCoder::chooseSubblock(const Segment& segment, int x, int y, int block,
                                                       Busy& above, Busy& left) {
    const int column = block % 4;
    const int row = block / 4;
    const int stride = m_shown.y.stride();
    std::uint8_t* origin = m_shown.y.at(16 * x + 4 * column, 16 * y + 4 * row);
    std::uint8_t edge[13];
    for (int i = 0; i < 4; ++i)
        edge[i] = origin[(3 - i) * stride - 1];
    // The rightmost ones read what lies above the next macroblock, in all four rows; at the picture's edge
    // that repeats.
    const std::uint8_t* top = origin - stride;
    std::copy_n(top - 1, 5, edge + 4);
    const std::uint8_t* next = column < 3 ? top + 4 : m_shown.y.at(16 * x + 16, 16 * y - 1);
    if (column == 3 && x == m_source.across - 1 && y > 0)
        std::fill_n(edge + 9, 4, next[-1]);
    else
        std::copy_n(next, 4, edge + 9);

    m_kernels.tryAll(edge, m_samples, block, segment.luma, m_coded);
    const auto number = static_cast<std::size_t>(block);
    const SubMode modeAbove =
        row > 0 ? m_modes.subblocks[number - 4] : m_modesAbove[static_cast<std::size_t>(x)][number];
    const SubMode modeLeft =
        column > 0 ? m_modes.subblocks[number - 1] : m_modesLeft[static_cast<std::size_t>(row)];
    const auto& modeBits = subModeCosts(modeAbove, modeLeft);
    std::uint8_t& up = above[static_cast<std::size_t>(column)];
    std::uint8_t& side = left[static_cast<std::size_t>(row)];
    const int context = up + side;

    // A mode is no better than its error, its known bits and the least that its levels can take: the
    // likeliest goes first, and most others never need theirs counted.
    const int leastOfLevel = m_costs.leastOf(Kind::Luma);
    Score known[subModes];
    Score bound[subModes];
    for (std::size_t mode = 0; mode < subModes; ++mode) {
        const int penalty = mode > 0 && m_coded.busy[mode] <= flatSubblock ? flatPenalty : 0;
        known[mode] = scored(modeBits[mode] + penalty, segment.sub, m_coded.error[mode]);
        bound[mode] = known[mode] + Score{leastOfLevel * m_coded.busy[mode]} * segment.sub;
    }
    const auto likeliest = static_cast<std::size_t>(std::min_element(bound, bound + subModes) - bound);
    std::size_t best = likeliest;
    int bits = 0;
    Score least = 0;
    for (std::size_t i = 0; i <= subModes; ++i) {
        const std::size_t mode = i == 0 ? likeliest : i - 1;
        if (i > 0 && (mode == likeliest || bound[mode] >= least))
            continue;
        const int levels =
            m_costs.of(&m_coded.levels.at[0][mode], lanes, 0, m_coded.last[mode], Kind::Luma, context);
        const Score score = known[mode] + Score{levels} * segment.sub;
        if (i > 0 && score >= least)
            continue;
        best = mode;
        least = score;
        bits = levels;
    }
    const int penalty = best > 0 && m_coded.busy[best] <= flatSubblock ? flatPenalty : 0;
    for (int place = 0; place < 16; ++place) {
        origin[place / 4 * stride + place % 4] = static_cast<std::uint8_t>(m_coded.samples.at[place][best]);
        m_levels[number][static_cast<std::size_t>(place)] = m_coded.levels.at[place][best];
    }
    m_last[number] = m_coded.last[best];
    m_modes.subblocks[number] = static_cast<SubMode>(best);
    up = side = m_coded.last[best] >= 0 ? 1 : 0;
    return scored(bits + modeBits[best] + penalty, segment.between, m_coded.error[best]);
}

void MacroblockCoder::diffuse(const Steps& steps, int half, int x, Blocks& coefficients,
                              Errors& errors) const {
    const Carried& above = m_carriedAbove[static_cast<std::size_t>(x)];
    for (std::size_t plane = 0; plane < 2; ++plane) {
        std::int16_t* dc = coefficients.at[0] + 8 * half + 4 * static_cast<int>(plane);
        const auto settle = [&](int block, int carried) {
            const int whole = dc[block] + (carried >> 3);
            const int shown = levelOf(whole, steps, 0) * steps.step[0];
            dc[block] = static_cast<std::int16_t>(shown);
            return (whole - shown) / 2;
        };
        const auto& top = above[plane];
        const auto& left = m_carriedLeft[plane];
        const int first = settle(0, 7 * top[0] + 8 * left[0]);
        errors[plane][0] = settle(1, 7 * top[1] + 8 * first);
        errors[plane][1] = settle(2, 7 * first + 8 * left[1]);
        errors[plane][2] = settle(3, 7 * errors[plane][0] + 8 * errors[plane][1]);
    }
}

void MacroblockCoder::chooseChroma(const Segment& segment, int x, int y) {
    loadChroma(m_source, x, y, m_samples);
    const ChromaPredictor predictor(m_shown, x, y);
    const Busy& above = m_busyAbove[static_cast<std::size_t>(x)];
    Score best = 0;
    for (int pair = 0; pair < 2; ++pair) {
        Chroma& made = m_chroma[pair];
        predictor.predict(static_cast<WholeMode>(2 * pair), static_cast<WholeMode>(2 * pair + 1),
                          m_prediction);
        m_kernels.transform(m_samples, m_prediction, m_coefficients);
        for (const int half : {0, 1})
            diffuse(segment.chroma, half, x, m_coefficients, made.errors[half]);
        m_kernels.code(m_coefficients, m_prediction, m_samples, segment.chroma, false, made.coded);
        for (const int half : {0, 1}) {
            const int mode = 2 * pair + half;
            const std::int16_t* busy = made.coded.busy + 8 * half;
            int bits = chromaModeBits[mode];
            const int levels = std::accumulate(busy, busy + 8, 0);
            if (mode > 0 && levels <= flatChroma)
                bits += 8 * flatPenalty;
            const Score error = sumOf(made.coded.error + 8 * half, 8);
            if (mode > 0
                && scored(bits + m_costs.leastOf(Kind::Chroma) * levels, segment.chromaMode, error) >= best)
                continue;
            Busy top = above;
            Busy side = m_busyLeft;
            for (int block = 0; block < 8; ++block) {
                const int lane = 8 * half + block;
                std::uint8_t& up = top[static_cast<std::size_t>(4 + block / 4 * 2 + block % 2)];
                std::uint8_t& left = side[static_cast<std::size_t>(4 + block / 2)];
                const int last = made.coded.last[lane];
                bits += m_costs.of(&made.coded.levels.at[0][lane], lanes, 0, last, Kind::Chroma, up + left);
                up = left = last >= 0 ? 1 : 0;
            }
            const Score score = scored(bits, segment.chromaMode, error);
            if (mode > 0 && score >= best)
                continue;
            best = score;
            m_chromaBest = mode;
        }
    }
    m_modes.chroma = static_cast<WholeMode>(m_chromaBest);
}

void MacroblockCoder::addBlock(const std::int16_t* byPlace, int stride, int first, int last, Kind kind,
                               std::uint8_t& above, std::uint8_t& left) {
    std::int16_t ordered[16];
    for (int n = first; n <= last; ++n)
        ordered[n] = byPlace[zigzag[n] * stride];
    const bool any = m_tokens.add({ordered, first, last, kind}, above + left);
    above = left = any ? 1 : 0;
}

void MacroblockCoder::keepLuma(int x) {
    Busy& above = m_busyAbove[static_cast<std::size_t>(x)];
    const Whole& whole = m_whole[m_best];
    if (!m_modes.bySubblock)
        addBlock(whole.dcs.data(), 1, 0, whole.lastDc, Kind::LumaDc, above[8], m_busyLeft[8]);
    for (std::size_t block = 0; block < 16; ++block) {
        std::uint8_t& up = above[block % 4];
        std::uint8_t& left = m_busyLeft[block / 4];
        if (m_modes.bySubblock)
            addBlock(m_levels[block].data(), 1, 0, m_last[block], Kind::Luma, up, left);
        else
            addBlock(&whole.coded.levels.at[0][block], lanes, 1, whole.coded.last[block], Kind::LumaAfterDc,
                     up, left);
    }
}

void MacroblockCoder::keepChroma(int x, int y) {
    const int half = m_chromaBest % 2;
    const Chroma& chroma = m_chroma[m_chromaBest / 2];
    storeChroma(chroma.coded.samples, 8 * half, m_shown, x, y);
    Busy& above = m_busyAbove[static_cast<std::size_t>(x)];
    for (int block = 0; block < 8; ++block) {
        const int lane = 8 * half + block;
        addBlock(&chroma.coded.levels.at[0][lane], lanes, 0, chroma.coded.last[lane], Kind::Chroma,
                 above[static_cast<std::size_t>(4 + block / 4 * 2 + block % 2)],
                 m_busyLeft[static_cast<std::size_t>(4 + block / 2)]);
    }
    for (std::size_t plane = 0; plane < 2; ++plane) {
        const auto& errors = chroma.errors[half][plane];
        auto& right = m_carriedLeft[plane];
        auto& below = m_carriedAbove[static_cast<std::size_t>(x)][plane];
        right[0] = static_cast<std::int8_t>(errors[0]);
        right[1] = static_cast<std::int8_t>(3 * errors[2] >> 2);
        below[0] = static_cast<std::int8_t>(errors[1]);
        below[1] = static_cast<std::int8_t>(errors[2] - right[1]);
    }
}

} // namespace parlor::server::media::vp8
