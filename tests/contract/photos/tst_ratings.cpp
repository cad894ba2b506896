// Lists, searches and counts by stars, on SQLite and on the twin.
#include "server/domain/photos/photoquery.h"
#include "tests/contract/photos/photostores.h"

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

class RatingsTest : public PhotoStoreCase {
protected:
    /// Two photos of each rating, the newer ones at the front; `ids.at(rating)`.
    void SetUp() override {
        PhotoStoreCase::SetUp();
        for (int i = 0; i < 12; ++i) {
            const int stars = i % 6;
            PhotoEdit change;
            if (stars > 0)
                change.rating = stars;
            all.prepend(edit(ready(ann, i, {.takenLocal = 1'000 + i / 4}), change).photo);
        }
        rate(ready(ben, 50, {.takenLocal = 1'000}), 5);
    }

    StoredPhoto rate(const StoredPhoto& photo, int stars) {
        PhotoEdit change;
        change.rating = stars;
        return edit(photo, change);
    }

    StoredPhoto load(PhotoId id) { return await(stores->photos().byId(id)).value_or(StoredPhoto()); }

    QList<PhotoId> between(int least, int most) const {
        QList<PhotoId> ids;
        for (const Photo& photo : all)
            if (photo.rating >= least && photo.rating <= most)
                ids.append(photo.id);
        return ids;
    }

    QList<PhotoId> page(int least, int limit = 50, std::optional<LibraryPlace> before = {}) {
        LibraryQuery query;
        query.owner = ann;
        query.leastRating = least;
        query.limit = limit;
        query.before = before;
        const auto page = await(stores->photos().page(query));
        EXPECT_TRUE(page) << (page ? "" : qPrintable(page.error().detail));
        return page ? idsOf(page->photos) : QList<PhotoId>();
    }

    QList<PhotoId> search(const QString& text) {
        PhotoSearch wanted = parsePhotoQuery(text);
        wanted.owner = ann;
        wanted.limit = 50;
        const auto page = await(stores->lists().search(wanted));
        EXPECT_TRUE(page) << qPrintable(text) << (page ? "" : qPrintable(page.error().detail));
        return page ? idsOf(page->photos) : QList<PhotoId>();
    }

    QList<LibraryCount> counts() {
        return await(stores->lists().counts(ann, CountKind::Rating, {}, 10)).value_or(QList<LibraryCount>());
    }

    QList<Photo> all; ///< of ann, newest first
};

TEST_P(RatingsTest, PagesHoldThoseWithSoManyStarsOrMore) {
    EXPECT_EQ(page(0), between(0, 5));
    for (int least = 1; least <= highestRating; ++least) {
        const QList<PhotoId> expected = between(least, 5);
        EXPECT_EQ(page(least), expected) << least;
        EXPECT_EQ(page(least, 1), expected.first(1)) << least;
        const Photo first = load(expected.first()).photo;
        EXPECT_EQ(page(least, 50, LibraryPlace{first.takenLocal, first.id}), expected.sliced(1)) << least;
    }
}

TEST_P(RatingsTest, SearchesTakeRanges) {
    EXPECT_EQ(search(u"rating:4"_qs), between(4, 4));
    EXPECT_EQ(search(u"rating:>=4"_qs), between(4, 5));
    EXPECT_EQ(search(u"rating:2..3"_qs), between(2, 3));
    EXPECT_EQ(search(u"rating:<=2"_qs), between(0, 2)) << "those without stars, too";
    EXPECT_EQ(search(u"rating:0"_qs), between(0, 0));
    EXPECT_EQ(search(u"rating:<=5"_qs), between(0, 5));
    EXPECT_EQ(search(u"rating:4 photo1*"_qs).size(), 1) << "words hold together with them";
    EXPECT_EQ(search(u"rating:5 rating:1"_qs), QList<PhotoId>());
}

TEST_P(RatingsTest, EveryListFollowsAChange) {
    const PhotoId id = between(5, 5).first();
    EXPECT_EQ(counts().size(), 5);
    EXPECT_EQ(counts().last(), (LibraryCount{CountKind::Rating, u"5"_qs, {}, 2, 200}));
    rate(load(id), 2);
    EXPECT_FALSE(page(3).contains(id));
    EXPECT_TRUE(page(2).contains(id));
    EXPECT_FALSE(search(u"rating:5"_qs).contains(id));
    EXPECT_TRUE(search(u"rating:2"_qs).contains(id));
    EXPECT_EQ(counts().at(1).photos, 3);
    EXPECT_EQ(counts().last().photos, 1);
    PhotoEdit away;
    away.archived = true;
    edit(load(id), away);
    EXPECT_FALSE(page(1).contains(id));
    EXPECT_FALSE(search(u"rating:2"_qs).contains(id));
    EXPECT_EQ(search(u"rating:2 is:archived"_qs), QList{id});
    EXPECT_EQ(counts().at(1).photos, 2);
    ASSERT_TRUE(await(stores->photos().remove(ann, id)));
    EXPECT_EQ(search(u"rating:2 is:archived"_qs), QList<PhotoId>());
}

PARLOR_ON_ALL_PHOTO_STORES(RatingsTest);

} // namespace
} // namespace parlor::server
