#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace parlor::server::media::vp8 {

/// A plane in whole macroblocks, with what predictions find around it (RFC 6386, section 12.2): 127 above,
/// 129 on the left.
class Canvas {
public:
    Canvas(int width, int height)
        : m_stride(width + margin + right),
          m_samples(std::make_unique_for_overwrite<std::uint8_t[]>(static_cast<std::size_t>(m_stride)
                                                                   * static_cast<std::size_t>(height + 1))) {
        std::memset(m_samples.get(), 127, static_cast<std::size_t>(m_stride));
        for (int y = 0; y < height; ++y)
            at(0, y)[-1] = 129;
    }

    [[nodiscard]] std::uint8_t* at(int x, int y) {
        return m_samples.get() + static_cast<std::ptrdiff_t>(m_stride) * (y + 1) + margin + x;
    }

    [[nodiscard]] const std::uint8_t* at(int x, int y) const {
        return m_samples.get() + static_cast<std::ptrdiff_t>(m_stride) * (y + 1) + margin + x;
    }

    [[nodiscard]] int stride() const { return m_stride; }

private:
    static constexpr int margin = 16;
    static constexpr int right = 16; ///< of which a subblock's prediction reads four

    int m_stride;
    std::unique_ptr<std::uint8_t[]> m_samples;
};

struct Canvases {
    Canvas y, u, v;
    int across; ///< in macroblocks
    int down;

    Canvases(int macroblocksAcross, int macroblocksDown)
        : y(16 * macroblocksAcross, 16 * macroblocksDown),
          u(8 * macroblocksAcross, 8 * macroblocksDown),
          v(8 * macroblocksAcross, 8 * macroblocksDown),
          across(macroblocksAcross),
          down(macroblocksDown) {}
};

} // namespace parlor::server::media::vp8
