// Edited photos that stand for their original versions, in every store.
#include "tests/contract/photos/photolinkscase.h"

namespace parlor::server {
namespace {

TEST_P(PhotoLinksTest, AnEditedPhotoStandsForItsOriginalVersion) {
    struct Row {
        const char* edited;
        const char* original;
    };

    int number = 0;
    std::int64_t at = 0;
    for (const Row& row : {Row{"IMG_1-edited.jpg", "IMG_1.jpg"},
                           {"IMG_E1234.JPG", "IMG_1234.HEIC"},
                           {"Sommer-bearbeitet(1).jpg", "Sommer(1).jpg"}}) {
        for (const bool originalFirst : {true, false}) {
            SCOPED_TRACE(testing::Message() << row.edited << originalFirst);
            at += 9'000'000;
            StoredPhoto first = picture(++number, originalFirst ? row.original : row.edited, at);
            EXPECT_FALSE(first.version.isValid());
            const std::int64_t before = await(stores->photos().usage(ann))->revision;
            const StoredPhoto second =
                picture(++number, originalFirst ? row.edited : row.original, at + 1'000);
            first = load(first.photo.id);
            const StoredPhoto& edited = originalFirst ? second : first;
            const StoredPhoto& original = originalFirst ? first : second;
            EXPECT_EQ(edited.version, original.photo.id);
            EXPECT_EQ(original.version, edited.photo.id);
            EXPECT_EQ(edited.shelf, Shelf::Library);
            EXPECT_EQ(original.shelf, Shelf::Paired);
            EXPECT_EQ(load(second.photo.id), second);
            EXPECT_TRUE(listed().contains(edited.photo.id));
            EXPECT_FALSE(listed().contains(original.photo.id));
            QList<PhotoId> hidden;
            const PhotoIndexPage delta = *await(stores->photos().changedSince(ann, before, 100));
            for (const IndexedPhoto& photo : delta.photos)
                if (photo.removed)
                    hidden.append(photo.id);
            EXPECT_EQ(hidden, QList{original.photo.id}) << "clients drop it from their index";
        }
    }
    EXPECT_EQ(await(stores->photos().changedSince(ann, 0, 100))->photos.size(), 6);
    EXPECT_EQ(await(stores->photos().usage(ann))->photos, 12) << "both are kept";
}

TEST_P(PhotoLinksTest, WhatIsNoEditStandsByItself) {
    const std::int64_t at = 5'000'000;
    picture(1, "IMG_1.jpg", at);
    EXPECT_FALSE(picture(2, "IMG_2-edited.jpg", at).version.isValid()) << "of another picture";
    EXPECT_FALSE(picture(3, "IMG_1-edited.jpg", at + 3'001).version.isValid()) << "of another time";
    EXPECT_FALSE(picture(4, "IMG_1(1).jpg", at).version.isValid());
    EXPECT_FALSE(looked(5, "IMG_1-edited.mp4", "video/mp4", at).version.isValid());
    EXPECT_FALSE(picture(6, "IMG_E1.jpg", at).version.isValid()) << "telephones count to four digits";
    trash(picture(7, "IMG_7.jpg", at));
    EXPECT_FALSE(picture(8, "IMG_7-edited.jpg", at).version.isValid()) << "what is in the trash stays there";
    EXPECT_EQ(listed().size(), 7);
}

TEST_P(PhotoLinksTest, ADateThatIsSetBringsVersionsTogether) {
    const StoredPhoto original = picture(1, "IMG_1.jpg", 9'000'000);
    const StoredPhoto edited = picture(2, "IMG_1-edited.jpg", 90'000'000); // it has lost its date
    EXPECT_FALSE(edited.version.isValid());
    PhotoEdit change;
    change.archived = true;
    edit(original, change);
    PhotoEdit date;
    date.taken = PhotoEdit::Taken{9'000'000, 0};
    const StoredPhoto found = edit(edited, date);
    EXPECT_EQ(found.version, original.photo.id);
    EXPECT_EQ(load(original.photo.id).shelf, Shelf::Paired) << "out of the archive";
    EXPECT_TRUE(listed(Shelf::Archive).isEmpty());
    EXPECT_FALSE(load(edited.photo.id).photo.archived);
}

TEST_P(PhotoLinksTest, WhatTheOwnerSaidOfTheOriginalCountsForTheEditedOne) {
    const StoredPhoto original = picture(1, "IMG_1.jpg", 9'000'000);
    PhotoEdit words;
    words.caption = u"the sea"_qs;
    words.tags = QStringList{u"blue"_qs};
    words.favourite = true;
    words.rating = 4;
    edit(original, words);
    const StoredPhoto edited = picture(2, "IMG_1-edited.jpg", 9'000'000);
    EXPECT_EQ(edited.photo.caption, u"the sea"_qs);
    EXPECT_EQ(edited.photo.tags, QStringList{u"blue"_qs});
    EXPECT_TRUE(edited.photo.favourite);
    EXPECT_EQ(edited.photo.rating, 4);
    EXPECT_EQ(look(edited.photo.id, "image/jpeg", 9'000'000).photo.rating, 4)
        << "another look does not take it away";
}

TEST_P(PhotoLinksTest, StarsThatTheOwnerTookFromTheEditedOneStayAway) {
    const StoredPhoto original = picture(1, "IMG_1.jpg", 9'000'000);
    PhotoEdit stars;
    stars.rating = 4;
    edit(original, stars);
    const StoredPhoto late = picture(2, "IMG_1-edited.jpg", 90'000'000);
    PhotoEdit change;
    change.rating = 0;
    change.taken = PhotoEdit::Taken{9'000'000, 0};
    const StoredPhoto edited = edit(late, change);
    EXPECT_EQ(edited.version, original.photo.id);
    EXPECT_EQ(edited.photo.rating, 0);
}

TEST_P(PhotoLinksTest, TheEditedOneStandsInTheAlbumsOfItsOriginal) {
    auto& albums = stores->albums();
    const StoredPhoto before = picture(1, "a.jpg", 1'000);
    const StoredPhoto original = picture(2, "IMG_1.jpg", 9'000'000);
    const StoredPhoto after = picture(3, "z.jpg", 2'000);
    const AlbumId one = await(albums.create({ann, u"One"_qs, {}, {}}))->id;
    const AlbumId two = await(albums.create({ann, u"Two"_qs, {}, {}}))->id;
    ASSERT_TRUE(await(albums.put(ann, one, {before.photo.id, original.photo.id, after.photo.id}, {})));
    ASSERT_TRUE(await(albums.put(ann, two, {original.photo.id}, {})));
    AlbumEdit cover;
    cover.cover = original.photo.id;
    ASSERT_TRUE(await(albums.edit(ann, two, cover)));
    const StoredPhoto edited = picture(4, "IMG_1-edited.jpg", 9'000'000);
    ASSERT_EQ(edited.version, original.photo.id);
    EXPECT_EQ(idsOf(await(albums.photos({ann, one, {}, 10}))->photos),
              (QList{before.photo.id, edited.photo.id, after.photo.id}));
    EXPECT_EQ(await(albums.byId(ann, one))->photos, 3);
    EXPECT_EQ(await(albums.byId(ann, two))->photos, 1);
    EXPECT_EQ(await(albums.byId(ann, two))->cover, edited.photo.id);
    ASSERT_TRUE(await(stores->photos().remove(ann, original.photo.id)));
    EXPECT_EQ(await(albums.byId(ann, one))->photos, 3);
    EXPECT_EQ(idsOf(await(albums.photos({ann, two, {}, 10}))->photos), QList{edited.photo.id});
}

TEST_P(PhotoLinksTest, TheOriginalVersionGoesWithTheEditedOneAndNotBack) {
    const StoredPhoto original = picture(1, "IMG_1.jpg", 9'000'000);
    const StoredPhoto edited = picture(2, "IMG_1-edited.jpg", 9'000'000);
    trash(edited);
    EXPECT_EQ(load(original.photo.id).shelf, Shelf::Paired) << "in the trash it stands for both, too";
    trash(edited, false);
    EXPECT_EQ(listed(), QList{edited.photo.id});
    ASSERT_TRUE(await(stores->photos().remove(ann, edited.photo.id)));
    EXPECT_TRUE(isGone(original.photo.id));
    EXPECT_EQ(await(stores->photos().usage(ann))->photos, 0);

    const StoredPhoto kept = picture(3, "IMG_3-edited.jpg", 9'000'000);
    const StoredPhoto dropped = picture(4, "IMG_3.jpg", 9'000'000);
    ASSERT_TRUE(await(stores->photos().remove(ann, dropped.photo.id)));
    EXPECT_FALSE(load(kept.photo.id).version.isValid());
    EXPECT_EQ(listed(), QList{kept.photo.id});
    const StoredPhoto again = picture(4, "IMG_3.jpg", 9'000'000);
    EXPECT_EQ(again.version, kept.photo.id);
    ASSERT_TRUE(await(stores->photos().release(ann, again.photo.id)));
    EXPECT_EQ(load(again.photo.id).shelf, Shelf::Held) << "for conversations";
    EXPECT_FALSE(load(kept.photo.id).version.isValid());
}

TEST_P(PhotoLinksTest, TheOriginalOfAnEditMayBeALivePhoto) {
    const StoredPhoto original = looked(1, "IMG_1234.HEIC", "image/heic", 9'000'000);
    const StoredPhoto edited = picture(2, "IMG_E1234.JPG", 9'000'500);
    ASSERT_EQ(edited.version, original.photo.id);
    const StoredPhoto video = looked(3, "IMG_1234.MOV", "video/quicktime", 9'001'000);
    EXPECT_EQ(video.partner, original.photo.id) << "found behind the edited one";
    EXPECT_EQ(load(original.photo.id).partner, video.photo.id);
    EXPECT_EQ(load(original.photo.id).shelf, Shelf::Paired);
    EXPECT_EQ(listed(), QList{edited.photo.id});
    ASSERT_TRUE(await(stores->photos().remove(ann, edited.photo.id)));
    EXPECT_TRUE(isGone(original.photo.id));
    EXPECT_TRUE(isGone(video.photo.id));
}

TEST_P(PhotoLinksTest, PartedVersionsStandByThemselvesForGood) {
    const StoredPhoto original = picture(1, "IMG_1.jpg", 9'000'000);
    const StoredPhoto edited = picture(2, "IMG_1-edited.jpg", 9'000'000);
    ASSERT_EQ(listed(), QList{edited.photo.id});
    const std::int64_t before = await(stores->photos().usage(ann))->revision;
    const auto parted = part(edited.photo.id);
    ASSERT_TRUE(parted);
    EXPECT_EQ(*parted, load(edited.photo.id));
    EXPECT_FALSE(parted->version.isValid());
    EXPECT_FALSE(load(original.photo.id).version.isValid());
    EXPECT_EQ(load(original.photo.id).shelf, Shelf::Library);
    EXPECT_EQ(listed().size(), 2);
    QSet<PhotoId> told;
    const PhotoIndexPage delta = *await(stores->photos().changedSince(ann, before, 100));
    for (const IndexedPhoto& photo : delta.photos)
        if (!photo.removed)
            told.insert(photo.id);
    EXPECT_EQ(told, (QSet{original.photo.id, edited.photo.id})) << "clients show both again";
    const std::int64_t since = await(stores->photos().usage(ann))->revision;
    EXPECT_EQ(part(edited.photo.id), parted) << "said twice";
    EXPECT_EQ(await(stores->photos().usage(ann))->revision, since);

    PhotoEdit date;
    date.taken = PhotoEdit::Taken{9'000'000, 0};
    EXPECT_FALSE(edit(original, date).version.isValid());
    EXPECT_FALSE(look(edited.photo.id, "image/jpeg", 9'000'000).version.isValid()) << "looked at anew";
    EXPECT_EQ(listed().size(), 2);
    const StoredPhoto another = picture(3, "IMG_1-bearbeitet.jpg", 9'000'000);
    EXPECT_EQ(another.version, original.photo.id) << "only those two are no pair";
    ASSERT_TRUE(part(original.photo.id)) << "by either of the two";
    EXPECT_FALSE(load(another.photo.id).version.isValid());
    EXPECT_FALSE(look(original.photo.id, "image/jpeg", 9'000'000).version.isValid());
    ASSERT_TRUE(await(stores->photos().remove(ann, edited.photo.id)));
    EXPECT_EQ(listed().size(), 2);
}

TEST_P(PhotoLinksTest, OnlyTheOwnerPartsAndOnlyWhatWasSeen) {
    const StoredPhoto original = picture(1, "IMG_1.jpg", 9'000'000);
    const StoredPhoto edited = picture(2, "IMG_1-edited.jpg", 9'000'000);
    const PhotoId id = edited.photo.id;
    const auto refused = [&](PersonId who, PhotoId which, const QList<std::int64_t>& revisions) {
        const auto parted = await(stores->versions().part(who, which, revisions));
        return parted ? ErrorCode::Internal : parted.error().code;
    };
    const std::int64_t now = load(id).revision;
    EXPECT_EQ(refused(ben, id, {now}), ErrorCode::UnknownPhoto);
    EXPECT_EQ(refused(ann, PhotoId(99), {now}), ErrorCode::UnknownPhoto);
    EXPECT_EQ(refused(ann, id, {now + 1}), ErrorCode::Conflict);
    EXPECT_EQ(load(id).version, original.photo.id);
    EXPECT_TRUE(await(stores->versions().part(ann, id, QList<std::int64_t>{now + 1, now})));
    EXPECT_FALSE(load(id).version.isValid());
}

TEST_P(PhotoLinksTest, APartedOriginalComesBackToWhereItBelongs) {
    auto& albums = stores->albums();
    const AlbumId album = await(albums.create({ann, u"One"_qs, {}, {}}))->id;
    PhotoEdit archived;
    archived.archived = true;
    PhotoEdit trashed;
    trashed.trashed = true;

    struct Row {
        PhotoEdit ofEdited;
        Shelf edited, original;
    };

    int number = 0;
    for (const Row& row : {Row{{}, Shelf::Library, Shelf::Library},
                           {archived, Shelf::Archive, Shelf::Archive},
                           {trashed, Shelf::Trash, Shelf::Library}}) {
        number += 2;
        SCOPED_TRACE(number);
        const std::int64_t at = 9'000'000LL * number;
        const StoredPhoto original = picture(number, "IMG_1.jpg", at);
        ASSERT_TRUE(await(albums.put(ann, album, {original.photo.id}, {})));
        const StoredPhoto edited = picture(number + 1, "IMG_1-edited.jpg", at);
        ASSERT_EQ(edited.version, original.photo.id);
        edit(edited, row.ofEdited);
        const int seen = await(albums.byId(ann, album))->photos;
        ASSERT_TRUE(part(original.photo.id));
        EXPECT_EQ(load(edited.photo.id).shelf, row.edited);
        EXPECT_EQ(load(original.photo.id).shelf, row.original);
        EXPECT_EQ(load(original.photo.id).photo.archived, row.original == Shelf::Archive);
        EXPECT_EQ(await(albums.byId(ann, album))->photos, seen + 1);
        EXPECT_TRUE(idsOf(await(albums.photos({ann, album, {}, 10}))->photos).contains(original.photo.id));
    }
}

PARLOR_ON_ALL_PHOTO_STORES(PhotoLinksTest);

} // namespace
} // namespace parlor::server
