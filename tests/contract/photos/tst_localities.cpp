// The towns of a library: counted with each change, listed, paged, found by their names, and looked up late
// for photos that an older build has left.
#include "server/domain/photos/photolocality.h"
#include "server/domain/photos/photoquery.h"
#include "tests/contract/photos/photostores.h"

#include <map>
#include <random>

namespace parlor::server {
namespace {

using test::await;
using Place = PhotoEdit::Place;

const Place munich{48.1374, 11.5755};
const Place rome{41.8902, 12.4922};
const Place sydney{-33.8568, 151.2153};
const Place ecully{45.77437, 4.77758};
const Place ocean{30, -40};

class LocalityStoreTest : public PhotoStoreCase {
protected:
    StoredPhoto moved(const StoredPhoto& photo, const Place& place) {
        PhotoEdit change;
        change.place = place;
        return edit(photo, change);
    }

    StoredPhoto at(PersonId owner, int number, const Place& place, std::int64_t takenLocal = 0) {
        return moved(ready(owner, number, {takenLocal}), place);
    }

    LocalityPage page(LocalityOrder order = LocalityOrder::Count, std::optional<LocalityPlace> after = {},
                      int limit = 50) {
        const auto page = await(stores->lists().localities({ann, order, std::move(after), limit}));
        EXPECT_TRUE(page) << (page ? "" : qPrintable(page.error().detail));
        return page.value_or(LocalityPage());
    }

    static QStringList namesOf(const LocalityPage& page) {
        QStringList names;
        for (const LibraryLocality& entry : page.localities)
            names.append(entry.locality.name);
        return names;
    }

    QList<PhotoId> photosAt(LocalityId locality, Shelf shelf = Shelf::Library, int limit = 50,
                            std::optional<LibraryPlace> before = {}) {
        LibraryQuery query;
        query.owner = ann;
        query.shelf = shelf;
        query.locality = locality;
        query.before = before;
        query.limit = limit;
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
};

TEST_P(LocalityStoreTest, AreListedByCountAndByName) {
    at(ann, 1, rome, 10);
    const auto newest = at(ann, 2, rome, 30);
    at(ann, 3, rome, 20);
    at(ann, 4, munich);
    at(ann, 5, munich);
    at(ann, 6, ecully);
    at(ann, 7, ocean);
    ready(ann, 8, {});
    at(ben, 9, sydney);
    const LocalityPage byCount = page();
    EXPECT_TRUE(byCount.end);
    EXPECT_EQ(namesOf(byCount), (QStringList{u"Rome"_qs, u"Munich"_qs, u"Écully"_qs}));
    const LibraryLocality& first = byCount.localities.first();
    EXPECT_EQ(first.photos, 3);
    EXPECT_EQ(first.bytes, 300);
    EXPECT_EQ(first.newest, referenceTo(newest.photo));
    EXPECT_EQ(first.locality, localityOf(newest.photo.facts));
    EXPECT_EQ(namesOf(page(LocalityOrder::Name)), (QStringList{u"Écully"_qs, u"Munich"_qs, u"Rome"_qs}));
}

TEST_P(LocalityStoreTest, ListsGoOnAfterAnyOfThem) {
    int number = 0;
    for (const Place& place : {rome, rome, munich, munich, ecully, sydney})
        at(ann, ++number, place);
    for (const LocalityOrder order : {LocalityOrder::Count, LocalityOrder::Name}) {
        const QStringList all = namesOf(page(order));
        ASSERT_EQ(all.size(), 4);
        QStringList seen;
        std::optional<LocalityPlace> after;
        for (int pages = 0; pages < 4; ++pages) {
            const LocalityPage next = page(order, after, 1);
            ASSERT_EQ(next.localities.size(), 1);
            EXPECT_EQ(next.end, pages == 3);
            seen += namesOf(next);
            const LibraryLocality& last = next.localities.last();
            after = LocalityPlace{last.photos, localitySortKey(last.locality.name), last.locality.id};
        }
        EXPECT_EQ(seen, all);
        EXPECT_TRUE(page(order, after, 1).localities.isEmpty());
    }
}

TEST_P(LocalityStoreTest, PhotosOfOneArePaged) {
    QList<PhotoId> newestFirst;
    for (int i = 0; i < 5; ++i) // some of one moment
        newestFirst.prepend(at(ann, i, rome, i / 2).photo.id);
    const auto other = at(ann, 10, munich);
    at(ben, 11, rome);
    const StoredPhoto third = *await(stores->photos().byId(newestFirst.at(2)));
    const LocalityId id = third.photo.locality.id;
    EXPECT_EQ(photosAt(id), newestFirst);
    EXPECT_EQ(photosAt(id, Shelf::Library, 3), newestFirst.first(3));
    EXPECT_EQ(photosAt(id, Shelf::Library, 3, LibraryPlace{third.photo.takenLocal, third.photo.id}),
              newestFirst.mid(3));
    EXPECT_EQ(photosAt(other.photo.locality.id), QList{other.photo.id});
    EXPECT_EQ(photosAt(LocalityId(1)), QList<PhotoId>());
    trash(third);
    EXPECT_EQ(photosAt(id).size(), 4);
    EXPECT_EQ(photosAt(id, Shelf::Trash), QList{third.photo.id});
}

TEST_P(LocalityStoreTest, AreFoundByTheirNames) {
    const auto one = at(ann, 1, rome).photo.id;
    const auto two = at(ann, 2, ecully).photo.id;
    PhotoEdit caption;
    caption.caption = u"Rome is far"_qs;
    const auto three = edit(at(ann, 3, sydney), caption).photo.id;
    at(ben, 4, rome);
    const std::pair<QString, QList<PhotoId>> cases[] = {
        {u"rome"_qs, {three, one}},
        {u"place:rome"_qs, {one}},
        {u"place:ROM"_qs, {}},
        {u"italy"_qs, {one}},
        {u"place:lazio"_qs, {one}},
        {u"place:ecully"_qs, {two}},
        {u"place:\"new south wales\""_qs, {three}},
        {u"place:\"south new\""_qs, {}},
        {u"place:wales rome"_qs, {three}},
        {u"place:rome -italy"_qs, {}},
        {u"has:place"_qs, {three, two, one}},
    };
    for (const auto& [text, found] : cases) {
        const QList<PhotoId> ids = search(text);
        EXPECT_EQ(QSet<PhotoId>(ids.begin(), ids.end()), QSet<PhotoId>(found.begin(), found.end()))
            << qPrintable(text);
    }
    moved(*await(stores->photos().byId(one)), munich);
    EXPECT_EQ(search(u"place:rome"_qs), QList<PhotoId>());
    EXPECT_EQ(search(u"bavaria"_qs), QList{one});
    moved(*await(stores->photos().byId(one)), {});
    EXPECT_EQ(search(u"bavaria"_qs), QList<PhotoId>());
}

/// The invariant: what is counted is what would be counted anew.
TEST_P(LocalityStoreTest, CountsAreThoseOfACountAfterAnyChanges) {
    std::mt19937 random(7214);
    const auto pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
    const Place places[] = {munich, rome, sydney, ecully, ocean, {}};
    QList<PhotoId> photos;
    for (int i = 0; i < 12; ++i) // the owner has placed half of them
        photos.append(i % 2 == 0 ? ready(ann, i, {pick(5)}).photo.id
                                 : at(ann, i, places[pick(6)], pick(5)).photo.id);
    for (int step = 0; step < 150; ++step) {
        const auto photo = await(stores->photos().byId(photos.at(pick(12))));
        if (!photo)
            continue; // gone for good
        PhotoEdit change;
        switch (pick(7)) {
        case 0:
        case 1:
            change.place = places[pick(6)];
            break;
        case 2:
            change.trashed = !photo->photo.trashed;
            break;
        case 3:
            change.archived = !photo->photo.archived;
            break;
        case 4:
            change.taken = PhotoEdit::Taken{pick(1'000), 0};
            break;
        case 5: {
            Processed again;
            again.editRevision = photo->editRevision;
            again.facts.mimeType = "image/jpeg";
            again.facts.latitude = places[pick(6)].latitude;
            again.facts.longitude = places[pick(6)].longitude;
            EXPECT_TRUE(await(stores->photos().finish(photo->photo.id, again)));
            continue;
        }
        default: // seldom, so that some are left
            if (const int fate = pick(20); fate == 0) {
                EXPECT_TRUE(await(stores->photos().remove(ann, photo->photo.id)));
            } else if (fate == 1) {
                EXPECT_TRUE(await(stores->photos().release(ann, photo->photo.id)));
            }
            continue;
        }
        edit(*photo, change);
    }
    std::map<LocalityId, QList<StoredPhoto>> expected;
    for (const PhotoId id : std::as_const(photos)) {
        const auto photo = await(stores->photos().byId(id));
        if (photo) {
            EXPECT_EQ(photo->photo.locality, localityOf(photo->photo.facts));
        }
        if (photo && photo->shelf == Shelf::Library && photo->photo.locality.id.isValid())
            expected[photo->photo.locality.id].append(*photo);
    }
    const LocalityPage listed = page();
    EXPECT_EQ(listed.localities.size(), static_cast<qsizetype>(expected.size()));
    for (const LibraryLocality& entry : listed.localities) {
        auto there = expected[entry.locality.id];
        std::ranges::sort(there, std::greater(), [](const StoredPhoto& stored) {
            return std::pair(stored.photo.takenLocal, stored.photo.id);
        });
        ASSERT_FALSE(there.isEmpty()) << qPrintable(entry.locality.name);
        EXPECT_EQ(entry.photos, there.size()) << qPrintable(entry.locality.name);
        EXPECT_EQ(entry.bytes, 100 * there.size());
        EXPECT_EQ(entry.newest.id, there.first().photo.id);
        EXPECT_EQ(photosAt(entry.locality.id), idsOf(there));
    }
}

PARLOR_ON_ALL_PHOTO_STORES(LocalityStoreTest);

class LocalityRows : public LocalityStoreTest {
protected:
    SqliteStore& store() { return static_cast<SqlitePhotoStores&>(*stores).store(); }

    std::int64_t number(const char* sql) {
        const auto found = await(store().readers().run<std::int64_t>(
            [sql = QString::fromLatin1(sql)](Connection& connection) -> Result<std::int64_t> {
                TRY_ASSIGN(const QVariant answer, connection.ask(sql));
                return answer.toLongLong();
            }));
        EXPECT_TRUE(found) << sql;
        return found.value_or(-1);
    }

    /// As an older build has left it that knew places, but no towns.
    StoredPhoto unnamed(int number, const Place& place, std::int64_t takenLocal = 0) {
        const auto photo = at(ann, number, ocean, takenLocal);
        const QString sql =
            u"UPDATE photos SET locality = NULL, facts = json_set(facts, '$.lat', %1, '$.lon', %2) WHERE id = %3"_qs
                .arg(*place.latitude)
                .arg(*place.longitude)
                .arg(photo.photo.id.toString());
        EXPECT_TRUE(await(store().writer().submit<void>(
            [sql](Connection& connection, Effects&) -> Status { return connection.execute(sql); })));
        return *await(stores->photos().byId(photo.photo.id));
    }
};

TEST_P(LocalityRows, SayNothingOfATownThatNobodyNamesAnyMore) {
    const auto one = at(ann, 1, rome);
    const auto two = at(ben, 2, rome);
    const auto three = at(ann, 3, munich);
    EXPECT_EQ(number("SELECT count(*) FROM localities"), 2);
    ASSERT_TRUE(await(stores->photos().remove(ann, one.photo.id)));
    EXPECT_EQ(number("SELECT count(*) FROM localities"), 2) << "ben was there, too";
    EXPECT_EQ(number("SELECT count(*) FROM photo_counts WHERE kind = 6"), 2);
    moved(two, ocean);
    moved(three, {});
    EXPECT_EQ(number("SELECT count(*) FROM localities"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM photo_counts WHERE kind = 6"), 0);
}

TEST_P(LocalityRows, AreCalledAsTheirRowCallsThem) {
    PhotoFacts facts;
    facts.latitude = rome.latitude;
    facts.longitude = rome.longitude;
    const QString row = u"INSERT INTO localities VALUES (%1, 'Rome', 'Lazio', 'Italia', 'IT', 'rome')"_qs.arg(
        localityOf(facts).id.toString());
    ASSERT_TRUE(await(store().writer().submit<void>(
        [row](Connection& connection, Effects&) -> Status { return connection.execute(row); })));
    const StoredPhoto photo = at(ann, 1, rome);
    EXPECT_EQ(photo.photo.locality.country, u"Italia") << "another build's table called it so";
    const StoredPhoto again = moved(photo, {41.8903, 12.4923});
    EXPECT_EQ(again.photo.locality, photo.photo.locality);
    EXPECT_EQ(search(u"place:italia"_qs), QList{photo.photo.id});
    EXPECT_EQ(search(u"italy"_qs), QList<PhotoId>());
    moved(again, munich);
    EXPECT_EQ(search(u"italia"_qs), QList<PhotoId>()) << "what was entered has been taken out";
    EXPECT_EQ(search(u"germany"_qs), QList{photo.photo.id});
}

TEST_P(LocalityRows, OfAnOlderBuildAreNamedAFewAtATime) {
    QList<PhotoId> romans;
    for (int i = 0; i < 3; ++i)
        romans.prepend(unnamed(i, rome, i).photo.id);
    unnamed(4, ocean);
    const auto trashed = unnamed(5, munich);
    trash(trashed);
    const auto known = at(ann, 6, sydney);
    EXPECT_EQ(namesOf(page()), QStringList{u"Sydney"_qs});
    EXPECT_FALSE(await(stores->photos().byId(romans.first()))->photo.locality.id.isValid());
    const std::int64_t revision = await(stores->photos().usage(ann))->revision;

    QSet<PhotoId> changed;
    int rounds = 0;
    for (bool more = true; more; ++rounds) {
        const auto settled = await(stores->lists().settle(2));
        ASSERT_TRUE(settled) << qPrintable(settled.error().detail);
        more = settled->more;
        changed += QSet<PhotoId>(settled->changed.begin(), settled->changed.end());
        ASSERT_LT(rounds, 10);
    }
    EXPECT_EQ(rounds, 3) << "five photos, two at once";
    EXPECT_EQ(changed, QSet<PhotoId>(romans.begin(), romans.end()) + QSet<PhotoId>{trashed.photo.id});
    EXPECT_EQ(await(stores->photos().usage(ann))->revision, revision) << "nobody has to fetch them anew";
    EXPECT_EQ(namesOf(page()), (QStringList{u"Rome"_qs, u"Sydney"_qs}));
    EXPECT_EQ(page().localities.first().photos, 3);
    EXPECT_EQ(photosAt(known.photo.locality.id), QList{known.photo.id});
    EXPECT_EQ(photosAt(page().localities.first().locality.id), romans);
    EXPECT_EQ(search(u"place:rome"_qs), romans);
    EXPECT_EQ(await(stores->photos().byId(trashed.photo.id))->photo.locality.name, u"Munich");
    EXPECT_FALSE(await(stores->lists().settle(2))->more);
    EXPECT_EQ(number("SELECT count(*) FROM photos WHERE locality IS NULL"), 0);
}

TEST_P(LocalityRows, OfAnOlderBuildAreNamedAlsoWhenTheyWereChangedBefore) {
    const auto photo = unnamed(1, rome);
    PhotoEdit favourite;
    favourite.favourite = true;
    EXPECT_FALSE(edit(photo, favourite).photo.locality.id.isValid());
    ASSERT_TRUE(await(stores->lists().settle(10)));
    EXPECT_EQ(namesOf(page()), QStringList{u"Rome"_qs});
}

INSTANTIATE_TEST_SUITE_P(Stores, LocalityRows,
                         ::testing::Values(PhotoStoreKind{
                             "Sqlite", [] { return std::make_unique<SqlitePhotoStores>(); }}),
                         [](const auto& kind) { return std::string(kind.param.name); });

} // namespace
} // namespace parlor::server
