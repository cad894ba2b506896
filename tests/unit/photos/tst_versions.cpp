// Edited photos and their original versions through the API: one entry, both reachable.
#include "tests/unit/photos/photonode.h"

#include <QJsonArray>

namespace parlor::server::test {
namespace {

class VersionsTest : public PhotoNodeTest {
protected:
    static QString at(PhotoId id, const char* rest = "") {
        return u"/v1/photos/"_qs + id.toString() + QLatin1StringView(rest);
    }

    PhotoId bring(const char* bytes, const char* name) {
        const PhotoId id = node.upload("ann", bytes, name);
        node.looked(id);
        node.settle();
        return id;
    }

    QJsonObject photo(PhotoId id, const char* token = "ann") {
        return node.json(node.send("GET", at(id), token));
    }

    QJsonArray listed(const char* query = "") {
        return node.json(node.send("GET", u"/v1/photos"_qs + QLatin1StringView(query), "ann"))
            .value(u"photos"_qs)
            .toArray();
    }
};

TEST_F(VersionsTest, TheListShowsTheEditedOneAndNamesItsOriginal) {
    const PhotoId original = bring("picture", "IMG_1.jpg");
    const PhotoId edited = bring("picture, brighter", "IMG_1-edited.jpg");
    EXPECT_TRUE(waitFor([&] { return listed().size() == 1; }));
    const QJsonObject shown = listed().first().toObject();
    EXPECT_EQ(shown.value(u"id"_qs).toString(), edited.toString());
    EXPECT_EQ(shown.value(u"original_version"_qs).toString(), original.toString());
    EXPECT_EQ(photo(edited).value(u"original_version"_qs).toString(), original.toString());
    EXPECT_EQ(photo(original).value(u"edited_version"_qs).toString(), edited.toString());
    EXPECT_FALSE(photo(original).contains(u"original_version"_qs));

    EXPECT_EQ(bodyOf(node.send("GET", at(original, "/original"), "ann")), "picture");
    EXPECT_EQ(bodyOf(node.send("GET", at(edited, "/original"), "ann")), "picture, brighter");
    EXPECT_EQ(node.send("GET", at(original, "/view"), "ann").status, 200);
    EXPECT_EQ(node.send("GET", at(original), "ben").status, 404);
    EXPECT_EQ(node.json(node.send("GET", u"/v1/photos/search?q=IMG"_qs, "ann"))
                  .value(u"photos"_qs)
                  .toArray()
                  .size(),
              1);
    EXPECT_EQ(node.upload("ann", "picture", "IMG_1.jpg"), original) << "it is had, and stays where it is";
    EXPECT_EQ(listed().size(), 1);
}

TEST_F(VersionsTest, OthersLearnOfNoOriginal) {
    bring("picture", "IMG_1.jpg");
    const PhotoId edited = bring("picture, brighter", "IMG_1-edited.jpg");
    const AlbumId album = await(node.albums->create({ann.id, u"Ours"_qs, {}, {}})).value_or(Album()).id;
    ASSERT_TRUE(await(node.albums->put(ann.id, album, {edited}, {})));
    ASSERT_TRUE(await(node.albums->share(ann.id, album, {ben.id, {}, false})));
    const QJsonObject seen = photo(edited, "ben");
    EXPECT_EQ(seen.value(u"id"_qs).toString(), edited.toString());
    EXPECT_FALSE(seen.contains(u"original_version"_qs));
    const QJsonArray inside =
        node.json(node.send("GET", u"/v1/albums/"_qs + album.toString() + u"/photos"_qs, "ben"))
            .value(u"photos"_qs)
            .toArray();
    ASSERT_EQ(inside.size(), 1);
    EXPECT_FALSE(inside.first().toObject().contains(u"original_version"_qs));
}

TEST_F(VersionsTest, TheClientsIndexDropsTheOriginal) {
    const PhotoId original = bring("picture", "IMG_1.jpg");
    const PhotoIndexPage before = *await(node.photos->changedSince(ann.id, 0, 100));
    ASSERT_EQ(before.photos.size(), 1);
    node.events.clear();
    const PhotoId edited = bring("picture, brighter", "IMG_1-edited.jpg");
    const PhotoIndexPage delta = *await(node.photos->changedSince(ann.id, before.cursor, 100));
    QList<PhotoId> gone;
    QList<PhotoId> there;
    for (const IndexedPhoto& one : delta.photos)
        (one.removed ? gone : there).append(one.id);
    EXPECT_EQ(gone, QList{original});
    EXPECT_EQ(there, QList{edited});
    EXPECT_TRUE(waitFor([&] {
        return std::ranges::any_of(node.events, [&](const PersonEvent& event) {
            const auto* removed = std::get_if<LibraryPhotoRemoved>(&event.body);
            return removed != nullptr && removed->photo == original;
        });
    })) << "who is connected hears it";
}

TEST_F(VersionsTest, TheOwnerPartsThemForGood) {
    const PhotoId original = bring("picture", "IMG_1.jpg");
    const PhotoId edited = bring("picture, brighter", "IMG_1-edited.jpg");
    const auto part = [&](const QByteArray& body, const char* token = "ann", const Headers& headers = {}) {
        return node.send("PATCH", at(edited), token, headers, body);
    };
    const QByteArray wish = R"({"original_version":null})";
    EXPECT_EQ(part(wish, "ben").status, 404);
    EXPECT_EQ(part(R"({"original_version":"7"})").status, 400);
    EXPECT_EQ(part(R"({"original_version":null,"caption":"words"})").status, 400) << "by itself";
    EXPECT_EQ(part(wish, "ann", {{"if-match", "\"999999\""}}).status, 412);
    EXPECT_EQ(photo(edited).value(u"original_version"_qs).toString(), original.toString());
    EXPECT_EQ(listed().size(), 1);

    const PhotoIndexPage before = *await(node.photos->changedSince(ann.id, 0, 100));
    const QByteArray tag = header(node.send("GET", at(edited), "ann"), "etag");
    node.settle();
    node.events.clear();
    const HttpResponse answer = part(wish, "ann", {{"if-match", tag}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_NE(header(answer, "etag"), tag);
    EXPECT_EQ(node.json(answer).value(u"id"_qs).toString(), edited.toString());
    EXPECT_FALSE(node.json(answer).contains(u"original_version"_qs));
    const auto heardOf = [&](PhotoId id) {
        return std::ranges::any_of(node.events, [id](const PersonEvent& event) {
            const auto* changed = std::get_if<LibraryPhotoChanged>(&event.body);
            return changed != nullptr && changed->photo.id == id;
        });
    };
    EXPECT_TRUE(waitFor([&] { return heardOf(original) && heardOf(edited); })) << "who is connected hears it";
    EXPECT_FALSE(photo(original).contains(u"edited_version"_qs));
    EXPECT_EQ(listed().size(), 2);
    const PhotoIndexPage delta = *await(node.photos->changedSince(ann.id, before.cursor, 100));
    EXPECT_EQ(delta.photos.size(), 2);
    for (const IndexedPhoto& one : delta.photos)
        EXPECT_FALSE(one.removed);
    const HttpResponse again = part(wish);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(header(again, "etag"), header(answer, "etag")) << "nothing has changed";

    node.restart();
    EXPECT_EQ(part(R"({"rotation":90})").status, 200);
    EXPECT_FALSE(node.current(edited).version.isValid()) << "looked at once more";
    EXPECT_EQ(listed().size(), 2);
}

TEST_F(VersionsTest, GoTogetherForGood) {
    const PhotoId edited = bring("picture", "IMG_E1234.JPG");
    const PhotoId first = bring("picture before", "IMG_1234.HEIC");
    EXPECT_EQ(photo(edited).value(u"original_version"_qs).toString(), first.toString());
    EXPECT_EQ(node.send("DELETE", at(edited), "ann").status, 204);
    EXPECT_EQ(node.send("GET", at(first), "ann").status, 404);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 0);
}

} // namespace
} // namespace parlor::server::test
