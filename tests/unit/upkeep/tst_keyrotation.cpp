// Sealed files get a new key; the old one opens nothing then.
#include "server/domain/upkeep/keyrotation.h"
#include "tests/unit/upkeep/storedlibrary.h"

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

} // namespace
} // namespace parlor::server
