#include "server/media/worker/pictures/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace parlor::server::media {

namespace {

constexpr int fractionBits = 14;
constexpr int one = 1 << fractionBits;

double lanczos3(double x) {
    x = std::abs(x);
    if (x < 1e-9)
        return 1;
    if (x >= 3)
        return 0;
    const double p = std::numbers::pi * x;
    return 3 * std::sin(p) * std::sin(p / 3) / (p * p);
}

/// The weights of one output row: `weights[i]` is for input row `start + i`; their number is even.
struct Taps {
    int start = 0;
    std::vector<std::int16_t> weights;
};

/// Rounds the weights so that their sum is exact, else flat areas would change their value.
Taps tapsFor(int out, int inSize, RowExtent extent, int outSize, double gain) {
    const double factor = extent.height / outSize;
    const double scale = std::max(1.0, factor);
    const double centre = extent.top + (out + 0.5) * factor - 0.5;
    const int first = static_cast<int>(std::floor(centre - 3 * scale)) + 1;
    const int last = static_cast<int>(std::ceil(centre + 3 * scale)) - 1;
    // Rows beyond the edge repeat the edge's, so their weights go to it.
    const int start = std::clamp(first, 0, inSize - 1);
    const int end = std::clamp(last, 0, inSize - 1);
    std::vector<double> exact(static_cast<std::size_t>(end - start + 1), 0.0);
    double sum = 0;
    for (int i = first; i <= last; ++i) {
        const double weight = lanczos3((i - centre) / scale);
        exact[static_cast<std::size_t>(std::clamp(i, start, end) - start)] += weight;
        sum += weight;
    }
    Taps taps{start, {}};
    int total = 0;
    std::size_t largest = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        const auto rounded = static_cast<std::int16_t>(std::lround(exact[i] / sum * gain * one));
        total += rounded;
        taps.weights.push_back(rounded);
        if (std::abs(rounded) > std::abs(taps.weights[largest]))
            largest = i;
    }
    taps.weights[largest] =
        static_cast<std::int16_t>(taps.weights[largest] + std::lround(gain * one) - total);
    while (taps.weights.size() > 1 && taps.weights.back() == 0)
        taps.weights.pop_back();
    std::size_t skipped = 0;
    while (skipped + 1 < taps.weights.size() && taps.weights[skipped] == 0)
        ++skipped;
    taps.weights.erase(taps.weights.begin(), taps.weights.begin() + static_cast<std::ptrdiff_t>(skipped));
    taps.start += static_cast<int>(skipped);
    if (taps.weights.size() % 2 != 0)
        taps.weights.push_back(0);
    return taps;
}

int biasOf(Fold fold) {
    return one / 2 + static_cast<int>(std::lround(fold.offset * one));
}

void sourceRows(const Plane& plane, const Taps& taps, std::vector<const std::uint8_t*>& rows) {
    rows.clear();
    for (int i = 0; i < static_cast<int>(taps.weights.size()); ++i)
        rows.push_back(plane.row(std::min(taps.start + i, plane.height - 1)));
}

template<class Combine>
Plane resampleRows(const Plane& plane, int height, Fold fold, RowExtent extent, Combine combine) {
    const double most = plane.height - extent.top;
    const RowExtent used{extent.height > 0 ? std::min(extent.height, most) : most, extent.top};
    Plane out(plane.width, height);
    std::vector<const std::uint8_t*> rows;
    for (int y = 0; y < height; ++y) {
        const Taps taps = tapsFor(y, plane.height, used, height, fold.gain);
        sourceRows(plane, taps, rows);
        combine(rows, taps.weights, biasOf(fold), out.row(y), plane.width);
    }
    return out;
}

using Rows = std::vector<const std::uint8_t*>;
using Weights = std::vector<std::int16_t>;

void combineScalar(const Rows& rows, const Weights& weights, int bias, std::uint8_t* out, int width) {
    for (int x = 0; x < width; ++x) {
        int sum = bias;
        for (std::size_t i = 0; i < weights.size(); ++i)
            sum += weights[i] * rows[i][x];
        out[x] = static_cast<std::uint8_t>(std::clamp(sum >> fractionBits, 0, 255));
    }
}

#if defined(__x86_64__)
/// 32 columns at a time, two rows by one multiply-add. Reads and writes whole vectors: rows are padded to 64.
__attribute__((target("avx2"))) void combineAvx2(const Rows& rows, const Weights& weights, int bias,
                                                 std::uint8_t* out, int width) {
    const __m256i zero = _mm256_setzero_si256();
    for (int x = 0; x < width; x += 32) {
        __m256i s0 = _mm256_set1_epi32(bias);
        __m256i s1 = s0;
        __m256i s2 = s0;
        __m256i s3 = s0;
        for (std::size_t i = 0; i < weights.size(); i += 2) {
            const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows[i] + x));
            const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(rows[i + 1] + x));
            const __m256i pair = _mm256_set1_epi32(static_cast<int>(
                static_cast<std::uint16_t>(weights[i])
                | static_cast<std::uint32_t>(static_cast<std::uint16_t>(weights[i + 1])) << 16));
            const __m256i low = _mm256_unpacklo_epi8(a, b);
            const __m256i high = _mm256_unpackhi_epi8(a, b);
            s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(_mm256_unpacklo_epi8(low, zero), pair));
            s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(_mm256_unpackhi_epi8(low, zero), pair));
            s2 = _mm256_add_epi32(s2, _mm256_madd_epi16(_mm256_unpacklo_epi8(high, zero), pair));
            s3 = _mm256_add_epi32(s3, _mm256_madd_epi16(_mm256_unpackhi_epi8(high, zero), pair));
        }
        const __m256i left =
            _mm256_packs_epi32(_mm256_srai_epi32(s0, fractionBits), _mm256_srai_epi32(s1, fractionBits));
        const __m256i right =
            _mm256_packs_epi32(_mm256_srai_epi32(s2, fractionBits), _mm256_srai_epi32(s3, fractionBits));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + x), _mm256_packus_epi16(left, right));
    }
}
#endif

Plane resampleOneWay(const Plane& plane, int height, Fold fold, RowExtent extent) {
    return hasAvx2() ? resampleRowsAvx2(plane, height, fold, extent)
                     : resampleRowsScalar(plane, height, fold, extent);
}

} // namespace

bool hasAvx2() {
#if defined(__x86_64__)
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
#else
    return false;
#endif
}

Plane resampleRowsScalar(const Plane& plane, int height, Fold fold, RowExtent extent) {
    return resampleRows(plane, height, fold, extent, combineScalar);
}

Plane resampleRowsAvx2(const Plane& plane, int height, Fold fold, RowExtent extent) {
#if defined(__x86_64__)
    return resampleRows(plane, height, fold, extent, combineAvx2);
#else
    return resampleRowsScalar(plane, height, fold, extent);
#endif
}

Plane resampled(const Plane& plane, int width, int height, Fold fold, bool transpose, Extent extent) {
    // Down first, then across on the smaller plane; the last pass folds.
    const bool sameHeight = plane.height == height && extent.top == 0;
    const bool sameWidth = plane.width == width && extent.left == 0;
    const RowExtent down{extent.height, extent.top};
    if (sameWidth) {
        Plane out = resampleOneWay(plane, height, fold, down);
        return transpose ? transposed(out) : std::move(out);
    }
    Plane across =
        sameHeight ? transposed(plane) : transposed(resampleOneWay(plane, height, keepRange, down));
    Plane out = resampleOneWay(across, width, fold, {extent.width, extent.left});
    return transpose ? std::move(out) : transposed(out);
}

} // namespace parlor::server::media
