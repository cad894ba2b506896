#include "server/media/worker/pictures/vp8/whole.h"

#include <algorithm>

namespace parlor::server::media::vp8 {

namespace {

using Sample = std::int16_t;

void trueMotion(const Sample* above, const Sample* left, Sample corner, Sample* out, int count) {
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<Sample>(above[i] + left[i] - corner);
        const auto most = static_cast<Sample>(value > 255 ? 255 : value);
        out[i] = static_cast<Sample>(most < 0 ? 0 : most);
    }
}

/// Of what there is above and on the left, `size` samples each (section 12.2).
Sample meanOf(const Canvas& canvas, const std::uint8_t* origin, int size, bool hasAbove, bool hasLeft) {
    if (!hasAbove && !hasLeft)
        return 128;
    int sum = 0;
    for (int i = 0; i < size; ++i)
        sum += (hasAbove ? origin[i - canvas.stride()] : 0) + (hasLeft ? origin[i * canvas.stride() - 1] : 0);
    const int count = (hasAbove ? size : 0) + (hasLeft ? size : 0);
    return static_cast<Sample>((sum + count / 2) / count);
}

/// Copies 4 × 4 samples to or from one lane.
void load(const std::uint8_t* from, int stride, Blocks& blocks, int lane) {
    for (int i = 0; i < 16; ++i)
        blocks.at[i][lane] = from[i / 4 * stride + i % 4];
}

void store(const Blocks& blocks, int lane, std::uint8_t* to, int stride) {
    for (int i = 0; i < 16; ++i)
        to[i / 4 * stride + i % 4] = static_cast<std::uint8_t>(blocks.at[i][lane]);
}

} // namespace

void loadChroma(const Canvases& canvases, int x, int y, Blocks& blocks) {
    for (int lane = 0; lane < lanes; ++lane) {
        const Canvas& canvas = lane % 8 < 4 ? canvases.u : canvases.v;
        load(canvas.at(8 * x + lane % 2 * 4, 8 * y + lane / 2 % 2 * 4), canvas.stride(), blocks, lane);
    }
}

void storeLuma(const Blocks& blocks, Canvas& canvas, int x, int y) {
    for (int lane = 0; lane < lanes; ++lane)
        store(blocks, lane, canvas.at(16 * x + lane % 4 * 4, 16 * y + lane / 4 * 4), canvas.stride());
}

void storeChroma(const Blocks& blocks, int lane, Canvases& canvases, int x, int y) {
    for (int i = 0; i < 8; ++i) {
        Canvas& canvas = i < 4 ? canvases.u : canvases.v;
        store(blocks, lane + i, canvas.at(8 * x + i % 2 * 4, 8 * y + i / 2 % 2 * 4), canvas.stride());
    }
}

LumaPredictor::LumaPredictor(const Canvas& canvas, int x, int y) {
    const std::uint8_t* origin = canvas.at(16 * x, 16 * y);
    for (int lane = 0; lane < lanes; ++lane)
        for (int i = 0; i < 4; ++i) {
            m_above[i][lane] = origin[lane % 4 * 4 + i - canvas.stride()];
            m_left[i][lane] = origin[(lane / 4 * 4 + i) * canvas.stride() - 1];
        }
    m_corner = origin[-canvas.stride() - 1];
    m_mean = meanOf(canvas, origin, 16, y > 0, x > 0);
}

void LumaPredictor::predict(WholeMode mode, Blocks& blocks) const {
    for (int place = 0; place < 16; ++place) {
        const Sample* above = m_above[place % 4];
        const Sample* left = m_left[place / 4];
        if (mode == WholeDc)
            std::fill_n(blocks.at[place], lanes, m_mean);
        else if (mode == WholeTrue)
            trueMotion(above, left, m_corner, blocks.at[place], lanes);
        else
            std::copy_n(mode == WholeVertical ? above : left, lanes, blocks.at[place]);
    }
}

ChromaPredictor::ChromaPredictor(const Canvases& canvases, int x, int y) {
    for (int plane = 0; plane < 2; ++plane) {
        const Canvas& canvas = plane == 0 ? canvases.u : canvases.v;
        const std::uint8_t* origin = canvas.at(8 * x, 8 * y);
        const Sample mean = meanOf(canvas, origin, 8, y > 0, x > 0);
        for (int block = 0; block < 4; ++block)
            for (int lane = 4 * plane + block; lane < lanes; lane += 8) {
                for (int i = 0; i < 4; ++i) {
                    m_above[i][lane] = origin[block % 2 * 4 + i - canvas.stride()];
                    m_left[i][lane] = origin[(block / 2 * 4 + i) * canvas.stride() - 1];
                }
                m_corner[lane] = origin[-canvas.stride() - 1];
                m_mean[lane] = mean;
            }
    }
}

void ChromaPredictor::predict(WholeMode first, WholeMode second, Blocks& blocks) const {
    for (int place = 0; place < 16; ++place) {
        const Sample* above = m_above[place % 4];
        const Sample* left = m_left[place / 4];
        for (const int from : {0, 8}) {
            const WholeMode mode = from == 0 ? first : second;
            Sample* out = blocks.at[place] + from;
            if (mode == WholeTrue) {
                trueMotion(above, left, m_corner[0], out, 4);
                trueMotion(above + 4, left + 4, m_corner[4], out + 4, 4);
            } else {
                const Sample* source = mode == WholeVertical     ? above
                                       : mode == WholeHorizontal ? left
                                                                 : m_mean;
                std::copy_n(source, 8, out);
            }
        }
    }
}

} // namespace parlor::server::media::vp8
