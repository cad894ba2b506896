#pragma once

#include "server/media/worker/pictures/planes.h"

#include <QByteArray>

#include <memory>
#include <vector>

namespace parlor::server::media {

/// A colour profile as a 33 × 33 × 33 table from full-range YCbCr in its colours to the same in sRGB, so that
/// only the small planes of a picture are converted and they never leave YCbCr. Nodes outside of the RGB cube
/// are extrapolated: a decoder clips them as it would clip RGB.
class ColourTable {
public:
    /// nullptr when there is nothing to convert: no RGB profile, a broken one, or one that is sRGB. Keeps the
    /// last few.
    static std::shared_ptr<const ColourTable> forProfile(const QByteArray& profile);

    /// Full range in; limited range out when `limited`. Chroma may have any smaller size.
    void apply(Planes& planes, bool limited) const;

private:
    explicit ColourTable(std::vector<std::int16_t> luma, std::vector<std::int16_t> chroma)
        : m_luma(std::move(luma)), m_chroma(std::move(chroma)) {}

    static std::shared_ptr<const ColourTable> build(const QByteArray& profile);

    std::vector<std::int16_t> m_luma;   ///< 1/64 steps, luma fastest, then Cb, then Cr
    std::vector<std::int16_t> m_chroma; ///< pairs of Cb, Cr in the same order
};

} // namespace parlor::server::media
