#pragma once

#include "server/media/worker/pictures/vp8/lanes.h"

/// What is written as a loop over the lanes and becomes vector instructions: once for any processor, once for
/// AVX2, so it has to be inlined into a function of either. 16 bits are enough for everything (RFC 6386,
/// section 14.4), so nothing may widen.
#define PARLOR_LANES __attribute__((always_inline)) inline

namespace parlor::server::media::vp8 {

using Sample = std::int16_t;

PARLOR_LANES Sample sum(Sample a, Sample b) {
    return static_cast<Sample>(a + b);
}

PARLOR_LANES Sample difference(Sample a, Sample b) {
    return static_cast<Sample>(a - b);
}

template<int bits>
PARLOR_LANES Sample up(Sample a) {
    return static_cast<Sample>(a * (1 << bits));
}

template<int bits>
PARLOR_LANES Sample down(Sample a) {
    return static_cast<Sample>(a >> bits);
}

/// a × factor / 65536, rounded down.
PARLOR_LANES Sample high(Sample a, Sample factor) {
    return static_cast<Sample>((a * factor) >> 16);
}

PARLOR_LANES Sample clipped(Sample a) {
    const Sample low = a < 0 ? Sample{0} : a;
    return low > 255 ? Sample{255} : low;
}

PARLOR_LANES Sample absolute(Sample a) {
    return a < 0 ? static_cast<Sample>(-a) : a;
}

/// cos(pi/8) and sin(pi/8), both times the root of 2, for samples eight times their size.
PARLOR_LANES void forwardAcross(const Sample* in, Sample* out) {
    const Sample a0 = sum(in[0], in[3]);
    const Sample a1 = sum(in[1], in[2]);
    const Sample a2 = difference(in[1], in[2]);
    const Sample a3 = difference(in[0], in[3]);
    const Sample wide2 = up<6>(a2);
    const Sample wide3 = up<6>(a3);
    out[0] = up<3>(sum(a0, a1));
    out[2] = up<3>(difference(a0, a1));
    out[1] = sum(sum(high(wide2, 4434), high(wide3, 10704)), 1);
    out[3] = difference(high(wide3, 4434), high(wide2, 10704));
}

PARLOR_LANES void forwardDown(Sample in0, Sample in1, Sample in2, Sample in3, Sample* out) {
    const Sample a0 = sum(in0, in3);
    const Sample a1 = sum(in1, in2);
    const Sample a2 = difference(in1, in2);
    const Sample a3 = difference(in0, in3);
    out[0] = down<4>(sum(sum(a0, a1), 7));
    out[8] = down<4>(sum(difference(a0, a1), 7));
    out[4] = sum(sum(high(a2, 2217), high(a3, 5352)), 1);
    out[12] = difference(high(a3, 2217), high(a2, 5352));
}

PARLOR_LANES void transformLanes(const Blocks& source, const Blocks& prediction, Blocks& coefficients) {
    Blocks across;
    for (int row = 0; row < 16; row += 4)
        for (int l = 0; l < lanes; ++l) {
            Sample in[4];
            for (int i = 0; i < 4; ++i)
                in[i] = difference(source.at[row + i][l], prediction.at[row + i][l]);
            Sample out[4];
            forwardAcross(in, out);
            for (int i = 0; i < 4; ++i)
                across.at[row + i][l] = out[i];
        }
    for (int column = 0; column < 4; ++column)
        for (int l = 0; l < lanes; ++l) {
            Sample out[16];
            forwardDown(across.at[column][l], across.at[4 + column][l], across.at[8 + column][l],
                        across.at[12 + column][l], out);
            for (int i = 0; i < 16; i += 4)
                coefficients.at[i + column][l] = out[i];
        }
}

} // namespace parlor::server::media::vp8
