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
    ASSERT_EQ(
        node.send("PATCH", at(id), "ann", {}, R"({"rotation":90,"taken_at":1000000,"offset_min":60})").status,
        200);
    EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
    settle();
    const PhotoId mine = idIn(copy(id));
    const Photo photo = node.looked(mine);
    EXPECT_EQ(photo.rotation, 90);
    EXPECT_EQ(photo.takenAt, 1'000'000);
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
