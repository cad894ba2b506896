// Check, sweep, export and rotation of a library of which a part lies in the second directory, or is away
// with it.
#include "server/domain/upkeep/filesweep.h"
#include "server/domain/upkeep/keyrotation.h"
#include "server/domain/upkeep/libraryexport.h"
#include "tests/support/memoryalbums.h"
#include "tests/unit/upkeep/coldlibrary.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>

namespace parlor::server {
namespace {

using test::await;

class ColdUpkeep : public ColdLibrary {};

PARLOR_PLAIN_AND_SEALED(ColdUpkeep);

TEST_P(ColdUpkeep, WithoutItsDiskAnOriginalIsAwayAndNotLost) {
    const StoredPhoto photo = add(u"a.jpg"_qs, bytes);
    clock.advance(10 * day);
    ASSERT_EQ(moveAll()->moved, 1);
    const QString aside = directory.filePath(u"unplugged"_qs);
    ASSERT_TRUE(QDir().rename(coldRoot(), aside));
    for (const bool mountPoint : {false, true}) {
        if (mountPoint) { // an empty directory where the disk was
            ASSERT_TRUE(QDir().mkpath(coldRoot()));
        }
        restart();
        const auto missing = read(photo);
        ASSERT_FALSE(missing);
        EXPECT_EQ(missing.error().code, ErrorCode::OriginalAway);
        EXPECT_GT(missing.error().retryAfterMs, 0);
        EXPECT_TRUE(await(blobs->open(ada, BlobArea::Renderings, photo.renderings.first().blob)));
        const FileCheckReport report = check();
        EXPECT_EQ(report.away, 1);
        EXPECT_EQ(report.faults, 0);
        FileSweep sweep(photos, *blobs, clock, executor);
        EXPECT_EQ(await(sweep.run(false))->removed, 0);
        EXPECT_EQ(await(cold->recall()).error().code, ErrorCode::OriginalAway);
        const auto state = await(cold->state());
        EXPECT_FALSE(state->present);
        EXPECT_EQ(state->totals.cold, 1);
        KeyRotation rotation(*blobs, *keeper, executor);
        EXPECT_EQ(await(rotation.run()).error().code, ErrorCode::OriginalAway);
    }
    EXPECT_TRUE(QDir(coldRoot()).isEmpty()) << "nothing is written to the wrong disk";
    ASSERT_TRUE(QDir().rmdir(coldRoot()));
    ASSERT_TRUE(QDir().rename(aside, coldRoot()));
    EXPECT_EQ(read(photo), bytes) << "without a restart";
}

TEST_P(ColdUpkeep, AnExportIsWholeAndLeavesThemWhereTheyAre) {
    QList<StoredPhoto> library;
    for (int i = 0; i < 6; ++i) {
        if (i == 3)
            clock.advance(10 * day); // the first three are to move
        library.append(add(u"%1.jpg"_qs.arg(i), bytes + QByteArray::number(i)));
    }
    ASSERT_EQ(moveAll()->moved, 3);
    test::MemoryAlbumStore albums(photos);
    LibraryExport exporting(photos, albums, *keeper, executor);
    const QString out = directory.filePath(u"out"_qs);
    const auto report = await(exporting.run(ada, out));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->written, 6);
    EXPECT_EQ(report->failed, 0);
    EXPECT_EQ(report->away, 0);
    QSet<QByteArray> contents;
    for (QDirIterator it(out, {u"*.jpg"_qs}, QDir::Files, QDirIterator::Subdirectories); it.hasNext();) {
        QFile file(it.next());
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        contents.insert(file.readAll());
    }
    for (int i = 0; i < 6; ++i)
        EXPECT_TRUE(contents.contains(bytes + QByteArray::number(i))) << i;
    settle();
    for (int i = 0; i < 6; ++i)
        EXPECT_EQ(placeOf(library.at(i)), i < 3 ? OriginalPlace::Cold : OriginalPlace::Warm) << i;

    // Without the disk the others come, and the rest when it is there again.
    const QString aside = directory.filePath(u"unplugged"_qs);
    const QString later = directory.filePath(u"later"_qs);
    ASSERT_TRUE(QDir().rename(coldRoot(), aside));
    const auto part = await(exporting.run(ada, later));
    ASSERT_TRUE(part);
    EXPECT_EQ(part->written, 3);
    EXPECT_EQ(part->away, 3);
    EXPECT_EQ(part->failed, 0);
    ASSERT_TRUE(QDir().rename(aside, coldRoot()));
    const auto rest = await(exporting.run(ada, later));
    EXPECT_EQ(rest->written, 3) << "only what was missing";
    EXPECT_EQ(rest->away, 0);
}

TEST_P(ColdUpkeep, TheSweepKnowsBothDirectories) {
    const StoredPhoto kept = add(u"a.jpg"_qs, bytes);
    const StoredPhoto gone = add(u"b.jpg"_qs, "b");
    clock.advance(10 * day);
    ASSERT_EQ(moveAll()->moved, 2);
    ASSERT_TRUE(await(photos.remove(ada, gone.photo.id)));
    for (const StoredPhoto& photo : {kept, gone}) {
        QFile file(coldPath(photo));
        ASSERT_TRUE(file.open(QIODevice::ReadWrite));
        file.setFileTime(QDateTime::fromMSecsSinceEpoch(clock.now() - 3 * day),
                         QFileDevice::FileModificationTime);
    }
    clock.advance(3 * day); // the removed photo's files are not named any more
    ASSERT_TRUE(await(photos.unpin(clock.now())));
    FileSweep sweep(photos, *blobs, clock, executor);
    ASSERT_TRUE(await(sweep.run(false)));
    EXPECT_TRUE(test::waitFor([&] { return !QFile::exists(coldPath(gone)); }));
    EXPECT_TRUE(QFile::exists(coldPath(kept)));
}

using ColdRotation = ColdLibrary;

INSTANTIATE_TEST_SUITE_P(Sealed, ColdRotation, ::testing::Values(true));

TEST_P(ColdRotation, ARotationReachesWhatIsCold) {
    const StoredPhoto photo = add(u"a.jpg"_qs, bytes);
    clock.advance(10 * day);
    ASSERT_EQ(moveAll()->moved, 1);
    const QByteArray fresh = newKey(u"second.key"_qs);
    keyFiles = {fresh, keyFiles.first()};
    restart();
    KeyRotation rotation(*blobs, *keeper, executor);
    const auto report = await(rotation.run());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->rewrapped, 2);
    keyFiles = {fresh};
    restart();
    EXPECT_EQ(read(photo), bytes);
}

} // namespace
} // namespace parlor::server
