// Writes the table of towns (localityformat.h) from the data of GeoNames that libgeonames carries. It runs
// while the server is built; the server itself needs neither.
#include "server/domain/localities/localityformat.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <geonames.h>

namespace {

namespace format = parlor::server::localityformat;

struct Town {
    std::string name, region, country, code;
    std::int32_t latitude = 0, longitude = 0; ///< in the units of the table
    unsigned reach = 0;                       ///< 100 m
};

std::string textOf(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

std::int32_t unitsOf(double degrees) {
    return static_cast<std::int32_t>(std::lround(degrees * format::unitsOfDegree));
}

/// How far a town goes: 2.5 km for 15 000 people, 20 km for 8 000 000.
unsigned reachOf(unsigned people) {
    return std::max(1U, static_cast<unsigned>(std::lround(std::cbrt(people))));
}

std::vector<Town> allTowns() {
    struct Free {
        void operator()(GeonamesCity* city) const { geonames_city_free(city); }
    };

    std::vector<Town> towns;
    const int count = geonames_get_n_cities();
    towns.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const std::unique_ptr<GeonamesCity, Free> city(geonames_get_city(i));
        towns.push_back({textOf(geonames_city_get_name(city.get())),
                         textOf(geonames_city_get_state(city.get())),
                         textOf(geonames_city_get_country(city.get())),
                         textOf(geonames_city_get_country_code(city.get())),
                         unitsOf(geonames_city_get_latitude(city.get())),
                         unitsOf(geonames_city_get_longitude(city.get())),
                         reachOf(geonames_city_get_population(city.get()))});
    }
    // Of the same town the same bytes, in whatever order the library tells them.
    std::ranges::sort(towns, {}, [](const Town& town) {
        return std::tuple(town.latitude, town.longitude, town.code, town.region, town.name);
    });
    return towns;
}

class Table {
public:
    void add(const Town& town) {
        put(m_towns, static_cast<std::uint32_t>(town.latitude), 4);
        put(m_towns, static_cast<std::uint32_t>(town.longitude), 4);
        put(m_towns, nameOf(town.name), 4);
        put(m_towns, regionOf(town), 2);
        put(m_towns, town.reach, 2);
        ++m_count;
    }

    [[nodiscard]] std::string bytes() const {
        std::string out;
        put(out, format::magic, 4);
        put(out, m_count, 4);
        put(out, static_cast<std::uint32_t>(m_regionNumbers.size()), 4);
        put(out, static_cast<std::uint32_t>(m_countryNumbers.size()), 4);
        return out + m_towns + m_regions + m_countries + m_names;
    }

private:
    static void put(std::string& out, std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out += static_cast<char>((value >> (8 * i)) & 0xff);
    }

    std::uint32_t nameOf(const std::string& name) {
        const auto [place, isNew] = m_nameOffsets.try_emplace(name, std::uint32_t(m_names.size()));
        if (isNew)
            m_names.append(name).push_back('\0');
        return place->second;
    }

    std::uint32_t countryOf(const Town& town) {
        const auto [place, isNew] =
            m_countryNumbers.try_emplace(town.code, std::uint32_t(m_countryNumbers.size()));
        if (isNew) {
            put(m_countries, nameOf(town.country), 4);
            m_countries += (town.code + "  ").substr(0, 2);
        }
        return place->second;
    }

    std::uint32_t regionOf(const Town& town) {
        const auto [place, isNew] = m_regionNumbers.try_emplace(std::pair(town.code, town.region),
                                                                std::uint32_t(m_regionNumbers.size()));
        if (isNew) {
            put(m_regions, nameOf(town.region), 4);
            put(m_regions, countryOf(town), 2);
        }
        return place->second;
    }

    std::uint32_t m_count = 0;
    std::string m_towns, m_regions, m_countries, m_names;
    std::map<std::string, std::uint32_t> m_nameOffsets, m_countryNumbers;
    std::map<std::pair<std::string, std::string>, std::uint32_t> m_regionNumbers;
};

} // namespace

int main(int count, char** words) {
    if (count != 2) {
        std::fputs("usage: locality_table FILE\n", stderr);
        return 64;
    }
    Table table;
    for (const Town& town : allTowns())
        if (!town.name.empty() && !town.country.empty())
            table.add(town);
    const std::string bytes = table.bytes();
    std::ofstream file(words[1], std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    return bytes.size() > format::headerBytes && file ? 0 : 74;
}
