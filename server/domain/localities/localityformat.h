#pragma once

#include <cstdint>

/// The table of towns that is built into the server. Numbers are little-endian, nothing is aligned:
///   magic, then how many towns, regions and countries there are, each 4 bytes;
///   towns by latitude: latitude and longitude in 1e-5 degrees, name (4 each), region, reach (2 each);
///   regions: name (4), country (2); countries: name (4), code (2 letters);
///   the names: UTF-8, each ended by a zero byte; they are told by their offset in here.
namespace parlor::server::localityformat {

inline constexpr std::uint32_t magic = 0x314c4c50; ///< "PLL1"
inline constexpr std::uint32_t headerBytes = 16;
inline constexpr std::uint32_t townBytes = 16;
inline constexpr std::uint32_t regionBytes = 6;
inline constexpr std::uint32_t countryBytes = 6;
inline constexpr double unitsOfDegree = 1e5;

} // namespace parlor::server::localityformat
