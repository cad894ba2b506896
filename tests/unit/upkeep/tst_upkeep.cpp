#include "server/blobs/localblobstore.h"
#include "server/blobs/localfilekeeper.h"
#include "server/domain/upkeep/filecheck.h"
#include "server/domain/upkeep/filesweep.h"
#include "server/domain/upkeep/keyrotation.h"
#include "server/domain/upkeep/libraryexport.h"
#include "tests/support/manualclock.h"
#include "tests/support/memorylibrary.h"
#include "tests/support/memoryphotos.h"
#include "tests/support/waiting.h"

#include <QDateTime>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

/// A library of real files under rows in memory; plain or sealed.
class Upkeep : public ::testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (GetParam())
            keyFiles = {newKey(u"first.key"_qs)};
        open();
    }

    QByteArray newKey(const QString& name) {
        const QByteArray path = directory.filePath(name).toUtf8();
        EXPECT_TRUE(BlobKeys::makeKeyFile(path));
        return path;
    }

    void open() {
        keeper.reset();
        LocalBlobStore::Options options;
        options.root = directory.filePath(u"data"_qs).toUtf8();
        options.keyFiles = keyFiles;
        options.floorPercent = 0;
        auto made = LocalBlobStore::create(options, clock);
        ASSERT_TRUE(made);
        blobs = std::move(*made);
        keeper = std::make_unique<LocalFileKeeper>(blobs->place());
    }

    StoredPhoto add(const QString& name, const QByteArray& bytes,
                    std::int64_t takenLocal = 1'700'000'000'000) {
        const BlobInfo original = *await(blobs->put(ada, BlobArea::Originals, bytes));
        const auto added = await(photos.add({ada, name, original, takenLocal, 0, takenLocal, {}}));
        const BlobInfo thumb = *await(blobs->put(ada, BlobArea::Renderings, "small " + bytes));
        Processed processed;
        processed.takenAt = processed.takenLocal = takenLocal;
        StoredRendering rendering;
        rendering.sha256 = thumb.sha256;
        rendering.blob = thumb.name;
        rendering.size = thumb.size;
        processed.renderings = {rendering};
        return *await(photos.finish(added->stored.photo.id, processed));
    }

    QString pathOf(BlobArea area, const QString& name) {
        return QFile::decodeName(blobs->place().root + '/' + BlobPlace::folderOf(ada, area, name)) + u'/'
               + name;
    }

    static void damage(const QString& path) {
        QFile file(path);
        ASSERT_TRUE(file.open(QIODevice::ReadWrite));
        file.seek(file.size() - 1);
        const char last = file.read(1).at(0);
        file.seek(file.size() - 1);
        file.write(QByteArray(1, static_cast<char>(last ^ 1)));
    }

    static void age(const QString& path, std::int64_t ms) {
        QFile file(path);
        ASSERT_TRUE(file.open(QIODevice::ReadWrite));
        file.setFileTime(QDateTime::currentDateTime().addMSecs(-ms), QFileDevice::FileModificationTime);
    }

    FileCheckReport check(FileCheckOptions options = {}) {
        FileCheck walk(photos, *keeper, clock, executor);
        return *await(walk.run(options));
    }

    const PersonId ada{7};
    QTemporaryDir directory;
    QList<QByteArray> keyFiles;
    test::ManualClock clock{QDateTime::currentMSecsSinceEpoch()};
    QtExecutor executor;
    test::MemoryPhotoStore photos{clock};
    std::unique_ptr<LocalBlobStore> blobs;
    std::unique_ptr<LocalFileKeeper> keeper;
};

INSTANTIATE_TEST_SUITE_P(Files, Upkeep, ::testing::Values(false, true),
                         [](const auto& param) { return param.param ? "Sealed" : "Plain"; });

TEST_P(Upkeep, ACheckOfAWellLibraryFindsNothing) {
    for (int i = 0; i < 230; ++i) // more than two pages
        add(u"%1.jpg"_qs.arg(i), QByteArray::number(i));
    const FileCheckReport report = check();
    EXPECT_EQ(report.photos, 230);
    EXPECT_EQ(report.files, 460);
    EXPECT_EQ(report.faults, 0);
    EXPECT_FALSE(report.last.isValid());
}

TEST_P(Upkeep, ACheckNamesWhatIsDamagedAndWhatIsMissing) {
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

TEST_P(Upkeep, ABoundedCheckStopsAndGoesOn) {
    for (int i = 0; i < 150; ++i)
        add(u"%1.jpg"_qs.arg(i), QByteArray::number(i));
    const SystemClock passing;
    FileCheck walk(photos, *keeper, passing, executor);
    const FileCheckReport first = *await(walk.run({.after = {}, .mostBytesPerSecond = 0, .stopAfterMs = 1}));
    EXPECT_EQ(first.photos, 100);
    ASSERT_TRUE(first.last.isValid());
    const FileCheckReport second = check({.after = first.last, .mostBytesPerSecond = 0, .stopAfterMs = 0});
    EXPECT_EQ(second.photos, 50);
    EXPECT_FALSE(second.last.isValid());
}

TEST_P(Upkeep, ASweepTakesOldOrphansOnly) {
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

TEST_P(Upkeep, ASweepTakesWhatWasPinnedOnceThatIsOver) {
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

TEST_P(Upkeep, AfterARotationTheNewKeyAloneOpensEverything) {
    const StoredPhoto photo = add(u"a.jpg"_qs, QByteArray(200'000, 'a'));
    if (!GetParam())
        return;
    const QByteArray fresh = newKey(u"second.key"_qs);
    const QList<QByteArray> former = keyFiles;
    keyFiles = {fresh, former.first()};
    open();
    KeyRotation rotation(*blobs, *keeper, executor);
    const auto report = await(rotation.run());
    EXPECT_EQ(report->files, 2);
    EXPECT_EQ(report->rewrapped, 2);
    EXPECT_EQ(report->failed, 0);
    EXPECT_EQ(await(rotation.run())->rewrapped, 0) << "a second run finds nothing to do";
    keyFiles = {fresh};
    open();
    EXPECT_EQ(check().faults, 0);
    EXPECT_EQ(await(blobs->put(ada, BlobArea::Originals, QByteArray(200'000, 'a')))->name, photo.blob)
        << "equal bytes keep their name";
    keyFiles = former;
    auto store = LocalBlobStore::create({directory.filePath(u"data"_qs).toUtf8(), former, 0}, clock);
    EXPECT_FALSE(store) << "the old key opens nothing any more";
}

TEST_P(Upkeep, AnExportIsPlainFilesWithSidecarsAndGoesOn) {
    const std::int64_t taken = 1'700'000'000'000; // 2023-11-14
    const StoredPhoto first = add(u"Beach.jpg"_qs, "one", taken);
    add(u"beach.JPG"_qs, "two", taken);
    const QString out = directory.filePath(u"out"_qs);
    test::MemoryAlbumStore albums(photos);
    const AlbumId trips = await(albums.create({ada, u"Trips"_qs, {}, {}}))->id;
    const AlbumId sydney = await(albums.create({ada, u"Sydney"_qs, u"sun"_qs, trips}))->id;
    ASSERT_TRUE(await(albums.put(ada, sydney, {first.photo.id}, {})));
    LibraryExport library(photos, albums, *keeper, executor);
    auto report = await(library.run(ada, out));
    ASSERT_TRUE(report);
    EXPECT_EQ(report->photos, 2);
    EXPECT_EQ(report->written, 2);
    QFile one(out + u"/2023/11/Beach.jpg"_qs);
    ASSERT_TRUE(one.open(QIODevice::ReadOnly));
    EXPECT_EQ(one.readAll(), "one");
    EXPECT_EQ(QFileInfo(one).lastModified().toMSecsSinceEpoch() / 1'000, taken / 1'000);
    EXPECT_TRUE(QFile::exists(out + u"/2023/11/beach (2).JPG"_qs));
    QFile sidecar(out + u"/2023/11/Beach.jpg.json"_qs);
    ASSERT_TRUE(sidecar.open(QIODevice::ReadOnly));
    const QJsonObject said = QJsonDocument::fromJson(sidecar.readAll()).object();
    EXPECT_EQ(said.value(u"id").toString(), first.photo.id.toString());
    EXPECT_EQ(said.value(u"shelf").toString(), u"library"_qs);
    QFile list(out + u"/albums.json"_qs);
    ASSERT_TRUE(list.open(QIODevice::ReadOnly));
    const QJsonObject all = QJsonDocument::fromJson(list.readAll()).object();
    EXPECT_EQ(all.value(u"parlor").toString(), u"albums"_qs);
    EXPECT_EQ(all.value(u"albums").toArray(),
              (QJsonArray{QJsonObject{{u"path"_qs, QJsonArray{u"Trips"_qs}},
                                      {u"note"_qs, QString()},
                                      {u"photos"_qs, QJsonArray()}},
                          QJsonObject{{u"path"_qs, QJsonArray{u"Trips"_qs, u"Sydney"_qs}},
                                      {u"note"_qs, u"sun"_qs},
                                      {u"photos"_qs, QJsonArray{u"2023/11/Beach.jpg"_qs}}}}));
    QFile::remove(out + u"/2023/11/beach (2).JPG"_qs);
    report = await(library.run(ada, out));
    EXPECT_EQ(report->photos, 2);
    EXPECT_EQ(report->written, 1) << "only what was missing";
    EXPECT_EQ(await(library.run(PersonId{8}, out))->photos, 0) << "nobody else's";
}

} // namespace
} // namespace parlor::server
