#pragma once

#include "server/media/worker/pictures/planes.h"

#include <cstdint>

namespace parlor::server::media {

/// Turns interleaved RGB rows, as a decoder gives them from the top, into full-range planes with chroma of
/// half the size.
class RgbPlanes {
public:
    RgbPlanes(int width, int height);

    void add(const std::uint8_t* rgb);

    /// After the last row.
    [[nodiscard]] Planes take() { return std::move(m_planes); }

private:
    Planes m_planes;
    std::unique_ptr<std::uint8_t[]> m_above; ///< the even row that waits for its neighbour
    int m_rows = 0;
};

} // namespace parlor::server::media
