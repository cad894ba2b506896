// Videos in a library, and live photos: one entry, both files.
#include "server/domain/photos/photopairs.h"
#include "tests/unit/photos/photonode.h"

#include <QJsonArray>

namespace parlor::server::test {
namespace {

class LibraryMovies : public PhotoNodeTest {
protected:
    static QString at(PhotoId id, const char* rest = "") {
        return u"/v1/photos/"_qs + id.toString() + QLatin1StringView(rest);
    }

    QStringList listed() {
        QStringList names;
        const QJsonArray photos =
            node.json(node.send("GET", u"/v1/photos"_qs, "ann")).value(u"photos"_qs).toArray();
        for (const QJsonValue& photo : photos)
            names.append(photo[u"name"].toString());
        names.sort();
        return names;
    }

    QList<IndexedPhoto> index(std::int64_t revision = 0) {
        return await(node.photos->changedSince(ann.id, revision, 100))->photos;
    }
};

TEST_F(LibraryMovies, AreListedWithoutPicturesAndServedAsTheyAre) {
    const QByteArray bytes = "movie <script>alert(1)</script>";
    const PhotoId id = node.upload("ann", bytes, "clip.mp4");
    const Photo photo = node.looked(id);
    EXPECT_EQ(photo.state, PhotoState::Ready);
    EXPECT_TRUE(photo.renderings.isEmpty());
    const QJsonObject json = node.json(node.send("GET", at(id), "ann"));
    EXPECT_EQ(json.value(u"kind"_qs).toString(), u"video"_qs);
    EXPECT_EQ(json.value(u"width"_qs).toInt(), 1920);
    EXPECT_EQ(json.value(u"facts"_qs).toObject().value(u"duration_ms"_qs).toInt(), 2'900);
    EXPECT_TRUE(referenceTo(photo).video) << "in a message too";
    EXPECT_EQ(referenceTo(photo).durationMs, 2'900);
    EXPECT_EQ(listed(), QStringList{u"clip.mp4"_qs});
    ASSERT_EQ(index().size(), 1);
    EXPECT_TRUE(index().first().video);

    const HttpResponse played = node.send("GET", at(id, "/video"), "ann", {{"range", "bytes=6-12"}});
    EXPECT_EQ(played.status, 206);
    EXPECT_EQ(bodyOf(played), "<script");
    EXPECT_EQ(header(played, "content-type"), "video/mp4");
    EXPECT_EQ(header(played, "x-content-type-options"), "nosniff");
    EXPECT_TRUE(header(played, "content-security-policy").contains("sandbox"));
    const HttpResponse original = node.send("GET", at(id, "/original"), "ann");
    EXPECT_TRUE(header(original, "content-disposition").startsWith("attachment"));
    EXPECT_EQ(header(original, "content-type"), "video/mp4");
    for (const char* rendering : {"/thumb", "/view", "/grid", "/full"})
        EXPECT_EQ(node.send("GET", at(id, rendering), "ann").status, 404) << rendering;
    EXPECT_EQ(node.send("GET", at(id, "/video"), "ben").status, 404);
    EXPECT_EQ(node.send("GET", at(node.upload("ann", "picture"), "/video"), "ann").status, 404);
}

TEST_F(LibraryMovies, BothHalvesAreOneEntryWhicheverComesFirst) {
    for (const bool stillFirst : {true, false}) {
        SCOPED_TRACE(stillFirst);
        const QByteArray still = stillFirst ? "picture live:AA-1 a" : "picture live:BB-2 b";
        const QByteArray movie = stillFirst ? "movie live:AA-1 a" : "movie live:BB-2 b";
        const char* name = stillFirst ? "IMG_1.HEIC" : "IMG_2.HEIC";
        PhotoId picture;
        PhotoId video;
        if (stillFirst)
            node.looked(picture = node.upload("ann", still, name));
        node.looked(video = node.upload("ann", movie, "whatever.mov"));
        if (!stillFirst)
            node.looked(picture = node.upload("ann", still, name));
        EXPECT_TRUE(waitFor([&] { return node.photo(picture).facts.motion; }));
        EXPECT_EQ(await(node.photos->byId(video))->shelf, Shelf::Paired);
        EXPECT_EQ(node.photo(picture).facts.durationMs, 2'900);
        EXPECT_FALSE(listed().contains(u"whatever.mov"_qs));
        EXPECT_EQ(bodyOf(node.send("GET", at(picture, "/video"), "ann")), movie);
        EXPECT_EQ(bodyOf(node.send("GET", at(picture, "/original"), "ann")), still);
        const auto again = node.upload("ann", movie, "whatever.mov");
        EXPECT_EQ(again, video) << "it is had, and stays where it is";
        EXPECT_FALSE(listed().contains(u"whatever.mov"_qs));
        node.send("PATCH", at(picture), "ann", {}, R"({"rotation":90})");
        EXPECT_TRUE(waitFor([&] { return !await(node.photos->byId(picture))->needsWork; }));
        EXPECT_TRUE(node.photo(picture).facts.motion) << "an edit does not part them";
    }
    EXPECT_EQ(listed(), (QStringList{u"IMG_1.HEIC"_qs, u"IMG_2.HEIC"_qs}));
    EXPECT_EQ(index().size(), 2);
}

TEST_F(LibraryMovies, TheVideoGoesWithItsStill) {
    const PhotoId picture = node.upload("ann", "picture live:CC-3", "IMG_3.JPG");
    node.looked(picture);
    const PhotoId video = node.upload("ann", "movie live:CC-3", "IMG_3.MOV");
    node.looked(video);
    EXPECT_EQ(node.send("DELETE", at(picture), "ann").status, 204);
    EXPECT_EQ(await(node.photos->byId(video)).error().code, ErrorCode::UnknownPhoto);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 0);

    const PhotoId other = node.upload("ann", "picture live:DD-4", "IMG_4.JPG");
    node.looked(other);
    const PhotoId moving = node.upload("ann", "movie live:DD-4", "IMG_4.MOV");
    node.looked(moving);
    EXPECT_EQ(node.send("DELETE", at(moving), "ann").status, 204);
    EXPECT_FALSE(node.photo(other).facts.motion);
    EXPECT_EQ(node.send("GET", at(other, "/video"), "ann").status, 404);
}

TEST_F(LibraryMovies, LargerFilesMayBeVideosByNameOnly) {
    const auto create = [&](const char* name, std::int64_t size) {
        return node
            .send("POST", u"/v1/uploads"_qs, "ann",
                  {{"tus-resumable", "1.0.0"},
                   {"upload-length", QByteArray::number(qlonglong(size))},
                   {"upload-metadata", "filename " + QByteArray(name).toBase64()}})
            .status;
    };
    EXPECT_EQ(create("a.jpg", limits::imageFile), 201);
    EXPECT_EQ(create("a.jpg", limits::imageFile + 1), 413);
    EXPECT_EQ(create("a.mov", limits::imageFile + 1), 201);
    EXPECT_EQ(create("a.MP4", limits::videoFile), 201);
    EXPECT_EQ(create("a.mp4", limits::videoFile + 1), 413);
}

StoredPhoto half(const char* name, bool video, std::int64_t takenLocal, const char* contentId = "") {
    StoredPhoto stored;
    stored.photo.id = PhotoId(video ? 2 : 1);
    stored.photo.owner = PersonId(7);
    stored.photo.state = PhotoState::Ready;
    stored.photo.name = QString::fromUtf8(name);
    stored.photo.takenAt = takenLocal;
    stored.photo.takenLocal = takenLocal;
    stored.photo.facts.mimeType = video ? "video/quicktime" : "image/heic";
    stored.photo.facts.contentId = contentId;
    if (video)
        stored.photo.facts.durationMs = 2'900;
    return stored;
}

TEST(PhotoPairs, KnowEachOther) {
    struct Row {
        const char* what;
        StoredPhoto still, video;
        bool pair;
    };

    const auto changed = [](StoredPhoto stored, auto change) {
        change(stored);
        return stored;
    };
    const auto inZone = [&](StoredPhoto stored, int hours) { // the same moment by another clock
        stored.photo.takenLocal += hours * 3'600'000LL;
        return stored;
    };
    const StoredPhoto still = half("IMG_1.HEIC", false, 10'000);
    const StoredPhoto video = half("IMG_1.MOV", true, 11'500);
    const Row rows[] = {
        {"same name, same time", still, video, true},
        {"case does not matter", half("img_1.jpg", false, 10'000), half("IMG_1.mov", true, 10'000), true},
        {"another name", still, half("IMG_2.MOV", true, 10'000), false},
        {"another time", still, half("IMG_1.MOV", true, 14'000), false},
        {"a video that knows no zone", inZone(still, 2), half("IMG_1.MP4", true, 12'500), true},
        {"no zone, and another time", inZone(still, 2), half("IMG_1.MP4", true, 14'000), false},
        {"no zone, and another name", inZone(still, 2), half("IMG_2.MP4", true, 10'000), false},
        {"the same clock in other zones", inZone(half("IMG_1.HEIC", false, 10'000 - 7'200'000), 2), video,
         true},
        {"same identifier, other names", half("a.heic", false, 0, "X-1"), half("b.mov", true, 90'000, "X-1"),
         true},
        {"other identifiers, same name", half("a.heic", false, 0, "X-1"), half("a.mov", true, 0, "X-2"),
         false},
        {"identifier of one alone", half("a.heic", false, 0, "X-1"), half("a.mov", true, 0), true},
        {"a picture of another kind", half("a.png", false, 0), half("a.mov", true, 0), false},
        {"a film", still, changed(video, [](StoredPhoto& s) { s.photo.facts.durationMs = 60'000; }), false},
        {"of another person", still, changed(video, [](StoredPhoto& s) { s.photo.owner = PersonId(8); }),
         false},
        {"taken already", changed(still, [](StoredPhoto& s) { s.partner = PhotoId(9); }), video, false},
        {"in the trash", still, changed(video, [](StoredPhoto& s) { s.shelf = Shelf::Trash; }), false},
        {"has one inside", changed(still, [](StoredPhoto& s) { s.photo.facts.motionBytes = 5; }), video,
         false},
        {"not looked at yet", still,
         changed(video, [](StoredPhoto& s) { s.photo.state = PhotoState::Pending; }), false},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(areHalves(row.still, row.video), row.pair) << row.what;
        EXPECT_EQ(areHalves(row.video, row.still), row.pair) << row.what << ", the other way";
    }
    EXPECT_FALSE(areHalves(still, still));
    EXPECT_FALSE(areHalves(video, video));
}

} // namespace
} // namespace parlor::server::test
