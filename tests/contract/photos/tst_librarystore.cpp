// What the lists of a library must answer, on SQLite and on the twin that looks at every photo.
#include "server/domain/photos/photoquery.h"
#include "tests/contract/photos/photostores.h"

#include <QDateTime>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

using test::await;

std::int64_t utc(int year, int month, int day, int hour = 12) {
    return QDateTime(QDate(year, month, day), QTime(hour, 0), Qt::UTC).toMSecsSinceEpoch();
}

class LibraryStoreTest : public PhotoStoreCase {
protected:
    QList<PhotoId> search(const QString& text, Shelf shelf = Shelf::Library) {
        PhotoSearch wanted = parsePhotoQuery(text);
        wanted.owner = ann;
        if (wanted.shelf == Shelf::Library)
            wanted.shelf = shelf;
        wanted.limit = 50;
        const auto page = await(stores->lists().search(wanted));
        EXPECT_TRUE(page) << qPrintable(text) << (page ? "" : qPrintable(page.error().detail));
        return page ? idsOf(page->photos) : QList<PhotoId>();
    }

    QList<QList<PhotoId>> groups(GroupKind kind) {
        const auto page = await(stores->lists().groups(ann, kind, {}, 50));
        EXPECT_TRUE(page);
        QList<QList<PhotoId>> found;
        for (const PhotoGroup& group : page.value_or(GroupPage()).groups)
            found.append(idsOf(group.photos));
        return found;
    }

    std::int64_t count(CountKind kind, const QString& key) {
        const auto counts = await(stores->lists().counts(ann, kind, {}, 100));
        EXPECT_TRUE(counts);
        for (const LibraryCount& entry : counts.value_or(QList<LibraryCount>()))
            if (entry.key == key)
                return entry.photos;
        return 0;
    }

    QList<PhotoId> page(const LibraryQuery& query) {
        const auto page = await(stores->photos().page(query));
        EXPECT_TRUE(page) << (page ? "" : qPrintable(page.error().detail));
        return page ? idsOf(page->photos) : QList<PhotoId>();
    }
};

TEST_P(LibraryStoreTest, VideosAndPicturesAreFoundApart) {
    const auto picture = ready(ann, 1, {utc(2024, 5, 1)}, "beach ");
    const auto film = ready(ann, 2, {utc(2024, 5, 2), 0, "", false, "video/mp4"}, "beach ");
    ready(ben, 3, {utc(2024, 5, 2), 0, "", false, "video/mp4"}, "beach ");
    EXPECT_EQ(search(u"is:video"_qs), QList{film.photo.id});
    EXPECT_EQ(search(u"beach is:video"_qs), QList{film.photo.id});
    EXPECT_EQ(search(u"is:photo"_qs), QList{picture.photo.id});
    EXPECT_EQ(search(u"beach"_qs), (QList{film.photo.id, picture.photo.id}));
    EXPECT_TRUE(search(u"is:video is:live"_qs).isEmpty());
}

TEST_P(LibraryStoreTest, FewVideosAmongManyPicturesAreFound) {
    const auto film = ready(ann, 1, {utc(2001, 1, 1), 0, "", false, "video/mp4"});
    QList<Task<Result<AddedPhoto>>> added;
    for (int i = 2; i < 2'102; ++i) { // more than are gathered at once; many to a commit
        NewPhoto fresh;
        fresh.owner = ann;
        fresh.blob = {QString::fromLatin1(hash(i).toHex()), hash(i), 100, 7};
        added.append(stores->photos().add(fresh));
    }
    QList<Task<Result<StoredPhoto>>> looked;
    for (const auto& task : added) {
        Processed out;
        out.facts.mimeType = "image/jpeg";
        out.takenAt = out.takenLocal = utc(2024, 5, 1);
        looked.append(stores->photos().finish(await(task)->stored.photo.id, out));
    }
    for (const auto& task : looked)
        ASSERT_TRUE(await(task));
    EXPECT_EQ(search(u"is:video"_qs), QList{film.photo.id});
    EXPECT_EQ(search(u"is:photo"_qs).size(), 50);
}

TEST_P(LibraryStoreTest, SearchFindsWordsOfFactsAndCaptions) {
    const auto opera = ready(ann, 1, {utc(2024, 5, 1), 0, "Canon EOS R5"}, "opera house ");
    const auto beach = ready(ann, 2, {utc(2023, 7, 2), 0, "iPhone 15", true}, "beach ");
    ready(ben, 3, {utc(2023, 7, 2), 0, "iPhone 15"}, "beach ");
    PhotoEdit edit1;
    edit1.caption = u"Abend am Hafen, Café"_qs;
    edit1.tags = QStringList{u"Sydney trip"_qs, u"night"_qs};
    edit1.favourite = true;
    edit(opera, edit1);
    PhotoEdit edit2;
    edit2.caption = u"東京タワーの夜"_qs;
    edit2.place = PhotoEdit::Place{35.6, 139.7};
    edit(beach, edit2);
    const PhotoId first = opera.photo.id;
    const PhotoId second = beach.photo.id;
    const std::pair<QString, QList<PhotoId>> cases[] = {
        {u""_qs, {first, second}},
        {u"opera"_qs, {first}},
        {u"OPERA house"_qs, {first}},
        {u"oper*"_qs, {first}},
        {u"oper"_qs, {}},
        {u"cafe"_qs, {first}},
        {u"\"am hafen\""_qs, {first}},
        {u"\"hafen am\""_qs, {}},
        {u"camera:iphone"_qs, {second}},
        {u"camera:\"canon eos\""_qs, {first}},
        {u"tag:\"sydney TRIP\""_qs, {first}},
        {u"tag:sydney"_qs, {}},
        {u"is:favourite"_qs, {first}},
        {u"is:panorama"_qs, {second}},
        {u"has:place"_qs, {second}},
        {u"has:caption -hafen"_qs, {second}},
        {u"-opera"_qs, {second}},
        {u"after:2024"_qs, {first}},
        {u"before:2024"_qs, {second}},
        {u"after:2023-07-02 before:2023-07-03"_qs, {second}},
        {u"before:2024 opera"_qs, {}},
        {u"nothing like it"_qs, {}},
        {u"🎈 iphone %"_qs, {second}},
        {u"\" NEAR( * ^"_qs, {}},
    };
    for (const auto& [text, found] : cases)
        EXPECT_EQ(search(text), found) << qPrintable(text);
    trash(opera);
    EXPECT_EQ(search(u"opera"_qs), QList<PhotoId>());
    trash(opera, false);
    PhotoEdit archive;
    archive.archived = true;
    edit(opera, archive);
    EXPECT_EQ(search(u"opera"_qs), QList<PhotoId>());
    EXPECT_EQ(search(u"opera is:archived"_qs), (QList<PhotoId>{first}));
    ASSERT_TRUE(await(stores->photos().remove(ann, first)));
    EXPECT_EQ(search(u"opera is:archived"_qs), QList<PhotoId>());
    EXPECT_EQ(search(u""_qs), (QList<PhotoId>{second}));
}

TEST_P(LibraryStoreTest, SearchGoesOnFromAPlace) {
    QList<PhotoId> expected;
    for (int i = 0; i < 12; ++i)
        expected.prepend(ready(ann, i, {utc(2020, 1, 1 + i / 3)}, "same ").photo.id);
    PhotoSearch search = parsePhotoQuery(u"same");
    search.owner = ann;
    search.limit = 5;
    QList<PhotoId> seen;
    for (int pages = 0; pages < 3; ++pages) {
        const auto page = await(stores->lists().search(search));
        ASSERT_TRUE(page);
        EXPECT_EQ(page->end, pages == 2);
        seen += idsOf(page->photos);
        const Photo& last = page->photos.last().photo;
        search.before = LibraryPlace{last.takenLocal, last.id};
    }
    EXPECT_EQ(seen, expected);
}

TEST_P(LibraryStoreTest, FavouritesAndTagsArePaged) {
    QList<PhotoId> favourites;
    QList<PhotoId> tagged;
    for (int i = 0; i < 9; ++i) {
        const auto photo = ready(ann, i, {utc(2020, 1, 1) + i / 2});
        PhotoEdit change;
        if (i % 2 == 0) {
            change.favourite = true;
            favourites.prepend(photo.photo.id);
        }
        if (i % 3 == 0) {
            change.tags = QStringList{u"Ünïque"_qs};
            tagged.prepend(photo.photo.id);
        }
        edit(photo, change);
    }
    LibraryQuery query;
    query.owner = ann;
    query.limit = 50;
    query.favourites = true;
    EXPECT_EQ(page(query), favourites);
    query.limit = 3;
    EXPECT_EQ(page(query), favourites.first(3));
    const auto third = *await(stores->photos().byId(favourites.at(2)));
    query.before = LibraryPlace{third.photo.takenLocal, third.photo.id};
    EXPECT_EQ(page(query), favourites.mid(3));
    query = {};
    query.owner = ann;
    query.tag = tagKey(u"üNÏQUE"_qs);
    EXPECT_EQ(page(query), tagged);
    query.owner = ben;
    EXPECT_EQ(page(query), QList<PhotoId>());
    EXPECT_EQ(count(CountKind::Tag, tagKey(u"Ünïque"_qs)), 3);
    EXPECT_EQ(count(CountKind::Favourite, {}), 5);

    PhotoEdit date; // a photo that moves in time moves in its tags too
    date.taken = PhotoEdit::Taken{utc(2030, 1, 1), 0};
    edit(*await(stores->photos().byId(tagged.last())), date);
    query.owner = ann;
    EXPECT_EQ(page(query).first(), tagged.last());
    trash(*await(stores->photos().byId(tagged.last())));
    EXPECT_EQ(page(query).size(), 2);
    EXPECT_EQ(count(CountKind::Tag, tagKey(u"Ünïque"_qs)), 2);
    query.shelf = Shelf::Trash;
    EXPECT_EQ(page(query), (QList<PhotoId>{tagged.last()}));
}

TEST_P(LibraryStoreTest, CountsFollowEveryChange) {
    const auto one = ready(ann, 1, {utc(2020, 1, 1), 0, "Fuji X100"});
    const auto two = ready(ann, 2, {utc(2020, 1, 2), 0, "Fuji X100"});
    const QString library = QString::number(static_cast<int>(Shelf::Library));
    const QString inTrash = QString::number(static_cast<int>(Shelf::Trash));
    const QString held = QString::number(static_cast<int>(Shelf::Held));
    EXPECT_EQ(count(CountKind::Shelf, library), 2);
    EXPECT_EQ(count(CountKind::Camera, u"Fuji X100"_qs), 2);
    EXPECT_EQ(count(CountKind::Type, u"image/jpeg"_qs), 2);
    trash(one);
    EXPECT_EQ(count(CountKind::Shelf, library), 1);
    EXPECT_EQ(count(CountKind::Shelf, inTrash), 1);
    EXPECT_EQ(count(CountKind::Camera, u"Fuji X100"_qs), 1);
    ASSERT_TRUE(await(stores->photos().release(ann, two.photo.id)));
    EXPECT_EQ(count(CountKind::Shelf, library), 0);
    EXPECT_EQ(count(CountKind::Shelf, held), 1);
    ASSERT_TRUE(await(stores->photos().remove(ann, one.photo.id)));
    EXPECT_EQ(count(CountKind::Shelf, inTrash), 0);
    EXPECT_EQ(count(CountKind::Camera, u"Fuji X100"_qs), 0);
    EXPECT_EQ(await(stores->lists().counts(ann, CountKind::Camera, {}, 10))->size(), 0);
}

TEST_P(LibraryStoreTest, LookAlikesAreGrouped) {
    const std::uint64_t look = 0xfedcba9876543210ULL;
    const auto first = ready(ann, 1, {utc(2020, 1, 1), look});
    ready(ann, 2, {utc(2020, 1, 2), 0x0123456789abcdefULL});
    ready(ben, 3, {utc(2020, 1, 3), look});
    EXPECT_TRUE(groups(GroupKind::Similar).isEmpty());
    const auto second = ready(ann, 4, {utc(2020, 1, 4), look ^ 0x11}); // two bits
    const auto third = ready(ann, 5, {utc(2020, 1, 5), look ^ 0x8000000000000001ULL});
    const QList<QList<PhotoId>> all{{first.photo.id, second.photo.id, third.photo.id}};
    EXPECT_EQ(groups(GroupKind::Similar), all);
    trash(third);
    EXPECT_EQ(groups(GroupKind::Similar).value(0).size(), 2);
    trash(second);
    EXPECT_TRUE(groups(GroupKind::Similar).isEmpty()) << "one alone is no group";
    trash(second, false);
    trash(third, false);
    EXPECT_EQ(groups(GroupKind::Similar), all);
    ASSERT_TRUE(await(stores->photos().remove(ann, first.photo.id)));
    EXPECT_EQ(groups(GroupKind::Similar).value(0).size(), 2);
}

TEST_P(LibraryStoreTest, SeriesAreGrouped) {
    const std::int64_t start = utc(2020, 1, 1);
    const auto a = ready(ann, 1, {start, 0, "Fuji X100"});
    const auto c = ready(ann, 3, {start + 4'000, 0, "Fuji X100"});
    ready(ann, 4, {start + 1'000, 0, "iPhone 15"});
    ready(ann, 5, {start + 1'000, 0, ""});
    ready(ann, 6, {start + 7'000, 0, "Fuji X100"});
    EXPECT_TRUE(groups(GroupKind::Burst).isEmpty());
    const auto b = ready(ann, 2, {start + 2'000, 0, "Fuji X100"}); // connects both
    EXPECT_EQ(groups(GroupKind::Burst), (QList<QList<PhotoId>>{{a.photo.id, b.photo.id, c.photo.id}}));
    PhotoEdit later;
    later.taken = PhotoEdit::Taken{start + 3'600'000, 0};
    edit(b, later);
    EXPECT_TRUE(groups(GroupKind::Burst).isEmpty());
}

TEST_P(LibraryStoreTest, GroupsThatANewPhotoConnectsBecomeOne) {
    const std::int64_t start = utc(2020, 1, 1);
    for (const int second : {0, 1, 2, 6, 7, 8})
        ready(ann, second, {start + second * 1'000, 0, "Fuji X100"});
    EXPECT_EQ(groups(GroupKind::Burst).size(), 2);
    ready(ann, 4, {start + 4'000, 0, "Fuji X100"});
    ASSERT_EQ(groups(GroupKind::Burst).size(), 1);
    EXPECT_EQ(groups(GroupKind::Burst).first().size(), 7);
}

TEST_P(LibraryStoreTest, ASpanGoesOnAfterAnyOfItsRows) {
    const std::int64_t at = utc(2024, 6, 15);
    QList<PhotoId> newestFirst;
    for (int i = 1; i <= 5; ++i) // three of one moment among them
        newestFirst.prepend(ready(ann, i, {at + (i == 1 ? -1'000 : i == 5 ? 1'000 : 0)}).photo.id);
    QList<PhotoId> seen;
    LocalSpan span{utc(2024, 6, 1, 0), utc(2024, 7, 1, 0)};
    PhotoId before;
    for (int page = 0; page < 5; ++page) {
        const auto rows = await(stores->lists().index(ann, span, before, 1));
        ASSERT_TRUE(rows);
        ASSERT_EQ(rows->size(), 1);
        seen.append(rows->first().id);
        span.to = rows->first().takenLocal;
        before = rows->first().id;
    }
    EXPECT_EQ(seen, newestFirst);
    EXPECT_TRUE(await(stores->lists().index(ann, span, before, 1))->isEmpty());
}

TEST_P(LibraryStoreTest, SpansAndMonths) {
    const auto may = ready(ann, 1, {utc(2024, 5, 31, 23)});
    const auto june = ready(ann, 2, {utc(2024, 6, 1, 0)});
    const auto old = ready(ann, 3, {utc(1969, 6, 1, 5)});
    trash(ready(ann, 4, {utc(2024, 6, 1, 3)}));
    const auto index = await(stores->lists().index(ann, {utc(2024, 6, 1, 0), utc(2024, 7, 1, 0)}, {}, 10));
    ASSERT_TRUE(index);
    ASSERT_EQ(index->size(), 1);
    EXPECT_EQ(index->first().id, june.photo.id);
    EXPECT_EQ(index->first().thumbHash, 0x7474747474747474ULL);
    EXPECT_EQ(index->first().placeholder, "tiny");
    const auto spans = await(stores->lists().spans(
        ann, {{utc(2024, 6, 1, 0), utc(2024, 6, 2, 0)}, {utc(1969, 6, 1, 0), utc(1969, 6, 2, 0)}, {0, 1}},
        10));
    ASSERT_TRUE(spans);
    ASSERT_EQ(spans->size(), 3);
    EXPECT_EQ(idsOf(spans->at(0).photos), (QList<PhotoId>{june.photo.id}));
    EXPECT_EQ(idsOf(spans->at(1).photos), (QList<PhotoId>{old.photo.id}));
    EXPECT_TRUE(spans->at(2).photos.isEmpty());
    LibraryQuery all;
    all.owner = ann;
    EXPECT_EQ(page(all), (QList<PhotoId>{june.photo.id, may.photo.id, old.photo.id}));
}

TEST_P(LibraryStoreTest, ReleasedPhotosLeaveTheLibraryAndCanComeBack) {
    const auto photo = ready(ann, 1, {utc(2024, 5, 1)});
    const auto before = await(stores->photos().usage(ann))->revision;
    const auto released = await(stores->photos().release(ann, photo.photo.id));
    ASSERT_TRUE(released);
    EXPECT_EQ(released->shelf, Shelf::Held);
    EXPECT_EQ(await(stores->photos().release(ben, photo.photo.id)).error().code, ErrorCode::UnknownPhoto);
    const auto delta = await(stores->photos().changedSince(ann, before, 10));
    ASSERT_EQ(delta->photos.size(), 1);
    EXPECT_TRUE(delta->photos.first().removed);
    EXPECT_TRUE(await(stores->photos().months(ann))->isEmpty());
    EXPECT_EQ(idsOf(*await(stores->photos().unheld(10))), (QList<PhotoId>{photo.photo.id}));
    NewPhoto again;
    again.owner = ann;
    again.blob = {u"x"_qs, hash(1), 100, 7};
    const auto added = await(stores->photos().add(again));
    EXPECT_FALSE(added->existed) << "it was not in the library";
    EXPECT_EQ(added->stored.photo.id, photo.photo.id);
    EXPECT_EQ(added->stored.shelf, Shelf::Library);
    EXPECT_TRUE(await(stores->photos().unheld(10))->isEmpty());
}

TEST_P(LibraryStoreTest, FilesRestADayAfterTheirRow) {
    const auto photo = ready(ann, 1, {utc(2024, 5, 1)});
    const QString original = photo.blob;
    const QString thumb = photo.renderings.first().blob;
    const auto named = [&](BlobArea area, const QString& blob) {
        return !await(stores->photos().named(ann, area, {blob}))->isEmpty();
    };
    ASSERT_TRUE(await(stores->photos().remove(ann, photo.photo.id)));
    EXPECT_TRUE(named(BlobArea::Originals, original));
    EXPECT_TRUE(named(BlobArea::Renderings, thumb));
    ASSERT_TRUE(await(stores->photos().unpin(stores->clock.now() + PhotoStore::restMs)));
    EXPECT_TRUE(named(BlobArea::Originals, original));
    ASSERT_TRUE(await(stores->photos().unpin(stores->clock.now() + PhotoStore::restMs + 1)));
    EXPECT_FALSE(named(BlobArea::Originals, original));
    EXPECT_FALSE(named(BlobArea::Renderings, thumb));

    const auto other = ready(ann, 2, {utc(2024, 5, 1)});
    const std::int64_t until = stores->clock.now() + 3 * PhotoStore::restMs;
    ASSERT_TRUE(await(stores->photos().pin(ann, {hash(2), hash(77)}, until)));
    ASSERT_TRUE(await(stores->photos().remove(ann, other.photo.id)));
    ASSERT_TRUE(await(stores->photos().unpin(until)));
    EXPECT_TRUE(named(BlobArea::Originals, other.blob)) << "the longer of both counts";
}

TEST_P(LibraryStoreTest, AnEditedPlaceOutlivesAnotherLookAtThePicture) {
    auto photo = ready(ann, 1, {utc(2024, 5, 1)});
    PhotoEdit place;
    place.place = PhotoEdit::Place{12.5, -70};
    place.rotation = 90;
    place.tags = QStringList{u"a"_qs, u"b"_qs};
    photo = edit(photo, place);
    EXPECT_TRUE(photo.needsWork);
    Processed again;
    again.editRevision = photo.editRevision;
    again.facts.latitude = 1;
    again.facts.longitude = 2;
    again.facts.mimeType = "image/jpeg";
    const auto finished = await(stores->photos().finish(photo.photo.id, again));
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->photo.facts.latitude, 12.5);
    EXPECT_EQ(finished->photo.facts.longitude, -70);
    EXPECT_EQ(await(stores->photos().byId(photo.photo.id))->photo.tags, (QStringList{u"a"_qs, u"b"_qs}));
    PhotoEdit nowhere;
    nowhere.place = PhotoEdit::Place{};
    EXPECT_FALSE(edit(*finished, nowhere).photo.facts.latitude);
}

PARLOR_ON_ALL_PHOTO_STORES(LibraryStoreTest);

} // namespace
} // namespace parlor::server
