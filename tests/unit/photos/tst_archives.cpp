// Zips: what stands in them, by another program's reading; ranges, rights and photos that went.
#include "server/blobs/blobkeys.h"
#include "tests/unit/photos/photonode.h"
#include "tests/unit/photos/zipreader.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace parlor::server {
namespace {

using test::bodyOf;
using test::header;
using test::Headers;
using test::PhotoNodeTest;
using test::python;

class ArchivesTest : public PhotoNodeTest {
protected:
    PhotoId add(const char* who, const QByteArray& bytes, const char* name) {
        const PhotoId id = node.upload(who, bytes, name);
        node.looked(id);
        return id;
    }

    HttpResponse make(const QJsonObject& body, const char* who = "ann") {
        return node.send("POST", u"/v1/archives"_qs, who, {{"content-type", "application/json"}},
                         QJsonDocument(body).toJson());
    }

    QJsonObject made(const QJsonObject& body, const char* who = "ann") {
        const HttpResponse response = make(body, who);
        EXPECT_EQ(response.status, 201) << bodyOf(response).constData();
        return node.json(response);
    }

    static QJsonObject selection(const QList<PhotoId>& ids) {
        QJsonArray list;
        for (const PhotoId id : ids)
            list.append(id.toString());
        return {{u"photos"_qs, list}};
    }

    HttpResponse get(const QJsonObject& archive, const Headers& headers = {}, const char* who = "ann") {
        return node.send("GET", archive.value(u"url").toString(), who, headers);
    }

    void readBack(const QByteArray& zip, const QByteArray& listing) {
        const QString path = folder.filePath(u"read.zip"_qs);
        QFile file(path);
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(zip);
        file.close();
        EXPECT_EQ(
            python(u"print(z.testzip(), ','.join(f'{n}={len(z.read(n))}' for n in z.namelist()))"_qs, path),
            listing);
    }

    void everyRangeIsASlice() {
        const QByteArray big(300'000, 'b'); // several blocks, several pieces
        const PhotoId one = add("ann", "one", "a.jpg");
        const PhotoId two = add("ann", big, "a.jpg");
        const QJsonObject archive = made(selection({one, two}));
        const QByteArray whole = bodyOf(get(archive));
        ASSERT_EQ(whole.size(), archive.value(u"size").toInteger());
        readBack(whole, "None a.jpg=3,a (2).jpg=300000");
        const QByteArray etag = archive.value(u"etag").toString().toLatin1();
        const auto range = [&](qsizetype from, qsizetype to) {
            const HttpResponse part =
                get(archive, {{"range", "bytes=" + QByteArray::number(from) + '-' + QByteArray::number(to)},
                              {"if-range", etag}});
            EXPECT_EQ(part.status, 206);
            EXPECT_EQ(header(part, "etag"), etag);
            ASSERT_EQ(bodyOf(part), whole.mid(from, to - from + 1)) << from << ' ' << to;
        };
        for (qsizetype from = 0; from < 200; ++from)
            range(from, from + 1 + (from * 7) % 90);
        for (qsizetype from = whole.size() - 250; from < whole.size(); ++from)
            range(from, whole.size() - 1);
        range(65'000, 200'000);
        range(100, whole.size() - 1);
        EXPECT_EQ(get(archive, {{"range", "bytes=" + QByteArray::number(whole.size()) + '-'}}).status, 416);
        EXPECT_EQ(get(archive, {{"range", "bytes=5-9"}, {"if-range", "\"other\""}}).status, 200);
        EXPECT_EQ(get(archive, {{"if-none-match", etag}}).status, 304);
    }
};

TEST_F(ArchivesTest, EveryRangeIsASliceOfTheWhole) {
    everyRangeIsASlice();
}

TEST_F(ArchivesTest, SealedFilesToo) {
    const QString key = folder.filePath(u"key"_qs);
    ASSERT_TRUE(BlobKeys::makeKeyFile(key.toUtf8()));
    node.stop();
    node.keyFiles = {key.toUtf8()};
    node.start();
    everyRangeIsASlice();
}

TEST_F(ArchivesTest, TheSamePhotosMakeTheSameZipInAnotherLife) {
    const PhotoId one = add("ann", "one", "a.jpg");
    const PhotoId two = add("ann", QByteArray(100'000, '2'), "b.jpg");
    const QJsonObject before = made(selection({two, one}));
    const QByteArray whole = bodyOf(get(before));
    node.restart();
    EXPECT_EQ(get(before, {}, "ben").status, 404);
    // Where it was, from the middle on; two that ask at once get the same.
    const Headers rest{{"range", "bytes=50000-"}, {"if-range", before.value(u"etag").toString().toLatin1()}};
    const auto first = node.ask("GET", before.value(u"url").toString(), "ann", rest);
    const auto second = node.ask("GET", before.value(u"url").toString(), "ann", rest);
    node.router->handle(first);
    for (const HttpResponse& part : {node.send(second), first->response()}) {
        EXPECT_EQ(part.status, 206);
        EXPECT_EQ(bodyOf(part), whole.mid(50'000));
    }
    EXPECT_EQ(bodyOf(get(before)), whole);
    const QJsonObject after = made(selection({two, one}));
    EXPECT_EQ(after.value(u"etag"), before.value(u"etag"));
    EXPECT_EQ(bodyOf(get(after)), whole);
}

TEST_F(ArchivesTest, WhatHasBecomeAnotherIsGoneInAnotherLife) {
    const PhotoId one = add("ann", "one", "a.jpg");
    const PhotoId two = add("ann", "two", "b.jpg");
    const QJsonObject kept = made(selection({one}));
    const QJsonObject both = made(selection({one, two}));
    const QByteArray whole = bodyOf(get(both));
    PhotoEdit edit;
    edit.caption = u"seen since"_qs;
    ASSERT_TRUE(parlor::test::await(node.library->edit(ann.id, two, edit)));
    node.restart();
    EXPECT_EQ(bodyOf(get(both)), whole) << "nothing that stands in it";
    edit = {};
    edit.taken = PhotoEdit::Taken{1'000'000'000'000, 0};
    ASSERT_TRUE(parlor::test::await(node.library->edit(ann.id, two, edit)));
    EXPECT_EQ(bodyOf(get(both)), whole) << "fixed while the server lives";
    node.restart();
    EXPECT_EQ(get(both).status, 410);
    EXPECT_EQ(get(kept).status, 200);
    ASSERT_TRUE(parlor::test::await(node.library->remove(ann.id, one)));
    node.restart();
    EXPECT_EQ(get(kept).status, 410);
}

TEST_F(ArchivesTest, TheOldestOfManyIsForgottenInEveryLife) {
    const PhotoId one = add("ann", "one", "a.jpg");
    const QJsonObject first = made(selection({one}));
    const QJsonObject second = made(selection({one}));
    const PhotoId his = add("ben", "his", "b.jpg");
    const QJsonObject bens = made(selection({his}), "ben");
    for (int i = 1; i < Archives::mostKept; ++i)
        made(selection({one}));
    EXPECT_EQ(get(first).status, 404);
    node.restart();
    EXPECT_EQ(get(first).status, 404);
    EXPECT_EQ(get(second).status, 200);
    EXPECT_EQ(get(bens, {}, "ben").status, 200);
    node.clock.advance(Archives::keepMs + 1);
    EXPECT_EQ(get(second).status, 404);
    node.restart();
    EXPECT_EQ(get(second).status, 404);
    EXPECT_TRUE(
        parlor::test::await(node.archiveRows->byId(*ArchiveId::fromString(second.value(u"id").toString()))));
    node.archives->start();
    EXPECT_TRUE(parlor::test::waitFor([&] {
        return !parlor::test::await(
            node.archiveRows->byId(*ArchiveId::fromString(second.value(u"id").toString())));
    })) << "what has lapsed is swept at start";
}

TEST_F(ArchivesTest, AlbumsInTheirOrderAndOthersPhotosAsPictures) {
    const PhotoId mine = add("ann", "mine", "\xc3\xa4 1.jpg");
    const PhotoId his = add("ben", "his", "b.x.jpg");
    const AlbumId album = parlor::test::await(node.albums->create({ann.id, u"Trip/1"_qs, {}, {}}))->id;
    ASSERT_TRUE(parlor::test::await(node.albums->share(ann.id, album, {ben.id, {}, true})));
    ASSERT_TRUE(parlor::test::await(node.albums->put(ann.id, album, {mine}, {})));
    ASSERT_TRUE(parlor::test::await(node.albums->put(ben.id, album, {his}, mine)));
    const QJsonObject wanted{{u"album"_qs, album.toString()}};
    const QJsonObject archive = made(wanted);
    const StoredPhoto row = *parlor::test::await(node.photos->byId(his));
    const auto view = std::ranges::find(row.renderings, RenderingKind::View, &StoredRendering::kind);
    ASSERT_NE(view, row.renderings.end());
    readBack(bodyOf(get(archive)),
             "None 2025-10-09 08.53.20.webp=" + QByteArray::number(view->size) + ",\xc3\xa4 1.jpg=4");
    EXPECT_EQ(header(get(archive), "content-type"), "application/zip");
    EXPECT_TRUE(header(get(archive), "content-disposition").contains("filename=\"Trip/1.zip\""));
    // Bound to who made it; to others it is not there.
    EXPECT_EQ(get(archive, {}, "ben").status, 404);
    made(wanted, "ben");
    // Out of the album: no byte of it any more.
    ASSERT_TRUE(parlor::test::await(node.albums->take(ann.id, album, {his})));
    EXPECT_EQ(get(archive).status, 410);
    node.person("cid");
    EXPECT_EQ(make(wanted, "cid").status, 404);
}

TEST_F(ArchivesTest, OriginalVersionsStandBehindTheEditedOnes) {
    const PhotoId first = add("ann", "first", "a.jpg");
    const PhotoId original = add("ann", "picture", "IMG_1.jpg");
    const PhotoId edited = add("ann", "picture, brighter", "IMG_1-edited.jpg");
    const PhotoId last = add("ann", "last", "z.jpg");
    const QByteArray listing = "None a.jpg=5,IMG_1-edited.jpg=17,IMG_1.jpg=7,z.jpg=4";
    const QJsonObject archive = made(selection({first, edited, last}));
    EXPECT_EQ(archive.value(u"files").toInt(), 4);
    const QByteArray whole = bodyOf(get(archive));
    readBack(whole, listing);
    EXPECT_EQ(made(selection({first, edited, last})).value(u"etag"), archive.value(u"etag"));
    // Who asks for both has the order.
    readBack(bodyOf(get(made(selection({original, first, edited})))),
             "None IMG_1.jpg=7,a.jpg=5,IMG_1-edited.jpg=17");
    readBack(bodyOf(get(made(selection({original})))), "None IMG_1.jpg=7");
    // In another life the same bytes, and from the middle of the original version on.
    node.restart();
    const qsizetype inside = whole.indexOf("picture", whole.indexOf("picture, brighter") + 1) + 3;
    const HttpResponse rest = get(archive, {{"range", "bytes=" + QByteArray::number(inside) + '-'},
                                            {"if-range", archive.value(u"etag").toString().toLatin1()}});
    EXPECT_EQ(rest.status, 206);
    EXPECT_EQ(bodyOf(rest), whole.mid(inside));
    const AlbumId album = parlor::test::await(node.albums->create({ann.id, u"Trip"_qs, {}, {}}))->id;
    ASSERT_TRUE(parlor::test::await(node.albums->put(ann.id, album, {first, edited, last}, {})));
    const QJsonObject wanted{{u"album"_qs, album.toString()}};
    EXPECT_EQ(bodyOf(get(made(wanted))), whole);
    ASSERT_TRUE(parlor::test::await(node.library->remove(ann.id, original)));
    EXPECT_EQ(get(archive).status, 410) << "one of its photos is gone";
    readBack(bodyOf(get(made(wanted))), "None a.jpg=5,IMG_1-edited.jpg=17,z.jpg=4");
}

TEST_F(ArchivesTest, AnOriginalVersionWhoseNameIsTakenSaysWhatItIs) {
    add("ann", "picture live:AA-1", "IMG_1234.HEIC");
    const PhotoId edited = add("ann", "picture, brighter", "IMG_E1234.JPG");
    add("ann", "movie live:AA-1", "IMG_1234.MOV");
    const PhotoId other = add("ann", "another", "img_1234.heic");
    readBack(bodyOf(get(made(selection({edited, other})))),
             "None IMG_E1234.JPG=17,IMG_1234.HEIC=17,IMG_1234.MOV=15,img_1234 (2).heic=7");
    readBack(bodyOf(get(made(selection({other, edited})))),
             "None img_1234.heic=7,IMG_E1234.JPG=17,IMG_1234 (original).HEIC=17,IMG_1234.MOV=15");
}

TEST_F(ArchivesTest, OthersGetNoOriginalVersion) {
    add("ann", "picture", "IMG_1.jpg");
    const PhotoId edited = add("ann", "picture, brighter", "IMG_1-edited.jpg");
    const AlbumId album = parlor::test::await(node.albums->create({ann.id, u"Trip"_qs, {}, {}}))->id;
    ASSERT_TRUE(parlor::test::await(node.albums->put(ann.id, album, {edited}, {})));
    ASSERT_TRUE(parlor::test::await(node.albums->share(ann.id, album, {ben.id, {}, false})));
    const QJsonObject wanted{{u"album"_qs, album.toString()}};
    EXPECT_EQ(made(wanted).value(u"files").toInt(), 2);
    EXPECT_EQ(made(wanted, "ben").value(u"files").toInt(), 1);
}

TEST_F(ArchivesTest, PhotosThatWentAndWrongWishes) {
    const PhotoId one = add("ann", "one", "a.jpg");
    const PhotoId two = add("ann", "two", "b.jpg");
    const QJsonObject archive = made(selection({one, two}));
    ASSERT_TRUE(parlor::test::await(node.library->remove(ann.id, two)));
    EXPECT_EQ(get(archive).status, 410);
    EXPECT_EQ(make(selection({one, two})).status, 404);
    EXPECT_EQ(make(selection({})).status, 400);
    EXPECT_EQ(make(selection({one}), "ben").status, 404);
    EXPECT_EQ(make({{u"album"_qs, u"1"_qs}}).status, 404);
    EXPECT_EQ(make({}).status, 400);
    const QJsonObject rest = made(selection({one}));
    EXPECT_EQ(made(selection({one, one})).value(u"files"_qs).toInt(), 1) << "once each";
    node.clock.advance(Archives::keepMs + 1);
    EXPECT_EQ(get(rest).status, 404);
}

} // namespace
} // namespace parlor::server
