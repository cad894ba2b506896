// The library's routes over real rows and files: lists, albums, rights, deletion.
#include "server/domain/upkeep/filesweep.h"
#include "shared/protocol/photoindex.h"
#include "tests/unit/photos/photonode.h"

#include <QDateTime>

namespace parlor::server {
namespace {

using test::bodyOf;
using test::PhotoNodeTest;

class LibraryTest : public PhotoNodeTest {
protected:
    LibraryTest() { node.library->start(); }

    QJsonObject get(const QString& address, const char* who = "ann", int status = 200) {
        const HttpResponse response = node.send("GET", address, who);
        EXPECT_EQ(response.status, status) << qPrintable(address) << bodyOf(response).constData();
        return node.json(response);
    }

    QJsonObject change(const char* method, const QString& address, const QJsonObject& body,
                       const char* who = "ann", int status = 200) {
        const HttpResponse response =
            node.send(method, address, who, {{"content-type", "application/json"}},
                      body.isEmpty() ? QByteArray() : QJsonDocument(body).toJson(QJsonDocument::Compact));
        EXPECT_EQ(response.status, status)
            << method << ' ' << qPrintable(address) << bodyOf(response).constData();
        return node.json(response);
    }

    QString add(const char* who, const QByteArray& bytes, const char* name) {
        const PhotoId id = node.upload(who, bytes, name);
        node.looked(id);
        return id.toString();
    }

    static QStringList idsIn(const QJsonObject& list) {
        QStringList ids;
        for (const QJsonValue& photo : list.value(u"photos").toArray())
            ids.append(photo.toObject().value(u"id").toString());
        return ids;
    }

    ChannelId channelWith(const QString& name, const Person& maker) {
        NewChannel wanted;
        wanted.name = name;
        wanted.visibility = Visibility::Public;
        Operation operation;
        operation.person = maker.id;
        operation.clientId = makeClientId();
        operation.requestHash = QByteArray(16, 'h');
        return test::await(node.store->channels().create(operation, wanted))->channel;
    }

    void post(const Person& author, ChannelId channel, const QString& photo) {
        Operation operation;
        operation.person = author.id;
        operation.clientId = makeClientId();
        operation.requestHash = QByteArray(16, 'p');
        Entry entry;
        entry.kind = EntryKind::Photos;
        entry.photos.append(referenceTo(node.photo(*PhotoId::fromString(photo))));
        ASSERT_TRUE(test::await(node.store->messages().post(operation, channel, entry, std::nullopt)));
    }
};

TEST_F(LibraryTest, SearchTagsAndStatistics) {
    const QString one = add("ann", "one", "IMG_20240531_120000.jpg");
    const QString two = add("ann", "two", "beach.jpg");
    change("PATCH", u"/v1/photos/"_qs + one,
           {{u"caption"_qs, u"Opera"_qs},
            {u"tags"_qs, QJsonArray{u" Night  out"_qs, u"night OUT"_qs, u"b"_qs}},
            {u"latitude"_qs, 48.5},
            {u"longitude"_qs, -11},
            {u"favourite"_qs, true}});
    EXPECT_EQ(idsIn(get(u"/v1/photos/search?q=opera"_qs)), (QStringList{one}));
    EXPECT_EQ(idsIn(get(u"/v1/photos/search?q=tag:%22night%20out%22%20has:place"_qs)), (QStringList{one}));
    EXPECT_EQ(idsIn(get(u"/v1/photos/search?q=beach"_qs)), (QStringList{two}));
    EXPECT_EQ(idsIn(get(u"/v1/photos/search?q=beach"_qs, "ben")), QStringList());
    EXPECT_EQ(idsIn(get(u"/v1/photos?tag=NIGHT%20out"_qs)), (QStringList{one}));
    EXPECT_EQ(idsIn(get(u"/v1/photos?favourite=true"_qs)), (QStringList{one}));
    const QJsonObject photo = get(u"/v1/photos/"_qs + one);
    EXPECT_EQ(photo.value(u"tags").toArray(), (QJsonArray{u"Night out"_qs, u"b"_qs}));
    EXPECT_EQ(photo.value(u"facts").toObject().value(u"latitude").toDouble(), 48.5);
    const QJsonArray tags = get(u"/v1/photos/tags"_qs).value(u"tags").toArray();
    ASSERT_EQ(tags.size(), 2);
    EXPECT_EQ(tags.at(1).toObject().value(u"tag").toString(), u"Night out"_qs);
    const QJsonObject statistics = get(u"/v1/photos/statistics"_qs);
    EXPECT_EQ(statistics.value(u"photos").toInt(), 2);
    EXPECT_EQ(statistics.value(u"bytes").toInt(), 6);
    EXPECT_EQ(statistics.value(u"favourites").toInt(), 1);
    EXPECT_EQ(statistics.value(u"shelves").toObject().value(u"library").toObject().value(u"photos").toInt(),
              2);
    get(u"/v1/photos/search?q="_qs + QString(300, u'x'), "ann", 413);
    get(u"/v1/photos/search?q=x&before=nonsense"_qs, "ann", 400);
    get(u"/v1/photos/groups?kind=other"_qs, "ann", 400);
    EXPECT_TRUE(get(u"/v1/photos/groups?kind=similar"_qs).value(u"end").toBool());
}

TEST_F(LibraryTest, StarsAreGivenListedAndCounted) {
    const QString one = add("ann", "one", "a.jpg");
    const QString two = add("ann", "two", "b.jpg");
    const auto rate = [&](const QString& id, int stars) {
        return change("PATCH", u"/v1/photos/"_qs + id, {{u"rating"_qs, stars}});
    };
    EXPECT_FALSE(get(u"/v1/photos/"_qs + one).contains(u"rating"));
    EXPECT_EQ(rate(one, 5).value(u"rating").toInt(), 5);
    rate(two, 3);
    EXPECT_EQ(idsIn(get(u"/v1/photos?rating=4"_qs)), (QStringList{one}));
    EXPECT_EQ(idsIn(get(u"/v1/photos?rating=1"_qs)).size(), 2);
    EXPECT_EQ(idsIn(get(u"/v1/photos?rating=0"_qs)).size(), 2) << "any";
    EXPECT_EQ(idsIn(get(u"/v1/photos/search?q=rating:%3E%3D4"_qs)), (QStringList{one}));
    EXPECT_EQ(idsIn(get(u"/v1/photos/search?q=rating:1..3"_qs)), (QStringList{two}));
    EXPECT_EQ(get(u"/v1/photos/statistics"_qs).value(u"ratings").toObject(),
              (QJsonObject{{u"3"_qs, 1}, {u"5"_qs, 1}}));
    for (const QString& wrong :
         {u"rating=6"_qs, u"rating=-1"_qs, u"rating=many"_qs, u"rating=4&favourite=true"_qs,
          u"rating=4&tag=a"_qs, u"rating=4&shelf=archive"_qs})
        get(u"/v1/photos?"_qs + wrong, "ann", 400);
    EXPECT_FALSE(rate(one, 0).contains(u"rating"));
    EXPECT_EQ(idsIn(get(u"/v1/photos?rating=1"_qs)), (QStringList{two}));
}

TEST_F(LibraryTest, WrongEditsAreRefused) {
    const QString address = u"/v1/photos/"_qs + add("ann", "one", "a.jpg");
    const auto refused = [&](const QJsonObject& body, int status) {
        change("PATCH", address, body, "ann", status);
    };
    refused({{u"latitude"_qs, 91}, {u"longitude"_qs, 0}}, 400);
    refused({{u"latitude"_qs, 1}}, 400);
    for (const QJsonValue& stars :
         {QJsonValue(6), QJsonValue(-1), QJsonValue(2.5), QJsonValue(u"4"_qs), QJsonValue()})
        refused({{u"rating"_qs, stars}}, 400);
    refused({{u"tags"_qs, u"a"_qs}}, 400);
    refused({{u"tags"_qs, QJsonArray{1}}}, 400);
    refused({{u"tags"_qs, QJsonArray{QString(100, u'x')}}}, 413);
    refused({{u"tags"_qs, QJsonArray{u"a\u202eb"_qs}}}, 400);
    refused({{u"caption"_qs, QString(u"a\u0007b"_qs)}}, 400);
    refused({{u"taken_at"_qs, 9e15}}, 400);
    refused({{u"taken_at"_qs, 5}, {u"offset_min"_qs, 99 * 60 + 99}}, 400); // M10
    change("PATCH", address, {{u"caption"_qs, u"x"_qs}}, "ben", 404);
}

TEST_F(LibraryTest, MonthsAndMemories) {
    const QString then = add("ann", "one", "IMG_20190531_235959.jpg");
    const QString leap = add("ann", "two", "IMG_20200229_120000.jpg");
    add("ann", "three", "IMG_20240531_120000.jpg");
    const HttpResponse month = node.send("GET", u"/v1/photos/months/2019-05"_qs, "ann");
    const auto page = decodePhotoIndex(bodyOf(month));
    ASSERT_TRUE(page);
    ASSERT_EQ(page->photos.size(), 1);
    EXPECT_EQ(page->photos.first().id.toString(), then);
    get(u"/v1/photos/months/2019-13"_qs, "ann", 400);
    const QString another = add("ann", "another of that month", "IMG_20190501_080000.jpg");
    const QString address = u"/v1/photos/months/2019-05?limit=1"_qs;
    const auto first = decodePhotoIndex(bodyOf(node.send("GET", address, "ann")));
    ASSERT_TRUE(first && first->photos.size() == 1);
    EXPECT_EQ(first->photos.first().id.toString(), then);
    EXPECT_TRUE(first->more) << "never cut in silence";
    const QString cursor = QString::number(first->photos.first().takenLocal) + u'_' + then;
    const auto rest = decodePhotoIndex(bodyOf(node.send("GET", address + u"&before="_qs + cursor, "ann")));
    ASSERT_TRUE(rest && rest->photos.size() == 1);
    EXPECT_EQ(rest->photos.first().id.toString(), another);
    EXPECT_FALSE(rest->more);
    for (const char* bad : {"before=x", "limit=0", "limit=x"})
        get(u"/v1/photos/months/2019-05?"_qs + QString::fromLatin1(bad), "ann", 400);
    const auto years = [&](const QString& day) {
        QStringList out;
        for (const QJsonValue& year : get(u"/v1/photos/memories?day="_qs + day).value(u"years").toArray())
            out.append(QString::number(year.toObject().value(u"year").toInt()) + u':'
                       + idsIn(year.toObject()).join(u','));
        return out;
    };
    EXPECT_EQ(years(u"2024-05-31"_qs), (QStringList{u"2019:"_qs + then}));
    EXPECT_EQ(years(u"2024-02-29"_qs), (QStringList{u"2020:"_qs + leap}));
    EXPECT_EQ(years(u"2023-02-28"_qs), QStringList());
    EXPECT_EQ(years(u"2019-05-31"_qs), QStringList()) << "this year is no memory";
}

TEST_F(LibraryTest, DeletingAsksAboutConversations) {
    const QString kept = add("ann", "one", "a.jpg");
    const QString gone = add("ann", "two", "b.jpg");
    const ChannelId channel = channelWith(u"trip"_qs, ann);
    post(ann, channel, kept);
    post(ann, channel, gone);
    EXPECT_EQ(get(u"/v1/photos/%1/holders"_qs.arg(kept)).value(u"conversations").toInt(), 1);
    get(u"/v1/photos/%1/holders"_qs.arg(kept), "ben", 404);
    ASSERT_EQ(node.send("GET", u"/v1/photos/%1/thumb"_qs.arg(kept), "ben").status, 200);

    change("DELETE", u"/v1/photos/%1?conversations=perhaps"_qs.arg(kept), {}, "ann", 400);
    ASSERT_EQ(node.send("DELETE", u"/v1/photos/%1?conversations=false"_qs.arg(kept), "ann").status, 204);
    ASSERT_EQ(node.send("DELETE", u"/v1/photos/"_qs + gone, "ann").status, 204);
    EXPECT_EQ(idsIn(get(u"/v1/photos"_qs)), QStringList());
    EXPECT_EQ(node.send("GET", u"/v1/photos/%1/thumb"_qs.arg(kept), "ben").status, 200);
    EXPECT_EQ(node.send("GET", u"/v1/photos/%1/thumb"_qs.arg(gone), "ben").status, 404);
    const QByteArray hash = QCryptographicHash::hash("one", QCryptographicHash::Sha256).toHex();
    EXPECT_EQ(change("POST", u"/v1/photos/check"_qs, {{u"hashes"_qs, QJsonArray{QString::fromLatin1(hash)}}})
                  .value(u"need")
                  .toArray()
                  .size(),
              1);
    EXPECT_EQ(add("ann", "one", "a.jpg"), kept) << "it comes back as the same photo";
    EXPECT_EQ(idsIn(get(u"/v1/photos"_qs)), (QStringList{kept}));
    ASSERT_EQ(node.send("DELETE", u"/v1/photos/%1?conversations=false"_qs.arg(kept), "ann").status, 204);
    node.library->sweepTrash();
    ASSERT_TRUE(test::await(node.photos->unheld(10))); // what was asked before has been answered
    EXPECT_TRUE(node.photo(*PhotoId::fromString(kept)).id.isValid()) << "as long as a message shows it";
}

TEST_F(LibraryTest, TheTrashEmptiesItself) {
    const QString photo = add("ann", "one", "a.jpg");
    change("PATCH", u"/v1/photos/"_qs + photo, {{u"trashed"_qs, true}});
    EXPECT_EQ(idsIn(get(u"/v1/photos?shelf=trash"_qs)), (QStringList{photo}));
    node.clock.advance(Library::trashForMs - 1);
    node.library->sweepTrash();
    EXPECT_EQ(idsIn(get(u"/v1/photos?shelf=trash"_qs)), (QStringList{photo}));
    node.clock.advance(2);
    node.library->sweepTrash();
    EXPECT_TRUE(test::waitFor([&] { return idsIn(get(u"/v1/photos?shelf=trash"_qs)).isEmpty(); }));
}

TEST_F(LibraryTest, ErasingAPersonTakesEverythingAndNothingElse) {
    const QString anns = add("ann", "one", "a.jpg");
    for (int i = 0; i < 5; ++i)
        add("ben", "ben" + QByteArray::number(i), "b.jpg");
    change("PATCH", u"/v1/photos/"_qs + idsIn(get(u"/v1/photos"_qs, "ben")).first(), {{u"trashed"_qs, true}},
           "ben");
    const ChannelId channel = channelWith(u"trip"_qs, ben);
    post(ben, channel, idsIn(get(u"/v1/photos"_qs, "ben")).first());
    const auto erased = test::await(node.library->erase(ben.id));
    ASSERT_TRUE(erased);
    EXPECT_EQ(*erased, 5);
    EXPECT_EQ(get(u"/v1/photos/statistics"_qs, "ben").value(u"photos").toInt(), 0);
    EXPECT_EQ(idsIn(get(u"/v1/photos"_qs)), (QStringList{anns}));
    EXPECT_EQ(*test::await(node.library->erase(ben.id)), 0);
}

TEST_F(LibraryTest, AlbumsOverHttp) {
    const QString photo = add("ann", "one", "a.jpg");
    const QString bens = add("ben", "two", "b.jpg");
    const QJsonObject made =
        change("POST", u"/v1/albums"_qs, {{u"title"_qs, u"  Sydney   2024 "_qs}}, "ann", 201);
    EXPECT_EQ(made.value(u"title").toString(), u"Sydney 2024"_qs);
    const QString album = u"/v1/albums/"_qs + made.value(u"id").toString();
    change("POST", u"/v1/albums"_qs, {{u"title"_qs, u" "_qs}}, "ann", 400);
    change("POST", u"/v1/albums"_qs, {}, "ann", 400);
    change("POST", album + u"/photos"_qs, {{u"add"_qs, QJsonArray{photo}}});
    change("POST", album + u"/photos"_qs, {{u"add"_qs, QJsonArray{photo, photo}}});
    EXPECT_EQ(idsIn(get(album + u"/photos"_qs)), QStringList{photo}) << "once each";
    change("POST", album + u"/photos"_qs, {{u"add"_qs, QJsonArray{bens}}}, "ann", 404);
    change("POST", album + u"/photos"_qs, {}, "ann", 400);
    get(album, "ben", 404);
    EXPECT_EQ(node.send("GET", u"/v1/photos/%1/thumb"_qs.arg(photo), "ben").status, 404);

    change("POST", album + u"/shares"_qs, {{u"person"_qs, ben.id.toString()}, {u"contribute"_qs, true}});
    EXPECT_EQ(get(album, "ben").value(u"right").toString(), u"contribute"_qs);
    EXPECT_EQ(node.send("GET", u"/v1/photos/%1/thumb"_qs.arg(photo), "ben").status, 200);
    const QJsonObject seen = get(album + u"/photos"_qs, "ben").value(u"photos").toArray().at(0).toObject();
    EXPECT_FALSE(seen.contains(u"name"_qs)) << "others see what the picture shows, nothing else";
    change("POST", album + u"/photos"_qs, {{u"add"_qs, QJsonArray{bens}}, {u"before"_qs, photo}}, "ben");
    EXPECT_EQ(idsIn(get(album + u"/photos"_qs)), (QStringList{bens, photo}));
    EXPECT_EQ(get(u"/v1/albums?shared=true"_qs, "ben").value(u"albums").toArray().size(), 1);
    EXPECT_EQ(get(u"/v1/photos/%1/holders"_qs.arg(photo)).value(u"albums").toInt(), 1);
    EXPECT_EQ(get(album + u"/shares"_qs).value(u"shares").toArray().size(), 1);
    change("DELETE", album, {}, "ben", 403);
    EXPECT_EQ(node.send("DELETE", album + u"/shares?person="_qs + ben.id.toString(), "ben").status, 204);
    EXPECT_EQ(node.send("GET", u"/v1/photos/%1/thumb"_qs.arg(photo), "ben").status, 404) << "at once";
    change("PATCH", album, {{u"cover"_qs, photo}, {u"note"_qs, u"x"_qs}});
    EXPECT_EQ(node.send("DELETE", album, "ann").status, 204);
    get(album, "ann", 404);
    EXPECT_EQ(idsIn(get(u"/v1/photos"_qs)), (QStringList{photo}));
}

TEST_F(LibraryTest, CheckedFilesStayForADay) {
    const QString photo = add("ann", "one", "a.jpg");
    const StoredPhoto stored = *test::await(node.photos->byId(*PhotoId::fromString(photo)));
    const QByteArray hash = stored.photo.sha256.toHex();
    EXPECT_EQ(change("POST", u"/v1/photos/check"_qs, {{u"hashes"_qs, QJsonArray{QString::fromLatin1(hash)}}})
                  .value(u"have")
                  .toArray()
                  .size(),
              1);
    ASSERT_EQ(node.send("DELETE", u"/v1/photos/"_qs + photo, "ann").status, 204);
    const auto there = [&] {
        return test::await(node.blobs->open(ann.id, BlobArea::Originals, stored.blob)).has_value();
    };
    node.clock.advance(1'000);
    FileSweep sweep(*node.photos, *node.blobs, node.clock, node.executor);
    ASSERT_TRUE(test::await(sweep.run(false)));
    EXPECT_TRUE(there());
    EXPECT_FALSE(test::await(node.photos->named(ann.id, BlobArea::Originals, {stored.blob}))->isEmpty());
}

} // namespace
} // namespace parlor::server
