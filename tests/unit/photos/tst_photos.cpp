// From an upload to what the library knows of a photo.
#include "server/domain/photos/takentime.h"
#include "server/domain/upkeep/filesweep.h"
#include "shared/protocol/photoindex.h"
#include "tests/unit/photos/photoscase.h"

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

TEST_F(PhotosTest, BadFilesGetAReason) {
    const PhotoId text = node.upload("ann", "text that calls itself a picture", "fake.jpg");
    EXPECT_EQ(node.looked(text).state, PhotoState::Failed);
    EXPECT_EQ(node.photo(text).reason, u"unsupported_type"_qs);
    const PhotoId bomb = node.upload("ann", "bomb");
    EXPECT_EQ(node.looked(bomb).reason, u"image_too_large"_qs);
    const PhotoId damaged = node.upload("ann", "damaged but visible");
    EXPECT_EQ(node.looked(damaged).state, PhotoState::Damaged);
    EXPECT_EQ(node.photo(damaged).reason, u"bad_image"_qs);
    EXPECT_EQ(node.json(node.send("GET", at(text), "ann")).value(u"reason"_qs).toString(),
              u"unsupported_type"_qs);
    const QJsonArray listed =
        node.json(node.send("GET", u"/v1/photos"_qs, "ann")).value(u"photos"_qs).toArray();
    ASSERT_EQ(listed.size(), 1) << "refused files are not in the library";
    EXPECT_EQ(listed.first().toObject().value(u"id"_qs).toString(), damaged.toString());
    const HttpResponse thumb = node.send("GET", at(text, u"/thumb"_qs), "ann");
    EXPECT_EQ(thumb.status, 415) << "its owner is told why there is none";
    EXPECT_EQ(node.json(thumb).value(u"code"_qs).toString(), u"unsupported_type"_qs);
    EXPECT_EQ(status(bomb, "ann", u"/full"_qs), 422);
    EXPECT_EQ(status(text, "ben"), 404);

    node.clock.advance(PhotoProcessing::refusedForMs + 1);
    node.library->sweepTrash();
    EXPECT_TRUE(waitFor([&] { return !await(node.photos->byId(text)); }));
    EXPECT_TRUE(await(node.photos->byId(damaged)));
}

TEST_F(PhotosTest, ARefusedFileMayBeTriedAgain) {
    const PhotoId text = node.upload("ann", "text");
    node.looked(text);
    const int before = node.media.jobs;
    EXPECT_EQ(node.upload("ann", "text"), text);
    EXPECT_TRUE(waitFor([&] { return node.media.jobs == before + 1; }));
    EXPECT_EQ(node.looked(text).state, PhotoState::Failed);
}

TEST_F(PhotosTest, WorkIsTakenUpAfterAKill) {
    node.media.hold = true;
    const PhotoId id = node.upload("ann", "picture");
    ASSERT_TRUE(waitFor([&] { return !node.media.held.isEmpty(); }));
    node.media.held.clear();
    node.media.hold = false;
    node.restart();
    EXPECT_EQ(node.looked(id).state, PhotoState::Ready);
}

TEST_F(PhotosTest, TwoAtOnceAndWhatIsAskedForFirst) {
    node.media.hold = true;
    for (int i = 0; i < 5; ++i)
        node.upload("ann", "picture " + QByteArray::number(i));
    ASSERT_TRUE(waitFor([&] { return node.media.held.size() == 2; }));
    EXPECT_EQ(node.processing->load(), 5);
    node.media.release();
    EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
    EXPECT_EQ(node.media.jobs, 5);
}

TEST_F(PhotosTest, RenderingsOnDemandAreMadeOnce) {
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    const int before = node.media.jobs;
    node.media.hold = true;
    const auto first = node.ask("GET", at(id, u"/grid"_qs), "ann");
    const auto second = node.ask("GET", at(id, u"/grid"_qs), "ann");
    node.router->handle(first);
    node.router->handle(second);
    ASSERT_TRUE(waitFor([&] { return !node.media.held.isEmpty(); }));
    node.media.release();
    EXPECT_EQ(bodyOf(first->response()), "grid of picture turned 0");
    EXPECT_EQ(second->response().status, 200);
    EXPECT_EQ(status(id, "ann", u"/grid"_qs), 200);
    EXPECT_EQ(node.media.jobs, before + 1);
    EXPECT_FALSE(hashOf(node.photo(id), RenderingKind::Grid).isEmpty());
}

TEST_F(PhotosTest, RenderingsOnDemandAreMadeTwoAtOnce) {
    QList<PhotoId> ids;
    for (int i = 0; i < 4; ++i) {
        ids.append(node.upload("ann", "picture " + QByteArray::number(i)));
        node.looked(ids.last());
    }
    EXPECT_TRUE(waitFor([&] { return node.processing->load() == 0; }));
    node.media.hold = true;
    QList<std::shared_ptr<FakeExchange>> asked;
    for (const PhotoId id : ids) {
        asked.append(node.ask("GET", at(id, u"/grid"_qs), "ann"));
        node.router->handle(asked.last());
    }
    ASSERT_TRUE(waitFor([&] { return node.media.held.size() == 2 && node.processing->load() == 4; }));
    node.settle();
    EXPECT_EQ(node.media.held.size(), 2) << "each more would be a copy of its original more";
    node.media.release();
    for (const auto& exchange : asked)
        EXPECT_EQ(exchange->response().status, 200);
}

TEST_F(PhotosTest, AnEditMakesNewPicturesAndKeepsTheDate) {
    const PhotoId id = node.upload("ann", "picture");
    const QString old = hashOf(node.looked(id), RenderingKind::Thumb);
    const HttpResponse edited =
        node.send("PATCH", at(id), "ann", {},
                  R"({"rotation":90,"favourite":true,"caption":"hello","taken_at":1000000,"offset_min":60})");
    ASSERT_EQ(edited.status, 200) << bodyOf(edited).constData();
    EXPECT_TRUE(node.json(edited).value(u"favourite"_qs).toBool());
    ASSERT_TRUE(waitFor([&] { return hashOf(node.photo(id), RenderingKind::Thumb) != old; }));
    const Photo photo = node.photo(id);
    EXPECT_EQ(photo.facts.width, 3000);
    EXPECT_EQ(photo.takenAt, 1'000'000);
    EXPECT_EQ(photo.takenLocal, 1'000'000 + 3'600'000);
    EXPECT_EQ(photo.caption, u"hello"_qs);
    settle();
    EXPECT_EQ(bodyOf(node.send("GET", at(id, u"/thumb"_qs), "ann")), "thumb of picture turned 90");
    for (const char* bad :
         {R"({"rotation":45})", R"({"rotation":"x"})", R"({"favourite":1})", R"({"caption":7})", "[]"})
        EXPECT_EQ(node.send("PATCH", at(id), "ann", {}, bad).status, 400) << bad;
    EXPECT_EQ(node.send("PATCH", at(id), "ben", {}, R"({"favourite":true})").status, 404);
}

TEST_F(PhotosTest, TheMomentAndTheZoneAreEditedEachByItself) {
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    const auto taken = [&](const char* change) {
        EXPECT_EQ(node.send("PATCH", at(id), "ann", {}, change).status, 200) << change;
        const Photo photo = await(node.photos->byId(id))->photo;
        return TakenTime{photo.takenAt, photo.offsetMinutes, photo.takenLocal};
    };
    EXPECT_EQ(taken(R"({"taken_at":1000000000000,"offset_min":60})"), takenTimeAt(1'000'000'000'000, 60));
    EXPECT_EQ(taken(R"({"offset_min":-90})"), takenTimeAt(1'000'000'000'000, -90));
    EXPECT_EQ(taken(R"({"taken_at":1200000000000})"), takenTimeAt(1'200'000'000'000, -90));
    EXPECT_EQ(taken(R"({"caption":"x"})"), takenTimeAt(1'200'000'000'000, -90));
    for (const char* bad : {R"({"offset_min":"60"})", R"({"offset_min":841})", R"({"offset_min":1.5})",
                            R"({"offset_min":9e12})", R"({"taken_at":1e300})", R"({"taken_at":0.5})",
                            R"({"taken_at":null,"offset_min":0})"})
        EXPECT_EQ(node.send("PATCH", at(id), "ann", {}, bad).status, 400) << bad;
    EXPECT_EQ(taken(R"({"caption":"y"})"), takenTimeAt(1'200'000'000'000, -90))
        << "of what is refused nothing is done";
}

TEST_F(PhotosTest, ListsTenAtATimeUntilTheEnd) {
    QList<PhotoId> newestFirst;
    for (int i = 0; i < 23; ++i)
        newestFirst.prepend(
            node.upload("ann", "picture " + QByteArray::number(i), "2024-05-05 10.00.00.jpg"));
    for (const PhotoId id : newestFirst)
        node.looked(id);
    QList<PhotoId> seen;
    QString address = u"/list/photos"_qs;
    for (int page = 0; page < 3; ++page) {
        const QJsonObject answer = node.json(node.send("GET", address, nullptr, {{"authorization", "ann"}}));
        const QJsonArray photos = answer.value(u"photos"_qs).toArray();
        EXPECT_EQ(photos.size(), page < 2 ? 10 : 3);
        for (const QJsonValue& photo : photos)
            seen.append(*PhotoId::fromString(photo.toObject().value(u"id"_qs).toString()));
        EXPECT_EQ(answer.value(u"end"_qs).toBool(), page == 2);
        EXPECT_EQ(answer.value(u"next"_qs).isNull(), page == 2);
        address = u"/list/photos?before="_qs + answer.value(u"next"_qs).toString();
    }
    EXPECT_EQ(seen, newestFirst) << "same second, so the id decides";
    for (const char* bad : {"before=x", "limit=0", "limit=-1", "shelf=attic", "before=1_0"})
        EXPECT_EQ(node.send("GET", u"/v1/photos?"_qs + QString::fromLatin1(bad), "ann").status, 400) << bad;
    const QJsonObject months = node.json(node.send("GET", u"/v1/photos/months"_qs, "ann"));
    EXPECT_EQ(QJsonDocument(months).toJson(QJsonDocument::Compact),
              R"({"months":[{"month":"2024-05","photos":23}]})");
    EXPECT_TRUE(node.json(node.send("GET", u"/v1/photos"_qs, "ben")).value(u"photos"_qs).toArray().isEmpty());
}

TEST_F(PhotosTest, TheIndexGrowsByWhatChanged) {
    const PhotoId first = node.upload("ann", "picture 1");
    const PhotoId second = node.upload("ann", "picture 2");
    const PhotoId refused = node.upload("ann", "text");
    for (const PhotoId id : {first, second, refused})
        node.looked(id);
    const auto index = [&](std::int64_t cursor) {
        const HttpResponse response =
            node.send("GET", u"/v1/photos/index?cursor="_qs + QString::number(cursor), "ann");
        EXPECT_EQ(header(response, "content-type"), "application/vnd.parlor.photo-index");
        return *decodePhotoIndex(bodyOf(response));
    };
    const PhotoIndexPage all = index(0);
    EXPECT_EQ(all.epoch, u"0123456789abcdef"_qs);
    ASSERT_EQ(all.photos.size(), 2);
    EXPECT_EQ(all.photos.first().placeholder, "placeholder");
    EXPECT_EQ(QString::number(all.photos.first().thumbHash, 16).rightJustified(16, u'0'),
              hashOf(node.photo(all.photos.first().id), RenderingKind::Thumb))
        << "whichever was looked at first";
    EXPECT_TRUE(index(all.cursor).photos.isEmpty());
    node.send("PATCH", at(second), "ann", {}, R"({"favourite":true})");
    EXPECT_EQ(node.send("DELETE", at(first), "ann").status, 204);
    const PhotoIndexPage delta = index(all.cursor);
    ASSERT_EQ(delta.photos.size(), 2);
    EXPECT_TRUE(delta.photos.at(0).favourite);
    EXPECT_TRUE(delta.photos.at(1).removed);
    EXPECT_EQ(delta.photos.at(1).id, first);
    EXPECT_GT(delta.cursor, all.cursor);
}

TEST_F(PhotosTest, ChecksHashesWithinOneLibrary) {
    const QByteArray known = QCryptographicHash::hash("picture", QCryptographicHash::Sha256).toHex();
    const QByteArray other = QCryptographicHash::hash("other", QCryptographicHash::Sha256).toHex();
    const PhotoId id = node.upload("ann", "picture");
    const QByteArray body = "{\"hashes\":[\"" + known + "\",\"" + other + "\"]}";
    const QJsonObject mine = node.json(node.send("POST", u"/v1/photos/check"_qs, "ann", {}, body));
    EXPECT_EQ(mine.value(u"have"_qs).toArray().first().toObject().value(u"id"_qs).toString(), id.toString());
    EXPECT_EQ(mine.value(u"need"_qs).toArray().first().toString().toLatin1(), other);
    node.send("PATCH", at(id), "ann", {}, R"({"trashed":true})");
    EXPECT_EQ(node.json(node.send("POST", u"/v1/photos/check"_qs, "ann", {}, body))
                  .value(u"trashed"_qs)
                  .toArray()
                  .size(),
              1);
    EXPECT_EQ(node.json(node.send("POST", u"/v1/photos/check"_qs, "ben", {}, body))
                  .value(u"need"_qs)
                  .toArray()
                  .size(),
              2);
    EXPECT_EQ(node.upload("ann", "picture"), id);
    EXPECT_FALSE(node.photo(id).trashed) << "uploading again takes it out of the trash";
    for (const char* bad : {"{}", R"({"hashes":["zz"]})", R"({"hashes":[7]})"})
        EXPECT_EQ(node.send("POST", u"/v1/photos/check"_qs, "ann", {}, bad).status, 400);
}

TEST_F(PhotosTest, WhatIsKnownOfARowIsWhatTheLastWriteLeft) {
    // Both halves are looked at at once: the store pairs them in one batch, and answers the still's own write
    // after the news of the pair.
    for (int round = 0; round < 20; ++round) {
        SCOPED_TRACE(round);
        const QByteArray name = QByteArray("live:R-") + QByteArray::number(round);
        const PhotoId still = node.upload("ann", "picture " + name, "a.HEIC");
        const PhotoId half = node.upload("ann", "movie " + name, "b.MOV");
        node.looked(still);
        node.looked(half);
        ASSERT_EQ(node.current(still).partner, half);
    }
}

TEST_F(PhotosTest, FilesThatNoRowNamesGoAfterADay) {
    const PhotoId kept = node.upload("ann", "picture kept");
    const PhotoId gone = node.upload("ann", "picture gone");
    node.looked(kept);
    node.looked(gone);
    const auto count = [&] {
        int files = 0;
        for (const BlobArea area : {BlobArea::Originals, BlobArea::Renderings})
            for (int first = 0; first < 256; ++first)
                files += static_cast<int>(
                    await(node.blobs->list(ann.id, area, static_cast<std::uint8_t>(first)))->size());
        return files;
    };
    EXPECT_EQ(count(), 6);
    EXPECT_EQ(node.send("DELETE", at(gone), "ann").status, 204);
    node.clock.step(QDateTime::currentMSecsSinceEpoch() - node.clock.now());
    FileSweep sweep(*node.photos, *node.blobs, node.clock, node.executor);
    ASSERT_TRUE(await(sweep.run(false)));
    EXPECT_EQ(count(), 6) << "too young";
    node.clock.advance(25 * 3'600'000);
    ASSERT_TRUE(await(sweep.run(false)));
    EXPECT_TRUE(waitFor([&] { return count() == 3; }));
    EXPECT_EQ(status(kept, "ann"), 200);
}

} // namespace
} // namespace parlor::server::test
