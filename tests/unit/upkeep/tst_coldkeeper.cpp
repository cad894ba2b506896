// Originals between their two directories, by the rule and back.
#include "tests/unit/upkeep/coldlibrary.h"

#include <QFile>

namespace parlor::server {
namespace {

using test::await;

class ColdMoves : public ColdLibrary {};

PARLOR_PLAIN_AND_SEALED(ColdMoves);

TEST_P(ColdMoves, WhatNobodyOpensMovesAwayAndComesBackWhenItIsOpened) {
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

TEST_P(ColdMoves, AnOpenFileIsNotForgottenByTheRule) {
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

TEST_P(ColdMoves, ADirectoryOfAnotherServerIsNotTaken) {
    LocalBlobStore::Options other = options();
    other.root = directory.filePath(u"other"_qs).toUtf8();
    const auto refused = LocalBlobStore::create(other, clock);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::BadRequest);
    other.coldRoot = other.root;
    EXPECT_FALSE(LocalBlobStore::create(other, clock)) << "it is the data directory itself";
}

TEST_P(ColdMoves, WhatIsSentAgainLiesWarmOnly) {
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

TEST_P(ColdMoves, AMoveIsBoundedInTime) {
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
