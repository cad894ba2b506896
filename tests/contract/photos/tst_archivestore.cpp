// What is written down of zips, on SQLite and on its twin.
#include "tests/contract/photos/photostores.h"

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

class ArchiveStoreTest : public PhotoStoreCase {
protected:
    static StoredArchive archive(std::int64_t id, PersonId person, std::int64_t expiresAt = 100) {
        return {ArchiveId(id),
                person,
                QStringLiteral("Sydney \u00e4"),
                {PhotoId(7), PhotoId((std::int64_t(1) << 62) + 3), PhotoId(5)},
                "\"etag\"",
                expiresAt};
    }

    QList<ArchiveId> add(const StoredArchive& one, int most = 8) {
        const auto gone = await(stores->archives().add(one, most));
        EXPECT_TRUE(gone) << (gone ? "" : qPrintable(gone.error().detail));
        return gone.value_or(QList<ArchiveId>());
    }

    bool isKept(std::int64_t id) {
        const auto found = await(stores->archives().byId(ArchiveId(id)));
        EXPECT_TRUE(found || found.error().code == ErrorCode::NotFound);
        return found.has_value();
    }
};

TEST_P(ArchiveStoreTest, SaysWhatItWasTold) {
    EXPECT_TRUE(add(archive(3, ann)).isEmpty());
    EXPECT_EQ(*await(stores->archives().byId(ArchiveId(3))), archive(3, ann));
    EXPECT_FALSE(isKept(4));
}

TEST_P(ArchiveStoreTest, OnlyThePersonsNewestStay) {
    add(archive(1, ben));
    for (const int id : {2, 3, 4})
        EXPECT_TRUE(add(archive(id, ann), 3).isEmpty());
    EXPECT_EQ(add(archive(5, ann), 3), QList{ArchiveId(2)});
    EXPECT_FALSE(isKept(2));
    EXPECT_TRUE(isKept(3));
    EXPECT_TRUE(isKept(1)) << "another's";
    QList<ArchiveId> gone = add(archive(6, ann), 1);
    std::ranges::sort(gone);
    EXPECT_EQ(gone, (QList{ArchiveId(3), ArchiveId(4), ArchiveId(5)}));
    EXPECT_TRUE(isKept(6));
}

TEST_P(ArchiveStoreTest, WhatHasLapsedIsSwept) {
    add(archive(1, ann, 100));
    add(archive(2, ben, 101));
    EXPECT_EQ(*await(stores->archives().sweep(99)), 0);
    EXPECT_EQ(*await(stores->archives().sweep(100)), 1);
    EXPECT_FALSE(isKept(1));
    EXPECT_TRUE(isKept(2));
}

PARLOR_ON_ALL_PHOTO_STORES(ArchiveStoreTest);

} // namespace
} // namespace parlor::server
