#include "tests/contract/photos/photostores.h"

namespace parlor::server {
namespace {

using test::await;

class ShareStoreTest : public PhotoStoreCase {
protected:
    ShareStore& shares() { return stores->shares(); }

    AlbumStore& albums() { return stores->albums(); }

    AlbumId album(PersonId owner, const QList<PhotoId>& photos) {
        const auto made = await(albums().create({owner, u"Trip"_qs, {}, {}}));
        EXPECT_TRUE(made);
        if (!photos.isEmpty()) {
            EXPECT_TRUE(await(albums().put(owner, made->id, photos, {})));
        }
        return made->id;
    }

    static QByteArray token(int number) { return QByteArray(31, 't') + static_cast<char>(number); }

    NewShare wish(int number, AlbumId of, const QList<PhotoId>& photos = {}) {
        NewShare fresh;
        fresh.owner = ann;
        fresh.album = of;
        fresh.photos = photos;
        fresh.tokenHash = token(number);
        fresh.room = {3, 1'000};
        return fresh;
    }

    Share make(const NewShare& fresh) {
        const auto made = await(shares().create(fresh));
        EXPECT_TRUE(made) << (made ? "" : qPrintable(made.error().detail));
        return made.value_or(Share());
    }

    template<class T>
    static std::optional<ErrorCode> refusal(const Task<T>& task) {
        const auto result = await(task);
        return result ? std::nullopt : std::optional(result.error().code);
    }

    QList<PhotoId> shown(ShareId id) {
        const auto page = await(shares().photos(id, {}, 100));
        EXPECT_TRUE(page);
        return page ? idsOf(page->photos) : QList<PhotoId>();
    }

    StoredPhoto first() { return ready(ann, 1, {1'000}); }
};

TEST_P(ShareStoreTest, AnAlbumIsShownInItsOrderAndInParts) {
    const PhotoId one = ready(ann, 1, {3'000}).photo.id;
    const PhotoId two = ready(ann, 2, {1'000}).photo.id;
    const PhotoId three = ready(ann, 3, {2'000}).photo.id;
    const AlbumId trip = album(ann, {two, three, one});
    NewShare fresh = wish(1, trip);
    fresh.mode = ShareMode::Download;
    fresh.expiresAt = 99'000;
    fresh.passwordHash = u"hash"_qs;
    const Share share = make(fresh);
    EXPECT_EQ(share.shownTitle(), u"Trip");
    EXPECT_EQ(share.mode, ShareMode::Download);
    EXPECT_EQ(share.expiresAt, 99'000);
    EXPECT_EQ(await(shares().byToken(token(1))), share);
    EXPECT_EQ(await(shares().byId(ann, share.id)), share);
    EXPECT_EQ(refusal(shares().byId(ben, share.id)), ErrorCode::NotFound);
    EXPECT_EQ(refusal(shares().byToken(token(2))), ErrorCode::NotFound);

    EXPECT_EQ(*await(shares().summary(share.id)), (ShareSummary{3, 1'000, 3'000}));
    EXPECT_EQ(shown(share.id), (QList<PhotoId>{two, three, one}));
    const auto part = await(shares().photos(share.id, {}, 2));
    EXPECT_EQ(idsOf(part->photos), (QList<PhotoId>{two, three}));
    EXPECT_FALSE(part->end);
    const auto rest = await(shares().photos(share.id, three, 2));
    EXPECT_EQ(idsOf(rest->photos), (QList<PhotoId>{one}));
    EXPECT_TRUE(rest->end);

    const auto middle = await(shares().photo(share.id, three));
    ASSERT_TRUE(middle);
    EXPECT_EQ(middle->previous, two);
    EXPECT_EQ(middle->next, one);
    EXPECT_FALSE(await(shares().photo(share.id, two))->previous.isValid());
    EXPECT_FALSE(await(shares().photo(share.id, one))->next.isValid());
}

TEST_P(ShareStoreTest, ASelectionKeepsItsOrderAndLosesWhatIsDeleted) {
    const StoredPhoto one = ready(ann, 1, {3'000});
    const StoredPhoto two = ready(ann, 2, {1'000});
    const Share share = make(wish(1, {}, {one.photo.id, two.photo.id}));
    EXPECT_EQ(shown(share.id), (QList<PhotoId>{one.photo.id, two.photo.id}));
    EXPECT_FALSE(await(shares().photo(share.id, one.photo.id))->previous.isValid());
    EXPECT_EQ(await(shares().photo(share.id, one.photo.id))->next, two.photo.id);
    ASSERT_TRUE(await(stores->photos().remove(ann, one.photo.id)));
    EXPECT_EQ(shown(share.id), (QList<PhotoId>{two.photo.id}));
    ASSERT_TRUE(await(stores->photos().remove(ann, two.photo.id)));
    EXPECT_EQ(refusal(shares().byToken(token(1))), ErrorCode::NotFound) << "nothing is left of it";
}

TEST_P(ShareStoreTest, OnlyOnesOwnCanBeSharedAndIsShown) {
    const PhotoId own = first().photo.id;
    const PhotoId others = ready(ben, 2, {2'000}).photo.id;
    const AlbumId bens = album(ben, {others});
    EXPECT_EQ(refusal(shares().create(wish(1, bens))), ErrorCode::UnknownAlbum);
    EXPECT_EQ(refusal(shares().create(wish(1, {}, {own, others}))), ErrorCode::UnknownPhoto);
    EXPECT_EQ(refusal(shares().create(wish(1, bens, {own}))), ErrorCode::BadRequest);
    EXPECT_EQ(refusal(shares().create(wish(1, {}, {}))), ErrorCode::BadRequest);
    NewShare guests = wish(1, {}, {own});
    guests.mode = ShareMode::Upload;
    EXPECT_EQ(refusal(shares().create(guests)), ErrorCode::BadRequest)
        << "there is no album to put them into";
    // Somebody who may put photos into the album has not allowed that everybody sees them.
    const AlbumId trip = album(ann, {own});
    ASSERT_TRUE(await(albums().share(ann, trip, {ben, {}, true})));
    ASSERT_TRUE(await(albums().put(ben, trip, {others}, {})));
    const Share share = make(wish(1, trip));
    EXPECT_EQ(shown(share.id), (QList<PhotoId>{own}));
    EXPECT_FALSE(*await(shares().shows(share.id, others)));
    EXPECT_EQ(await(shares().summary(share.id))->photos, 1);
}

TEST_P(ShareStoreTest, ThrownAwayIsHiddenAndComesBack) {
    const StoredPhoto one = first();
    const AlbumId trip = album(ann, {one.photo.id});
    const Share share = make(wish(1, trip));
    const StoredPhoto gone = trash(one);
    EXPECT_EQ(shown(share.id), QList<PhotoId>());
    EXPECT_FALSE(*await(shares().shows(share.id, one.photo.id)));
    EXPECT_EQ(refusal(shares().photo(share.id, one.photo.id)), ErrorCode::UnknownPhoto);
    EXPECT_EQ(await(shares().summary(share.id))->photos, 0);
    trash(gone, false);
    EXPECT_EQ(shown(share.id), (QList<PhotoId>{one.photo.id}));
}

TEST_P(ShareStoreTest, GoesWithItsAlbum) {
    const AlbumId trip = album(ann, {first().photo.id});
    const Share share = make(wish(1, trip));
    ASSERT_TRUE(await(albums().remove(ann, trip)));
    EXPECT_EQ(refusal(shares().byToken(token(1))), ErrorCode::NotFound);
    EXPECT_EQ(refusal(shares().byId(ann, share.id)), ErrorCode::NotFound);
    EXPECT_TRUE(await(shares().list(ann, {}, 10))->shares.isEmpty());
}

TEST_P(ShareStoreTest, IsEditedListedAndRevokedByItsOwner) {
    const AlbumId trip = album(ann, {first().photo.id});
    const Share one = make(wish(1, trip));
    const Share two = make(wish(2, trip));
    ShareEdit change;
    change.title = u"Summer"_qs;
    change.mode = ShareMode::Upload;
    change.passwordHash = u"h"_qs;
    change.expiresAt = std::optional<std::int64_t>(5'000);
    change.showsLocation = true;
    const auto edited = await(shares().edit(ann, one.id, change));
    ASSERT_TRUE(edited);
    EXPECT_EQ(edited->shownTitle(), u"Summer");
    EXPECT_EQ(edited->mode, ShareMode::Upload);
    EXPECT_EQ(edited->expiresAt, 5'000);
    EXPECT_TRUE(edited->showsLocation);
    EXPECT_EQ(edited->passwordHash, u"h");
    ShareEdit never;
    never.expiresAt = std::optional<std::int64_t>();
    EXPECT_FALSE(await(shares().edit(ann, one.id, never))->expiresAt);
    EXPECT_EQ(refusal(shares().edit(ben, one.id, change)), ErrorCode::NotFound);
    EXPECT_EQ(refusal(shares().revoke(ben, one.id)), ErrorCode::NotFound);

    const auto page = await(shares().list(ann, {}, 1));
    ASSERT_EQ(page->shares.size(), 1);
    EXPECT_EQ(page->shares.first().id, two.id);
    EXPECT_FALSE(page->end);
    EXPECT_EQ(await(shares().list(ann, two.id, 5))->shares.first().id, one.id);
    EXPECT_TRUE(await(shares().list(ben, {}, 5))->shares.isEmpty());

    ASSERT_TRUE(await(shares().revoke(ann, one.id)));
    ASSERT_TRUE(await(shares().revoke(ann, one.id))) << "again";
    const auto over = await(shares().byToken(token(1)));
    ASSERT_TRUE(over);
    EXPECT_TRUE(over->isOver(stores->clock.now()));
    EXPECT_EQ(refusal(shares().edit(ann, one.id, change)), ErrorCode::Gone);
}

TEST_P(ShareStoreTest, ViewsAreCounted) {
    const Share share = make(wish(1, album(ann, {first().photo.id})));
    ASSERT_TRUE(await(shares().countView(share.id)));
    ASSERT_TRUE(await(shares().countView(share.id)));
    EXPECT_EQ(await(shares().byId(ann, share.id))->views, 2);
}

TEST_P(ShareStoreTest, AGuestsPhotoTakesRoomAndLiesInTheAlbumOrNeither) {
    const PhotoId had = first().photo.id;
    const AlbumId trip = album(ann, {had});
    NewShare guests = wish(1, trip);
    guests.mode = ShareMode::Upload;
    const Share share = make(guests);
    const auto bring = [&](int number, std::int64_t bytes) {
        NewPhoto fresh;
        fresh.owner = ann;
        fresh.name = u"guest.jpg"_qs;
        fresh.blob = {QString::fromLatin1(hash(number).toHex()), hash(number), bytes, 7};
        return shares().addPhoto(share.id, fresh);
    };
    const auto inAlbum = [&] { return await(albums().photos({ann, trip, {}, 100}))->photos.size(); };
    const auto room = [&] { return await(shares().byId(ann, share.id))->room; };

    EXPECT_EQ(refusal(bring(2, 1'001)), ErrorCode::QuotaExceeded);
    EXPECT_EQ(await(stores->photos().usage(ann))->photos, 1);
    EXPECT_EQ(room(), (ShareRoom{3, 1'000}));
    const auto two = await(bring(2, 600));
    ASSERT_TRUE(two);
    EXPECT_FALSE(two->existed);
    EXPECT_EQ(two->stored.photo.owner, ann);
    EXPECT_EQ(room(), (ShareRoom{2, 400}));
    EXPECT_EQ(inAlbum(), 2);
    EXPECT_EQ(refusal(bring(3, 600)), ErrorCode::QuotaExceeded);
    const auto again = await(bring(1, 100));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->existed);
    EXPECT_EQ(again->stored.photo.id, had);
    EXPECT_EQ(room(), (ShareRoom{1, 300})) << "the room does not tell what the owner has";
    ASSERT_TRUE(await(bring(3, 300)));
    EXPECT_EQ(refusal(bring(4, 0)), ErrorCode::QuotaExceeded) << "no more files";
    EXPECT_EQ(inAlbum(), 3);
    EXPECT_EQ(await(stores->photos().usage(ann))->photos, 3);
}

TEST_P(ShareStoreTest, WhatStandsBehindAnotherPhotoIsTakenLikeAnyOther) {
    const auto fresh = [&](int number, const char* name) {
        NewPhoto photo;
        photo.owner = ann;
        photo.name = QString::fromUtf8(name);
        photo.blob = {QString::fromLatin1(hash(number).toHex()), hash(number), 100, 7};
        return photo;
    };
    const auto looked = [&](const NewPhoto& photo, const char* type) {
        const auto added = await(stores->photos().add(photo));
        Processed out;
        out.facts.mimeType = type;
        out.takenAt = out.takenLocal = 50'000;
        if (out.facts.isVideo())
            out.facts.durationMs = 1'800;
        return await(stores->photos().finish(added->stored.photo.id, out))->photo.id;
    };
    const NewPhoto still = fresh(21, "IMG_1.HEIC");
    const NewPhoto moving = fresh(22, "IMG_1.MOV");
    const NewPhoto edited = fresh(23, "IMG_1-edited.HEIC");
    const PhotoId stillId = looked(still, "image/heic");
    const PhotoId movingId = looked(moving, "video/quicktime");
    ASSERT_EQ(await(stores->photos().byId(movingId))->shelf, Shelf::Paired);
    const AlbumId trip = album(ann, {first().photo.id});
    NewShare guests = wish(1, trip);
    guests.mode = ShareMode::Upload;
    guests.room = {10, 10'000};
    const Share share = make(guests);
    const auto inAlbum = [&] { return idsOf(await(albums().photos({ann, trip, {}, 100}))->photos); };

    const auto half = await(shares().addPhoto(share.id, moving));
    ASSERT_TRUE(half) << "a guest would learn that the owner has it";
    EXPECT_EQ(half->stored.photo.id, movingId);
    EXPECT_EQ(await(shares().byId(ann, share.id))->room, (ShareRoom{9, 9'900}));
    EXPECT_TRUE(inAlbum().contains(stillId)) << "the still stands for it";
    EXPECT_FALSE(inAlbum().contains(movingId));

    const PhotoId editedId = looked(edited, "image/heic");
    ASSERT_EQ(await(stores->photos().byId(stillId))->shelf, Shelf::Paired);
    for (const NewPhoto& behind : {still, moving}) {
        ASSERT_TRUE(await(shares().addPhoto(share.id, behind)));
        EXPECT_EQ(inAlbum().count(editedId), 1);
    }
    trash(*await(stores->photos().byId(editedId)));
    ASSERT_TRUE(await(shares().addPhoto(share.id, moving))) << "nothing to show, and the same answer";
    EXPECT_EQ(await(shares().byId(ann, share.id))->room, (ShareRoom{6, 9'600}));
}

TEST_P(ShareStoreTest, GuestsBringNothingIntoALinkThatIsOverOrOnlyForLooking) {
    NewShare guests = wish(1, album(ann, {first().photo.id}));
    guests.mode = ShareMode::Upload;
    guests.expiresAt = stores->clock.now() + 1'000;
    const Share brief = make(guests);
    guests.tokenHash = token(2);
    guests.expiresAt = {};
    const Share revoked = make(guests);
    guests.tokenHash = token(3);
    guests.mode = ShareMode::Download;
    const Share downloads = make(guests);
    NewPhoto fresh;
    fresh.owner = ann;
    fresh.blob = {QString::fromLatin1(hash(2).toHex()), hash(2), 100, 7};
    stores->clock.advance(1'000);
    ASSERT_TRUE(await(shares().revoke(ann, revoked.id)));
    EXPECT_EQ(refusal(shares().addPhoto(brief.id, fresh)), ErrorCode::Gone);
    EXPECT_EQ(refusal(shares().addPhoto(revoked.id, fresh)), ErrorCode::Gone);
    EXPECT_EQ(refusal(shares().addPhoto(downloads.id, fresh)), ErrorCode::NotFound);
    EXPECT_EQ(refusal(shares().addPhoto(makeNew<ShareId>(), fresh)), ErrorCode::NotFound);
    EXPECT_EQ(await(stores->photos().usage(ann))->photos, 1);
}

TEST_P(ShareStoreTest, TheOldestThatAreOverMakeRoom) {
    const AlbumId trip = album(ann, {first().photo.id});
    QList<Task<Result<Share>>> making;
    for (int i = 0; i < ShareStore::mostShares; ++i) {
        NewShare fresh = wish(0, trip);
        fresh.tokenHash = QByteArray::number(i).rightJustified(32, '0');
        making.append(shares().create(fresh));
    }
    QList<ShareId> ids;
    for (const auto& task : making)
        ids.append(await(task).value_or(Share()).id);
    EXPECT_EQ(refusal(shares().create(wish(1, trip))), ErrorCode::TooLarge);
    ASSERT_TRUE(await(shares().revoke(ann, ids.at(7))));
    make(wish(1, trip));
    EXPECT_EQ(refusal(shares().byId(ann, ids.at(7))), ErrorCode::NotFound);
    EXPECT_TRUE(await(shares().byId(ann, ids.at(6))));
}

TEST_P(ShareStoreTest, SoManyDevicesHaveAPlaceEachInItsShare) {
    const AlbumId trip = album(ann, {first().photo.id});
    NewShare limited = wish(1, trip);
    limited.deviceLimit = 2;
    const Share share = make(limited);
    EXPECT_EQ(share.deviceLimit, 2);
    EXPECT_EQ(share.devices, 0);
    const Share open = make(wish(2, trip));
    const QByteArray one(32, '1');
    const QByteArray two(32, '2');
    const QByteArray three(32, '3');
    for (const QByteArray& device : {one, two, one})
        ASSERT_TRUE(await(shares().addDevice(share.id, device)));
    EXPECT_EQ(refusal(shares().addDevice(share.id, three)), ErrorCode::QuotaExceeded);
    EXPECT_TRUE(await(shares().addDevice(share.id, two))) << "it has its place";
    EXPECT_TRUE(*await(shares().knowsDevice(share.id, one)));
    EXPECT_FALSE(*await(shares().knowsDevice(share.id, three)));
    EXPECT_FALSE(*await(shares().knowsDevice(open.id, one)));
    EXPECT_EQ(await(shares().byToken(token(1)))->devices, 2);
    EXPECT_TRUE(await(shares().addDevice(open.id, one)));
    EXPECT_FALSE(*await(shares().knowsDevice(open.id, one))) << "nothing is kept without a limit";
    EXPECT_EQ(refusal(shares().addDevice(makeNew<ShareId>(), one)), ErrorCode::NotFound);

    limited.tokenHash = token(3);
    limited.deviceLimit = 1;
    const Share last = make(limited);
    QList<Task<Status>> atOnce;
    for (char letter = 'a'; letter < 'f'; ++letter)
        atOnce.append(shares().addDevice(last.id, QByteArray(32, letter)));
    int admitted = 0;
    for (const Task<Status>& task : atOnce)
        admitted += await(task) ? 1 : 0;
    EXPECT_EQ(admitted, 1);
    EXPECT_EQ(await(shares().byId(ann, last.id))->devices, 1);
}

TEST_P(ShareStoreTest, DevicesAreForgottenByTheirOwnerAndWithTheEnd) {
    const AlbumId trip = album(ann, {first().photo.id});
    NewShare limited = wish(1, trip);
    limited.deviceLimit = 2;
    limited.expiresAt = stores->clock.now() + 1'000;
    const Share share = make(limited);
    limited.tokenHash = token(2);
    const Share other = make(limited);
    const QByteArray one(32, '1');
    const auto isKnown = [&](const Share& in) { return *await(shares().knowsDevice(in.id, one)); };
    const auto edited = [&](const std::function<void(ShareEdit*)>& set) {
        ShareEdit change;
        set(&change);
        return await(shares().edit(ann, share.id, change)).value_or(Share());
    };
    const auto comeIn = [&](const Share& to) { EXPECT_TRUE(await(shares().addDevice(to.id, one))); };

    comeIn(share);
    EXPECT_EQ(edited([](ShareEdit* change) { change->deviceLimit = std::optional(1); }).devices, 1);
    EXPECT_EQ(edited([](ShareEdit* change) { change->forgetsDevices = true; }).devices, 0);
    EXPECT_FALSE(isKnown(share));
    comeIn(share);
    const Share unlimited = edited([](ShareEdit* change) { change->deviceLimit = std::optional<int>(); });
    EXPECT_FALSE(unlimited.deviceLimit);
    EXPECT_EQ(unlimited.devices, 0);
    EXPECT_EQ(edited([](ShareEdit* change) { change->deviceLimit = std::optional(2); }).deviceLimit, 2);
    EXPECT_FALSE(isKnown(share));

    comeIn(share);
    comeIn(other);
    stores->clock.advance(1'000);
    EXPECT_EQ(refusal(shares().addDevice(share.id, QByteArray(32, '2'))), ErrorCode::Gone);
    edited([](ShareEdit* change) { change->expiresAt = std::optional<std::int64_t>(); });
    EXPECT_FALSE(isKnown(share)) << "it begins anew";
    EXPECT_TRUE(isKnown(other)) << "nobody has been anywhere since it expired";
    comeIn(share);
    EXPECT_FALSE(isKnown(other));
    ASSERT_TRUE(await(shares().revoke(ann, share.id)));
    EXPECT_FALSE(isKnown(share));
    EXPECT_EQ(refusal(shares().addDevice(share.id, one)), ErrorCode::Gone);
}

PARLOR_ON_ALL_PHOTO_STORES(ShareStoreTest);

} // namespace
} // namespace parlor::server
