// Originals between their two directories: nothing is lost at any step, and a disk that is away is said so.
#include "server/blobs/localblobstore.h"
#include "server/blobs/localcoldfiles.h"
#include "server/blobs/localfilekeeper.h"
#include "server/domain/upkeep/coldkeeper.h"
#include "server/domain/upkeep/filecheck.h"
#include "server/domain/upkeep/filesweep.h"
#include "server/domain/upkeep/keyrotation.h"
#include "server/domain/upkeep/libraryexport.h"
#include "tests/support/manualclock.h"
#include "tests/support/memorylibrary.h"
#include "tests/support/memoryphotos.h"
#include "tests/support/memoryplacements.h"
#include "tests/support/waiting.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

constexpr std::int64_t day = 24 * 3'600'000LL;

/// A process that dies: after so many steps nothing is answered any more.
class Fuse {
public:
    int left = 1'000'000;

    template<class T>
    Task<T> after(const Task<T>& done) {
        const T value = await(done);
        return --left < 0 ? Promise<T>().task() : doneTask<T>(value);
    }
};

class MortalFiles final : public ColdFiles {
public:
    MortalFiles(ColdFiles& files, Fuse& fuse) : m_files(files), m_fuse(fuse) {}

    [[nodiscard]] bool isConfigured() const override { return m_files.isConfigured(); }

    Task<Status> present() override { return m_files.present(); }

    QList<OpenedOriginal> takeOpened() override { return m_files.takeOpened(); }

    Task<Status> copyToCold(PlacedOriginal o) override { return m_fuse.after(m_files.copyToCold(o)); }

    Task<Status> copyBack(PlacedOriginal o) override { return m_fuse.after(m_files.copyBack(o)); }

    Task<Status> removeWarm(PlacedOriginal o) override { return m_fuse.after(m_files.removeWarm(o)); }

    Task<Status> removeCold(PlacedOriginal o) override { return m_fuse.after(m_files.removeCold(o)); }

private:
    ColdFiles& m_files;
    Fuse& m_fuse;
};

class MortalPlaces final : public PlacementStore {
public:
    MortalPlaces(PlacementStore& places, Fuse& fuse) : m_places(places), m_fuse(fuse) {}

    Task<Result<QList<PlacedOriginal>>> noteOpened(QList<OpenedOriginal> opened, std::int64_t at) override {
        return m_places.noteOpened(std::move(opened), at);
    }

    Task<Result<UnopenedPage>> unopened(PhotoId after, std::int64_t before) override {
        return m_places.unopened(after, before);
    }

    Task<Result<QList<PlacedOriginal>>> at(OriginalPlace place, PhotoId after, int limit) override {
        return m_places.at(place, after, limit);
    }

    std::function<void()> settled;

    Task<Status> setPlace(PhotoId photo, OriginalPlace place) override {
        if (place == OriginalPlace::Cold && settled)
            settled();
        return m_fuse.after(m_places.setPlace(photo, place));
    }

    Task<Result<PlacementTotals>> totals() override { return m_places.totals(); }

private:
    PlacementStore& m_places;
    Fuse& m_fuse;
};

/// A library of real files under rows in memory; plain or sealed.
class Cold : public ::testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (GetParam())
            keyFiles = {newKey(u"first.key"_qs)};
        restart();
    }

    QByteArray newKey(const QString& name) {
        const QByteArray path = directory.filePath(name).toUtf8();
        EXPECT_TRUE(BlobKeys::makeKeyFile(path));
        return path;
    }

    LocalBlobStore::Options options() {
        LocalBlobStore::Options made;
        made.root = directory.filePath(u"data"_qs).toUtf8();
        made.coldRoot = coldRoot().toUtf8();
        made.keyFiles = keyFiles;
        made.floorPercent = 0;
        return made;
    }

    /// A fresh process on the same directories and rows.
    void restart() {
        cold.reset();
        mortalFiles.reset();
        files.reset();
        keeper.reset();
        blobs.reset();
        fuse.left = 1'000'000;
        auto made = LocalBlobStore::create(options(), clock);
        ASSERT_TRUE(made) << qPrintable(made.error().detail);
        blobs = std::move(*made);
        keeper = std::make_unique<LocalFileKeeper>(blobs->place());
        files = std::make_unique<LocalColdFiles>(*blobs, keeper->thread());
        mortalFiles = std::make_unique<MortalFiles>(*files, fuse);
        cold = std::make_unique<ColdKeeper>(mortalPlaces, *mortalFiles, clock, executor, 0);
    }

    StoredPhoto add(const QString& name, const QByteArray& content) {
        const BlobInfo original = *await(blobs->put(ada, BlobArea::Originals, content));
        const auto added = await(photos.add({ada, name, original, 0, 0, 0, {}}));
        const BlobInfo thumb = *await(blobs->put(ada, BlobArea::Renderings, "small " + content));
        Processed processed;
        StoredRendering rendering;
        rendering.sha256 = thumb.sha256;
        rendering.blob = thumb.name;
        rendering.size = thumb.size;
        processed.renderings = {rendering};
        return *await(photos.finish(added->stored.photo.id, processed));
    }

    Result<QByteArray> read(const StoredPhoto& photo) {
        TRY_ASSIGN(const std::shared_ptr<Blob> blob,
                   await(blobs->open(ada, BlobArea::Originals, photo.blob)));
        const auto body = blob->body(0, blob->size());
        if (const auto* source = std::get_if<SourceBody>(&body))
            return await(source->source->read(source->offset, source->length));
        const auto& file = std::get<FileBody>(body);
        QByteArray out(file.length, Qt::Uninitialized);
        TRY(files::readAt(*file.descriptor, out.data(), out.size(), file.offset));
        return out;
    }

    Result<ColdReport> moveAll() { return await(cold->move({.unopenedMs = day})); }

    /// What was opened comes back.
    void settle() {
        cold->look();
        ASSERT_TRUE(test::waitFor([&] { return cold->isIdle(); }));
    }

    QString coldRoot() { return directory.filePath(u"cold"_qs); }

    QString warmPath(const StoredPhoto& photo) {
        return QFile::decodeName(blobs->place().pathOf(ada, BlobArea::Originals, photo.blob));
    }

    QString coldPath(const StoredPhoto& photo) {
        return QFile::decodeName(blobs->place().cold.pathOf(ada, photo.blob));
    }

    OriginalPlace placeOf(const StoredPhoto& photo) {
        for (const OriginalPlace place :
             {OriginalPlace::Leaving, OriginalPlace::Cold, OriginalPlace::Returning}) {
            const auto there = await(places.at(place, {}, 100));
            for (const PlacedOriginal& original : *there)
                if (original.photo == photo.photo.id)
                    return place;
        }
        return OriginalPlace::Warm;
    }

    FileCheckReport check() {
        FileCheck walk(photos, *keeper, clock, executor);
        return *await(walk.run({}));
    }

    const PersonId ada{7};
    const QByteArray bytes = QByteArray(200'000, 'a') + "end";
    QTemporaryDir directory;
    QList<QByteArray> keyFiles;
    test::ManualClock clock{QDateTime::currentMSecsSinceEpoch()};
    QtExecutor executor;
    Fuse fuse;
    test::MemoryPhotoStore photos{clock};
    test::MemoryPlacementStore places{photos};
    MortalPlaces mortalPlaces{places, fuse};
    std::unique_ptr<LocalBlobStore> blobs;
    std::unique_ptr<LocalFileKeeper> keeper;
    std::unique_ptr<LocalColdFiles> files;
    std::unique_ptr<MortalFiles> mortalFiles;
    std::unique_ptr<ColdKeeper> cold;
};

INSTANTIATE_TEST_SUITE_P(Files, Cold, ::testing::Values(false, true),
                         [](const auto& param) { return param.param ? "Sealed" : "Plain"; });

TEST_P(Cold, WhatNobodyOpensMovesAwayAndComesBackWhenItIsOpened) {
    const StoredPhoto old = add(u"old.jpg"_qs, bytes);
    clock.advance(10 * day);
    const StoredPhoto young = add(u"young.jpg"_qs, "young");
    settle();
    const auto report = moveAll();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->moved, 1);
    EXPECT_EQ(report->bytes, bytes.size());
    EXPECT_FALSE(QFile::exists(warmPath(old)));
    EXPECT_TRUE(QFile::exists(coldPath(old)));
    EXPECT_TRUE(QFile::exists(warmPath(young)));
    QFile stored(coldPath(old));
    ASSERT_TRUE(stored.open(QIODevice::ReadOnly));
    EXPECT_EQ(stored.readAll().contains(QByteArray(100, 'a')), !GetParam()) << "sealed stays sealed";
    EXPECT_EQ(read(old), bytes) << "straight from where it lies";
    EXPECT_EQ(check().faults, 0);
    settle();
    EXPECT_TRUE(QFile::exists(warmPath(old)));
    EXPECT_FALSE(QFile::exists(coldPath(old)));
    EXPECT_EQ(placeOf(old), OriginalPlace::Warm);
    EXPECT_EQ(read(old), bytes);
    EXPECT_EQ(moveAll()->moved, 0) << "it was opened just now";
    EXPECT_EQ(check().faults, 0);
}

TEST_P(Cold, AnOpenFileIsNotForgottenByTheRule) {
    const StoredPhoto photo = add(u"a.jpg"_qs, bytes);
    ASSERT_TRUE(read(photo));
    settle();
    clock.advance(10 * day);
    ASSERT_TRUE(blobs->opened(ada, BlobArea::Originals, photo.blob)) << "kept open";
    settle();
    EXPECT_EQ(moveAll()->moved, 0);
    clock.advance(2 * day);
    EXPECT_EQ(moveAll()->moved, 1);
    EXPECT_FALSE(blobs->opened(ada, BlobArea::Originals, photo.blob)) << "its bytes would stay taken";
}

TEST_P(Cold, ADeathAtAnyStepLosesNothing) {
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

TEST_P(Cold, WithoutItsDiskAnOriginalIsAwayAndNotLost) {
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

TEST_P(Cold, AnExportIsWholeAndLeavesThemWhereTheyAre) {
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

TEST_P(Cold, ADirectoryOfAnotherServerIsNotTaken) {
    LocalBlobStore::Options other = options();
    other.root = directory.filePath(u"other"_qs).toUtf8();
    const auto refused = LocalBlobStore::create(other, clock);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::BadRequest);
    other.coldRoot = other.root;
    EXPECT_FALSE(LocalBlobStore::create(other, clock)) << "it is the data directory itself";
}

TEST_P(Cold, ADamagedOriginalStaysWhereItIs) {
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

TEST_P(Cold, TheFirstCopyOnlyGoesWhenTheSecondIsThere) {
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

TEST_P(Cold, WhatIsSentAgainLiesWarmOnly) {
    const StoredPhoto photo = add(u"a.jpg"_qs, bytes);
    clock.advance(10 * day);
    ASSERT_EQ(moveAll()->moved, 1);
    const auto part = await(blobs->part(UploadId(5)));
    ASSERT_TRUE(part);
    ASSERT_TRUE(await((*part)->write(bytes)));
    ASSERT_TRUE(await((*part)->finish(ada, BlobArea::Originals, {})));
    EXPECT_TRUE(QFile::exists(warmPath(photo)));
    settle();
    EXPECT_EQ(placeOf(photo), OriginalPlace::Warm);
    EXPECT_FALSE(QFile::exists(coldPath(photo)));
    EXPECT_EQ(read(photo), bytes);
}

TEST_P(Cold, TheSweepKnowsBothDirectories) {
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

TEST_P(Cold, ARotationReachesWhatIsCold) {
    if (!GetParam())
        return;
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

TEST_P(Cold, AMoveIsBoundedInTime) {
    for (int i = 0; i < 5; ++i)
        add(u"%1.jpg"_qs.arg(i), bytes + QByteArray::number(i));
    clock.advance(10 * day);
    mortalPlaces.settled = [this] { clock.advance(1'000); };
    ColdOptions options{.unopenedMs = day, .mostBytesPerSecond = bytes.size() * 2, .stopAfterMs = 1'500};
    EXPECT_EQ(await(cold->move(options))->moved, 2) << "a second each";
    options.stopAfterMs = 0;
    EXPECT_EQ(await(cold->move(options))->moved, 3) << "it goes on";
}

} // namespace
} // namespace parlor::server
