// tus 1.0, every MUST that a request can see, and what happens around it.
#include "tests/unit/photos/uploadcase.h"

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

const QByteArray chunkType = "application/offset+octet-stream";

QByteArray sha1(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha1).toBase64();
}

TEST_F(UploadsTest, SaysWhatItSpeaks) {
    for (const char* address : {"/v1/uploads", "/v1/uploads/1"}) {
        const HttpResponse options = node.send("OPTIONS", QString::fromLatin1(address), nullptr);
        EXPECT_EQ(options.status, 204);
        EXPECT_EQ(header(options, "tus-version"), "1.0.0");
        EXPECT_EQ(header(options, "tus-resumable"), "1.0.0");
        EXPECT_EQ(header(options, "tus-max-size"), QByteArray::number(qint64(limits::videoFile)));
        EXPECT_EQ(header(options, "tus-checksum-algorithm"), "sha1,sha256");
        EXPECT_EQ(header(options, "tus-extension"),
                  "creation,creation-with-upload,termination,checksum,expiration,concatenation");
    }
}

TEST_F(UploadsTest, RefusesOtherVersionsEverywhere) {
    const QString address = create(10);
    for (const auto& [method, where] :
         {std::pair("POST", u"/v1/uploads"_qs), {"HEAD", address}, {"PATCH", address}, {"DELETE", address}}) {
        for (const Headers& headers : {Headers{}, Headers{{"tus-resumable", "0.2.2"}}}) {
            const HttpResponse response = node.send(method, where, "ann", headers);
            EXPECT_EQ(response.status, 412) << method;
            EXPECT_EQ(header(response, "tus-version"), "1.0.0");
            EXPECT_EQ(header(response, "tus-resumable"), "1.0.0");
        }
    }
    EXPECT_EQ(offset(address), 0);
}

TEST_F(UploadsTest, UploadsInChunks) {
    const QString address = create(picture.size(), "ann", {{"upload-metadata", "filename aS5qcGc=,empty"}});
    EXPECT_TRUE(address.startsWith(u"/v1/uploads/"_qs));
    const HttpResponse first = patch(address, 0, picture.left(70'000));
    EXPECT_EQ(first.status, 204);
    EXPECT_EQ(header(first, "upload-offset"), "70000");
    EXPECT_FALSE(header(first, "upload-expires").isEmpty());
    const HttpResponse head = node.send("HEAD", address, "ann", tus());
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(header(head, "upload-offset"), "70000");
    EXPECT_EQ(header(head, "upload-length"), QByteArray::number(picture.size()));
    EXPECT_EQ(header(head, "upload-metadata"), "filename aS5qcGc=,empty");
    EXPECT_EQ(header(head, "cache-control"), "no-store");
    EXPECT_FALSE(header(head, "upload-expires").isEmpty());
    const HttpResponse last = patch(address, 70'000, picture.mid(70'000));
    EXPECT_EQ(last.status, 204);
    EXPECT_EQ(header(last, "parlor-result"), "uploaded");
    const auto id = PhotoId::fromString(QString::fromLatin1(header(last, "parlor-photo")));
    ASSERT_TRUE(id);
    EXPECT_EQ(node.photo(*id).sha256, QCryptographicHash::hash(picture, QCryptographicHash::Sha256));
    EXPECT_EQ(node.photo(*id).name, u"i.jpg"_qs);
    // The answer may have been lost: the same question again is answered the same way.
    EXPECT_EQ(header(patch(address, picture.size(), {}), "parlor-photo"), header(last, "parlor-photo"));
    EXPECT_EQ(header(node.send("HEAD", address, "ann", tus()), "parlor-photo"), header(last, "parlor-photo"));
}

TEST_F(UploadsTest, CreatesWithTheFirstBytes) {
    const HttpResponse part =
        node.send("POST", u"/v1/uploads"_qs, "ann",
                  tus({{"upload-length", QByteArray::number(picture.size())}, {"content-type", chunkType}}),
                  picture.left(1000));
    EXPECT_EQ(part.status, 201);
    EXPECT_EQ(header(part, "upload-offset"), "1000");
    EXPECT_EQ(patch(QString::fromLatin1(header(part, "location")), 1000, picture.mid(1000)).status, 204);
    const HttpResponse wrong =
        node.send("POST", u"/v1/uploads"_qs, "ann",
                  tus({{"upload-length", "10"}, {"content-type", "image/jpeg"}}), "0123456789");
    EXPECT_EQ(wrong.status, 415);
}

TEST_F(UploadsTest, RefusesBadCreations) {
    struct Case {
        Headers headers;
        int status;
    };

    const QList<Case> cases{
        {{}, 400},
        {{{"upload-length", "-1"}}, 400},
        {{{"upload-length", "+1"}}, 400},
        {{{"upload-length", "0x10"}}, 400},
        {{{"upload-length", "12345678901234567890"}}, 413},
        {{{"upload-length", "99999999999999999999"}}, 413},
        {{{"upload-length", "99999999999999999999"}, {"upload-concat", "partial"}}, 413},
        {{{"upload-length", "9999999999999999999x"}}, 400},
        {{{"upload-length", QByteArray::number(qint64(limits::imageFile + 1))}}, 413},
        {{{"upload-defer-length", "1"}}, 400},
        {{{"upload-defer-length", "2"}}, 400},
        {{{"upload-length", "1"}, {"upload-concat", "half"}}, 400},
        {{{"upload-length", "1"}, {"upload-metadata", "filename !!!"}}, 400},
        {{{"upload-length", "1"}, {"upload-metadata", "a YQ==,a Yg=="}}, 400},
        {{{"upload-length", "1"}, {"upload-metadata", ",,"}}, 400},
        {{{"upload-length", "1"}, {"upload-metadata", "sha256 " + QByteArray("abc").toBase64()}}, 400},
    };
    for (const Case& c : cases)
        EXPECT_EQ(node.send("POST", u"/v1/uploads"_qs, "ann", tus(c.headers)).status, c.status)
            << c.headers.value(0).second.constData();
    EXPECT_EQ(node.send("POST", u"/v1/uploads"_qs, nullptr, tus({{"upload-length", "1"}})).status, 401);
}

TEST_F(UploadsTest, RefusesBadChunksAndChangesNothing) {
    const QString address = create(100);
    EXPECT_EQ(patch(address, 0, "0123456789").status, 204);
    EXPECT_EQ(patch(address, 0, "0123456789").status, 409);
    EXPECT_EQ(patch(address, 11, "0123456789").status, 409);
    EXPECT_EQ(node.send("PATCH", address, "ann", tus({{"upload-offset", "10"}}), "x").status, 415);
    EXPECT_EQ(node.send("PATCH", address, "ann", tus({{"content-type", chunkType}}), "x").status, 400);
    EXPECT_EQ(patch(address, 10, QByteArray(91, 'x')).status, 413);
    EXPECT_EQ(offset(address), 10);
    EXPECT_EQ(patch(u"/v1/uploads/12345"_qs, 0, "x").status, 404);
    EXPECT_EQ(patch(u"/v1/uploads/nonsense"_qs, 0, "x").status, 404);
}

TEST_F(UploadsTest, BelongsToOnePerson) {
    const QString address = create(100);
    EXPECT_EQ(offset(address, "ben"), -404);
    EXPECT_EQ(patch(address, 0, "x", {}, "ben").status, 404);
    EXPECT_EQ(node.send("DELETE", address, "ben", tus()).status, 404);
    EXPECT_EQ(node.send("HEAD", address, nullptr, tus()).status, 401);
    EXPECT_EQ(offset(address), 0);
}

TEST_F(UploadsTest, KeepsWhatCameBeforeTheConnectionDied) {
    const QString address = create(picture.size());
    const auto cut = node.ask("PATCH", address, "ann", chunk(0), picture);
    cut->cutAfter(123'457);
    node.send(cut);
    EXPECT_EQ(offset(address), 123'457);
    EXPECT_EQ(patch(address, 123'457, picture.mid(123'457)).status, 204);
}

TEST_F(UploadsTest, GoesOnAfterAKill) {
    const QString address = create(picture.size());
    const auto cut = node.ask("PATCH", address, "ann", chunk(0), picture);
    cut->cutAfter(99'999);
    node.send(cut);
    node.restart();
    EXPECT_EQ(offset(address), 99'999);
    const HttpResponse last = patch(address, 99'999, picture.mid(99'999));
    const auto id = PhotoId::fromString(QString::fromLatin1(header(last, "parlor-photo")));
    ASSERT_TRUE(id);
    EXPECT_EQ(node.photo(*id).sha256, QCryptographicHash::hash(picture, QCryptographicHash::Sha256));
}

TEST_F(UploadsTest, AKillBetweenTheLastByteAndThePhotoLosesNothing) {
    const QString address = create(picture.size());
    const UploadId id = *UploadId::fromString(address.section(u'/', -1));
    // What is on disk when the process dies just before the photo's row: the whole part, stored but not
    // named.
    {
        const auto part = await(node.blobs->part(id));
        ASSERT_TRUE(await((*part)->write(picture)));
        ASSERT_TRUE(await((*part)->finish(ann.id, BlobArea::Originals, {})));
    }
    node.restart();
    EXPECT_TRUE(waitFor([&] { return await(node.photos->usage(ann.id))->photos == 1; }))
        << "nobody has to ask for it";
    EXPECT_EQ(offset(address), picture.size());
    EXPECT_TRUE(
        waitFor([&] { return !header(node.send("HEAD", address, "ann", tus()), "parlor-photo").isEmpty(); }));
}

TEST_F(UploadsTest, ChecksumsCountWholeOrNotAtAll) {
    const QString address = create(picture.size());
    const QByteArray first = picture.left(50'000);
    EXPECT_EQ(patch(address, 0, first, {{"upload-checksum", "sha1 " + sha1(first)}}).status, 204);
    const QByteArray second = picture.mid(50'000);
    EXPECT_EQ(patch(address, 50'000, second, {{"upload-checksum", "sha1 " + sha1("other")}}).status, 460);
    EXPECT_EQ(offset(address), 50'000);
    EXPECT_EQ(patch(address, 50'000, second, {{"upload-checksum", "md5 " + sha1(second)}}).status, 400);
    EXPECT_EQ(patch(address, 50'000, second, {{"upload-checksum", "sha1 short"}}).status, 400);
    const auto cut = node.ask("PATCH", address, "ann",
                              chunk(50'000, {{"upload-checksum", "sha1 " + sha1(second)}}), second);
    cut->cutAfter(30'000);
    node.send(cut);
    EXPECT_EQ(offset(address), 50'000) << "a cut chunk with a checksum is dropped";
    const QByteArray sha256 = QCryptographicHash::hash(second, QCryptographicHash::Sha256).toBase64();
    EXPECT_EQ(patch(address, 50'000, second, {{"upload-checksum", "sha256 " + sha256}}).status, 204);
}

TEST_F(UploadsTest, AChunkWithAChecksumCutByAKillIsDropped) {
    const QString address = create(picture.size());
    EXPECT_EQ(patch(address, 0, picture.left(10'000)).status, 204);
    const auto slow =
        node.ask("PATCH", address, "ann", chunk(10'000, {{"upload-checksum", "sha1 " + sha1("x")}}),
                 picture.mid(10'000));
    slow->pauseAt(20'000);
    node.router->handle(slow);
    ASSERT_TRUE(waitFor([&] { return slow->isPaused(); }));
    node.restart();
    EXPECT_EQ(offset(address), 10'000);
}

TEST_F(UploadsTest, OneWriterAtATime) {
    const QString address = create(picture.size());
    const auto slow = node.ask("PATCH", address, "ann", chunk(0), picture);
    slow->pauseAt(1'000);
    node.router->handle(slow);
    ASSERT_TRUE(waitFor([&] { return slow->isPaused(); }));
    EXPECT_EQ(patch(address, 1'000, "x").status, 423);
    EXPECT_EQ(node.send("DELETE", address, "ann", tus()).status, 423);
    EXPECT_EQ(offset(address), 1'000);
    slow->resume();
    EXPECT_EQ(slow->response().status, 204);
}

TEST_F(UploadsTest, Terminates) {
    const QString address = create(100);
    EXPECT_EQ(patch(address, 0, "abc").status, 204);
    EXPECT_EQ(node.send("DELETE", address, "ann", tus()).status, 204);
    EXPECT_EQ(offset(address), -410);
    EXPECT_EQ(patch(address, 3, "d").status, 410);
    EXPECT_EQ(node.send("DELETE", address, "ann", tus()).status, 410);
    EXPECT_EQ(QDir(folder.path() + u"/blobs/temporary"_qs).entryList(QDir::Files).size(), 0);
}

TEST_F(UploadsTest, WhatIsDoneMayBeForgottenToo) {
    const QString address = create(5);
    const HttpResponse last = patch(address, 0, "12345");
    const auto id = PhotoId::fromString(QString::fromLatin1(header(last, "parlor-photo")));
    ASSERT_TRUE(id);
    EXPECT_EQ(node.send("DELETE", address, "ann", tus()).status, 204);
    EXPECT_EQ(offset(address), -410);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 1) << "the photo stays";
}

TEST_F(UploadsTest, TooManyWritersAtOnceWait) {
    node.stop();
    node.rules.writersPerPerson = 2;
    node.start();
    const QString waiting = create(5);
    QList<std::shared_ptr<FakeExchange>> slow;
    for (int i = 0; i < 2; ++i) {
        slow.append(node.ask("PATCH", create(5), "ann", chunk(0), "12345"));
        slow.last()->pauseAt(2);
        node.router->handle(slow.last());
        ASSERT_TRUE(waitFor([&] { return slow.last()->isPaused(); }));
    }
    // 423 is what tus clients try again.
    EXPECT_EQ(patch(waiting, 0, "12345").status, 423);
    const HttpResponse made = node.send("POST", u"/v1/uploads"_qs, "ann",
                                        tus({{"upload-length", "5"}, {"content-type", chunkType}}), "12345");
    EXPECT_EQ(made.status, 423);
    EXPECT_EQ(await(node.uploadRows->receiving({}, 10))->size(), 3)
        << "nothing is left of what did not begin";
    EXPECT_EQ(node.send("POST", u"/v1/uploads"_qs, "ben",
                        tus({{"upload-length", "5"}, {"content-type", chunkType}}), "12345")
                  .status,
              201)
        << "each person for themselves";
    for (const auto& one : slow) {
        one->resume();
        EXPECT_EQ(one->response().status, 204);
    }
    EXPECT_EQ(patch(waiting, 0, "12345").status, 204);
}

TEST_F(UploadsTest, ExpiresADayAfterTheLastByte) {
    const QString address = create(100);
    node.clock.advance(20 * 3'600'000);
    EXPECT_EQ(patch(address, 0, "abc").status, 204);
    node.clock.advance(20 * 3'600'000);
    node.uploads->sweep();
    EXPECT_EQ(offset(address), 3);
    node.clock.advance(25 * 3'600'000);
    node.uploads->sweep();
    ASSERT_TRUE(waitFor(
        [&] { return QDir(folder.path() + u"/blobs/temporary"_qs).entryList(QDir::Files).isEmpty(); }));
    EXPECT_TRUE(waitFor([&] { return offset(address) == -404; }));
}

TEST_F(UploadsTest, ADeclaredHashMustHold) {
    const QByteArray hex = QCryptographicHash::hash("other", QCryptographicHash::Sha256).toHex();
    const QString address = create(5, "ann", {{"upload-metadata", "sha256 " + hex.toBase64()}});
    EXPECT_EQ(patch(address, 0, "12345").status, 460);
    EXPECT_EQ(offset(address), -410);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 0);
}

TEST_F(UploadsTest, QuotaCountsWhatIsOnItsWay) {
    node.stop();
    node.rules.quota = 100;
    node.rules.openPerPerson = 3;
    node.start();
    create(60);
    EXPECT_EQ(node.send("POST", u"/v1/uploads"_qs, "ann", tus({{"upload-length", "41"}})).status, 507);
    create(20);
    create(1);
    EXPECT_EQ(node.send("POST", u"/v1/uploads"_qs, "ann", tus({{"upload-length", "1"}})).status, 429);
    create(99, "ben");
}

TEST_F(UploadsTest, NothingIsLostWhenTheSameBytesComeTwiceAtOnce) {
    const QString first = create(picture.size());
    const QString second = create(picture.size());
    const auto a = node.ask("PATCH", first, "ann", chunk(0), picture);
    const auto b = node.ask("PATCH", second, "ann", chunk(0), picture);
    node.router->handle(a);
    node.router->handle(b);
    const QByteArray one = header(a->response(), "parlor-photo");
    EXPECT_EQ(one, header(b->response(), "parlor-photo"));
    EXPECT_FALSE(one.isEmpty());
    EXPECT_NE(header(a->response(), "parlor-result"), header(b->response(), "parlor-result"));
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 1);
    EXPECT_EQ(header(node.send("POST", u"/v1/uploads"_qs, "ben",
                               tus({{"upload-length", QByteArray::number(picture.size())},
                                    {"content-type", chunkType}}),
                               picture),
                     "parlor-result"),
              "uploaded")
        << "nobody learns of another's files";
}

} // namespace
} // namespace parlor::server::test
