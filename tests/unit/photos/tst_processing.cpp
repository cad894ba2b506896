// Which photo is looked at when, and what becomes of those that can't be.
#include "tests/unit/photos/conversations.h"

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

class ProcessingTest : public ConversationsTest {
protected:
    /// As an import sends it.
    PhotoId imported(const QByteArray& bytes) {
        const HttpResponse response =
            node.send("POST", u"/v1/uploads"_s, "ann",
                      {{"tus-resumable", "1.0.0"},
                       {"upload-length", QByteArray::number(bytes.size())},
                       {"upload-metadata", "filename " + QByteArray("a.jpg").toBase64() + ",import"},
                       {"content-type", "application/offset+octet-stream"}},
                      bytes);
        EXPECT_EQ(response.status, 201) << bodyOf(response).constData();
        return *PhotoId::fromString(QString::fromLatin1(header(response, "parlor-photo")));
    }

    bool isIdle() {
        return waitFor([&] { return node.processing->load() == 0; });
    }

    QList<ModerationEntry> log() {
        return await(node.audit->entries(0, 100)).value_or(QList<ModerationEntry>());
    }
};

TEST_F(ProcessingTest, WithoutWorkersPhotosWaitForThem) {
    node.media.missing = true;
    const PhotoId id = node.upload("ann", "picture");
    const PhotoId other = node.upload("ann", "picture two");
    ASSERT_TRUE(waitFor([&] { return node.media.jobs >= 1; }));
    ASSERT_TRUE(isIdle());
    for (const PhotoId one : {id, other}) {
        const StoredPhoto row = *await(node.photos->byId(one));
        EXPECT_EQ(row.photo.state, PhotoState::Pending);
        EXPECT_EQ(row.shelf, Shelf::Library);
        EXPECT_FALSE(row.endsAt) << "it was acknowledged";
    }
    node.clock.advance(2 * PhotoProcessing::refusedForMs);
    node.library->sweepTrash();
    node.media.missing = false;
    node.processing->start();
    EXPECT_EQ(node.looked(id).state, PhotoState::Ready);
    EXPECT_EQ(node.looked(other).state, PhotoState::Ready);
}

TEST_F(ProcessingTest, ATurnWithoutWorkersIsMadeLater) {
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    node.media.missing = true;
    ASSERT_EQ(node.send("PATCH", at(id), "ann", {}, R"({"rotation":90})").status, 200);
    ASSERT_TRUE(isIdle());
    EXPECT_EQ(node.photo(id).state, PhotoState::Ready) << "its earlier pictures stay";
    node.media.missing = false;
    node.processing->start();
    ASSERT_TRUE(waitFor([&] { return node.photo(id).facts.width == 3000; }));
    settle();
    EXPECT_EQ(bodyOf(node.send("GET", at(id, u"/thumb"_s), "ann")), "thumb of picture turned 90");
}

TEST_F(ProcessingTest, WhatWasRefusedForLackOfWorkersIsTakenUpAgain) {
    node.media.hold = true;
    const PhotoId id = node.upload("ann", "picture");
    ASSERT_TRUE(waitFor([&] { return !node.media.held.isEmpty(); }));
    node.media.held.clear();
    node.media.hold = false;
    Processed refused; // as earlier versions did
    refused.state = PhotoState::Failed;
    refused.reason = ErrorCode::SandboxMissing;
    refused.refusedUntil = node.clock.now() + PhotoProcessing::refusedForMs;
    ASSERT_EQ(await(node.photos->finish(id, refused))->shelf, Shelf::Refused);
    node.restart();
    EXPECT_TRUE(waitFor([&] { return node.photo(id).state == PhotoState::Ready; }));
    const StoredPhoto row = *await(node.photos->byId(id));
    EXPECT_EQ(row.shelf, Shelf::Library);
    EXPECT_FALSE(row.endsAt);
}

TEST_F(ProcessingTest, WhatSomebodyWaitsForGoesBeforeAnImport) {
    node.media.hold = true;
    for (int i = 0; i < 6; ++i)
        imported("picture of an import " + QByteArray::number(i));
    ASSERT_TRUE(waitFor([&] { return node.media.held.size() == 2; }));
    EXPECT_FALSE(node.media.held.first().first.urgent);
    node.upload("ann", "picture of today");
    EXPECT_EQ(node.media.held.size(), 2) << "two at a time";
    node.media.release();
    ASSERT_TRUE(isIdle());
    ASSERT_EQ(node.media.order.size(), 7);
    EXPECT_LE(node.media.order.indexOf("picture of today"), 3) << "the first that began after it came";
}

TEST_F(ProcessingTest, WhatIsEditedMovesUp) {
    node.media.hold = true;
    QList<PhotoId> ids;
    for (int i = 0; i < 6; ++i)
        ids.append(imported("picture " + QByteArray::number(i)));
    ASSERT_TRUE(waitFor([&] { return node.media.held.size() == 2; }));
    ASSERT_EQ(node.send("PATCH", at(ids.last()), "ann", {}, R"({"rotation":90})").status, 200);
    node.media.release();
    ASSERT_TRUE(isIdle());
    EXPECT_LE(node.media.order.indexOf("picture 5"), 3);
}

TEST_F(ProcessingTest, WhatSomebodyLooksForMovesUp) {
    node.media.hold = true;
    QList<PhotoId> ids;
    for (int i = 0; i < 8; ++i)
        ids.append(imported("picture " + QByteArray::number(i)));
    ASSERT_TRUE(waitFor([&] { return node.media.held.size() == 2; }));
    EXPECT_EQ(status(ids.at(6), "ben", u"/thumb"_s), 404) << "who may not see it moves nothing";
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(status(ids.at(7), "ann", i == 0 ? u"/thumb"_s : u"/view"_s), 404);
    node.media.release();
    ASSERT_TRUE(isIdle());
    ASSERT_EQ(node.media.order.size(), 8) << "each is looked at once";
    EXPECT_LE(node.media.order.indexOf("picture 7"), 3);
    EXPECT_GT(node.media.order.indexOf("picture 6"), 4);
    settle();
    EXPECT_EQ(status(ids.at(7), "ann", u"/thumb"_s), 200);
}

TEST_F(ProcessingTest, ARefusalStandsInTheLogOnce) {
    const PhotoId id = node.upload("ann", "text that calls itself a picture", "fake.jpg");
    EXPECT_EQ(node.looked(id).state, PhotoState::Failed);
    const int jobs = node.media.jobs;
    EXPECT_EQ(node.upload("ann", "text that calls itself a picture"), id);
    ASSERT_TRUE(waitFor([&] { return node.media.jobs > jobs; }));
    ASSERT_TRUE(isIdle());
    const QList<ModerationEntry> entries = log();
    ASSERT_EQ(entries.size(), 1) << "not each time it is sent";
    EXPECT_EQ(entries.first().action, u"photo.refuse"_s);
    EXPECT_EQ(entries.first().person, ann.id);
    EXPECT_TRUE(entries.first().detail.contains(u"unsupported_type"_s));
    EXPECT_FALSE(entries.first().detail.contains(u"fake"_s)) << "a file's name is its owner's";
    node.looked(node.upload("ben", "text that calls itself a picture"));
    EXPECT_EQ(log().size(), 2);
}

} // namespace
} // namespace parlor::server::test
