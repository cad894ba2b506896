// Files that no row names go, in their time; nothing else does.
#include "server/domain/upkeep/filesweep.h"
#include "tests/unit/upkeep/storedlibrary.h"

#include <QFile>

namespace parlor::server {
namespace {

using test::await;

class FileSweeps : public SealableLibrary {};

PARLOR_PLAIN_AND_SEALED(FileSweeps);

TEST_P(FileSweeps, ASweepTakesOldOrphansOnly) {
    const StoredPhoto kept = add(u"a.jpg"_qs, "a");
    const BlobInfo old = *await(blobs->put(ada, BlobArea::Originals, "orphan"));
    const BlobInfo young = *await(blobs->put(ada, BlobArea::Originals, "young"));
    const std::int64_t days = 2 * FileSweep::orphanForMs;
    age(pathOf(BlobArea::Originals, kept.blob), days);
    age(pathOf(BlobArea::Originals, old.name), days);
    FileSweep sweep(photos, *blobs, clock, executor);
    EXPECT_EQ(await(sweep.run(true))->removed, 1);
    EXPECT_TRUE(QFile::exists(pathOf(BlobArea::Originals, old.name))) << "a dry run removes nothing";
    const auto report = await(sweep.run(false));
    EXPECT_EQ(report->removed, 1);
    EXPECT_EQ(report->files, 4);
    EXPECT_TRUE(test::waitFor([&] { return !QFile::exists(pathOf(BlobArea::Originals, old.name)); }));
    EXPECT_TRUE(QFile::exists(pathOf(BlobArea::Originals, kept.blob)));
    EXPECT_TRUE(QFile::exists(pathOf(BlobArea::Originals, young.name)));
}

TEST_P(FileSweeps, ASweepTakesWhatWasPinnedOnceThatIsOver) {
    const StoredPhoto gone = add(u"a.jpg"_qs, "a");
    const QString path = pathOf(BlobArea::Originals, gone.blob);
    age(path, 2 * FileSweep::orphanForMs);
    ASSERT_TRUE(await(photos.remove(ada, gone.photo.id)));
    FileSweep sweep(photos, *blobs, clock, executor);
    ASSERT_TRUE(await(sweep.run(false)));
    EXPECT_TRUE(QFile::exists(path)) << "for a day it may come back";
    clock.advance(PhotoStore::restMs + 1);
    ASSERT_TRUE(await(sweep.run(false)));
    EXPECT_TRUE(test::waitFor([&] { return !QFile::exists(path); }));
}

} // namespace
} // namespace parlor::server
