// What every store of albums must do.
#include "tests/contract/photos/photostores.h"

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

class AlbumStoreTest : public PhotoStoreCase {
protected:
    void SetUp() override {
        PhotoStoreCase::SetUp();
        cleo = stores->person("cleo");
        for (int i = 0; i < 4; ++i)
            photos.append(ready(ann, i, {1'000LL * i}).photo.id);
        bens = ready(ben, 50, {5'000}).photo.id;
    }

    AlbumStore& albums() { return stores->albums(); }

    Album make(const char* title, AlbumId parent = {}, PersonId owner = {}) {
        const auto made =
            await(albums().create({owner.isValid() ? owner : ann, QString::fromUtf8(title), {}, parent}));
        EXPECT_TRUE(made) << (made ? "" : qPrintable(made.error().detail));
        return made.value_or(Album());
    }

    QList<PhotoId> inside(PersonId reader, AlbumId album) {
        const auto page = await(albums().photos({reader, album, {}, 100}));
        EXPECT_TRUE(page);
        return page ? idsOf(page->photos) : QList<PhotoId>();
    }

    QStringList titles(AlbumListQuery query) {
        QStringList out;
        const auto list = await(albums().list(query));
        EXPECT_TRUE(list) << (list ? "" : qPrintable(list.error().detail));
        for (const Album& album : list.value_or(AlbumList()).albums)
            out.append(album.title);
        return out;
    }

    ErrorCode refusal(const Task<Result<Album>>& task) {
        const auto answer = await(task);
        return answer ? ErrorCode::Internal : answer.error().code;
    }

    PersonId cleo;
    QList<PhotoId> photos;
    PhotoId bens;
};

TEST_P(AlbumStoreTest, ARepeatedRequestMakesOneAlbum) {
    const NewAlbum wanted{ann, QStringLiteral("Sydney"), {}, {}, makeClientId()};
    const auto made = test::await(stores->albums().create(wanted));
    ASSERT_TRUE(made) << qPrintable(made.error().detail);
    const auto again = test::await(stores->albums().create(wanted));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, made->id);
    EXPECT_EQ(test::await(stores->albums().list({ann, false, {}, 100}))->albums.size(), 1);
    NewAlbum other = wanted;
    other.title = QStringLiteral("Oslo");
    EXPECT_EQ(test::await(stores->albums().create(other)).error().code, ErrorCode::IdempotencyConflict);
    other = wanted;
    other.owner = ben;
    const auto theirs = test::await(stores->albums().create(other));
    ASSERT_TRUE(theirs) << "ids are each person's own";
    EXPECT_NE(theirs->id, made->id);
    ASSERT_TRUE(test::await(stores->albums().remove(ann, made->id)));
    EXPECT_EQ(test::await(stores->albums().create(wanted)).error().code, ErrorCode::Gone);
    EXPECT_TRUE(test::await(stores->albums().list({ann, false, {}, 100}))->albums.isEmpty());
}

TEST_P(AlbumStoreTest, PhotosStandInTheOrderGiven) {
    const AlbumId album = make("Trip").id;
    ASSERT_TRUE(await(albums().put(ann, album, {photos[2], photos[0]}, {})));
    ASSERT_TRUE(await(albums().put(ann, album, {photos[1]}, photos[2])));
    EXPECT_EQ(inside(ann, album), (QList<PhotoId>{photos[1], photos[2], photos[0]}));
    const auto moved = await(albums().put(ann, album, {photos[0], photos[3]}, photos[1]));
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->photos, 4);
    EXPECT_EQ(moved->cover, photos[0]);
    EXPECT_EQ(inside(ann, album), (QList<PhotoId>{photos[0], photos[3], photos[1], photos[2]}));
    const auto page = await(albums().photos({ann, album, photos[3], 1}));
    EXPECT_EQ(idsOf(page->photos), (QList<PhotoId>{photos[1]}));
    EXPECT_FALSE(page->end);
    const auto taken = await(albums().take(ann, album, {photos[3], bens}));
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->photos, 3);
    EXPECT_EQ(refusal(albums().put(ann, album, {bens}, {})), ErrorCode::UnknownPhoto);
    EXPECT_EQ(refusal(albums().put(ann, album, {photos[3]}, bens)), ErrorCode::UnknownPhoto);
    EXPECT_EQ(refusal(albums().put(ann, AlbumId(7), {photos[3]}, {})), ErrorCode::UnknownAlbum);
}

TEST_P(AlbumStoreTest, ThereIsAlwaysRoomBetweenTwo) {
    const AlbumId album = make("Tight").id;
    ASSERT_TRUE(await(albums().put(ann, album, {photos[0], photos[1], photos[2]}, {})));
    // Each time the last one goes before the second: the room is halved again and again.
    for (int i = 0; i < 50; ++i) {
        const QList<PhotoId> order = inside(ann, album);
        ASSERT_TRUE(await(albums().put(ann, album, {order[2]}, order[1])));
        ASSERT_EQ(inside(ann, album), (QList<PhotoId>{order[0], order[2], order[1]})) << i;
    }
}

TEST_P(AlbumStoreTest, CoversAreChosenOrTheFirst) {
    const AlbumId album = make("Trip").id;
    EXPECT_FALSE(await(albums().byId(ann, album))->cover.isValid());
    ASSERT_TRUE(await(albums().put(ann, album, {photos[0], photos[1]}, {})));
    AlbumEdit cover;
    cover.cover = photos[1];
    EXPECT_EQ(await(albums().edit(ann, album, cover))->cover, photos[1]);
    trash(*await(stores->photos().byId(photos[1])));
    Album seen = *await(albums().byId(ann, album));
    EXPECT_EQ(seen.cover, photos[0]) << "what lies in the trash is not shown";
    EXPECT_EQ(seen.photos, 1);
    EXPECT_EQ(inside(ann, album), (QList<PhotoId>{photos[0]}));
    trash(*await(stores->photos().byId(photos[1])), false);
    EXPECT_EQ(await(albums().byId(ann, album))->cover, photos[1]);
    ASSERT_TRUE(await(stores->photos().remove(ann, photos[1])));
    seen = *await(albums().byId(ann, album));
    EXPECT_EQ(seen.cover, photos[0]);
    EXPECT_EQ(seen.photos, 1);
    cover.cover = photos[2];
    EXPECT_EQ(refusal(albums().edit(ann, album, cover)), ErrorCode::UnknownPhoto);
}

TEST_P(AlbumStoreTest, AlbumsStandInOneAnother) {
    const AlbumId top = make("Top").id;
    const AlbumId middle = make("Middle", top).id;
    const AlbumId low = make("Low", middle).id;
    AlbumEdit into;
    into.parent = low;
    EXPECT_EQ(refusal(albums().edit(ann, top, into)), ErrorCode::BadRequest) << "a circle";
    into.parent = top;
    EXPECT_EQ(refusal(albums().edit(ann, top, into)), ErrorCode::BadRequest);
    into.parent = make("Ben's", {}, ben).id;
    EXPECT_EQ(refusal(albums().edit(ann, top, into)), ErrorCode::UnknownAlbum);
    into.parent = top;
    EXPECT_EQ(await(albums().edit(ann, low, into))->parent, top);
    into.before = middle;
    ASSERT_TRUE(await(albums().edit(ann, low, into)));
    EXPECT_LT(await(albums().byId(ann, low))->place, await(albums().byId(ann, middle))->place);
    into.before = top;
    EXPECT_EQ(refusal(albums().edit(ann, low, into)), ErrorCode::BadRequest) << "no sibling";
    ASSERT_TRUE(await(albums().remove(ann, top)));
    EXPECT_FALSE(await(albums().byId(ann, middle))->parent.isValid());
    AlbumId deep = middle;
    for (int i = 1; i < AlbumStore::deepest; ++i)
        deep = make("Deep", deep).id;
    EXPECT_EQ(refusal(albums().create({ann, u"Deeper"_qs, {}, deep})), ErrorCode::TooLarge);
}

TEST_P(AlbumStoreTest, ListsArePaged) {
    for (const char* title : {"a", "b", "c"})
        make(title);
    make("other", {}, ben);
    EXPECT_EQ(titles({ann, false, {}, 10}), (QStringList{u"a"_qs, u"b"_qs, u"c"_qs}));
    const auto first = await(albums().list({ann, false, {}, 2}));
    ASSERT_EQ(first->albums.size(), 2);
    EXPECT_FALSE(first->end);
    EXPECT_EQ(titles({ann, false, first->albums.last().id, 2}), (QStringList{u"c"_qs}));
}

TEST_P(AlbumStoreTest, SharedWithPeople) {
    const AlbumId album = make("Family", make("Top").id).id;
    ASSERT_TRUE(await(albums().put(ann, album, {photos[0]}, {})));
    EXPECT_EQ(refusal(albums().byId(ben, album)), ErrorCode::UnknownAlbum);
    EXPECT_EQ(refusal(albums().share(ben, album, {ben, {}, true})), ErrorCode::UnknownAlbum);
    EXPECT_EQ(refusal(albums().share(ann, album, {PersonId(9), {}, true})), ErrorCode::UnknownPerson);
    ASSERT_TRUE(await(albums().share(ann, album, {ben, {}, false})));
    const Album seen = *await(albums().byId(ben, album));
    EXPECT_EQ(seen.right, AlbumRight::Read);
    EXPECT_FALSE(seen.parent.isValid()) << "where it stands is the owner's business";
    EXPECT_TRUE(seen.shared);
    EXPECT_EQ(titles({ben, true, {}, 10}), (QStringList{u"Family"_qs}));
    EXPECT_EQ(titles({ben, false, {}, 10}), QStringList());
    EXPECT_TRUE(*await(albums().showsTo(ben, photos[0])));
    EXPECT_FALSE(*await(albums().showsTo(ben, photos[1])));
    EXPECT_FALSE(*await(albums().showsTo(cleo, photos[0])));
    EXPECT_EQ(*await(albums().holding(photos[0])), 1);
    trash(*await(stores->photos().byId(photos[0])));
    EXPECT_FALSE(*await(albums().showsTo(ben, photos[0])));
    trash(*await(stores->photos().byId(photos[0])), false);
    EXPECT_EQ(refusal(albums().put(ben, album, {bens}, {})), ErrorCode::Forbidden);
    EXPECT_EQ(refusal(albums().edit(ben, album, {u"Mine"_qs, {}, {}, {}, {}})), ErrorCode::Forbidden);
    EXPECT_EQ(await(albums().shares(ben, album)).error().code, ErrorCode::Forbidden);
    EXPECT_EQ(await(albums().remove(ben, album)).error().code, ErrorCode::Forbidden);

    ASSERT_TRUE(await(albums().share(ann, album, {ben, {}, true})));
    EXPECT_EQ(await(albums().shares(ann, album))->size(), 1) << "the same share, changed";
    ASSERT_TRUE(await(albums().put(ben, album, {bens}, photos[0])));
    EXPECT_EQ(inside(ann, album), (QList<PhotoId>{bens, photos[0]}));
    EXPECT_TRUE(*await(albums().showsTo(ann, bens)));
    EXPECT_EQ(refusal(albums().take(ben, album, {photos[0]})), ErrorCode::Forbidden);
    EXPECT_EQ(refusal(albums().put(ben, album, {photos[1]}, {})), ErrorCode::UnknownPhoto);
    ASSERT_TRUE(await(albums().put(ann, album, {bens}, {}))) << "its owner may order all";

    ASSERT_TRUE(await(albums().unshare(ben, album, {ben, {}, false}))) << "leaving";
    EXPECT_EQ(refusal(albums().byId(ben, album)), ErrorCode::UnknownAlbum);
    EXPECT_EQ(inside(ann, album), (QList<PhotoId>{photos[0]})) << "what they put in goes with them";
    EXPECT_FALSE(await(albums().byId(ann, album))->shared);
    EXPECT_EQ(await(albums().unshare(ann, album, {ben, {}, false})).error().code, ErrorCode::NotFound);
}

TEST_P(AlbumStoreTest, SharedWithAChannelMeansWhoeverMayReadItNow) {
    const ChannelId room = stores->channel(ann, "room", false);
    const ChannelId hall = stores->channel(ann, "hall", true);
    const ChannelId elsewhere = stores->channel(ben, "elsewhere", false);
    const AlbumId album = make("Party").id;
    ASSERT_TRUE(await(albums().put(ann, album, {photos[0]}, {})));
    EXPECT_EQ(refusal(albums().share(ann, album, {{}, elsewhere, false})), ErrorCode::UnknownChannel);
    ASSERT_TRUE(await(albums().share(ann, album, {{}, hall, true})));
    EXPECT_EQ(await(albums().byId(ben, album))->right, AlbumRight::Read) << "public: read, not write";
    EXPECT_EQ(titles({ben, true, {}, 10}), QStringList()) << "listed for members";
    stores->join(ben, hall);
    EXPECT_EQ(await(albums().byId(ben, album))->right, AlbumRight::Contribute);
    EXPECT_EQ(titles({ben, true, {}, 10}), (QStringList{u"Party"_qs}));
    stores->leave(ben, hall);
    EXPECT_EQ(await(albums().byId(ben, album))->right, AlbumRight::Read);
    ASSERT_TRUE(await(albums().unshare(ann, album, {{}, hall, false})));
    EXPECT_FALSE(*await(albums().showsTo(ben, photos[0])));
    ASSERT_TRUE(await(albums().share(ann, album, {{}, room, false})));
    EXPECT_EQ(refusal(albums().byId(ben, album)), ErrorCode::UnknownAlbum);
}

TEST_P(AlbumStoreTest, AChannelThatDeniesThePastShowsNoAlbum) {
    const ChannelId room = stores->channel(ann, "room", true);
    const ChannelId hall = stores->channel(ann, "hall", true);
    stores->join(ben, room);
    stores->join(ben, hall);
    const AlbumId album = make("Party").id;
    const AlbumId open = make("Open").id;
    ASSERT_TRUE(await(albums().put(ann, album, {photos[0]}, {})));
    ASSERT_TRUE(await(albums().share(ann, album, {{}, room, true})));
    ASSERT_TRUE(await(albums().share(ann, open, {{}, hall, true})));
    EXPECT_EQ(titles({ben, true, {}, 10}), (QStringList{u"Party"_qs, u"Open"_qs}));
    EXPECT_TRUE(*await(albums().showsTo(ben, photos[0])));
    stores->denyHistory(ann, room);
    EXPECT_EQ(refusal(albums().byId(ben, album)), ErrorCode::UnknownAlbum);
    EXPECT_FALSE(*await(albums().showsTo(ben, photos[0])));
    EXPECT_EQ(refusal(albums().put(ben, album, {bens}, {})), ErrorCode::UnknownAlbum);
    for (const int limit : {1, 10})
        EXPECT_EQ(titles({ben, true, {}, limit}), (QStringList{u"Open"_qs})) << "a page of " << limit;
    EXPECT_TRUE(await(albums().list({ben, true, {}, 1}))->end);
    EXPECT_TRUE(*await(albums().showsTo(ann, photos[0]))) << "her own";
    stores->denyHistory(ann, hall);
    EXPECT_EQ(refusal(albums().byId(cleo, open)), ErrorCode::UnknownAlbum) << "who is in no channel";
    const AlbumId bens2 = make("Of Ben", {}, ben).id;
    EXPECT_EQ(refusal(albums().share(ben, bens2, {{}, room, false})), ErrorCode::UnknownChannel);
    ASSERT_TRUE(await(albums().share(ann, album, {ben, {}, false})));
    EXPECT_TRUE(*await(albums().showsTo(ben, photos[0]))) << "by name is a grant of its own";
}

TEST_P(AlbumStoreTest, ErasingAPersonTakesAlbumsAndShares) {
    const AlbumId own = make("Own", make("Top").id).id;
    const AlbumId others = make("Others", {}, ben).id;
    ASSERT_TRUE(await(albums().share(ben, others, {ann, {}, true})));
    ASSERT_TRUE(await(albums().share(ann, own, {ben, {}, true})));
    ASSERT_TRUE(await(albums().erase(ann)));
    EXPECT_EQ(titles({ann, false, {}, 10}), QStringList());
    EXPECT_EQ(titles({ann, true, {}, 10}), QStringList());
    EXPECT_EQ(titles({ben, true, {}, 10}), QStringList());
    EXPECT_EQ(titles({ben, false, {}, 10}), (QStringList{u"Others"_qs}));
    EXPECT_TRUE(await(albums().shares(ben, others))->isEmpty());
}

PARLOR_ON_ALL_PHOTO_STORES(AlbumStoreTest);

TEST(AlbumEvents, AreToldToTheOwnerAndToThoseItIsSharedWithByName) {
    SqlitePhotoStores stores;
    const PersonId ann = stores.person("ann");
    const PersonId ben = stores.person("ben");
    const auto album = await(stores.albums().create({ann, u"Trip"_qs, {}, {}}));
    ASSERT_TRUE(album);
    ASSERT_TRUE(await(stores.albums().share(ann, album->id, {ben, {}, true})));
    NewPhoto fresh;
    fresh.owner = ann;
    fresh.blob = {u"x"_qs, QByteArray(32, 'x'), 100, 7};
    const PhotoId photo = await(stores.photos().add(fresh))->stored.photo.id;
    ASSERT_TRUE(await(stores.albums().put(ann, album->id, {photo}, {})));
    ASSERT_TRUE(await(stores.photos().remove(ann, photo)));
    ASSERT_TRUE(await(stores.albums().unshare(ann, album->id, {ben, {}, false})));
    const auto told = [&](PersonId person) {
        QStringList types;
        for (const PersonEvent& event : stores.events(person)) {
            const auto* changed = std::get_if<AlbumChanged>(&event.body);
            types.append(QString(typeOf(event.body))
                         + (changed ? QString::number(changed->album.photos) : QString()));
        }
        return types;
    };
    EXPECT_EQ(told(ben), (QStringList{u"album0"_qs, u"album1"_qs, u"album0"_qs, u"album_removed"_qs}));
    EXPECT_EQ(told(ann), (QStringList{u"album0"_qs, u"album0"_qs, u"photo"_qs, u"album1"_qs, u"album0"_qs,
                                      u"photo_removed"_qs, u"album0"_qs}));
    // Read again later they show what is now.
    const auto later = await(stores.store().personStreams().after(ben, Serial(0), 100));
    ASSERT_TRUE(later);
    EXPECT_TRUE(std::holds_alternative<AlbumRemoved>(later->events.first().body));
}

} // namespace
} // namespace parlor::server
