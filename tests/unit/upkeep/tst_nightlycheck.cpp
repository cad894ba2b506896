// The nightly look at all files: when it looks, where it goes on, and what it does not do.
#include "server/domain/upkeep/nightlycheck.h"
#include "tests/support/memoryaccounts.h"
#include "tests/unit/upkeep/storedlibrary.h"

#include <QFile>
#include <QSet>

#include <numeric>

namespace parlor::server {
namespace {

using test::await;
using test::waitFor;

/// A day's hour of the machine's own clock.
std::int64_t hourOf(int day, int hour) {
    return QDateTime(QDate(2026, 3, day), QTime(hour, 30)).toMSecsSinceEpoch();
}

/// Passes half an hour each time that it is asked, so that an hour is over after some pages.
class HurriedClock final : public Clock {
public:
    explicit HurriedClock(const Clock& wall) : m_wall(wall) {}

    [[nodiscard]] std::int64_t now() const override { return m_wall.now(); }

    [[nodiscard]] std::int64_t monotonic() const override { return m_monotonic += 2'000'000; }

private:
    const Clock& m_wall;
    mutable std::int64_t m_monotonic = 0;
};

class Nights : public StoredLibrary {
protected:
    Nights() : StoredLibrary(hourOf(1, 12)) { open(); }

    void add(int count) {
        for (int i = 0; i < count; ++i)
            addPending(u"%1.jpg"_qs.arg(i), "photo " + QByteArray::number(i));
    }

    QJsonObject place() { return await(settings.setting(u"scrub"_qs)).value_or(QJsonObject()); }

    void look(NightlyCheck& nightly) {
        nightly.look();
        EXPECT_TRUE(waitFor([&] { return !nightly.isBusy(); }));
    }

    HurriedClock hurried{clock};
    test::MemoryState state{clock};
    test::MemoryAccountStore settings{state};
};

TEST_F(Nights, AreFromTwoToSix) {
    for (int hour = 0; hour < 24; ++hour)
        EXPECT_EQ(NightlyCheck::isNight(hourOf(1, hour)), hour >= 2 && hour < 6) << hour;
}

TEST_F(Nights, NothingIsReadByDayNorWithoutARate) {
    add(1);
    FileCheck check(photos, *keeper, clock, executor);
    NightlyCheck nightly(check, settings, clock, executor, 1'000'000'000);
    NightlyCheck never(check, settings, clock, executor, 0);
    look(nightly);
    EXPECT_TRUE(place().isEmpty()) << "noon";
    clock.step(hourOf(2, 3) - clock.now());
    look(never);
    EXPECT_TRUE(place().isEmpty()) << "turned off";
    look(nightly);
    EXPECT_EQ(place().value(u"files").toInt(), 1);
}

TEST_F(Nights, TheNextOneGoesOnWhereTheLastEndedAndThenBeginsAnew) {
    add(120); // more than a page
    clock.step(hourOf(2, 2) - clock.now());
    QList<int> seen;
    QStringList places;
    for (int hour = 0; hour < 12 && seen.size() < 12; ++hour) {
        // As after a restart each time: what is known is in the settings.
        FileCheck check(photos, *keeper, hurried, executor);
        NightlyCheck nightly(check, settings, clock, executor, 1'000'000'000'000);
        look(nightly);
        seen.append(place().value(u"files").toInt());
        places.append(place().value(u"after").toString());
        if (places.last().isEmpty())
            break;
    }
    ASSERT_GT(seen.size(), 1) << "an hour is not enough";
    EXPECT_EQ(std::accumulate(seen.begin(), seen.end(), 0), 120) << "each file once";
    EXPECT_EQ(QSet<QString>(places.begin(), places.end()).size(), places.size()) << "it comes further";
    EXPECT_TRUE(places.last().isEmpty()) << "all was seen";
    FileCheck check(photos, *keeper, clock, executor);
    NightlyCheck nightly(check, settings, clock, executor, 1'000'000'000'000);
    look(nightly);
    EXPECT_EQ(place().value(u"files").toInt(), 120) << "from the start again";
}

TEST_F(Nights, WhatIsDamagedIsCounted) {
    add(3);
    const QList<StoredPhoto> rows = *await(photos.anyOf(ada, 10));
    ASSERT_EQ(rows.size(), 3);
    ASSERT_TRUE(QFile::remove(pathOf(BlobArea::Originals, rows.first().blob)));
    clock.step(hourOf(2, 4) - clock.now());
    FileCheck check(photos, *keeper, clock, executor);
    NightlyCheck nightly(check, settings, clock, executor, 1'000'000'000);
    look(nightly);
    EXPECT_EQ(place().value(u"faults").toInt(), 1);
    EXPECT_EQ(place().value(u"at").toInteger(), clock.now());
}

} // namespace
} // namespace parlor::server
