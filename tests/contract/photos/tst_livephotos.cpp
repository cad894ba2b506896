// The two halves of a live photo, in every store.
#include "tests/contract/photos/photolinkscase.h"

namespace parlor::server {
namespace {

TEST_P(PhotoLinksTest, FindsTheOtherHalfOfALivePhoto) {
    const StoredPhoto still = looked(1, "a.heic", "image/heic", 5'000'000, "AB-12");
    EXPECT_FALSE(still.partner.isValid());
    const StoredPhoto strange = looked(2, "a.mov", "video/quicktime", 4'999'000, "CD-34");
    EXPECT_FALSE(strange.partner.isValid());
    EXPECT_EQ(strange.shelf, Shelf::Library);
    const StoredPhoto video = looked(3, "b.mov", "video/quicktime", 99'000'000, "AB-12");
    EXPECT_EQ(video.partner, still.photo.id);
    EXPECT_EQ(video.shelf, Shelf::Paired);
    const StoredPhoto moving = load(still.photo.id);
    EXPECT_EQ(moving.partner, video.photo.id);
    EXPECT_TRUE(moving.photo.facts.motion);
    EXPECT_EQ(moving.photo.facts.durationMs, 1'800);
    EXPECT_EQ(load(video.photo.id), video);
    // By name and time, the video first.
    const StoredPhoto clip = looked(4, "IMG_7.MOV", "video/quicktime", 7'000'000, "");
    const StoredPhoto picture = looked(5, "IMG_7.JPG", "image/jpeg", 7'001'000, "");
    EXPECT_EQ(picture.partner, clip.photo.id);

    const auto page = await(stores->photos().page({ann, Shelf::Library, false, {}, {}, std::nullopt, 10}));
    EXPECT_EQ(idsOf(page->photos), (QList<PhotoId>{picture.photo.id, still.photo.id, strange.photo.id}));
    const auto index = await(stores->photos().changedSince(ann, 0, 100));
    EXPECT_EQ(index->photos.size(), 3);
    for (const IndexedPhoto& photo : index->photos) {
        EXPECT_EQ(photo.video, photo.id == strange.photo.id);
        EXPECT_EQ(photo.motion, photo.id != strange.photo.id);
    }
    // The video goes with its still; a still stays without its video.
    ASSERT_TRUE(await(stores->photos().remove(ann, still.photo.id)));
    EXPECT_EQ(await(stores->photos().byId(video.photo.id)).error().code, ErrorCode::UnknownPhoto);
    ASSERT_TRUE(await(stores->photos().remove(ann, clip.photo.id)));
    EXPECT_FALSE(load(picture.photo.id).partner.isValid());
    EXPECT_FALSE(load(picture.photo.id).photo.facts.motion);
    EXPECT_EQ(await(stores->photos().usage(ann))->photos, 2);
}

TEST_P(PhotoLinksTest, HalvesInDifferentZonesFindEachOtherByTheMoment) {
    const auto lookedIn = [&](int number, const char* name, const char* mime, std::int64_t at, int offset) {
        Processed out = good(at);
        out.facts.motion = false;
        out.facts.mimeType = mime;
        out.takenAt = at;
        out.offsetMinutes = offset;
        out.takenLocal = at + offset * 60'000LL;
        if (out.facts.isVideo()) {
            out.facts.durationMs = 1'800;
            out.renderings.clear();
        }
        return await(stores->photos().finish(come(number, name).photo.id, out)).value_or(StoredPhoto());
    };
    const std::int64_t at = 1'700'000'000'000;
    const StoredPhoto still = lookedIn(1, "IMG_1.HEIC", "image/heic", at, 120);
    const StoredPhoto video = lookedIn(2, "IMG_1.MP4", "video/mp4", at + 2'000, 0);
    EXPECT_EQ(video.partner, still.photo.id);
    EXPECT_EQ(video.shelf, Shelf::Paired);
    const StoredPhoto clip = lookedIn(3, "IMG_2.MP4", "video/mp4", at + 60'000, 0);
    const StoredPhoto picture = lookedIn(4, "IMG_2.JPG", "image/jpeg", at + 61'000, -600);
    EXPECT_EQ(picture.partner, clip.photo.id) << "the video first";
    const StoredPhoto other = lookedIn(5, "IMG_3.HEIC", "image/heic", at + 120'000, 120);
    const StoredPhoto later = lookedIn(6, "IMG_3.MP4", "video/mp4", at + 124'000, 0);
    EXPECT_FALSE(later.partner.isValid()) << "four seconds";
    EXPECT_FALSE(load(other.photo.id).partner.isValid());
}

TEST_P(PhotoLinksTest, APartedLivePhotoKeepsItsVideo) {
    const StoredPhoto original = looked(1, "IMG_1234.HEIC", "image/heic", 9'000'000);
    const StoredPhoto edited = picture(2, "IMG_E1234.JPG", 9'000'500);
    const StoredPhoto video = looked(3, "IMG_1234.MOV", "video/quicktime", 9'001'000);
    ASSERT_EQ(video.partner, original.photo.id);
    ASSERT_TRUE(part(edited.photo.id));
    EXPECT_EQ(load(original.photo.id).partner, video.photo.id);
    EXPECT_TRUE(load(original.photo.id).photo.facts.motion);
    EXPECT_EQ(load(video.photo.id).shelf, Shelf::Paired);
    EXPECT_EQ(listed().size(), 2);
}

TEST_P(PhotoLinksTest, AMovingHalfMayBeToldOfByWhoSendsIt) {
    const StoredPhoto still = come(1, "a.jpg");
    const StoredPhoto half = come(2, "b.mov", still.photo.id);
    EXPECT_EQ(half.shelf, Shelf::Paired) << "from the first moment";
    EXPECT_EQ(load(half.photo.id), half);
    EXPECT_EQ(listed(), QList{still.photo.id});
    EXPECT_FALSE(load(still.photo.id).partner.isValid()) << "nobody knows what it is";
    const StoredPhoto video = look(half.photo.id, "video/quicktime", 1);
    EXPECT_EQ(video.partner, still.photo.id);
    EXPECT_EQ(video.shelf, Shelf::Paired);
    EXPECT_EQ(load(still.photo.id).partner, video.photo.id);
    const StoredPhoto moving = look(still.photo.id, "image/jpeg", 90'000'000);
    EXPECT_TRUE(moving.photo.facts.motion);
    EXPECT_EQ(moving.photo.facts.durationMs, 1'800);
    EXPECT_EQ(listed(), QList{still.photo.id});
    ASSERT_TRUE(await(stores->photos().remove(ann, still.photo.id)));
    EXPECT_TRUE(isGone(video.photo.id));
}

TEST_P(PhotoLinksTest, WhatWasHereAlreadyBecomesTheMovingHalf) {
    const StoredPhoto still = picture(1, "a.jpg", 5'000'000);
    const StoredPhoto video = looked(2, "b.mov", "video/quicktime", 99'000'000);
    EXPECT_FALSE(video.partner.isValid());
    EXPECT_EQ(come(2, "b.mov", still.photo.id).partner, still.photo.id);
    EXPECT_TRUE(load(still.photo.id).photo.facts.motion);
    EXPECT_EQ(listed(), QList{still.photo.id});
    const StoredPhoto other = picture(3, "c.jpg", 5'000'000);
    EXPECT_EQ(come(2, "b.mov", other.photo.id).partner, still.photo.id) << "it has one";
    EXPECT_EQ(come(3, "c.jpg", still.photo.id).shelf, Shelf::Library) << "a picture moves nothing";
}

TEST_P(PhotoLinksTest, AHalfThatIsNoneStandsByItself) {
    const StoredPhoto still = picture(1, "a.jpg", 5'000'000);
    const StoredPhoto no = come(2, "b.mov", still.photo.id);
    EXPECT_EQ(look(no.photo.id, "image/jpeg", 9'000'000).shelf, Shelf::Library) << "it is a picture";
    EXPECT_FALSE(load(no.photo.id).partner.isValid());
    const StoredPhoto bad = come(3, "b.mov", still.photo.id);
    Processed failed;
    failed.state = PhotoState::Failed;
    failed.reason = ErrorCode::UnsupportedType;
    const auto refused = await(stores->photos().finish(bad.photo.id, failed));
    EXPECT_EQ(refused->shelf, Shelf::Refused);
    EXPECT_FALSE(refused->partner.isValid());
    ASSERT_TRUE(await(stores->photos().remove(ann, bad.photo.id)));
    EXPECT_FALSE(isGone(still.photo.id));
    EXPECT_EQ(come(4, "b.mov", PhotoId(99)).shelf, Shelf::Library) << "there is no such still";
    const StoredPhoto early = come(5, "b.mov", still.photo.id);
    ASSERT_TRUE(await(stores->photos().remove(ann, early.photo.id))) << "before anybody looked";
    EXPECT_FALSE(isGone(still.photo.id));
}

} // namespace
} // namespace parlor::server
