// Rows against files against hashes: what is damaged or missing is named, and a long look can be cut in
// pieces.
#include "tests/unit/upkeep/storedlibrary.h"

#include <QFile>

namespace parlor::server {
namespace {

using test::await;

class FileChecks : public SealableLibrary {};

PARLOR_PLAIN_AND_SEALED(FileChecks);

TEST_P(FileChecks, ACheckOfAWellLibraryFindsNothing) {
    for (int i = 0; i < 205; ++i) // more than two pages
        addPending(u"%1.jpg"_qs.arg(i), QByteArray::number(i));
    for (int i = 205; i < 215; ++i)
        add(u"%1.jpg"_qs.arg(i), QByteArray::number(i));
    const FileCheckReport report = check();
    EXPECT_EQ(report.photos, 215);
    EXPECT_EQ(report.files, 225);
    EXPECT_EQ(report.faults, 0);
    EXPECT_FALSE(report.last.isValid());
}

TEST_P(FileChecks, ACheckNamesWhatIsDamagedAndWhatIsMissing) {
    const StoredPhoto broken = add(u"a.jpg"_qs, QByteArray(200'000, 'a'));
    const StoredPhoto gone = add(u"b.jpg"_qs, "b");
    add(u"c.jpg"_qs, "c");
    damage(pathOf(BlobArea::Originals, broken.blob));
    QFile::remove(pathOf(BlobArea::Renderings, gone.renderings.first().blob));
    const FileCheckReport report = check();
    ASSERT_EQ(report.faults, 2);
    EXPECT_EQ(report.faulty.at(0).photo, broken.photo.id);
    EXPECT_EQ(report.faulty.at(0).fault, FileFault::Damaged);
    EXPECT_EQ(report.faulty.at(0).area, BlobArea::Originals);
    EXPECT_EQ(report.faulty.at(1).photo, gone.photo.id);
    EXPECT_EQ(report.faulty.at(1).fault, FileFault::Missing);
    EXPECT_EQ(report.faulty.at(1).area, BlobArea::Renderings);
}

TEST_P(FileChecks, ABoundedCheckStopsAndGoesOn) {
    for (int i = 0; i < 120; ++i)
        addPending(u"%1.jpg"_qs.arg(i), QByteArray::number(i));
    const SystemClock passing;
    FileCheck walk(photos, *keeper, passing, executor);
    const FileCheckReport first = *await(walk.run({.after = {}, .mostBytesPerSecond = 0, .stopAfterMs = 1}));
    EXPECT_EQ(first.photos, 100);
    ASSERT_TRUE(first.last.isValid());
    const FileCheckReport second = check({.after = first.last, .mostBytesPerSecond = 0, .stopAfterMs = 0});
    EXPECT_EQ(second.photos, 20);
    EXPECT_FALSE(second.last.isValid());
}

} // namespace
} // namespace parlor::server
