#include "server/media/worker/pictures/vp8/dcblock.h"

#include "server/media/worker/pictures/vp8/tables.h"

#include <algorithm>
#include <cstdlib>

namespace parlor::server::media::vp8 {

void transformDcs(const std::int16_t* in, std::int16_t* out) {
    int across[16];
    for (int i = 0; i < 16; i += 4) {
        const int a0 = in[i] + in[i + 2];
        const int a1 = in[i + 1] + in[i + 3];
        const int a2 = in[i + 1] - in[i + 3];
        const int a3 = in[i] - in[i + 2];
        across[i] = a0 + a1;
        across[i + 1] = a3 + a2;
        across[i + 2] = a3 - a2;
        across[i + 3] = a0 - a1;
    }
    for (int i = 0; i < 4; ++i) {
        const int a0 = across[i] + across[8 + i];
        const int a1 = across[4 + i] + across[12 + i];
        const int a2 = across[4 + i] - across[12 + i];
        const int a3 = across[i] - across[8 + i];
        out[i] = static_cast<std::int16_t>((a0 + a1) >> 1);
        out[4 + i] = static_cast<std::int16_t>((a3 + a2) >> 1);
        out[8 + i] = static_cast<std::int16_t>((a3 - a2) >> 1);
        out[12 + i] = static_cast<std::int16_t>((a0 - a1) >> 1);
    }
}

void restoreDcs(const std::int16_t* in, std::int16_t* out) {
    int down[16];
    for (int i = 0; i < 4; ++i) {
        const int a0 = in[i] + in[12 + i];
        const int a1 = in[4 + i] + in[8 + i];
        const int a2 = in[4 + i] - in[8 + i];
        const int a3 = in[i] - in[12 + i];
        down[i] = a0 + a1;
        down[8 + i] = a0 - a1;
        down[4 + i] = a3 + a2;
        down[12 + i] = a3 - a2;
    }
    for (int i = 0; i < 16; i += 4) {
        const int dc = down[i] + 3;
        const int a0 = dc + down[i + 3];
        const int a1 = down[i + 1] + down[i + 2];
        const int a2 = down[i + 1] - down[i + 2];
        const int a3 = dc - down[i + 3];
        out[i] = static_cast<std::int16_t>((a0 + a1) >> 3);
        out[i + 1] = static_cast<std::int16_t>((a3 + a2) >> 3);
        out[i + 2] = static_cast<std::int16_t>((a0 - a1) >> 3);
        out[i + 3] = static_cast<std::int16_t>((a3 - a2) >> 3);
    }
}

int levelOf(int coefficient, const Steps& steps, int place) {
    const int size = std::min(
        ((std::abs(coefficient) + steps.lift[place]) * steps.inverse[place > 0 ? 1 : 0]) >> 16, largestLevel);
    return coefficient < 0 ? -size : size;
}

} // namespace parlor::server::media::vp8
