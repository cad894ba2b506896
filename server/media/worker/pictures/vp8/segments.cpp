#include "server/media/worker/pictures/vp8/segments.h"

#include "server/media/worker/pictures/vp8/tables.h"
#include "server/media/worker/pictures/vp8/whole.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace parlor::server::media::vp8 {

namespace {

constexpr int levelsOfEase = 256;
constexpr int bins = 32;
constexpr double shaping = 0.5; ///< how much the segments may differ
constexpr int filterStrength = 60;
constexpr int faintestFilter = 2;
constexpr int strongestFilter = 63;

using Histogram = std::array<int, bins>;

/// How far the coefficients reach, compared with how many are alike: high for busy blocks.
int reach(const Histogram& histogram) {
    int most = 0;
    int furthest = 1;
    for (int bin = 0; bin < bins; ++bin) {
        const int count = histogram[static_cast<std::size_t>(bin)];
        if (count > 0)
            furthest = bin;
        most = std::max(most, count);
    }
    return most > 1 ? 2 * (levelsOfEase - 1) * furthest / most : 0;
}

/// Each lane counts for itself: most coefficients are small, and one counter would wait for itself.
struct Counts {
    alignas(32) std::uint8_t of[lanes][bins] = {};

    explicit Counts(const Blocks& coefficients) {
        std::uint8_t bin[16][lanes];
        for (int place = 0; place < 16; ++place)
            for (int lane = 0; lane < lanes; ++lane) {
                const std::int16_t c = coefficients.at[place][lane];
                const auto size = static_cast<std::int16_t>(static_cast<std::int16_t>(c < 0 ? -c : c) >> 3);
                bin[place][lane] = static_cast<std::uint8_t>(size < bins ? size : std::int16_t{bins - 1});
            }
        for (const auto& row : bin)
            for (int lane = 0; lane < lanes; ++lane)
                ++of[lane][row[lane]];
    }

    [[nodiscard]] Histogram sum(int from, int to) const {
        std::uint16_t sums[bins] = {};
        for (int lane = from; lane < to; ++lane)
            for (int bin = 0; bin < bins; ++bin)
                sums[bin] = static_cast<std::uint16_t>(sums[bin] + of[lane][bin]);
        Histogram histogram{};
        std::copy_n(sums, bins, histogram.begin());
        return histogram;
    }
};

struct Ease {
    int mixed = 0;
    int chroma = 0;
};

Ease easeOf(const Canvases& source, int x, int y, const Kernels& kernels) {
    Blocks samples;
    Blocks prediction;
    Blocks coefficients;
    kernels.gather(source.y.at(16 * x, 16 * y), source.y.stride(), samples);
    const LumaPredictor luma(source.y, x, y);
    int best = -1;
    for (const WholeMode mode : {WholeDc, WholeTrue}) {
        luma.predict(mode, prediction);
        kernels.transform(samples, prediction, coefficients);
        best = std::max(best, reach(Counts(coefficients).sum(0, lanes)));
    }
    loadChroma(source, x, y, samples);
    ChromaPredictor(source, x, y).predict(WholeDc, WholeTrue, prediction);
    kernels.transform(samples, prediction, coefficients);
    Ease ease{0, -1};
    const Counts counts(coefficients);
    for (const int half : {0, 8})
        ease.chroma = std::max(ease.chroma, reach(counts.sum(half, half + 8)));
    const int mixed = (3 * best + ease.chroma + 2) >> 2;
    ease.mixed = std::clamp(levelsOfEase - 1 - mixed, 0, levelsOfEase - 1);
    return ease;
}

struct Centres {
    std::array<int, mostSegments> at{};
    std::array<std::uint8_t, levelsOfEase> nearest{};
    int mean = 0;
};

/// Four groups of the eases, by moving their centres to where their members are.
Centres grouped(const std::array<int, levelsOfEase>& counts) {
    Centres centres;
    int low = 0;
    while (low < levelsOfEase - 1 && counts[static_cast<std::size_t>(low)] == 0)
        ++low;
    int top = levelsOfEase - 1;
    while (top > low && counts[static_cast<std::size_t>(top)] == 0)
        --top;
    for (int i = 0; i < mostSegments; ++i)
        centres.at[static_cast<std::size_t>(i)] = low + (2 * i + 1) * (top - low) / (2 * mostSegments);
    constexpr int rounds = 6;
    constexpr int settled = 5;
    for (int round = 0; round < rounds; ++round) {
        std::array<int, mostSegments> members{};
        std::array<int, mostSegments> sum{};
        std::size_t nearest = 0;
        for (int ease = low; ease <= top; ++ease) {
            const int here = counts[static_cast<std::size_t>(ease)];
            if (here == 0)
                continue;
            while (nearest + 1 < mostSegments
                   && std::abs(ease - centres.at[nearest + 1]) < std::abs(ease - centres.at[nearest]))
                ++nearest;
            centres.nearest[static_cast<std::size_t>(ease)] = static_cast<std::uint8_t>(nearest);
            members[nearest] += here;
            sum[nearest] += here * ease;
        }
        int moved = 0;
        int weighted = 0;
        int all = 0;
        for (std::size_t i = 0; i < mostSegments; ++i) {
            if (members[i] == 0)
                continue;
            const int centre = (sum[i] + members[i] / 2) / members[i];
            moved += std::abs(centres.at[i] - centre);
            centres.at[i] = centre;
            weighted += centre * members[i];
            all += members[i];
        }
        centres.mean = (weighted + all / 2) / all;
        if (moved < settled)
            break;
    }
    return centres;
}

/// `dead`: how much of a step still rounds up, in 1/256, of the first coefficient and of the others.
Steps stepsOf(int dc, int ac, int deadDc, int deadAc, bool sharpened) {
    // High frequencies are lifted a little, else fine structure vanishes.
    static constexpr std::uint8_t sharpening[16] = {0,  30, 60, 90, 30, 60, 90, 90,
                                                    60, 90, 90, 90, 90, 90, 90, 90};
    Steps steps{};
    for (const int sort : {0, 1}) {
        const int step = sort == 0 ? dc : ac;
        steps.step[sort] = static_cast<std::int16_t>(step);
        steps.inverse[sort] = static_cast<std::int16_t>(((1 << 16) + step - 1) / step);
    }
    for (int place = 0; place < 16; ++place) {
        const int step = place == 0 ? dc : ac;
        const int round = step * (place == 0 ? deadDc : deadAc) / 256;
        const int lift = sharpened ? sharpening[place] * step / 2048 : 0;
        steps.lift[place] = static_cast<std::int16_t>(round + lift);
    }
    return steps;
}

void setSteps(Segment& segment, int chromaDc, int chromaAc) {
    const auto index = [&](int off, int most) {
        return static_cast<std::size_t>(std::clamp(segment.quantiser + off, 0, most));
    };
    const int lumaDc = dcSteps[index(0, 127)];
    const int lumaAc = acSteps[index(0, 127)];
    const int dcsDc = 2 * lumaDc;
    const int dcsAc = std::max(8, lumaAc * 155 / 100);
    const int uvDc = dcSteps[index(chromaDc, 117)];
    const int uvAc = acSteps[index(chromaAc, 127)];
    segment.luma = stepsOf(lumaDc, lumaAc, 96, 110, true);
    segment.dcs = stepsOf(dcsDc, dcsAc, 96, 108, false);
    segment.chroma = stepsOf(uvDc, uvAc, 110, 115, false);
    const auto mean = [](int dc, int ac) { return (dc + 15 * ac + 8) >> 4; };
    const int luma = mean(lumaDc, lumaAc);
    const int dcs = mean(dcsDc, dcsAc);
    const int chroma = mean(uvDc, uvAc);
    segment.sub = std::max(1, 3 * luma * luma / 128);
    segment.whole = std::max(1, 3 * dcs * dcs);
    segment.chromaMode = std::max(1, 3 * chroma * chroma / 64);
    segment.between = std::max(1, luma * luma / 128);
    segment.visible = 20 * lumaDc;
}

} // namespace

Segmentation segmented(const Canvases& source, int quality, const Kernels& kernels) {
    Segmentation made;
    const auto all = static_cast<std::size_t>(source.across) * static_cast<std::size_t>(source.down);
    made.ofMacroblock.reserve(all);
    std::array<int, levelsOfEase> counts{};
    long long chromaSum = 0;
    for (int y = 0; y < source.down; ++y)
        for (int x = 0; x < source.across; ++x) {
            const Ease ease = easeOf(source, x, y, kernels);
            ++counts[static_cast<std::size_t>(ease.mixed)];
            chromaSum += ease.chroma;
            made.ofMacroblock.push_back(static_cast<std::uint8_t>(ease.mixed));
        }
    const Centres centres = grouped(counts);
    for (std::uint8_t& macroblock : made.ofMacroblock)
        macroblock = centres.nearest[macroblock];

    constexpr int usualChroma = 64;
    constexpr int chromaSpan = 70;
    const int chroma = static_cast<int>(chromaSum / static_cast<long long>(all));
    made.chromaAc = std::clamp(static_cast<int>((chroma - usualChroma) * 10 / chromaSpan * shaping), -4, 6);
    made.chromaDc = static_cast<int>(-4 * shaping);

    const double wanted = quality / 100.0;
    const double linear = wanted < 0.75 ? wanted * 2 / 3 : 2 * wanted - 1;
    const double base = std::cbrt(linear);
    const auto [least, greatest] = std::minmax_element(centres.at.begin(), centres.at.end());
    const int span = std::max(1, *greatest - *least);
    std::array<std::uint8_t, mostSegments> kept{};
    made.count = 0;
    for (std::size_t i = 0; i < mostSegments; ++i) {
        const int above = std::clamp(255 * (centres.at[i] - centres.mean) / span, -127, 127);
        const int calm = std::clamp(255 * (centres.at[i] - *least) / span, 0, 255);
        Segment segment;
        const double power = 1 - 0.9 * shaping * above / 128.0;
        segment.quantiser = std::clamp(static_cast<int>(127 * (1 - std::pow(base, power))), 0, 127);
        const int step = acSteps[segment.quantiser] >> 2;
        const int strength = std::min(step, strongestFilter) * 5 * filterStrength / (256 + calm);
        segment.filter = strength < faintestFilter ? 0 : std::min(strength, strongestFilter);
        // Segments that came out alike are one.
        std::size_t same = 0;
        const auto count = static_cast<std::size_t>(made.count);
        while (same < count
               && (made.segments[same].quantiser != segment.quantiser
                   || made.segments[same].filter != segment.filter))
            ++same;
        if (same == count) {
            setSteps(segment, made.chromaDc, made.chromaAc);
            made.segments[same] = segment;
            ++made.count;
        }
        kept[i] = static_cast<std::uint8_t>(same);
    }
    for (std::uint8_t& macroblock : made.ofMacroblock)
        macroblock = kept[macroblock];
    return made;
}

} // namespace parlor::server::media::vp8
