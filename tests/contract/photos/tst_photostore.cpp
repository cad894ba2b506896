// What every store of photos must do: SQLite and its memory twin answer the same questions.
#include "tests/contract/photos/photorows.h"

#include <QDateTime>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

using PhotoStoreTest = PhotoRowsCase;

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

TEST_P(PhotoStoreTest, ACropIsKeptAndLeavesNoPictureOfBefore) {
    const StoredPhoto photo = add(ann, 1);
    ASSERT_TRUE(await(stores->photos().finish(photo.photo.id, good(1))));
    PhotoEdit cut;
    cut.crop = PhotoCrop::from(1'000, 2'000, 3'000, 4'000);
    EXPECT_EQ(edit(photo, cut).photo.crop, cut.crop);
    const StoredPhoto read = load(photo.photo.id);
    EXPECT_EQ(read.photo.crop, cut.crop);
    EXPECT_EQ(read.editRevision, 1);
    EXPECT_TRUE(read.needsWork);
    EXPECT_TRUE(read.renderings.isEmpty());
    EXPECT_EQ(await(stores->photos().changedSince(ann, 0, 5))->photos.first().thumbHash, 0U);
    EXPECT_TRUE(await(stores->photos().named(ann, BlobArea::Renderings, {good(1).renderings.first().blob}))
                    ->isEmpty());
    EXPECT_TRUE(await(stores->photos().addRendering(photo.photo.id, good(1).renderings.first()))
                    ->photo.renderings.isEmpty())
        << "made of the whole";
    Processed current = good(1);
    current.editRevision = 1;
    EXPECT_EQ(await(stores->photos().finish(photo.photo.id, current))->photo.crop, cut.crop);
    PhotoEdit whole;
    whole.crop = PhotoCrop();
    EXPECT_EQ(edit(photo, whole).renderings.size(), 2);
    EXPECT_TRUE(load(photo.photo.id).photo.crop.isWhole());

    const StoredPhoto film = add(ann, 2);
    Processed moving = good(1);
    moving.facts.mimeType = "video/mp4";
    moving.renderings = {};
    ASSERT_TRUE(await(stores->photos().finish(film.photo.id, moving)));
    EXPECT_EQ(await(stores->photos().edit(ann, film.photo.id, cut)).error().code, ErrorCode::UnsupportedType);
    EXPECT_TRUE(load(film.photo.id).photo.crop.isWhole());
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

TEST_P(PhotoStoreTest, TheOwnersStarsOutliveAnotherLook) {
    const StoredPhoto photo = add(ann, 1);
    Processed look = good(1'000);
    look.facts.rating = 3;
    EXPECT_EQ(await(stores->photos().finish(photo.photo.id, look))->photo.rating, 3) << "as the file says";
    EXPECT_EQ(load(photo.photo.id).photo.rating, 3);
    look.facts.rating = 4;
    EXPECT_EQ(await(stores->photos().finish(photo.photo.id, look))->photo.rating, 4)
        << "nobody has said more";
    const std::int64_t revision = load(photo.photo.id).revision;
    PhotoEdit none;
    none.rating = 0;
    const StoredPhoto edited = edit(photo, none);
    EXPECT_GT(edited.revision, revision);
    EXPECT_EQ(edited.photo.rating, 0);
    const auto again = await(stores->photos().finish(photo.photo.id, look));
    EXPECT_EQ(again->photo.rating, 0);
    EXPECT_EQ(load(photo.photo.id), *again);
}

TEST_P(PhotoStoreTest, AnEditOfWhatHasChangedMeanwhileIsRefused) {
    const StoredPhoto seen = add(ann, 1);
    PhotoEdit first;
    first.caption = u"one"_qs;
    first.atRevisions = QList<std::int64_t>{seen.revision};
    const StoredPhoto changed = edit(seen, first);
    EXPECT_GT(changed.revision, seen.revision);
    PhotoEdit late;
    late.caption = u"two"_qs;
    late.atRevisions = QList<std::int64_t>{seen.revision};
    const auto edited = [&](PersonId who) { return await(stores->photos().edit(who, seen.photo.id, late)); };
    EXPECT_EQ(edited(ann).error().code, ErrorCode::Conflict);
    EXPECT_EQ(edited(ben).error().code, ErrorCode::UnknownPhoto) << "nobody else learns of it";
    EXPECT_EQ(load(seen.photo.id), changed);
    late.atRevisions->append(changed.revision);
    EXPECT_EQ(edited(ann)->photo.caption, u"two"_qs) << "one of them is enough";
    late.atRevisions = QList<std::int64_t>{};
    EXPECT_EQ(edited(ann).error().code, ErrorCode::Conflict) << "none fits none";
    late.atRevisions.reset();
    late.caption = u"three"_qs;
    EXPECT_EQ(edited(ann)->photo.caption, u"three"_qs);
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
