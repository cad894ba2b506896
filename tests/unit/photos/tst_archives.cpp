// Zips: where each byte stands, with numbers beyond 32 and 16 bits; what stands in them, by another program's
// reading; ranges, rights and photos that went.
#include "server/blobs/blobkeys.h"
#include "server/domain/archives/crc32.h"
#include "server/domain/archives/uniquenames.h"
#include "server/domain/archives/ziplayout.h"
#include "tests/unit/photos/photonode.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>

namespace parlor::server {
namespace {

using test::bodyOf;
using test::header;
using test::Headers;
using test::PhotoNodeTest;

constexpr std::int64_t gibibyte = 1024LL * 1024 * 1024;

/// The zip's bytes without its members'.
void writeSkeleton(const ZipLayout& layout, const QString& path) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    for (std::int64_t at = 0; at < layout.size();) {
        const ZipLayout::Piece piece = layout.at(at, layout.size() - at);
        if (piece.member < 0) {
            ASSERT_TRUE(file.seek(at));
            ASSERT_EQ(file.write(piece.bytes), piece.bytes.size());
        }
        ASSERT_GT(piece.bytes.size() + piece.length, piece.member < 0 ? 0 : -1);
        at += piece.member < 0 ? piece.bytes.size() : piece.length;
    }
    ASSERT_TRUE(file.resize(layout.size()));
}

/// What Python's zipfile says; a failed reading is its error.
QByteArray python(const QString& script, const QString& path) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"python3"_qs,
                  {u"-c"_qs, u"import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n"_qs + script, path});
    EXPECT_TRUE(process.waitForFinished(300'000));
    return process.readAll().trimmed();
}

ZipMember member(const QByteArray& name, std::int64_t size) {
    const std::int64_t noon = QDateTime(QDate(2024, 7, 15), QTime(12, 30, 7), Qt::UTC).toMSecsSinceEpoch();
    return {name, size, 0x12345678, noon - 7'200'000, noon};
}

TEST(ZipLayout, SaysWhatOtherProgramsRead) {
    QTemporaryDir folder;

    struct Case {
        QList<std::int64_t> sizes;
        const char* says; ///< of each member: size and offset
    };

    const Case cases[] = {
        {{}, ""},
        {{5}, "5 0"},
        {{5, 0, 7}, "5 0,0 50,7 95"},
        {{gibibyte * 4 - 2}, "4294967294 0"},
        {{gibibyte * 4 - 1}, "4294967295 0"},
        {{gibibyte * 5, 3}, "5368709120 0,3 5368709185"},
        {{3, gibibyte * 6, gibibyte * 6, 4}, "3 0,6442450944 48,6442450944 6442451057,4 12884902066"},
    };
    for (const Case& one : cases) {
        QList<ZipMember> members;
        for (const std::int64_t size : one.sizes)
            members.append(member("a" + QByteArray::number(members.size()) + ".jpg", size));
        if (members.size() == 1)
            members.first().name = "b.jpg";
        const ZipLayout layout(members);
        const QString path = folder.filePath(u"case.zip"_qs);
        QFile::remove(path);
        writeSkeleton(layout, path);
        EXPECT_EQ(python(u"print(','.join(f'{i.file_size} {i.header_offset}' for i in z.infolist()))\n"
                         "assert all(i.compress_type == 0 and i.CRC == 0x12345678 for i in z.infolist())\n"
                         "assert all(i.date_time == (2024, 7, 15, 12, 30, 6) for i in z.infolist())"_qs,
                         path),
                  one.says);
    }
}

TEST(ZipLayout, MoreMembersThanSixteenBitsCount) {
    QTemporaryDir folder;
    QList<ZipMember> members;
    for (int i = 0; i < 70'000; ++i)
        members.append({"p" + QByteArray::number(i), 0, 0, 0, 0});
    const ZipLayout layout(members);
    const QString path = folder.filePath(u"many.zip"_qs);
    writeSkeleton(layout, path);
    EXPECT_EQ(python(u"print(len(z.namelist()), z.namelist()[-1], z.read('p69999'))"_qs, path),
              "70000 p69999 b''");
}

TEST(ZipLayout, EachPieceIsTheSliceOfTheWhole) {
    const ZipLayout layout({member("eins.jpg", 10), member("\xc3\xa4.jpg", 0), member("drei.jpg", 3)});
    const auto slice = [&](std::int64_t from, std::int64_t to) {
        QByteArray bytes;
        while (from < to) {
            const ZipLayout::Piece piece = layout.at(from, to - from);
            bytes += piece.member < 0 ? piece.bytes : QByteArray(piece.length, 'x');
            from += piece.member < 0 ? piece.bytes.size() : piece.length;
        }
        return bytes;
    };
    const QByteArray whole = slice(0, layout.size());
    ASSERT_EQ(whole.size(), layout.size());
    for (std::int64_t from = 0; from < layout.size(); ++from)
        for (const std::int64_t length : {1, 7, 40, 1'000}) {
            const std::int64_t to = std::min(from + length, layout.size());
            ASSERT_EQ(slice(from, to), whole.mid(from, to - from)) << from << ' ' << length;
        }
}

TEST(ZipLayout, TimesThatZipCanNotSayAreMovedToItsEdge) {
    QTemporaryDir folder;
    const auto said = [&](int year) {
        ZipMember one = member("a", 0);
        one.wallClock = one.changedAt =
            QDateTime(QDate(year, 5, 6), QTime(1, 2, 4), Qt::UTC).toMSecsSinceEpoch();
        const QString path = folder.filePath(u"time.zip"_qs);
        writeSkeleton(ZipLayout({one}), path);
        return python(u"print(z.infolist()[0].date_time)"_qs, path);
    };
    EXPECT_EQ(said(1855), "(1980, 1, 1, 0, 0, 0)");
    EXPECT_EQ(said(1999), "(1999, 5, 6, 1, 2, 4)");
    EXPECT_EQ(said(2500), "(2107, 12, 31, 0, 0, 0)");
}

TEST(ZipLayout, TheDigestTellsZipsApart) {
    const ZipLayout one({member("a", 1), member("b", 2)});
    EXPECT_EQ(one.digest(), ZipLayout({member("a", 1), member("b", 2)}).digest());
    EXPECT_NE(one.digest(), ZipLayout({member("b", 2), member("a", 1)}).digest());
    ZipMember other = member("b", 2);
    other.crc32 ^= 1;
    EXPECT_NE(one.digest(), ZipLayout({member("a", 1), other}).digest());
}

TEST(Crc32, IsThatOfZip) {
    Crc32 sum;
    EXPECT_EQ(sum.value(), 0U);
    sum.add("1234");
    sum.add("56789");
    EXPECT_EQ(sum.value(), 0xcbf43926U);
}

TEST(UniqueNames, NoTwoAreAlike) {
    UniqueNames names;
    EXPECT_EQ(names.take({}, u"a.jpg"_qs), u"a.jpg"_qs);
    EXPECT_EQ(names.take({}, u"A.JPG"_qs), u"A (2).JPG"_qs);
    EXPECT_EQ(names.take({}, u"a (2).jpg"_qs), u"a (2) (2).jpg"_qs);
    EXPECT_EQ(names.take({}, u"../x/a.jpg"_qs), u"a (3).jpg"_qs);
    EXPECT_EQ(names.take(u"f/"_qs, u"a.jpg"_qs), u"f/a.jpg"_qs);
    EXPECT_EQ(names.take({}, u"con"_qs), u"_con"_qs);
    EXPECT_TRUE(names.isTaken({}, u"x/A.jpg"_qs));
    EXPECT_FALSE(names.isTaken(u"g/"_qs, u"a.jpg"_qs));
}

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
    EXPECT_EQ(make(selection({one, one})).status, 400);
    EXPECT_EQ(make(selection({})).status, 400);
    EXPECT_EQ(make(selection({one}), "ben").status, 404);
    EXPECT_EQ(make({{u"album"_qs, u"1"_qs}}).status, 404);
    EXPECT_EQ(make({}).status, 400);
    const QJsonObject rest = made(selection({one}));
    node.clock.advance(Archives::keepMs + 1);
    EXPECT_EQ(get(rest).status, 404);
}

} // namespace
} // namespace parlor::server
