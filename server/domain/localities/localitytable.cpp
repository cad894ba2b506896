#include "server/domain/localities/localitytable.h"

#include "server/domain/localities/localityformat.h"

#include <QCryptographicHash>
#include <QResource>
#include <QtEndian>
#include <QtMath>

#include <algorithm>
#include <cmath>
#include <ranges>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace parlor::server {

namespace {

namespace format = localityformat;

constexpr double earthRadiusKm = 6'371.0088; // the mean one of IUGG
constexpr double reachUnitKm = 0.1;

/// Great-circle distance (haversine, exact also where two places are near each other). Radians.
double distanceKm(double latitude, double otherLatitude, double longitudes) {
    const double north = std::sin((otherLatitude - latitude) / 2);
    const double east = std::sin(longitudes / 2);
    const double square = north * north + std::cos(latitude) * std::cos(otherLatitude) * east * east;
    return 2 * earthRadiusKm * std::asin(std::sqrt(std::min(1.0, square)));
}

/// How many radians of longitude a place within `angle` can be away; all of them around a pole.
double widestOf(double latitude, double angle) {
    const double cosine = std::cos(latitude);
    return std::abs(latitude) + angle >= M_PI_2 ? M_PI : std::asin(std::sin(angle) / cosine);
}

/// The shorter way around. Degrees.
double between(double longitude, double other) {
    constexpr double around = 360;
    return std::abs(std::remainder(other - longitude, around));
}

/// The same for the same names on every server, and nothing that counts up: ids tell nobody what others have.
LocalityId idOf(const Locality& locality) {
    const QString names = QStringList{locality.countryCode, locality.region, locality.name}.join(u'\n');
    const QByteArray hash = QCryptographicHash::hash(names.toUtf8(), QCryptographicHash::Sha256);
    return LocalityId(std::max<std::int64_t>(1, qFromBigEndian<std::int64_t>(hash.constData()) & INT64_MAX));
}

} // namespace

LocalityTable::LocalityTable(QByteArrayView bytes) : m_bytes(bytes) {
    if (bytes.size() < format::headerBytes || numberAt(0, 4) != format::magic)
        return;
    const std::uint64_t towns = numberAt(4, 4);
    const std::uint64_t regionsAt = format::headerBytes + towns * format::townBytes;
    const std::uint64_t countriesAt = regionsAt + std::uint64_t(numberAt(8, 4)) * format::regionBytes;
    const std::uint64_t namesAt = countriesAt + std::uint64_t(numberAt(12, 4)) * format::countryBytes;
    if (namesAt >= static_cast<std::uint64_t>(bytes.size()) || bytes.back() != '\0')
        return;
    m_towns = static_cast<std::uint32_t>(towns);
    m_regionsAt = static_cast<std::uint32_t>(regionsAt);
    m_countriesAt = static_cast<std::uint32_t>(countriesAt);
    m_namesAt = static_cast<std::uint32_t>(namesAt);
}

const LocalityTable& LocalityTable::builtIn() {
    static const LocalityTable table = [] {
        const QResource resource(u":/localities/localities.bin"_s);
        // Not packed, it is read where the program lies and costs no memory of its own.
        if (!resource.isValid() || resource.compressionAlgorithm() != QResource::NoCompression)
            qFatal("a resource of this program can not be read");
        return LocalityTable(QByteArrayView(resource.data(), resource.size()));
    }();
    return table;
}

std::uint32_t LocalityTable::numberAt(std::uint32_t offset, int bytes) const {
    if (std::uint64_t(offset) + std::uint64_t(bytes) > static_cast<std::uint64_t>(m_bytes.size()))
        return 0;
    const char* at = m_bytes.data() + offset;
    return bytes == 2 ? qFromLittleEndian<std::uint16_t>(at) : qFromLittleEndian<std::uint32_t>(at);
}

double LocalityTable::latitudeOf(std::uint32_t town) const {
    const auto units = static_cast<std::int32_t>(numberAt(format::headerBytes + town * format::townBytes, 4));
    return units / format::unitsOfDegree;
}

std::uint32_t LocalityTable::firstFrom(double latitude) const {
    const auto towns = std::views::iota(std::uint32_t(0), m_towns);
    return *std::ranges::lower_bound(towns, latitude, {},
                                     [this](std::uint32_t town) { return latitudeOf(town); });
}

QString LocalityTable::nameAt(std::uint32_t offset) const {
    const std::uint64_t at = std::uint64_t(m_namesAt) + offset;
    if (at >= static_cast<std::uint64_t>(m_bytes.size()))
        return {};
    return QString::fromUtf8(m_bytes.data() + at); // the last byte of the table is a zero
}

Locality LocalityTable::localityOf(std::uint32_t town) const {
    const std::uint32_t at = format::headerBytes + town * format::townBytes;
    const std::uint32_t region = m_regionsAt + numberAt(at + 12, 2) * format::regionBytes;
    const std::uint32_t country = m_countriesAt + numberAt(region + 4, 2) * format::countryBytes;
    Locality locality;
    locality.name = nameAt(numberAt(at + 8, 4));
    locality.region = nameAt(numberAt(region, 4));
    locality.country = nameAt(numberAt(country, 4));
    const std::uint32_t code = numberAt(country + 4, 2);
    locality.countryCode = QString(QChar(code & 0xff)) + QChar(code >> 8);
    locality.id = idOf(locality);
    return locality;
}

Locality LocalityTable::nearest(double latitude, double longitude) const {
    constexpr double pole = 90;
    if (!std::isfinite(latitude) || !std::isfinite(longitude) || std::abs(latitude) > pole)
        return {};
    constexpr double farthest = farthestKm / earthRadiusKm;
    const double here = qDegreesToRadians(latitude);
    const double widest = qRadiansToDegrees(widestOf(here, farthest));
    const double north = latitude + qRadiansToDegrees(farthest);
    std::optional<std::uint32_t> found;
    std::pair best(true, farthestKm); // outside, and how far or how deep
    for (auto town = firstFrom(latitude - qRadiansToDegrees(farthest)); town < m_towns; ++town) {
        const double there = latitudeOf(town);
        if (there > north)
            break;
        const std::uint32_t at = format::headerBytes + town * format::townBytes;
        const double apart =
            between(longitude, static_cast<std::int32_t>(numberAt(at + 4, 4)) / format::unitsOfDegree);
        if (apart > widest)
            continue;
        const double distance = distanceKm(here, qDegreesToRadians(there), qDegreesToRadians(apart));
        const double depth = distance / (numberAt(at + 14, 2) * reachUnitKm);
        const std::pair rank(depth > 1, depth > 1 ? distance : depth);
        if (rank >= best)
            continue;
        best = rank;
        found = town;
    }
    return found ? localityOf(*found) : Locality();
}

} // namespace parlor::server
