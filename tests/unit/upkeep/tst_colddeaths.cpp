// A process that dies, or a file that is spoiled, on the way between the two directories: nothing is lost.
#include "tests/unit/upkeep/coldlibrary.h"

#include <QFile>

namespace parlor::server {
namespace {

using test::await;

class ColdDeaths : public ColdLibrary {};

PARLOR_PLAIN_AND_SEALED(ColdDeaths);

TEST_P(ColdDeaths, ADeathAtAnyStepLosesNothing) {
    for (const bool away : {true, false})
        for (int step = 0; step < 4; ++step) {
            SCOPED_TRACE(::testing::Message() << (away ? "away " : "back ") << step);
            const StoredPhoto photo = add(u"a.jpg"_qs, bytes + QByteArray::number(step) + (away ? "a" : "b"));
            const QByteArray whole = *read(photo);
            (void)files->takeOpened();
            clock.advance(10 * day);
            if (!away) {
                ASSERT_TRUE(moveAll());
            }
            fuse.left = step;
            const auto broken = away ? cold->move({.unopenedMs = day}) : cold->recall();
            ASSERT_TRUE(test::waitFor([&] { return fuse.left < 0; }));
            EXPECT_FALSE(broken.isDone());
            restart();
            EXPECT_EQ(read(photo), whole);
            EXPECT_EQ(check().faults, 0);
            (void)files->takeOpened();
            ASSERT_TRUE(moveAll()) << "what was begun is ended";
            restart();
            const OriginalPlace place = placeOf(photo);
            EXPECT_TRUE(place == OriginalPlace::Cold || place == OriginalPlace::Warm);
            EXPECT_EQ(QFile::exists(coldPath(photo)), place == OriginalPlace::Cold);
            EXPECT_EQ(QFile::exists(warmPath(photo)), place == OriginalPlace::Warm);
            EXPECT_EQ(read(photo), whole);
            (void)files->takeOpened();
            EXPECT_EQ(await(places.totals())->underWay, 0);
            ASSERT_TRUE(await(cold->recall()));
            EXPECT_EQ(read(photo), whole);
            ASSERT_TRUE(await(photos.remove(ada, photo.photo.id)));
        }
}

TEST_P(ColdDeaths, TheFirstCopyOnlyGoesWhenTheSecondIsThere) {
    const StoredPhoto photo = add(u"a.jpg"_qs, bytes);
    clock.advance(10 * day);
    fuse.left = 1; // noted and copied
    const auto broken = cold->move({.unopenedMs = day});
    ASSERT_TRUE(test::waitFor([&] { return fuse.left < 0; }));
    restart();
    ASSERT_EQ(placeOf(photo), OriginalPlace::Leaving);
    ASSERT_TRUE(QFile::remove(coldPath(photo)));
    PlacedOriginal original;
    original.owner = ada;
    original.blob = photo.blob;
    original.size = photo.photo.size;
    EXPECT_FALSE(await(files->removeWarm(original)));
    EXPECT_TRUE(QFile::exists(warmPath(photo)));
    ASSERT_TRUE(moveAll());
    EXPECT_EQ(placeOf(photo), OriginalPlace::Cold);
    EXPECT_EQ(read(photo), bytes);
}

TEST_P(ColdDeaths, ADamagedOriginalStaysWhereItIs) {
    const StoredPhoto photo = add(u"a.jpg"_qs, bytes);
    QFile file(warmPath(photo));
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    file.seek(file.size() - 1);
    file.write("!");
    file.close();
    clock.advance(10 * day);
    const auto report = moveAll();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->moved, 0);
    EXPECT_EQ(report->failed, 1);
    EXPECT_EQ(placeOf(photo), OriginalPlace::Warm);
    EXPECT_TRUE(QFile::exists(warmPath(photo)));
    EXPECT_FALSE(QFile::exists(coldPath(photo)));
}

} // namespace
} // namespace parlor::server
