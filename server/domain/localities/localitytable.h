#pragma once

#include "shared/protocol/locality.h"

#include <QByteArrayView>

#include <cstdint>
#include <optional>

namespace parlor::server {

/// Towns of the world by their places, read where they lie (localityformat.h). Nothing is kept in memory.
class LocalityTable {
public:
    static constexpr double farthestKm = 50;

    /// The bytes live longer. Of others than a whole table no town is found.
    explicit LocalityTable(QByteArrayView bytes);

    /// The one in this program: GeoNames' towns of 15 000 people and more, and capitals.
    static const LocalityTable& builtIn();

    /// The town in which the place lies deepest, a town's size being told by its people; outside of all the
    /// nearest one that is not farther than farthestKm. Without an id when there is none.
    [[nodiscard]] Locality nearest(double latitude, double longitude) const;

    [[nodiscard]] std::uint32_t size() const { return m_towns; }

private:
    [[nodiscard]] std::uint32_t numberAt(std::uint32_t offset, int bytes) const;
    [[nodiscard]] double latitudeOf(std::uint32_t town) const;
    [[nodiscard]] std::uint32_t firstFrom(double latitude) const;
    [[nodiscard]] QString nameAt(std::uint32_t offset) const;
    [[nodiscard]] Locality localityOf(std::uint32_t town) const;

    QByteArrayView m_bytes;
    std::uint32_t m_towns = 0;
    std::uint32_t m_regionsAt = 0, m_countriesAt = 0, m_namesAt = 0; ///< offsets
};

} // namespace parlor::server
