// What an import is told by the library of this server.
#include "server/domain/import/librarytarget.h"
#include "tests/unit/photos/photonode.h"

namespace parlor::server::test {
namespace {

class LibraryTargetTest : public PhotoNodeTest {
protected:
    LibraryTarget target{ann.id, *node.library, *node.albums, *node.uploads, *node.photos, node.executor};
};

TEST_F(LibraryTargetTest, WhatOnlyConversationsShowComesAgain) {
    const QByteArray bytes = "a picture";
    const QByteArray hash = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
    const PhotoId id = node.upload("ann", bytes);
    ASSERT_EQ(node.looked(id).state, PhotoState::Ready);
    EXPECT_TRUE(await(target.check({hash}))->contains(hash));
    ASSERT_TRUE(await(node.photos->release(ann.id, id)));
    ASSERT_EQ(await(node.photos->byId(id))->shelf, Shelf::Held);
    EXPECT_FALSE(await(target.check({hash}))->contains(hash)) << "it goes when the conversation lets go";
}

TEST_F(LibraryTargetTest, SaysWhatBecameOfAPhoto) {
    const PhotoId good = node.upload("ann", "a picture");
    const PhotoId text = node.upload("ann", "text, not a picture");
    const auto kept = await(target.verdict(good));
    const auto refused = await(target.verdict(text));
    ASSERT_TRUE(kept && refused);
    EXPECT_TRUE(kept->kept);
    EXPECT_EQ(kept->reason, QString());
    EXPECT_FALSE(refused->kept);
    EXPECT_EQ(refused->reason, u"unsupported_type"_qs);
    const auto gone = await(target.verdict(PhotoId(12'345)));
    ASSERT_TRUE(gone);
    EXPECT_TRUE(gone->kept);
}

} // namespace
} // namespace parlor::server::test
