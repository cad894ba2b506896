#include "server/media/worker/pictures/rgbplanes.h"

#include <algorithm>
#include <cstring>

namespace parlor::server::media {

namespace {

// BT.601 in 1/65536, full range (ITU-T T.871).
constexpr int half = 1 << 15;

void lumaRow(const std::uint8_t* rgb, std::uint8_t* out, int width) {
    for (int x = 0; x < width; ++x)
        out[x] = static_cast<std::uint8_t>(
            (19595 * rgb[3 * x] + 38470 * rgb[3 * x + 1] + 7471 * rgb[3 * x + 2] + half) >> 16);
}

/// `shift`: how many samples, as a power of two, each sum is of.
std::uint8_t chroma(int r, int g, int b, int toRed, int toGreen, int toBlue, int shift) {
    const int sum = toRed * r + toGreen * g + toBlue * b + (half << shift);
    return static_cast<std::uint8_t>(std::clamp((sum >> (16 + shift)) + 128, 0, 255));
}

void chromaRow(const std::uint8_t* above, const std::uint8_t* below, std::uint8_t* blue, std::uint8_t* red,
               int width) {
    const auto put = [&](int x, int left, int right) {
        const auto sum = [&](int channel) {
            return above[3 * left + channel] + above[3 * right + channel] + below[3 * left + channel]
                   + below[3 * right + channel];
        };
        const int r = sum(0);
        const int g = sum(1);
        const int b = sum(2);
        blue[x] = chroma(r, g, b, -11058, -21710, 32768, 2);
        red[x] = chroma(r, g, b, 32768, -27439, -5329, 2);
    };
    for (int x = 0; x < width / 2; ++x)
        put(x, 2 * x, 2 * x + 1);
    if (width % 2 != 0)
        put(width / 2, width - 1, width - 1);
}

} // namespace

RgbPlanes::RgbPlanes(int width, int height)
    : m_planes{Plane(width, height), Plane((width + 1) / 2, (height + 1) / 2),
               Plane((width + 1) / 2, (height + 1) / 2)},
      m_above(std::make_unique_for_overwrite<std::uint8_t[]>(static_cast<std::size_t>(width) * 3)) {}

void RgbPlanes::add(const std::uint8_t* rgb) {
    const int width = m_planes.y.width;
    const int y = m_rows++;
    lumaRow(rgb, m_planes.y.row(y), width);
    const bool last = y == m_planes.y.height - 1;
    if (y % 2 != 0)
        chromaRow(m_above.get(), rgb, m_planes.u.row(y / 2), m_planes.v.row(y / 2), width);
    else if (last)
        chromaRow(rgb, rgb, m_planes.u.row(y / 2), m_planes.v.row(y / 2), width);
    else
        std::memcpy(m_above.get(), rgb, static_cast<std::size_t>(width) * 3);
}

} // namespace parlor::server::media
