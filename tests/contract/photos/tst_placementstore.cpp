// Where originals lie and when they were opened, on SQLite and on its twin.
#include "tests/contract/photos/photostores.h"

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

constexpr std::int64_t day = 24 * 3'600'000LL;

class PlacementStoreTest : public PhotoStoreCase {
protected:
    PlacementStore& places() { return stores->placements(); }

    QList<PhotoId> unopened(std::int64_t before) {
        QList<PhotoId> found;
        for (PhotoId after;;) {
            const auto page = await(places().unopened(after, before));
            EXPECT_TRUE(page) << (page ? "" : qPrintable(page.error().detail));
            for (const PlacedOriginal& original : page.value_or(UnopenedPage()).originals)
                found.append(original.photo);
            if (!page || !page->last.isValid())
                return found;
            after = page->last;
        }
    }

    QList<PlacedOriginal> opened(const StoredPhoto& photo, bool cold = false) {
        const auto wanted =
            await(places().noteOpened({{photo.photo.owner, photo.blob, cold}}, stores->clock.now()));
        EXPECT_TRUE(wanted) << (wanted ? "" : qPrintable(wanted.error().detail));
        return wanted.value_or(QList<PlacedOriginal>());
    }
};

TEST_P(PlacementStoreTest, WhatNobodyOpensIsFoundWhenItsTimeHasCome) {
    const auto first = ready(ann, 1, {});
    const auto second = ready(ann, 2, {});
    EXPECT_TRUE(unopened(stores->clock.now()).isEmpty());
    stores->clock.advance(10 * day);
    const auto young = ready(ben, 3, {});
    EXPECT_EQ(unopened(stores->clock.now() - day), (QList{first.photo.id, second.photo.id}));
    EXPECT_TRUE(opened(first).isEmpty());
    EXPECT_EQ(unopened(stores->clock.now() - day), QList{second.photo.id});
    stores->clock.advance(5 * day);
    EXPECT_EQ(unopened(stores->clock.now() - day), (QList{first.photo.id, second.photo.id, young.photo.id}));
}

TEST_P(PlacementStoreTest, WhatAWorkerHasNotSeenStays) {
    NewPhoto fresh;
    fresh.owner = ann;
    fresh.blob = {QString::fromLatin1(hash(1).toHex()), hash(1), 100, 7};
    ASSERT_TRUE(await(stores->photos().add(fresh)));
    stores->clock.advance(10 * day);
    EXPECT_TRUE(unopened(stores->clock.now()).isEmpty());
}

TEST_P(PlacementStoreTest, WhatLiesElsewhereIsWantedBackWhenItIsOpened) {
    const auto photo = ready(ann, 1, {});
    ready(ann, 2, {});
    stores->clock.advance(10 * day);
    ASSERT_TRUE(await(places().setPlace(photo.photo.id, OriginalPlace::Cold)));
    EXPECT_FALSE(unopened(stores->clock.now()).contains(photo.photo.id));
    const auto wanted = opened(photo, true);
    ASSERT_EQ(wanted.size(), 1);
    EXPECT_EQ(wanted.first().photo, photo.photo.id);
    EXPECT_EQ(wanted.first().owner, ann);
    EXPECT_EQ(wanted.first().blob, photo.blob);
    EXPECT_EQ(wanted.first().sha256, photo.photo.sha256);
    EXPECT_EQ(wanted.first().size, 100);
    EXPECT_EQ(wanted.first().place, OriginalPlace::Cold);
    EXPECT_EQ(opened(photo, false).size(), 1) << "sent again: the cold copy is one too many";
    ASSERT_TRUE(await(places().setPlace(photo.photo.id, OriginalPlace::Warm)));
    EXPECT_TRUE(opened(photo).isEmpty());
    EXPECT_EQ(opened(photo, true).size(), 1) << "read cold although it should be warm";
    EXPECT_FALSE(unopened(stores->clock.now()).contains(photo.photo.id)) << "it was opened just now";
}

TEST_P(PlacementStoreTest, PlacesAreListedAndCounted) {
    const auto a = ready(ann, 1, {});
    const auto b = ready(ben, 2, {});
    const auto c = ready(ben, 3, {});
    ASSERT_TRUE(await(places().setPlace(a.photo.id, OriginalPlace::Cold)));
    ASSERT_TRUE(await(places().setPlace(b.photo.id, OriginalPlace::Cold)));
    ASSERT_TRUE(await(places().setPlace(c.photo.id, OriginalPlace::Leaving)));
    const auto one = await(places().at(OriginalPlace::Cold, {}, 1));
    ASSERT_TRUE(one);
    ASSERT_EQ(one->size(), 1);
    EXPECT_EQ(one->first().photo, a.photo.id);
    EXPECT_EQ(await(places().at(OriginalPlace::Cold, a.photo.id, 10))->size(), 1);
    EXPECT_EQ(await(places().at(OriginalPlace::Leaving, {}, 10))->size(), 1);
    EXPECT_TRUE(await(places().at(OriginalPlace::Returning, {}, 10))->isEmpty());
    EXPECT_EQ(*await(places().totals()), (PlacementTotals{2, 200, 1}));
}

TEST_P(PlacementStoreTest, ARemovedPhotoLiesNowhere) {
    const auto photo = ready(ann, 1, {});
    ASSERT_TRUE(await(places().setPlace(photo.photo.id, OriginalPlace::Cold)));
    ASSERT_TRUE(await(stores->photos().remove(ann, photo.photo.id)));
    EXPECT_EQ(*await(places().totals()), PlacementTotals());
    EXPECT_EQ(await(places().setPlace(photo.photo.id, OriginalPlace::Warm)).error().code,
              ErrorCode::UnknownPhoto);
    EXPECT_TRUE(opened(photo).isEmpty());
}

PARLOR_ON_ALL_PHOTO_STORES(PlacementStoreTest);

} // namespace
} // namespace parlor::server
