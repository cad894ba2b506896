#pragma once

#include "server/media/worker/pictures/vp8/lanemath.h"
#include "server/media/worker/pictures/vp8/tables.h"

/// The predictions of a subblock from its edge (RFC 6386, section 12.3): left from the bottom up, corner,
/// eight above from the left.
namespace parlor::server::media::vp8 {

// The ten predictions are the same smoothed edge read in ten orders. First the edge itself smoothed by three
// (from 0), then by two (from 16); places here name those.
inline constexpr int two = 16;
inline constexpr int bottomLeft = two + 13; ///< the lowest of the left, as it is
inline constexpr int mean = two + 14;

struct Orders {
    std::uint8_t place[16][lanes];
};

constexpr Orders makeOrders() {
    Orders orders{};
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 4; ++x) {
            int from[lanes] = {};
            for (int& place : from)
                place = mean;
            from[SubVe] = 5 + x;
            from[SubHe] = 3 - y;
            from[SubRd] = 4 + x - y;
            from[SubVr] = y == 0   ? two + 4 + x
                          : y == 1 ? 4 + x
                          : x == 0 ? 5 - y
                          : y == 2 ? two + 3 + x
                                   : 3 + x;
            from[SubLd] = 6 + x + y;
            from[SubVl] = x == 3 && y == 2   ? 10
                          : x == 3 && y == 3 ? 11
                          : y % 2 == 0       ? two + 5 + x + y / 2
                                             : 6 + x + y / 2;
            // Each row is the one above it, two further to the right.
            const int along = x - 2 * y;
            from[SubHd] = along > 1 ? 3 + along : along % 2 == 0 ? two + 3 + along / 2 : 4 + (along - 1) / 2;
            const int upward = x + 2 * y;
            from[SubHu] = upward > 5 ? bottomLeft : upward % 2 == 0 ? two + 2 - upward / 2 : 2 - upward / 2;
            for (int l = 0; l < lanes; ++l)
                orders.place[4 * y + x][l] = static_cast<std::uint8_t>(from[l]);
        }
    return orders;
}

inline constexpr Orders orders = makeOrders();

/// `smooth`: 32 bytes as `orders` names them.
PARLOR_LANES void smoothEdge(const std::uint8_t* edge, std::uint8_t* smooth) {
    constexpr int length = 13;
    std::uint8_t padded[length + 2];
    padded[0] = edge[0];
    for (int i = 0; i < length; ++i)
        padded[i + 1] = edge[i];
    padded[length + 1] = edge[length - 1];
    for (int i = 0; i < length; ++i)
        smooth[i] = static_cast<std::uint8_t>((padded[i] + 2 * padded[i + 1] + padded[i + 2] + 2) >> 2);
    for (int i = 0; i < length; ++i)
        smooth[two + i] = static_cast<std::uint8_t>((padded[i + 1] + padded[i + 2] + 1) >> 1);
    int whole = 4;
    for (int i = 0; i < 4; ++i)
        whole += edge[i] + edge[5 + i];
    smooth[bottomLeft] = edge[0];
    smooth[mean] = static_cast<std::uint8_t>(whole >> 3);
    smooth[13] = smooth[14] = smooth[15] = smooth[31] = 0;
}

PARLOR_LANES void trueMotion(const std::uint8_t* edge, Sample* out) {
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 4; ++x)
            out[4 * y + x] = clipped(static_cast<Sample>(edge[5 + x] + edge[3 - y] - edge[4]));
}

} // namespace parlor::server::media::vp8
