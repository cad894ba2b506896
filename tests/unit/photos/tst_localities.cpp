// Towns by their places: in the table that is built in, and in small ones at the edges of the world.
#include "server/domain/localities/localityformat.h"
#include "server/domain/localities/localitytable.h"
#include "server/domain/photos/photochanges.h"
#include "server/domain/photos/photolocality.h"

#include <QElapsedTimer>
#include <QtEndian>

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace parlor::server {
namespace {

struct SmallTown {
    const char* name;
    double latitude = 0, longitude = 0;
    std::uint16_t reach = 1; ///< 100 m
};

/// A table of these towns, all in one region.
QByteArray tableOf(std::vector<SmallTown> towns) {
    std::ranges::sort(towns, {}, &SmallTown::latitude);
    QByteArray records;
    QByteArray names("Region\0Country\0", 15);
    const auto put = [](QByteArray& out, auto value) {
        const auto little = qToLittleEndian(value);
        out.append(reinterpret_cast<const char*>(&little), sizeof little);
    };
    for (const SmallTown& town : towns) {
        put(records, static_cast<std::int32_t>(town.latitude * localityformat::unitsOfDegree));
        put(records, static_cast<std::int32_t>(town.longitude * localityformat::unitsOfDegree));
        put(records, static_cast<std::uint32_t>(names.size()));
        put(records, std::uint16_t(0));
        put(records, town.reach);
        names += QByteArray(town.name) + '\0';
    }
    QByteArray table;
    put(table, localityformat::magic);
    put(table, static_cast<std::uint32_t>(towns.size()));
    put(table, std::uint32_t(1));
    put(table, std::uint32_t(1));
    table += records;
    put(table, std::uint32_t(0)); // the region's name and country
    put(table, std::uint16_t(0));
    put(table, std::uint32_t(7));
    return table + "XX" + names;
}

QString nearest(const QByteArray& table, double latitude, double longitude) {
    return LocalityTable(table).nearest(latitude, longitude).name;
}

TEST(Localities, OfKnownPlaces) {
    struct Case {
        double latitude, longitude;
        const char *name, *country;
    };

    for (const auto& [latitude, longitude, name, country] : {
             Case{48.1374, 11.5755, "Munich", "DE"}, Case{41.8902, 12.4922, "Rome", "IT"},
             Case{-33.8568, 151.2153, "Sydney", "AU"}, Case{35.6586, 139.7454, "Tokyo", "JP"},
             Case{-16.4332, 179.8, "Labasa", "FJ"}, Case{78.22, 15.63, "Longyearbyen", "SJ"},
             Case{49.96, 15.29, "Kutná Hora", "CZ"},
             Case{48.8846, 2.2697, "Neuilly-sur-Seine", "FR"}, // a town of its own beside a large one
         }) {
        const Locality found = LocalityTable::builtIn().nearest(latitude, longitude);
        EXPECT_EQ(found.name, QString::fromUtf8(name));
        EXPECT_EQ(found.countryCode, QString::fromUtf8(country)) << name;
        EXPECT_FALSE(found.region.isEmpty() || found.country.isEmpty()) << name;
        EXPECT_TRUE(found.id.isValid()) << name;
    }
    EXPECT_GT(LocalityTable::builtIn().size(), 20'000U);
}

TEST(Localities, AreNoneFarFromAllTowns) {
    const LocalityTable& table = LocalityTable::builtIn();
    for (const auto& [latitude, longitude] :
         {std::pair(30.0, -40.0), std::pair(90.0, 0.0), std::pair(-90.0, 77.0), std::pair(0.0, 180.0),
          std::pair(82.5, -62.3)})
        EXPECT_EQ(table.nearest(latitude, longitude), Locality()) << latitude;
    EXPECT_EQ(table.nearest(qQNaN(), 1), Locality());
    EXPECT_EQ(table.nearest(1, qInf()), Locality());
    EXPECT_EQ(table.nearest(91, 1), Locality());
}

TEST(Localities, AreFoundAcrossTheDateLineAndAroundThePoles) {
    const QByteArray table =
        tableOf({{"East", 0, 179.9}, {"West", 0, -179.7}, {"North", 89.9, 10}, {"South", -89.8, 0}});
    EXPECT_EQ(nearest(table, 0, -179.95), u"East");
    EXPECT_EQ(nearest(table, 0, 179.95), u"East");
    EXPECT_EQ(nearest(table, 0, -179.85), u"West");
    EXPECT_EQ(nearest(table, 0.1, 180), u"East");
    EXPECT_EQ(nearest(table, 0.1, -180), u"East");
    EXPECT_EQ(nearest(table, 89.95, -170), u"North") << "over the pole";
    EXPECT_EQ(nearest(table, 90, 0), u"North");
    EXPECT_EQ(nearest(table, -89.9, 180), u"South");
}

TEST(Localities, LieInATownOrNearestToOne) {
    const QByteArray table =
        tableOf({{"City", 50, 10, 100}, {"Suburb", 50.06, 10, 20}, {"Village", 50.3, 10}});
    EXPECT_EQ(nearest(table, 50, 10), u"City");
    EXPECT_EQ(nearest(table, 50.06, 10), u"Suburb") << "in both, deeper in this one";
    EXPECT_EQ(nearest(table, 50.03, 10), u"City") << "outside of the suburb, though as near to it";
    EXPECT_EQ(nearest(table, 50.17, 10), u"Suburb") << "in none: the nearest";
    EXPECT_EQ(nearest(table, 50.2, 10), u"Village");
    EXPECT_EQ(nearest(table, 50.3 + 0.449, 10), u"Village") << "49.9 km";
    EXPECT_EQ(nearest(table, 50.3 + 0.451, 10), QString()) << "50.1 km";
}

TEST(Localities, OfABrokenTableAreNone) {
    const QByteArray whole = tableOf({{"Town", 1, 1}});
    EXPECT_EQ(nearest(whole, 1, 1), u"Town");
    for (qsizetype size = 0; size < whole.size(); ++size)
        (void)nearest(whole.first(size), 1, 1); // reads nothing outside
    EXPECT_EQ(nearest(whole.first(20), 1, 1), QString());
    QByteArray other = whole;
    other[0] = 'x';
    EXPECT_EQ(nearest(other, 1, 1), QString());
}

TEST(Localities, HaveTheSameIdEverywhere) {
    const Locality munich = LocalityTable::builtIn().nearest(48.1374, 11.5755);
    EXPECT_EQ(munich.id, LocalityTable::builtIn().nearest(48.14, 11.56).id);
    EXPECT_EQ(munich.id.value(), 5'902'161'685'385'062'619)
        << "an id that changed would part one town in two";
    EXPECT_NE(munich.id, LocalityTable::builtIn().nearest(41.89, 12.49).id);
}

TEST(Localities, FollowThePlaceOfAPhoto) {
    StoredPhoto photo;
    Processed looked;
    looked.facts.latitude = 48.1374;
    EXPECT_TRUE(applyProcessed(&photo, looked));
    EXPECT_EQ(photo.photo.locality, Locality()) << "half a place is none";
    looked.facts.longitude = 11.5755;
    EXPECT_TRUE(applyProcessed(&photo, looked));
    EXPECT_EQ(photo.photo.locality.name, u"Munich");
    PhotoEdit edit;
    edit.place = PhotoEdit::Place{41.8902, 12.4922};
    EXPECT_TRUE(applyEdit(&photo, edit));
    EXPECT_EQ(photo.photo.locality.name, u"Rome");
    EXPECT_TRUE(applyProcessed(&photo, looked));
    EXPECT_EQ(photo.photo.locality.name, u"Rome") << "what its owner said stays";
    edit.place = PhotoEdit::Place{};
    EXPECT_TRUE(applyEdit(&photo, edit));
    EXPECT_EQ(photo.photo.locality, Locality());
}

TEST(Localities, AreSortedWithoutCaseAndAccents) {
    EXPECT_EQ(localitySortKey(QStringLiteral("Écully")), u"ecully");
    EXPECT_LT(localitySortKey(QStringLiteral("Écully")), localitySortKey(QStringLiteral("Fatsa")));
}

} // namespace
} // namespace parlor::server
