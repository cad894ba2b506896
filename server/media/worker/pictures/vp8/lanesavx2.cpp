#include "server/media/worker/pictures/resample.h"
#include "server/media/worker/pictures/vp8/lanemath.h"
#include "server/media/worker/pictures/vp8/lanes.h"
#include "server/media/worker/pictures/vp8/subblockedge.h"
#include "server/media/worker/pictures/vp8/tables.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace parlor::server::media::vp8 {

#if defined(__x86_64__)
namespace {

__attribute__((target("avx2"))) void transformAvx2(const Blocks& source, const Blocks& prediction,
                                                   Blocks& coefficients) {
    transformLanes(source, prediction, coefficients);
}

#define PARLOR_AVX2 __attribute__((target("avx2"))) inline

PARLOR_AVX2 __m256i loaded(const Sample* from) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
}

PARLOR_AVX2 void stored(void* to, __m256i value) {
    _mm256_store_si256(static_cast<__m256i*>(to), value);
}

/// Sixteen of inverse().
PARLOR_AVX2 void inverseAvx2(__m256i in0, __m256i in1, __m256i in2, __m256i in3, __m256i* out) {
    const __m256i sine = _mm256_set1_epi16(-30068);
    const __m256i cosine = _mm256_set1_epi16(20091);
    const __m256i a = _mm256_add_epi16(in0, in2);
    const __m256i b = _mm256_sub_epi16(in0, in2);
    const __m256i c = _mm256_sub_epi16(_mm256_add_epi16(_mm256_mulhi_epi16(in1, sine), in1),
                                       _mm256_add_epi16(_mm256_mulhi_epi16(in3, cosine), in3));
    const __m256i d = _mm256_add_epi16(_mm256_add_epi16(_mm256_mulhi_epi16(in1, cosine), in1),
                                       _mm256_add_epi16(_mm256_mulhi_epi16(in3, sine), in3));
    out[0] = _mm256_add_epi16(a, d);
    out[1] = _mm256_add_epi16(b, c);
    out[2] = _mm256_sub_epi16(b, c);
    out[3] = _mm256_sub_epi16(a, d);
}

/// As codePortable(), of which the compiler makes half as much.
__attribute__((target("avx2"))) void codeAvx2(const Blocks& coefficients, const Blocks& prediction,
                                              const Blocks& source, const Steps& steps, bool ownDc,
                                              Coded& coded) {
    const __m256i zero = _mm256_setzero_si256();
    const __m256i most = _mm256_set1_epi16(largestLevel);
    __m256i values[16];
    __m256i busy = _mm256_set1_epi16(15);
    for (int place = 0; place < 16; ++place) {
        const int sort = place > 0 ? 1 : 0;
        const __m256i c = loaded(coefficients.at[place]);
        const __m256i lifted = _mm256_add_epi16(_mm256_abs_epi16(c), _mm256_set1_epi16(steps.lift[place]));
        const __m256i size =
            _mm256_min_epi16(_mm256_mulhi_epi16(lifted, _mm256_set1_epi16(steps.inverse[sort])), most);
        __m256i level = _mm256_sign_epi16(size, c);
        values[place] = _mm256_mullo_epi16(level, _mm256_set1_epi16(steps.step[sort]));
        if (place > 0) {
            busy = _mm256_add_epi16(busy, _mm256_cmpeq_epi16(level, zero));
        } else if (ownDc) {
            values[0] = c;
            level = zero;
        }
        stored(coded.levels.at[place], level);
    }
    stored(coded.busy, busy);
    __m256i last = _mm256_set1_epi16(-1);
    for (int n = 0; n < 16; ++n) {
        const __m256i none = _mm256_cmpeq_epi16(loaded(coded.levels.at[zigzag[n]]), zero);
        last = _mm256_max_epi16(last, _mm256_or_si256(none, _mm256_set1_epi16(static_cast<Sample>(n))));
    }
    stored(coded.last, last);
    __m256i downwards[16];
    for (int column = 0; column < 4; ++column) {
        __m256i out[4];
        inverseAvx2(values[column], values[4 + column], values[8 + column], values[12 + column], out);
        for (int i = 0; i < 4; ++i)
            downwards[4 * i + column] = out[i];
    }
    const __m256i top = _mm256_set1_epi16(255);
    __m256i errors = zero;
    __m256i otherErrors = zero;
    for (int row = 0; row < 16; row += 4) {
        __m256i out[4];
        inverseAvx2(_mm256_add_epi16(downwards[row], _mm256_set1_epi16(4)), downwards[row + 1],
                    downwards[row + 2], downwards[row + 3], out);
        for (int i = 0; i < 4; ++i) {
            const __m256i sample =
                _mm256_add_epi16(loaded(prediction.at[row + i]), _mm256_srai_epi16(out[i], 3));
            const __m256i clip = _mm256_min_epi16(_mm256_max_epi16(sample, zero), top);
            stored(coded.samples.at[row + i], clip);
            out[i] = _mm256_sub_epi16(clip, loaded(source.at[row + i]));
        }
        for (int i = 0; i < 4; i += 2) {
            const __m256i low = _mm256_unpacklo_epi16(out[i], out[i + 1]);
            const __m256i high = _mm256_unpackhi_epi16(out[i], out[i + 1]);
            errors = _mm256_add_epi32(errors, _mm256_madd_epi16(low, low));
            otherErrors = _mm256_add_epi32(otherErrors, _mm256_madd_epi16(high, high));
        }
    }
    // Lanes 0 … 3 and 8 … 11 are in the one, the rest in the other.
    stored(coded.error, _mm256_permute2x128_si256(errors, otherErrors, 0x20));
    stored(coded.error + 8, _mm256_permute2x128_si256(errors, otherErrors, 0x31));
}

/// Four rows of 16 samples, four apart: first by column in the subblock, then rows beside each other.
PARLOR_AVX2 void gatherRows(const std::uint8_t* from, int stride, Blocks& samples, int row) {
    const __m128i byColumn = _mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    __m128i in[4];
    for (int i = 0; i < 4; ++i)
        in[i] = _mm_shuffle_epi8(
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + (4 * i + row) * stride)), byColumn);
    const __m128i low01 = _mm_unpacklo_epi32(in[0], in[1]);
    const __m128i low23 = _mm_unpacklo_epi32(in[2], in[3]);
    const __m128i high01 = _mm_unpackhi_epi32(in[0], in[1]);
    const __m128i high23 = _mm_unpackhi_epi32(in[2], in[3]);
    const __m128i out[4] = {_mm_unpacklo_epi64(low01, low23), _mm_unpackhi_epi64(low01, low23),
                            _mm_unpacklo_epi64(high01, high23), _mm_unpackhi_epi64(high01, high23)};
    for (int i = 0; i < 4; ++i)
        stored(samples.at[4 * row + i], _mm256_cvtepu8_epi16(out[i]));
}

__attribute__((target("avx2"))) void gatherAvx2(const std::uint8_t* from, int stride, Blocks& samples) {
    for (int row = 0; row < 4; ++row)
        gatherRows(from, stride, samples, row);
}

__attribute__((target("avx2"))) void tryAllAvx2(const std::uint8_t* edge, const Blocks& source, int block,
                                                const Steps& steps, Coded& coded) {
    alignas(32) std::uint8_t smooth[32];
    smoothEdge(edge, smooth);
    Sample motion[16];
    trueMotion(edge, motion);
    const __m128i three = _mm_load_si128(reinterpret_cast<const __m128i*>(smooth));
    const __m128i pair = _mm_load_si128(reinterpret_cast<const __m128i*>(smooth + two));
    Blocks repeated;
    Blocks prediction;
    for (int place = 0; place < 16; ++place) {
        stored(repeated.at[place], _mm256_set1_epi16(source.at[place][block]));
        const __m128i order = _mm_loadu_si128(reinterpret_cast<const __m128i*>(orders.place[place]));
        // Bit 4 tells the halves apart; a shuffle looks at the lower four.
        const __m128i second = _mm_slli_epi16(order, 3);
        const __m128i bytes =
            _mm_blendv_epi8(_mm_shuffle_epi8(three, order), _mm_shuffle_epi8(pair, order), second);
        const __m256i wide = _mm256_cvtepu8_epi16(bytes);
        const __m256i with = _mm256_blend_epi16(wide, _mm256_set1_epi16(motion[place]), 1 << SubTrue);
        // The blend takes the same lane of both halves; the upper one keeps its own.
        stored(prediction.at[place], _mm256_blend_epi32(wide, with, 0x0f));
    }
    Blocks coefficients;
    transformLanes(repeated, prediction, coefficients);
    codeAvx2(coefficients, prediction, repeated, steps, false, coded);
}

} // namespace
#endif

const Kernels& fastestKernels() {
#if defined(__x86_64__)
    static const Kernels avx2{gatherAvx2, transformAvx2, codeAvx2, tryAllAvx2};
    if (hasAvx2())
        return avx2;
#endif
    return portableKernels();
}

} // namespace parlor::server::media::vp8
