// Sealed files get a new key; the old one opens nothing then.
#include "server/domain/upkeep/keyrotation.h"
#include "tests/unit/upkeep/storedlibrary.h"

#include <QFile>

namespace parlor::server {
namespace {

using test::await;

class KeyRotations : public StoredLibrary {
protected:
    void SetUp() override {
        keyFiles = {newKey(u"first.key"_qs)};
        open();
    }
};

TEST_F(KeyRotations, AfterARotationTheNewKeyAloneOpensEverything) {
    const StoredPhoto photo = add(u"a.jpg"_qs, QByteArray(200'000, 'a'));
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

TEST_F(KeyRotations, UploadsOnTheirWayNeedTheOldKeyNoMore) {
    const QByteArray bytes(200'000, 'p');
    const UploadId resting(1), going(2), damaged(3);
    for (const UploadId id : {resting, going})
        ASSERT_TRUE(await((*await(blobs->part(id)))->write(bytes.first(70'000))));
    QFile noHead(QFile::decodeName(blobs->place().temporary("3.part")));
    ASSERT_TRUE(noHead.open(QIODevice::WriteOnly));
    noHead.write("torn");
    noHead.close();
    const QByteArray fresh = newKey(u"second.key"_qs);
    keyFiles = {fresh, keyFiles.first()};
    open();
    std::shared_ptr<BlobPart> opened = *await(blobs->part(going));
    KeyRotation rotation(*blobs, *keeper, executor);
    const auto report = await(rotation.run());
    EXPECT_EQ(report->files, 3);
    EXPECT_EQ(report->rewrapped, 1) << "the one that nobody has opened since";
    EXPECT_EQ(report->failed, 0);
    ASSERT_TRUE(await(opened->write(bytes.sliced(70'000))));
    const auto gone = await(opened->finish(ada, BlobArea::Originals, {}));
    ASSERT_TRUE(gone);
    opened.reset(); // before its store
    keyFiles = {fresh};
    open();
    const auto original = await(blobs->open(ada, BlobArea::Originals, gone->name));
    ASSERT_TRUE(original) << "what was acknowledged is there";
    EXPECT_EQ(*await((*original)->read(0, bytes.size())), bytes);
    const auto rested = await(blobs->part(resting));
    ASSERT_TRUE(rested);
    EXPECT_EQ((*rested)->offset(), 70'000);
    ASSERT_TRUE(await((*rested)->write(bytes.sliced(70'000))));
    EXPECT_EQ(await((*rested)->finish(ada, BlobArea::Originals, {}))->name, gone->name);
    EXPECT_EQ((*await(blobs->part(damaged)))->offset(), 0);
}

using KeylessRotations = StoredLibrary;

TEST_F(KeylessRotations, AreRefused) {
    open();
    add(u"a.jpg"_qs, "in clear");
    KeyRotation rotation(*blobs, *keeper, executor);
    const auto report = await(rotation.run());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::BadRequest);
    EXPECT_EQ(await(rotation.run()).error().code, ErrorCode::BadRequest) << "and none is under way";
}

} // namespace
} // namespace parlor::server
