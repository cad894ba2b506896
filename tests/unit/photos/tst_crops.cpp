// What a crop does to a photo, and that nobody but its owner gets what was cut off.
#include "server/domain/photos/photochanges.h"
#include "tests/unit/photos/conversations.h"
#include "tests/unit/photos/sharing.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

constexpr const char* middle = R"({"crop":{"x":2500,"y":2500,"width":5000,"height":5000}})";
const QByteArray words = " cropped 2500 2500 5000 5000";
// What a rendering of the fake says ends after 40 characters: "shed" stands in originals alone.
const QByteArray bytes = "picture of a garden with the neighbours' shed";

class CropsTest : public ConversationsTest {
protected:
    /// Ann's; Ben sees it in a room.
    PhotoId shown(const QByteArray& original = bytes, const char* name = "photo.jpg") {
        const PhotoId id = node.upload("ann", original, name);
        node.looked(id);
        if (!room.isValid()) {
            room = channel(ann, "room", Visibility::Private);
            let(ann, ben, room);
        }
        post(ann, room, id);
        return id;
    }

    HttpResponse edit(PhotoId id, const char* change, const char* who = "ann") {
        HttpResponse answer = node.send("PATCH", at(id), who, {}, change);
        settle();
        return answer;
    }

    void crop(PhotoId id, const char* change = middle) {
        EXPECT_EQ(edit(id, change).status, 200);
        EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
        settle();
    }

    QByteArray body(PhotoId id, const QString& rest, const char* who) {
        return bodyOf(node.send("GET", at(id, rest), who));
    }

    /// "/s/<token>" of a link to download it by.
    QString link(PhotoId id, bool location) {
        const QJsonObject wish{
            {u"photos"_s, QJsonArray{id.toString()}}, {u"mode"_s, u"download"_s}, {u"location"_s, location}};
        const HttpResponse made = node.send("POST", u"/v1/shares"_s, "ann", {}, QJsonDocument(wish).toJson());
        EXPECT_EQ(made.status, 201) << bodyOf(made).constData();
        return u"/s/"_s + node.json(made).value(u"token"_s).toString();
    }

    HttpResponse get(const QString& address) { return node.send("GET", address, nullptr); }

    ChannelId room;
    Sharing sharing{node};
};

TEST_F(CropsTest, IsKeptBesideTheRotationAndTakenAway) {
    const PhotoId id = shown();
    crop(id);
    EXPECT_EQ(node.photo(id).crop, PhotoCrop::from(2'500, 2'500, 5'000, 5'000));
    EXPECT_EQ(node.photo(id).facts.width, 2'000);
    EXPECT_EQ(node.photo(id).facts.height, 1'500);
    EXPECT_EQ(body(id, u"/thumb"_s, "ann"), "thumb of " + bytes.left(40) + " turned 0" + words);
    crop(id, R"({"rotation":90})");
    EXPECT_EQ(node.photo(id).facts.width, 1'500);
    EXPECT_EQ(body(id, u"/view"_s, "ann"), "view of " + bytes.left(40) + " turned 90" + words);
    EXPECT_EQ(body(id, u"/original"_s, "ann"), bytes) << "untouched";
    const QJsonObject told = node.json(node.send("GET", at(id), "ann"));
    EXPECT_EQ(told.value(u"crop"_s).toObject().value(u"width"_s).toInt(), 5'000);
    for (const char* none : {R"({"crop":null})", R"({"crop":{"x":0,"y":0,"width":10000,"height":10000}})"}) {
        crop(id, none);
        EXPECT_FALSE(node.json(node.send("GET", at(id), "ann")).contains(u"crop"_s));
        EXPECT_EQ(body(id, u"/thumb"_s, "ann"), "thumb of " + bytes.left(40) + " turned 90");
        crop(id);
    }
}

TEST_F(CropsTest, WhatIsNoneIsRefused) {
    const PhotoId id = shown();
    for (const char* bad :
         {R"({"crop":7})", R"({"crop":"x"})", R"({"crop":[]})", R"({"crop":{}})",
          R"({"crop":{"x":0,"y":0,"width":5000}})", R"({"crop":{"x":0,"y":0,"width":99,"height":5000}})",
          R"({"crop":{"x":5001,"y":0,"width":5000,"height":5000}})",
          R"({"crop":{"x":-1,"y":0,"width":5000,"height":5000}})",
          R"({"caption":"x","crop":{"x":0.5,"y":0,"width":5000,"height":5000}})"}) {
        const HttpResponse refused = edit(id, bad);
        EXPECT_EQ(refused.status, 400) << bad;
        EXPECT_EQ(node.json(refused).value(u"code"_s).toString(), u"bad_request"_s);
    }
    EXPECT_EQ(edit(id, middle, "ben").status, 404);
    EXPECT_TRUE(node.photo(id).crop.isWhole());
    EXPECT_TRUE(node.photo(id).caption.isEmpty());
    const PhotoId film = node.upload("ann", "movie", "clip.mp4");
    node.looked(film);
    EXPECT_EQ(edit(film, middle).status, 415) << "of a video nothing is cut";
    EXPECT_EQ(edit(film, R"({"crop":null})").status, 200);
}

TEST_F(CropsTest, WhatShowsMoreIsGoneBeforeTheNewPicturesAreThere) {
    const PhotoId id = shown();
    ASSERT_EQ(status(id, "ben", u"/grid"_s), 200);
    QStringList addresses{u"/thumb"_s, u"/view"_s};
    for (const Rendering& rendering : node.current(id).photo.renderings)
        addresses.append(u'/' + QString(nameOf(rendering.kind)) + u'/' + rendering.hash);
    ASSERT_EQ(addresses.size(), 5);
    for (const QString& address : addresses)
        ASSERT_EQ(status(id, "ben", address), 200) << address.toStdString();
    node.media.hold = true;
    EXPECT_EQ(edit(id, middle).status, 200);
    for (const QString& address : addresses)
        EXPECT_EQ(status(id, "ben", address), 404) << address.toStdString();
    const QJsonObject seen = node.json(node.send("GET", at(id), "ben"));
    for (const char* field : {"renderings", "placeholder", "crop"})
        EXPECT_FALSE(seen.contains(QLatin1StringView(field))) << field;
    node.media.release();
    EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
    settle();
    EXPECT_TRUE(body(id, u"/thumb"_s, "ben").endsWith(words));
    EXPECT_TRUE(body(id, u"/grid"_s, "ben").endsWith(words));
    for (const QString& address : addresses.mid(2))
        EXPECT_EQ(status(id, "ben", address), 404) << address.toStdString();

    node.media.hold = true;
    EXPECT_EQ(edit(id, R"({"crop":null})").status, 200);
    EXPECT_TRUE(body(id, u"/thumb"_s, "ben").endsWith(words)) << "it shows no more than it may";
    node.media.release();
    EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
}

TEST_F(CropsTest, ACopyIsTheCroppedPicture) {
    const PhotoId id = shown();
    crop(id);
    const HttpResponse saved = node.send("POST", at(id, u"/copy"_s), "ben");
    ASSERT_EQ(saved.status, 201) << bodyOf(saved).constData();
    const PhotoId mine = PhotoId::fromString(node.json(saved).value(u"id"_s).toString()).value_or(PhotoId());
    EXPECT_EQ(body(mine, u"/original"_s, "ben"), body(id, u"/full"_s, "ann"));
    EXPECT_TRUE(body(mine, u"/original"_s, "ben").endsWith(words));
    const Photo photo = node.looked(mine);
    EXPECT_TRUE(photo.crop.isWhole()) << "not once more";
    EXPECT_TRUE(photo.name.endsWith(u".jpg")) << photo.name.toStdString();
}

TEST_F(CropsTest, OfALivePhotoOthersGetTheStillAlone) {
    const PhotoId still = shown("picture live:AA-1", "IMG_1.HEIC");
    const PhotoId half = node.upload("ann", "movie live:AA-1", "IMG_1.MOV");
    node.looked(half);
    ASSERT_EQ(node.current(still).partner, half);
    settle();
    EXPECT_EQ(status(still, "ben", u"/video"_s), 200);
    crop(still);
    EXPECT_EQ(status(still, "ben", u"/video"_s), 404) << "it moves around what was cut off";
    EXPECT_EQ(status(still, "ann", u"/video"_s), 200);
    EXPECT_EQ(node.send("POST", at(still, u"/copy"_s), "ben").status, 201);
    EXPECT_EQ(await(node.photos->usage(ben.id))->photos, 1);
    const QByteArray zip = bodyOf(get(link(still, true) + u"/zip"_s));
    EXPECT_TRUE(zip.contains("view of picture live:AA-1"));
    EXPECT_FALSE(zip.contains("movie"));
}

TEST_F(CropsTest, PublicLinksGiveTheCroppedPicture) {
    const PhotoId id = shown();
    for (const bool location : {false, true}) {
        SCOPED_TRACE(location);
        const QString address = link(id, location);
        const QString original = address + u'/' + id.toString() + u"/original"_s;
        EXPECT_EQ(bodyOf(get(original)), bytes);
        EXPECT_TRUE(bodyOf(get(address + u"/zip"_s)).contains("shed"));
        crop(id);
        const HttpResponse given = get(original);
        EXPECT_EQ(given.status, 200);
        EXPECT_EQ(header(given, "content-type"), "image/jpeg");
        EXPECT_EQ(bodyOf(given), "full of " + bytes.left(40) + " turned 0" + words);
        const QByteArray zip = bodyOf(get(address + u"/zip"_s));
        EXPECT_TRUE(zip.contains("view of " + bytes.left(40) + " turned 0" + words));
        EXPECT_FALSE(zip.contains("shed"));
        crop(id, R"({"crop":null})");
    }
}

TEST_F(CropsTest, AZipThatHoldsThePictureBeforeIsGone) {
    const PhotoId id = shown();
    const QJsonObject wish{{u"photos"_s, QJsonArray{id.toString()}}};
    const auto archive = [&] {
        const HttpResponse made =
            node.send("POST", u"/v1/archives"_s, "ben", {}, QJsonDocument(wish).toJson());
        EXPECT_EQ(made.status, 201) << bodyOf(made).constData();
        return node.json(made).value(u"url"_s).toString();
    };
    const QString before = archive();
    EXPECT_EQ(node.send("GET", before, "ben").status, 200);
    crop(id);
    EXPECT_EQ(node.send("GET", before, "ben").status, 410);
    EXPECT_TRUE(bodyOf(node.send("GET", archive(), "ben")).contains(words));
}

TEST(PhotoChanges, ACropForgetsWhatShowsMore) {
    NewPhoto fresh;
    fresh.owner = PersonId(1);
    StoredPhoto photo = makePhoto(PhotoId(2), fresh, 1000);
    Processed made;
    made.facts.mimeType = "image/jpeg";
    made.placeholder = "colours";
    made.renderings = {{RenderingKind::Thumb, 1, 0, QByteArray(32, 't'), u"t"_s, "image/jpeg", 9, 4, 3}};
    ASSERT_TRUE(applyProcessed(&photo, made));
    PhotoEdit wide;
    wide.crop = PhotoCrop::from(0, 0, 9'000, 9'000);
    EXPECT_TRUE(applyEdit(&photo, wide));
    EXPECT_TRUE(photo.needsWork);
    EXPECT_EQ(photo.editRevision, 1);
    EXPECT_TRUE(photo.renderings.isEmpty() && photo.photo.renderings.isEmpty());
    EXPECT_TRUE(photo.photo.placeholder.isEmpty());
    EXPECT_FALSE(applyProcessed(&photo, made)) << "of before";
    Processed failed;
    failed.state = PhotoState::Failed;
    failed.editRevision = 1;
    StoredPhoto unlucky = photo;
    EXPECT_TRUE(applyProcessed(&unlucky, failed));
    EXPECT_EQ(unlucky.photo.state, PhotoState::Ready) << "the original stays in the library";
    EXPECT_TRUE(unlucky.renderings.isEmpty());

    made.editRevision = 1;
    ASSERT_TRUE(applyProcessed(&photo, made));
    EXPECT_FALSE(applyEdit(&photo, wide)) << "the same again changes nothing";
    PhotoEdit none;
    none.crop = PhotoCrop();
    EXPECT_TRUE(applyEdit(&photo, none));
    EXPECT_EQ(photo.editRevision, 2);
    EXPECT_EQ(photo.renderings.size(), 1) << "what it shows may be seen";
    PhotoEdit other;
    other.crop = PhotoCrop::from(100, 0, 8'000, 9'000);
    EXPECT_TRUE(applyEdit(&photo, other));
    EXPECT_TRUE(photo.renderings.isEmpty()) << "it may have been made of the whole";

    made.editRevision = 3;
    made.facts.mimeType = "video/mp4";
    ASSERT_TRUE(applyProcessed(&photo, made));
    EXPECT_TRUE(photo.photo.crop.isWhole()) << "nothing is cut off a video, so it must not be said";
}

} // namespace
} // namespace parlor::server::test
