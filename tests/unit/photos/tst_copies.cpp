// What somebody keeps of others' photos.
#include "tests/unit/photos/conversations.h"

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

class CopiesTest : public ConversationsTest {
protected:
    /// A photo of Ann's that Ben sees.
    PhotoId shown(const QByteArray& bytes, const char* name = "photo.jpg") {
        const PhotoId id = node.upload("ann", bytes, name);
        node.looked(id);
        if (!room.isValid()) {
            room = channel(ann, "room", Visibility::Private);
            let(ann, ben, room);
        }
        post(ann, room, id);
        return id;
    }

    HttpResponse copy(PhotoId id, const char* token = "ben") {
        return node.send("POST", at(id, u"/copy"_s), token);
    }

    PhotoId idIn(const HttpResponse& response) {
        return PhotoId::fromString(node.json(response).value(u"id"_s).toString()).value_or(PhotoId());
    }

    QByteArray original(PhotoId id, const char* token) {
        return bodyOf(node.send("GET", at(id, u"/original"_s), token));
    }

    QString code(const HttpResponse& response) { return node.json(response).value(u"code"_s).toString(); }

    ChannelId room;
};

TEST_F(CopiesTest, IsAPhotoOfTheSaversOwn) {
    const PhotoId id = shown("picture with a secret place", "IMG_20240131_235959.jpg");
    const HttpResponse saved = copy(id);
    ASSERT_EQ(saved.status, 201) << bodyOf(saved).constData();
    const PhotoId mine = idIn(saved);
    EXPECT_NE(mine, id);
    EXPECT_EQ(original(mine, "ben"), "picture with a ****** place") << "without what Ann did not show";
    const Photo photo = node.looked(mine);
    EXPECT_EQ(photo.owner, ben.id);
    EXPECT_EQ(photo.state, PhotoState::Ready);
    EXPECT_EQ(photo.name, u"2024-01-31 23.59.59.jpg"_s) << "how Ann's file is called is hers";
    EXPECT_EQ(photo.takenLocal, node.photo(id).takenLocal);
    EXPECT_EQ(status(mine, "ann"), 404);

    EXPECT_EQ(node.send("DELETE", at(id), "ann").status, 204);
    EXPECT_EQ(status(id, "ben"), 404);
    EXPECT_EQ(status(mine, "ben"), 200) << "its own file, its own fate";
}

TEST_F(CopiesTest, TwiceIsOnce) {
    const PhotoId id = shown("picture with a secret place");
    const PhotoId first = idIn(copy(id));
    const HttpResponse again = copy(id);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(idIn(again), first);
    const HttpResponse own = copy(id, "ann");
    EXPECT_EQ(own.status, 200);
    EXPECT_EQ(idIn(own), id) << "one's own is there already";
}

TEST_F(CopiesTest, OfWhatCanNotBeCleanedItIsThePictureThatOthersSee) {
    const PhotoId id = shown("picture sealed for good");
    const HttpResponse saved = copy(id);
    ASSERT_EQ(saved.status, 201);
    const PhotoId mine = idIn(saved);
    EXPECT_EQ(original(mine, "ben"), bodyOf(node.send("GET", at(id, u"/view"_s), "ann")));
    EXPECT_TRUE(node.photo(mine).name.endsWith(u".webp")) << node.photo(mine).name.toStdString();
    const PhotoId film = shown("movie sealed for good", "clip.mp4");
    const HttpResponse refused = copy(film);
    EXPECT_EQ(refused.status, 415) << "a video has no such picture";
    EXPECT_EQ(code(refused), u"unsupported_type"_s);
}

TEST_F(CopiesTest, IsTurnedAndDatedAsItWasSeen) {
    const PhotoId id = shown("picture");
    ASSERT_EQ(node.send("PATCH", at(id), "ann", {},
                        R"({"rotation":90,"taken_at":1000000,"offset_min":60,"rating":5})")
                  .status,
              200);
    EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
    settle();
    const PhotoId mine = idIn(copy(id));
    const Photo photo = node.looked(mine);
    EXPECT_EQ(photo.rotation, 90);
    EXPECT_EQ(photo.takenAt, 1'000'000);
    EXPECT_EQ(photo.rating, 0) << "what Ann thinks of it is hers";
    EXPECT_EQ(photo.takenLocal, 1'000'000 + 3'600'000);
}

TEST_F(CopiesTest, WhoseQuotaIsFullKeepsNone) {
    const PhotoId id = shown("picture of quite some bytes");
    node.rules.quota = 10;
    node.restart();
    const HttpResponse refused = copy(id);
    EXPECT_EQ(refused.status, 507);
    EXPECT_EQ(code(refused), u"quota_exceeded"_s);
    EXPECT_EQ(await(node.photos->usage(ben.id))->photos, 0);
}

TEST_F(CopiesTest, OfWhatOneMayNotSeeThereIsNone) {
    node.person("eve");
    const PhotoId id = shown("picture");
    for (const PhotoId which : {id, PhotoId(5)}) {
        const HttpResponse refused = copy(which, "eve");
        EXPECT_EQ(refused.status, 404);
        EXPECT_EQ(code(refused), u"unknown_photo"_s);
    }
    EXPECT_EQ(node.send("POST", at(id, u"/copy"_s), "ben", {}, "[1").status, 400);
    node.media.hold = true;
    const PhotoId fresh = node.upload("ann", "picture that nobody has looked at");
    post(ann, room, fresh);
    const HttpResponse early = copy(fresh);
    EXPECT_EQ(early.status, 503);
    EXPECT_EQ(code(early), u"busy"_s);
    node.media.release();
    node.looked(fresh);
    settle();
    EXPECT_EQ(copy(fresh).status, 201);
}

TEST_F(CopiesTest, OfALivePhotoBothHalvesComeAndAreOne) {
    const PhotoId still = shown("picture live:AA-1 secret", "IMG_1.HEIC");
    const PhotoId video = node.upload("ann", "movie live:AA-1 secret", "IMG_1.MOV");
    node.looked(video);
    ASSERT_EQ(node.current(still).partner, video);
    settle();

    const HttpResponse saved = copy(still);
    ASSERT_EQ(saved.status, 201) << bodyOf(saved).constData();
    const PhotoId mine = idIn(saved);
    EXPECT_TRUE(waitFor([&] { return node.photo(mine).facts.motion; }));
    EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
    settle();
    const StoredPhoto kept = await(node.photos->byId(mine)).value_or(StoredPhoto());
    const StoredPhoto half = await(node.photos->byId(kept.partner)).value_or(StoredPhoto());
    EXPECT_EQ(half.photo.owner, ben.id);
    EXPECT_EQ(half.partner, mine);
    EXPECT_EQ(half.shelf, Shelf::Paired) << "one entry";
    EXPECT_EQ(kept.photo.facts.durationMs, 2'900);
    EXPECT_EQ(await(node.photos->usage(ben.id))->photos, 2);
    EXPECT_EQ(original(mine, "ben"), "picture live:AA-1 ******");
    EXPECT_EQ(bodyOf(node.send("GET", at(mine, u"/video"_s), "ben")), "movie live:AA-1 ******");
    EXPECT_EQ(half.photo.name.section(u'.', 0, -2), kept.photo.name.section(u'.', 0, -2));

    const HttpResponse again = copy(still);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(idIn(again), mine);
    EXPECT_EQ(await(node.photos->usage(ben.id))->photos, 2) << "twice is once";
    EXPECT_EQ(node.send("DELETE", at(mine), "ben").status, 204);
    EXPECT_EQ(await(node.photos->usage(ben.id))->photos, 0) << "both go together";
    EXPECT_EQ(bodyOf(node.send("GET", at(still, u"/video"_s), "ann")), "movie live:AA-1 secret");
}

TEST_F(CopiesTest, TheHalfThatBrokeOffComesWithTheNextTry) {
    const PhotoId still = shown("picture live:AA-1", "IMG_1.HEIC");
    const PhotoId video = node.upload("ann", "movie live:AA-1 of more bytes", "IMG_1.MOV");
    node.looked(video);
    ASSERT_EQ(node.current(still).partner, video);
    node.rules.quota = 60; // for Ann's two, and for Ben's still alone
    node.restart();
    {
        Upload other; // of Ben's, takes what the video needs
        other.id = UploadId(7);
        other.owner = ben.id;
        other.size = 30;
        other.name = u"a.jpg"_s;
        other.metadata = "";
        other.expiresAt = node.clock.now() + 1'000'000;
        ASSERT_TRUE(await(node.uploadRows->create(other, node.rules.quota, 10)));
    }
    const HttpResponse refused = copy(still);
    EXPECT_EQ(refused.status, 507);
    EXPECT_EQ(code(refused), u"quota_exceeded"_s);
    EXPECT_EQ(await(node.photos->usage(ben.id))->photos, 1);
    ASSERT_TRUE(await(node.uploadRows->forget(UploadId(7))));
    const HttpResponse saved = copy(still);
    EXPECT_EQ(saved.status, 200) << "its still was there";
    EXPECT_TRUE(waitFor([&] { return node.photo(idIn(saved)).facts.motion; }));
}

TEST_F(CopiesTest, OfAVideoThatCanNotBeCleanedTheStillComesAlone) {
    const PhotoId still = shown("picture live:AA-1", "IMG_1.HEIC");
    const PhotoId video = node.upload("ann", "movie live:AA-1 sealed", "IMG_1.MOV");
    node.looked(video);
    ASSERT_EQ(node.current(still).partner, video);
    const HttpResponse saved = copy(still);
    EXPECT_EQ(saved.status, 201);
    EXPECT_EQ(await(node.photos->usage(ben.id))->photos, 1);
}

TEST_F(CopiesTest, OnesOwnComesBackFromTheTrash) {
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    node.send("PATCH", at(id), "ann", {}, R"({"trashed":true})");
    settle();
    EXPECT_EQ(idIn(copy(id, "ann")), id);
    EXPECT_FALSE(node.photo(id).trashed);
}

} // namespace
} // namespace parlor::server::test
