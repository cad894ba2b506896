// The index of photos' words, and one that was filled by an earlier program.
#include "server/store/photowords.h"
#include "server/store/settingstable.h"
#include "tests/contract/photos/photostores.h"

namespace parlor::server {
namespace {

using test::await;

class PhotoWordsTest : public PhotoStoreCase {
protected:
    QList<PhotoId> find(const QString& word) {
        PhotoSearch search;
        search.owner = ann;
        search.terms = {{word, false, false}};
        const auto page = await(stores->lists().search(search));
        EXPECT_TRUE(page);
        return page ? idsOf(page->photos) : QList<PhotoId>();
    }

    PhotoId captioned(int number, const char* caption) {
        PhotoEdit change;
        change.caption = QString::fromUtf8(caption);
        return edit(ready(ann, number, {.takenLocal = number}), change).photo.id;
    }
};

TEST_P(PhotoWordsTest, AccentsDoNotMatter) {
    const PhotoId athens = captioned(1, "Καλημέρα, Αθήνα");
    const PhotoId tree = captioned(2, "Ёлка в Café");
    for (const QString& word : {u"Αθηνα"_qs, u"αθήνα"_qs, u"ΑΘΗΝΑ"_qs})
        EXPECT_EQ(find(word), QList{athens}) << qPrintable(word);
    EXPECT_EQ(find(u"елка"_qs), QList{tree});
    EXPECT_EQ(find(u"cafe"_qs), QList{tree});
    PhotoEdit change;
    change.caption = u"Πάτρα"_qs;
    edit(*await(stores->photos().byId(athens)), change);
    EXPECT_EQ(find(u"αθηνα"_qs), QList<PhotoId>());
    EXPECT_EQ(find(u"πατρα"_qs), QList{athens});
}

PARLOR_ON_ALL_PHOTO_STORES(PhotoWordsTest);

TEST(PhotoWordsOfBefore, AreBroughtUpToDateOnce) {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("parlor.db"));
    const test::ManualClock clock;
    PersonId ann;
    const auto found = [&](SqliteStore& store, const QString& word) {
        PhotoSearch search;
        search.owner = ann;
        search.terms = {{word, false, false}};
        const auto page = await(SqliteLibraryStore(store.writer(), store.readers()).search(search));
        EXPECT_TRUE(page);
        return page ? page->photos.size() : -1;
    };
    {
        SqliteStore store(path, clock);
        ASSERT_TRUE(store.open());
        NewAccount account;
        account.name = u"ann"_qs;
        ann = await(store.accounts().create(account))->person.id;
        NewPhoto fresh;
        fresh.owner = ann;
        fresh.name = u"Αθήνα.jpg"_qs;
        fresh.blob = {QString(64, u'b'), QByteArray(32, 'h'), 100, 7};
        ASSERT_TRUE(await(SqlitePhotoStore(store.writer(), store.readers()).add(fresh)));
        EXPECT_EQ(found(store, u"αθηνα"_qs), 1);
        // As it would have been left.
        ASSERT_TRUE(await(store.writer().submit<void>([](Connection& connection, Effects&) -> Status {
            TRY(connection.execute(
                u"INSERT INTO photo_index (photo_index, rowid, text, bigrams, marks) SELECT 'delete', id, "
                "'Αθηνα.jpg' || char(10) || char(10) || char(10) || char(10) || char(10), '', 'a' || owner "
                "|| ' s0' "
                "FROM photos"_qs));
            TRY(connection.execute(
                u"INSERT INTO photo_index (rowid, text, bigrams, marks) SELECT id, 'Αθήνα.jpg', '', 'a' || "
                "owner || ' s0' FROM photos"_qs));
            return connection.table<SettingsTable>().write(u"photo_index"_qs, {});
        })));
        EXPECT_EQ(found(store, u"αθηνα"_qs), 0);
    }
    for (int restarts = 0; restarts < 2; ++restarts) {
        SqliteStore store(path, clock);
        ASSERT_TRUE(store.open());
        EXPECT_EQ(found(store, u"αθηνα"_qs), 1);
        EXPECT_EQ(found(store, u"Αθήνα"_qs), 1);
        EXPECT_TRUE(await(store.writer().submit<void>([](Connection& connection, Effects&) -> Status {
            return connection.execute(u"INSERT INTO photo_index (photo_index) VALUES ('integrity-check')"_qs);
        })));
    }
}

} // namespace
} // namespace parlor::server
