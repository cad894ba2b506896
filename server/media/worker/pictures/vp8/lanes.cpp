#include "server/media/worker/pictures/vp8/lanes.h"

#include "server/media/worker/pictures/vp8/lanemath.h"
#include "server/media/worker/pictures/vp8/subblockedge.h"
#include "server/media/worker/pictures/vp8/tables.h"

namespace parlor::server::media::vp8 {

namespace {

void inverse(Sample in0, Sample in1, Sample in2, Sample in3, Sample* out) {
    const Sample a = sum(in0, in2);
    const Sample b = difference(in0, in2);
    // 35468 as a signed factor lacks 65536, which is the sample itself.
    const Sample c = difference(sum(high(in1, -30068), in1), sum(high(in3, 20091), in3));
    const Sample d = sum(sum(high(in1, 20091), in1), sum(high(in3, -30068), in3));
    out[0] = sum(a, d);
    out[1] = sum(b, c);
    out[2] = difference(b, c);
    out[3] = difference(a, d);
}

void quantise(const Blocks& coefficients, const Steps& steps, bool ownDc, Blocks& values, Coded& coded) {
    for (int l = 0; l < lanes; ++l)
        coded.busy[l] = 0;
    for (int place = 0; place < 16; ++place) {
        const int sort = place > 0 ? 1 : 0;
        const Sample factor = steps.inverse[sort];
        const Sample lift = steps.lift[place];
        const Sample step = steps.step[sort];
        for (int l = 0; l < lanes; ++l) {
            const Sample c = coefficients.at[place][l];
            const Sample level = high(sum(absolute(c), lift), factor);
            const Sample most = level > largestLevel ? Sample{largestLevel} : level;
            const Sample with = c < 0 ? static_cast<Sample>(-most) : most;
            coded.levels.at[place][l] = with;
            values.at[place][l] = static_cast<Sample>(with * step);
        }
        if (place > 0)
            for (int l = 0; l < lanes; ++l)
                coded.busy[l] = static_cast<Sample>(coded.busy[l] + (coded.levels.at[place][l] != 0 ? 1 : 0));
    }
    if (ownDc)
        for (int l = 0; l < lanes; ++l) {
            values.at[0][l] = coefficients.at[0][l];
            coded.levels.at[0][l] = 0;
        }
    for (int l = 0; l < lanes; ++l)
        coded.last[l] = -1;
    for (int n = 0; n < 16; ++n) {
        const Sample* level = coded.levels.at[zigzag[n]];
        for (int l = 0; l < lanes; ++l)
            coded.last[l] = level[l] != 0 ? static_cast<Sample>(n) : coded.last[l];
    }
}

void codePortable(const Blocks& coefficients, const Blocks& prediction, const Blocks& source,
                  const Steps& steps, bool ownDc, Coded& coded) {
    Blocks values;
    Blocks downwards;
    quantise(coefficients, steps, ownDc, values, coded);
    for (int column = 0; column < 4; ++column)
        for (int l = 0; l < lanes; ++l) {
            Sample out[4];
            inverse(values.at[column][l], values.at[4 + column][l], values.at[8 + column][l],
                    values.at[12 + column][l], out);
            for (int i = 0; i < 4; ++i)
                downwards.at[4 * i + column][l] = out[i];
        }
    for (int l = 0; l < lanes; ++l)
        coded.error[l] = 0;
    for (int row = 0; row < 16; row += 4)
        for (int l = 0; l < lanes; ++l) {
            Sample out[4];
            inverse(sum(downwards.at[row][l], 4), downwards.at[row + 1][l], downwards.at[row + 2][l],
                    downwards.at[row + 3][l], out);
            for (int i = 0; i < 4; ++i)
                coded.samples.at[row + i][l] = clipped(sum(prediction.at[row + i][l], down<3>(out[i])));
        }
    for (int place = 0; place < 16; ++place)
        for (int l = 0; l < lanes; ++l) {
            const Sample off = difference(coded.samples.at[place][l], source.at[place][l]);
            coded.error[l] += static_cast<std::uint16_t>(off * off);
        }
}

void transformPortable(const Blocks& source, const Blocks& prediction, Blocks& coefficients) {
    transformLanes(source, prediction, coefficients);
}

void gatherPortable(const std::uint8_t* from, int stride, Blocks& samples) {
    for (int lane = 0; lane < lanes; ++lane)
        for (int i = 0; i < 16; ++i)
            samples.at[i][lane] = from[(lane / 4 * 4 + i / 4) * stride + lane % 4 * 4 + i % 4];
}

void tryAllPortable(const std::uint8_t* edge, const Blocks& source, int block, const Steps& steps,
                    Coded& coded) {
    std::uint8_t smooth[32];
    smoothEdge(edge, smooth);
    Sample motion[16];
    trueMotion(edge, motion);
    Blocks repeated;
    Blocks prediction;
    for (int place = 0; place < 16; ++place) {
        for (int l = 0; l < lanes; ++l) {
            repeated.at[place][l] = source.at[place][block];
            prediction.at[place][l] = smooth[orders.place[place][l]];
        }
        prediction.at[place][SubTrue] = motion[place];
    }
    Blocks coefficients;
    transformLanes(repeated, prediction, coefficients);
    codePortable(coefficients, prediction, repeated, steps, false, coded);
}

} // namespace

const Kernels& portableKernels() {
    static const Kernels kernels{gatherPortable, transformPortable, codePortable, tryAllPortable};
    return kernels;
}

} // namespace parlor::server::media::vp8
