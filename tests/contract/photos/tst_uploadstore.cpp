// What every store of uploads must do.
#include "tests/contract/photos/photorows.h"

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

class UploadStoreTest : public PhotoRowsCase {
protected:
    /// Of Ann's.
    Upload upload(int id, std::int64_t size) {
        Upload made;
        made.id = UploadId(id);
        made.owner = ann;
        made.size = size;
        made.name = u"a.jpg"_qs;
        made.metadata = "";
        made.expiresAt = 1'000;
        return made;
    }

    Status begin(const Upload& one) { return await(stores->uploads().create(one, 1'000, 20)); }
};

TEST_P(UploadStoreTest, UploadsAreCountedAndTicketsUsedOnce) {
    const auto upload = [&](int id, std::int64_t size, const char* ticket = "") {
        Upload made = this->upload(id, size);
        made.ticket = ticket;
        made.metadata = "filename YQ==";
        made.createdAt = 1;
        made.expiresAt = 1'000 + id;
        return made;
    };
    auto& uploads = stores->uploads();
    add(ann, 1, 0, 500);
    ASSERT_TRUE(await(uploads.create(upload(1, 300, "nonce"), 1'000, 3)));
    EXPECT_EQ(*await(uploads.byId(UploadId(1))), upload(1, 300, "nonce"));
    EXPECT_EQ(await(uploads.create(upload(2, 1, "nonce"), 1'000, 3)).error().code, ErrorCode::Conflict);
    EXPECT_EQ(await(uploads.create(upload(2, 201), 1'000, 3)).error().code, ErrorCode::QuotaExceeded);
    ASSERT_TRUE(await(uploads.create(upload(2, 200), 1'000, 3)));
    EXPECT_EQ(await(uploads.create(upload(3, 0), 1'000, 2)).error().code, ErrorCode::RateLimited);
    ASSERT_TRUE(await(uploads.create(upload(3, 0), 1'000, 3)));
    EXPECT_EQ(await(uploads.receiving(UploadId(1), 10))->size(), 2);

    ASSERT_TRUE(await(uploads.setUnverified(UploadId(2), 64)));
    ASSERT_TRUE(await(uploads.setExpiry(UploadId(2), 9'000)));
    EXPECT_EQ(await(uploads.byId(UploadId(2)))->unverifiedFrom, 64);
    ASSERT_TRUE(await(uploads.setUnverified(UploadId(2), std::nullopt)));
    EXPECT_FALSE(await(uploads.byId(UploadId(2)))->unverifiedFrom);
    ASSERT_TRUE(await(uploads.close(UploadId(3), UploadStage::Refused, ErrorCode::ChecksumMismatch)));
    EXPECT_EQ(await(uploads.byId(UploadId(3)))->reason, ErrorCode::ChecksumMismatch);
    ASSERT_TRUE(await(uploads.close(UploadId(3), UploadStage::Ended, std::nullopt)));
    EXPECT_EQ(await(uploads.byId(UploadId(3)))->stage, UploadStage::Refused) << "only from Receiving";

    NewPhoto fresh;
    fresh.owner = ann;
    fresh.blob = {u"y"_qs, hash(9), 300, 1};
    fresh.upload = UploadId(1);
    const auto added = await(stores->photos().add(fresh));
    ASSERT_TRUE(added);
    const Upload done = *await(uploads.byId(UploadId(1)));
    EXPECT_EQ(done.stage, UploadStage::Done);
    EXPECT_EQ(done.photo, added->stored.photo.id);
    EXPECT_FALSE(done.had);
    EXPECT_EQ(await(uploads.expired(1'004, 10))->size(), 2);
    ASSERT_TRUE(await(uploads.forget(UploadId(1))));
    EXPECT_EQ(await(uploads.byId(UploadId(1))).error().code, ErrorCode::NotFound);
}

TEST_P(UploadStoreTest, PartsOfATicketAreAddedUp) {
    const auto part = [&](int id, std::int64_t size, const char* ticket) {
        Upload made = upload(id, size);
        made.partOf = ticket;
        made.partsMost = 10;
        made.concat = "partial";
        return made;
    };
    ASSERT_TRUE(begin(part(1, 6, "one")));
    EXPECT_EQ(begin(part(2, 5, "one")).error().code, ErrorCode::TooLarge);
    ASSERT_TRUE(begin(part(2, 4, "one")));
    EXPECT_EQ(begin(part(3, 1, "one")).error().code, ErrorCode::TooLarge);
    ASSERT_TRUE(begin(part(3, 0, "one")));
    ASSERT_TRUE(begin(part(4, 10, "two"))) << "each ticket for itself";
    EXPECT_EQ(begin(part(5, 11, "three")).error().code, ErrorCode::TooLarge);
    ASSERT_TRUE(await(stores->uploads().close(UploadId(1), UploadStage::Ended, std::nullopt)));
    ASSERT_TRUE(begin(part(5, 6, "one"))) << "what was given up makes room";
}

TEST_P(UploadStoreTest, WhatIsPutTogetherCountsOnce) {
    const auto concat = [&](int id, std::int64_t size, const char* said) {
        Upload made = upload(id, size);
        made.concat = said;
        return made;
    };
    ASSERT_TRUE(begin(concat(1, 500, "partial")));
    ASSERT_TRUE(begin(concat(2, 400, "partial")));
    ASSERT_TRUE(begin(concat(3, 900, "final;/v1/uploads/1 /v1/uploads/2"))) << "it fits, as its parts did";
    EXPECT_EQ(begin(upload(4, 101)).error().code, ErrorCode::QuotaExceeded) << "they still count";
    ASSERT_TRUE(begin(upload(4, 100))) << "and the whole does not";
}

TEST_P(UploadStoreTest, WhatComesWholeIsForgottenByTheNextProcess) {
    const auto redeemed = [&](int id, const char* ticket, bool whole) {
        Upload made = upload(id, 400);
        made.ticket = ticket;
        made.whole = whole;
        return made;
    };
    auto& uploads = stores->uploads();
    ASSERT_TRUE(begin(redeemed(1, "form", true)));
    ASSERT_TRUE(begin(redeemed(2, "tus", false)));
    EXPECT_EQ(await(uploads.byId(UploadId(1))), redeemed(1, "form", true));
    EXPECT_EQ(begin(redeemed(3, "other", true)).error().code, ErrorCode::QuotaExceeded);
    EXPECT_EQ(*await(uploads.forgetWhole()), QList{UploadId(1)});
    EXPECT_EQ(await(uploads.byId(UploadId(1))).error().code, ErrorCode::NotFound);
    EXPECT_TRUE(await(uploads.byId(UploadId(2)))) << "that one can be gone on with";
    ASSERT_TRUE(begin(redeemed(3, "form", true))) << "room and ticket are there again";
    ASSERT_TRUE(await(uploads.close(UploadId(3), UploadStage::Refused, ErrorCode::NetworkFailed)));
    EXPECT_TRUE(await(uploads.forgetWhole())->isEmpty());
    EXPECT_EQ(begin(redeemed(4, "form", true)).error().code, ErrorCode::Conflict) << "used, and answered";
}

PARLOR_ON_ALL_PHOTO_STORES(UploadStoreTest);

} // namespace
} // namespace parlor::server
