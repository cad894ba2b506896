// What every store of photos and uploads must do: SQLite and its memory twin answer the same questions.
#include "server/domain/photos/photochanges.h"
#include "tests/contract/photos/photostores.h"

#include <QDateTime>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

class PhotoStoreTest : public ::testing::TestWithParam<PhotoStoreKind> {
protected:
    void SetUp() override {
        stores = GetParam().make();
        ann = stores->person("ann");
        ben = stores->person("ben");
    }

    static QByteArray hash(int number) { return QByteArray::number(number).rightJustified(32, 'h'); }

    StoredPhoto add(PersonId owner, int number, std::int64_t takenLocal = 0, std::int64_t size = 100) {
        NewPhoto fresh;
        fresh.owner = owner;
        fresh.name = u"photo %1.jpg"_qs.arg(number);
        fresh.blob = {QString::fromLatin1(hash(number).toHex()), hash(number), size, 7};
        fresh.takenAt = takenLocal;
        fresh.takenLocal = takenLocal;
        const auto added = await(stores->photos().add(fresh));
        EXPECT_TRUE(added) << (added ? "" : qPrintable(added.error().detail));
        return added->stored;
    }

    StoredPhoto edit(const StoredPhoto& photo, const PhotoEdit& edit) {
        const auto edited = await(stores->photos().edit(photo.photo.owner, photo.photo.id, edit));
        EXPECT_TRUE(edited);
        return edited.value_or(StoredPhoto());
    }

    StoredPhoto load(PhotoId id) { return await(stores->photos().byId(id)).value_or(StoredPhoto()); }

    static Processed good(std::int64_t takenLocal) {
        Processed out;
        out.facts.width = 4000;
        out.facts.height = 3000;
        out.facts.mimeType = "image/jpeg";
        out.facts.make = u"Fuji"_qs;
        out.facts.exposureSeconds = 0.004;
        out.facts.iso = 200;
        out.facts.latitude = -47.123456;
        out.facts.takenAt = takenLocal - 3'600'000;
        out.facts.offsetMinutes = 60;
        out.facts.perceptualHash = 0xfedcba9876543210ULL;
        out.facts.motion = true;
        out.placeholder = "tiny";
        out.takenAt = takenLocal - 3'600'000;
        out.offsetMinutes = 60;
        out.takenLocal = takenLocal;
        out.renderings = {{RenderingKind::Thumb, 1, 0, QByteArray(32, 't'), u"74"_qs.repeated(32),
                           "image/jpeg", 20'000, 400, 300},
                          {RenderingKind::View, 1, 0, QByteArray(32, 'v'), u"76"_qs.repeated(32),
                           "image/webp", 90'000, 2048, 1536}};
        return out;
    }

    QList<PhotoId> idsOf(const QList<StoredPhoto>& photos) {
        QList<PhotoId> ids;
        for (const StoredPhoto& photo : photos)
            ids.append(photo.photo.id);
        return ids;
    }

    std::unique_ptr<PhotoStores> stores;
    PersonId ann, ben;
};

TEST_P(PhotoStoreTest, KeepsWhatItIsGiven) {
    const StoredPhoto added = add(ann, 1, 5'000, 123);
    EXPECT_EQ(added.photo.state, PhotoState::Pending);
    EXPECT_TRUE(added.needsWork);
    EXPECT_EQ(load(added.photo.id), added);
    const auto finished = await(stores->photos().finish(added.photo.id, good(9'000'000)));
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->photo.state, PhotoState::Ready);
    EXPECT_FALSE(finished->needsWork);
    const StoredPhoto read = load(added.photo.id);
    EXPECT_EQ(read, *finished);
    EXPECT_EQ(read.photo.facts, good(9'000'000).facts);
    EXPECT_EQ(read.photo.renderings.size(), 2);
    EXPECT_EQ(read.photo.renderings.first().hash, u"7474747474747474"_qs);
    EXPECT_EQ(read.photo.takenLocal, 9'000'000);
    EXPECT_EQ(await(stores->photos().byId(PhotoId(99))).error().code, ErrorCode::UnknownPhoto);
}

TEST_P(PhotoStoreTest, EqualBytesAreOnePhotoOfEachOwner) {
    const StoredPhoto first = add(ann, 1);
    EXPECT_EQ(add(ann, 1).photo.id, first.photo.id);
    EXPECT_NE(add(ben, 1).photo.id, first.photo.id);
    EXPECT_EQ(*await(stores->photos().usage(ann)), (LibraryUsage{100, 1, 1}));
    NewPhoto again;
    again.owner = ann;
    again.blob = {u"x"_qs, hash(1), 100, 7};
    EXPECT_TRUE(await(stores->photos().add(again))->existed);
    again.blob.sha256 = hash(2);
    EXPECT_FALSE(await(stores->photos().add(again))->existed);
    const auto known = await(stores->photos().byHashes(ann, {hash(1), hash(3)}));
    EXPECT_EQ(*known, (QList<KnownHash>{{hash(1), first.photo.id, Shelf::Library}}));
}

TEST_P(PhotoStoreTest, PagesGoThroughTiesAndNothingTwice) {
    QList<PhotoId> expected;
    for (int i = 0; i < 25; ++i)
        expected.prepend(add(ann, i, i < 12 ? 1'000 : 2'000 + i).photo.id);
    add(ben, 1, 1'500);
    QList<PhotoId> seen;
    LibraryQuery query;
    query.owner = ann;
    for (int pages = 0; pages < 9; ++pages) {
        const LibraryPage page = *await(stores->photos().page(query));
        seen += idsOf(page.photos);
        if (page.end)
            break;
        EXPECT_EQ(page.photos.size(), 10);
        query.before = LibraryPlace{page.photos.last().photo.takenLocal, page.photos.last().photo.id};
    }
    EXPECT_EQ(seen, expected);
    query.before.reset();
    query.limit = 25;
    EXPECT_TRUE(await(stores->photos().page(query))->end) << "exactly the last one";
}

TEST_P(PhotoStoreTest, ShelvesAndMonthsFollowEdits) {
    const auto day = [](int year, int month) {
        return QDateTime(QDate(year, month, 15), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();
    };
    const StoredPhoto one = add(ann, 1, day(2024, 1));
    const StoredPhoto two = add(ann, 2, day(2024, 1));
    const StoredPhoto three = add(ann, 3, day(2023, 12));
    const int january = 2024 * 12;
    using Months = QList<MonthCount>;
    EXPECT_EQ(*await(stores->photos().months(ann)), (Months{{january, 2}, {january - 1, 1}}));
    PhotoEdit archive;
    archive.archived = true;
    EXPECT_EQ(edit(one, archive).shelf, Shelf::Archive);
    EXPECT_EQ(*await(stores->photos().months(ann)), (Months{{january, 1}, {january - 1, 1}}));
    PhotoEdit trash;
    trash.trashed = true;
    trash.trashedUntil = 777;
    EXPECT_EQ(edit(one, trash).shelf, Shelf::Trash);
    EXPECT_EQ(load(one.photo.id).endsAt, 777);
    EXPECT_EQ(idsOf(*await(stores->photos().ended(778, 10))), QList{one.photo.id});
    EXPECT_TRUE(await(stores->photos().ended(777, 10))->isEmpty());
    trash.trashed = false;
    EXPECT_EQ(edit(one, trash).shelf, Shelf::Archive) << "back where it was";
    EXPECT_FALSE(load(one.photo.id).endsAt);
    PhotoEdit date;
    date.taken = PhotoEdit::Taken{day(2023, 12), 0};
    edit(two, date);
    EXPECT_EQ(*await(stores->photos().months(ann)), (Months{{january - 1, 2}}));
    ASSERT_TRUE(await(stores->photos().finish(two.photo.id, good(day(2024, 1)))));
    EXPECT_EQ(load(two.photo.id).photo.takenLocal, day(2023, 12)) << "the owner's date stays";
    ASSERT_TRUE(await(stores->photos().remove(ann, three.photo.id)));
    EXPECT_EQ(*await(stores->photos().months(ann)), (Months{{january - 1, 1}}));
    EXPECT_EQ(await(stores->photos().usage(ann))->photos, 2);
    EXPECT_EQ(await(stores->photos().edit(ben, one.photo.id, date)).error().code, ErrorCode::UnknownPhoto);
    EXPECT_EQ(await(stores->photos().remove(ben, one.photo.id)).error().code, ErrorCode::UnknownPhoto);
}

TEST_P(PhotoStoreTest, RefusedPhotosLeaveTheLibraryAndComeBack) {
    const StoredPhoto photo = add(ann, 1, 1'000);
    Processed failed;
    failed.state = PhotoState::Failed;
    failed.reason = ErrorCode::UnsupportedType;
    failed.refusedUntil = 500;
    const auto refused = await(stores->photos().finish(photo.photo.id, failed));
    EXPECT_EQ(refused->photo.reason, u"unsupported_type"_qs);
    EXPECT_EQ(refused->shelf, Shelf::Refused);
    EXPECT_TRUE(await(stores->photos().months(ann))->isEmpty());
    EXPECT_EQ(idsOf(*await(stores->photos().ended(501, 10))), QList{photo.photo.id});
    EXPECT_TRUE(await(stores->photos().needingWork(10))->isEmpty());
    const StoredPhoto again = add(ann, 1, 2'000);
    EXPECT_EQ(again.photo.state, PhotoState::Pending);
    EXPECT_EQ(again.shelf, Shelf::Library);
    EXPECT_TRUE(again.photo.reason.isEmpty());
    EXPECT_EQ(*await(stores->photos().needingWork(10)), QList{photo.photo.id});
}

TEST_P(PhotoStoreTest, WhatWasRefusedForOneReasonIsOpenedAgain) {
    const StoredPhoto first = add(ann, 1, 1'000);
    const StoredPhoto second = add(ben, 2, 1'000);
    const StoredPhoto bad = add(ann, 3, 1'000);
    Processed failed;
    failed.state = PhotoState::Failed;
    failed.reason = ErrorCode::SandboxMissing;
    failed.refusedUntil = 500;
    for (const StoredPhoto& photo : {first, second})
        ASSERT_TRUE(await(stores->photos().finish(photo.photo.id, failed)));
    failed.reason = ErrorCode::BadImage;
    ASSERT_TRUE(await(stores->photos().finish(bad.photo.id, failed)));
    EXPECT_EQ(*await(stores->photos().reopen(ErrorCode::SandboxMissing, 1)), 1);
    EXPECT_EQ(*await(stores->photos().reopen(ErrorCode::SandboxMissing, 10)), 1);
    EXPECT_EQ(*await(stores->photos().reopen(ErrorCode::SandboxMissing, 10)), 0);
    for (const StoredPhoto& photo : {first, second}) {
        const StoredPhoto again = *await(stores->photos().byId(photo.photo.id));
        EXPECT_EQ(again.photo.state, PhotoState::Pending);
        EXPECT_TRUE(again.photo.reason.isEmpty());
        EXPECT_EQ(again.shelf, Shelf::Library);
        EXPECT_FALSE(again.endsAt);
        EXPECT_TRUE(again.needsWork);
    }
    EXPECT_EQ(idsOf(*await(stores->photos().ended(501, 10))), QList{bad.photo.id});
    EXPECT_EQ(await(stores->photos().months(ben))->size(), 1);
}

TEST_P(PhotoStoreTest, AnEditDuringWorkWins) {
    const StoredPhoto photo = add(ann, 1);
    PhotoEdit turn;
    turn.rotation = 90;
    EXPECT_EQ(edit(photo, turn).editRevision, 1);
    EXPECT_EQ(await(stores->photos().finish(photo.photo.id, good(1)))->photo.state, PhotoState::Pending);
    Processed current = good(1);
    current.editRevision = 1;
    EXPECT_EQ(await(stores->photos().finish(photo.photo.id, current))->photo.state, PhotoState::Ready);
    StoredRendering grid{
        RenderingKind::Grid, 1, 0, QByteArray(32, 'g'), u"67"_qs.repeated(32), "image/jpeg", 5, 800, 600};
    EXPECT_EQ(await(stores->photos().addRendering(photo.photo.id, grid))->renderings.size(), 2)
        << "of an older edit";
    grid.revision = 1;
    const std::int64_t revision = load(photo.photo.id).revision;
    EXPECT_EQ(await(stores->photos().addRendering(photo.photo.id, grid))->renderings.size(), 3);
    EXPECT_EQ(load(photo.photo.id).renderings.at(1), grid);
    EXPECT_EQ(load(photo.photo.id).revision, revision);
    EXPECT_EQ(*await(stores->photos().named(ann, BlobArea::Renderings, {grid.blob, u"00"_qs})),
              QSet{grid.blob});
    EXPECT_TRUE(await(stores->photos().named(ben, BlobArea::Renderings, {grid.blob}))->isEmpty());
    EXPECT_EQ(*await(stores->photos().named(ann, BlobArea::Originals, {photo.blob, u"00"_qs})),
              QSet{photo.blob});
}

TEST_P(PhotoStoreTest, TheIndexContinuesWithoutHoles) {
    QList<StoredPhoto> photos;
    for (int i = 0; i < 7; ++i)
        photos.append(add(ann, i, i));
    const PhotoIndexPage first = *await(stores->photos().changedSince(ann, 0, 5));
    EXPECT_TRUE(first.more);
    EXPECT_EQ(first.photos.size(), 5);
    EXPECT_EQ(first.cursor, 5);
    const PhotoIndexPage second = *await(stores->photos().changedSince(ann, first.cursor, 5));
    EXPECT_FALSE(second.more);
    EXPECT_EQ(second.photos.size(), 2);
    ASSERT_TRUE(await(stores->photos().finish(photos.at(3).photo.id, good(1'000))));
    ASSERT_TRUE(await(stores->photos().remove(ann, photos.at(0).photo.id)));
    ASSERT_TRUE(await(stores->photos().remove(ann, photos.at(1).photo.id)));
    PhotoEdit star;
    star.favourite = true;
    edit(photos.at(4), star);
    // However small the pages, all four changes come once.
    for (const int limit : {1, 2, 3, 10}) {
        QList<PhotoId> removed;
        QList<PhotoId> changed;
        std::int64_t cursor = second.cursor;
        for (bool more = true; more;) {
            const PhotoIndexPage page = *await(stores->photos().changedSince(ann, cursor, limit));
            for (const IndexedPhoto& photo : page.photos)
                (photo.removed ? removed : changed).append(photo.id);
            EXPECT_TRUE(page.cursor > cursor || !page.more);
            cursor = page.cursor;
            more = page.more;
        }
        EXPECT_EQ(changed, (QList{photos.at(3).photo.id, photos.at(4).photo.id})) << limit;
        EXPECT_EQ(removed, (QList{photos.at(0).photo.id, photos.at(1).photo.id})) << limit;
        EXPECT_EQ(cursor, 11);
    }
    const PhotoIndexPage all = *await(stores->photos().changedSince(ann, 0, 100));
    ASSERT_EQ(all.photos.size(), 5);
    const IndexedPhoto ready = all.photos.at(3);
    EXPECT_EQ(ready.id, photos.at(3).photo.id);
    EXPECT_EQ(ready.thumbHash, 0x7474747474747474ULL);
    EXPECT_EQ(ready.aspect, aspectOf(4000, 3000));
    EXPECT_EQ(ready.placeholder, "tiny");
    EXPECT_TRUE(ready.motion);
    EXPECT_TRUE(all.photos.at(4).favourite);
    EXPECT_TRUE(await(stores->photos().changedSince(ben, 0, 100))->photos.isEmpty());
}

TEST_P(PhotoStoreTest, UploadsAreCountedAndTicketsUsedOnce) {
    const auto upload = [&](int id, std::int64_t size, const char* ticket = "") {
        Upload made;
        made.id = UploadId(id);
        made.owner = ann;
        made.size = size;
        made.ticket = ticket;
        made.name = u"a.jpg"_qs;
        made.metadata = "filename YQ==";
        made.createdAt = 1;
        made.expiresAt = 1'000 + id;
        return made;
    };
    auto& uploads = stores->uploads();
    add(ann, 1, 0, 500);
    ASSERT_TRUE(await(uploads.create(upload(1, 300, "nonce"), 1'000, 3)));
    EXPECT_EQ(*await(uploads.byId(UploadId(1))), upload(1, 300, "nonce"));
    EXPECT_EQ(await(uploads.create(upload(2, 1, "nonce"), 1'000, 3)).error().code, ErrorCode::Conflict);
    EXPECT_EQ(await(uploads.create(upload(2, 201), 1'000, 3)).error().code, ErrorCode::QuotaExceeded);
    ASSERT_TRUE(await(uploads.create(upload(2, 200), 1'000, 3)));
    EXPECT_EQ(await(uploads.create(upload(3, 0), 1'000, 2)).error().code, ErrorCode::RateLimited);
    ASSERT_TRUE(await(uploads.create(upload(3, 0), 1'000, 3)));
    EXPECT_EQ(await(uploads.receiving(UploadId(1), 10))->size(), 2);

    ASSERT_TRUE(await(uploads.setUnverified(UploadId(2), 64)));
    ASSERT_TRUE(await(uploads.setExpiry(UploadId(2), 9'000)));
    EXPECT_EQ(await(uploads.byId(UploadId(2)))->unverifiedFrom, 64);
    ASSERT_TRUE(await(uploads.setUnverified(UploadId(2), std::nullopt)));
    EXPECT_FALSE(await(uploads.byId(UploadId(2)))->unverifiedFrom);
    ASSERT_TRUE(await(uploads.close(UploadId(3), UploadStage::Refused, ErrorCode::ChecksumMismatch)));
    EXPECT_EQ(await(uploads.byId(UploadId(3)))->reason, ErrorCode::ChecksumMismatch);
    ASSERT_TRUE(await(uploads.close(UploadId(3), UploadStage::Ended, std::nullopt)));
    EXPECT_EQ(await(uploads.byId(UploadId(3)))->stage, UploadStage::Refused) << "only from Receiving";

    NewPhoto fresh;
    fresh.owner = ann;
    fresh.blob = {u"y"_qs, hash(9), 300, 1};
    fresh.upload = UploadId(1);
    const auto added = await(stores->photos().add(fresh));
    ASSERT_TRUE(added);
    const Upload done = *await(uploads.byId(UploadId(1)));
    EXPECT_EQ(done.stage, UploadStage::Done);
    EXPECT_EQ(done.photo, added->stored.photo.id);
    EXPECT_FALSE(done.had);
    EXPECT_EQ(await(uploads.expired(1'004, 10))->size(), 2);
    ASSERT_TRUE(await(uploads.forget(UploadId(1))));
    EXPECT_EQ(await(uploads.byId(UploadId(1))).error().code, ErrorCode::NotFound);
}

TEST_P(PhotoStoreTest, PartsOfATicketAreAddedUp) {
    const auto part = [&](int id, std::int64_t size, const char* ticket) {
        Upload made;
        made.id = UploadId(id);
        made.owner = ann;
        made.size = size;
        made.partOf = ticket;
        made.partsMost = 10;
        made.concat = "partial";
        made.name = u"a.jpg"_qs;
        made.metadata = "";
        made.expiresAt = 1'000;
        return made;
    };
    auto& uploads = stores->uploads();
    const auto begin = [&](const Upload& upload) { return await(uploads.create(upload, 1'000, 20)); };
    ASSERT_TRUE(begin(part(1, 6, "one")));
    EXPECT_EQ(begin(part(2, 5, "one")).error().code, ErrorCode::TooLarge);
    ASSERT_TRUE(begin(part(2, 4, "one")));
    EXPECT_EQ(begin(part(3, 1, "one")).error().code, ErrorCode::TooLarge);
    ASSERT_TRUE(begin(part(3, 0, "one")));
    ASSERT_TRUE(begin(part(4, 10, "two"))) << "each ticket for itself";
    EXPECT_EQ(begin(part(5, 11, "three")).error().code, ErrorCode::TooLarge);
    ASSERT_TRUE(await(uploads.close(UploadId(1), UploadStage::Ended, std::nullopt)));
    ASSERT_TRUE(begin(part(5, 6, "one"))) << "what was given up makes room";
}

TEST_P(PhotoStoreTest, FindsTheOtherHalfOfALivePhoto) {
    const auto looked = [&](int number, const char* name, const char* mime, std::int64_t at,
                            const char* contentId) {
        NewPhoto fresh;
        fresh.owner = ann;
        fresh.name = QString::fromLatin1(name);
        fresh.blob = {QString::fromLatin1(hash(number).toHex()), hash(number), 100, 7};
        const auto added = await(stores->photos().add(fresh));
        Processed out = good(at);
        out.facts.motion = false;
        out.facts.mimeType = mime;
        out.facts.contentId = contentId;
        if (out.facts.isVideo()) {
            out.facts.durationMs = 1'800;
            out.renderings.clear();
        }
        return await(stores->photos().finish(added->stored.photo.id, out)).value_or(StoredPhoto());
    };
    const StoredPhoto still = looked(1, "a.heic", "image/heic", 5'000'000, "AB-12");
    EXPECT_FALSE(still.partner.isValid());
    const StoredPhoto strange = looked(2, "a.mov", "video/quicktime", 4'999'000, "CD-34");
    EXPECT_FALSE(strange.partner.isValid());
    EXPECT_EQ(strange.shelf, Shelf::Library);
    const StoredPhoto video = looked(3, "b.mov", "video/quicktime", 99'000'000, "AB-12");
    EXPECT_EQ(video.partner, still.photo.id);
    EXPECT_EQ(video.shelf, Shelf::Paired);
    const StoredPhoto moving = load(still.photo.id);
    EXPECT_EQ(moving.partner, video.photo.id);
    EXPECT_TRUE(moving.photo.facts.motion);
    EXPECT_EQ(moving.photo.facts.durationMs, 1'800);
    EXPECT_EQ(load(video.photo.id), video);
    // By name and time, the video first.
    const StoredPhoto clip = looked(4, "IMG_7.MOV", "video/quicktime", 7'000'000, "");
    const StoredPhoto picture = looked(5, "IMG_7.JPG", "image/jpeg", 7'001'000, "");
    EXPECT_EQ(picture.partner, clip.photo.id);

    const auto page = await(stores->photos().page({ann, Shelf::Library, false, {}, std::nullopt, 10}));
    EXPECT_EQ(idsOf(page->photos), (QList<PhotoId>{picture.photo.id, still.photo.id, strange.photo.id}));
    const auto index = await(stores->photos().changedSince(ann, 0, 100));
    EXPECT_EQ(index->photos.size(), 3);
    for (const IndexedPhoto& photo : index->photos) {
        EXPECT_EQ(photo.video, photo.id == strange.photo.id);
        EXPECT_EQ(photo.motion, photo.id != strange.photo.id);
    }
    // The video goes with its still; a still stays without its video.
    ASSERT_TRUE(await(stores->photos().remove(ann, still.photo.id)));
    EXPECT_EQ(await(stores->photos().byId(video.photo.id)).error().code, ErrorCode::UnknownPhoto);
    ASSERT_TRUE(await(stores->photos().remove(ann, clip.photo.id)));
    EXPECT_FALSE(load(picture.photo.id).partner.isValid());
    EXPECT_FALSE(load(picture.photo.id).photo.facts.motion);
    EXPECT_EQ(await(stores->photos().usage(ann))->photos, 2);
}

TEST_P(PhotoStoreTest, CountsCrashesOfBytes) {
    EXPECT_TRUE(await(stores->photos().crashes())->isEmpty());
    EXPECT_EQ(await(stores->photos().noteCrash(hash(1))), 1);
    EXPECT_EQ(await(stores->photos().noteCrash(hash(1))), 2);
    EXPECT_EQ(await(stores->photos().noteCrash(hash(2))), 1);
    EXPECT_EQ(*await(stores->photos().crashes()), (QHash<QByteArray, int>{{hash(1), 2}, {hash(2), 1}}));
}

PARLOR_ON_ALL_PHOTO_STORES(PhotoStoreTest);

} // namespace
} // namespace parlor::server
