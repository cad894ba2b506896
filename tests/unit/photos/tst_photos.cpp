// From an upload to pictures on other people's screens.
#include "server/blobs/blobkeys.h"
#include "server/domain/photos/takentime.h"
#include "server/domain/upkeep/filesweep.h"
#include "shared/protocol/photoindex.h"
#include "tests/unit/photos/conversations.h"

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

class PhotosTest : public ConversationsTest {
protected:
    static QString hashOf(const Photo& photo, RenderingKind kind) {
        for (const Rendering& rendering : photo.renderings)
            if (rendering.kind == kind)
                return rendering.hash;
        return {};
    }
};

TEST_F(PhotosTest, BecomesReadyAndIsServed) {
    const PhotoId id = node.upload("ann", "picture one", "IMG_20240131_235959.jpg");
    const Photo photo = node.looked(id);
    EXPECT_EQ(photo.state, PhotoState::Ready);
    EXPECT_EQ(photo.facts.width, 4000);
    EXPECT_EQ(photo.takenLocal,
              QDateTime(QDate(2024, 1, 31), QTime(23, 59, 59), Qt::UTC).toMSecsSinceEpoch());
    const QString hash = hashOf(photo, RenderingKind::Thumb);
    const HttpResponse thumb = node.send("GET", at(id, u"/thumb/"_qs + hash), "ann");
    EXPECT_EQ(thumb.status, 200);
    EXPECT_EQ(bodyOf(thumb), "thumb of picture one turned 0");
    EXPECT_EQ(header(thumb, "content-type"), "image/jpeg");
    EXPECT_EQ(header(thumb, "cache-control"), "private, max-age=31536000, immutable");
    EXPECT_EQ(header(thumb, "etag"), '"' + hash.toLatin1() + '"');
    EXPECT_EQ(header(thumb, "accept-ranges"), "bytes");
    EXPECT_EQ(header(thumb, "x-content-type-options"), "nosniff");
    EXPECT_TRUE(header(thumb, "content-security-policy").contains("sandbox"));
    const HttpResponse current = node.send("GET", at(id, u"/view"_qs), "ann");
    EXPECT_EQ(header(current, "content-type"), "image/webp");
    EXPECT_EQ(header(current, "cache-control"), "private, no-cache");
    EXPECT_EQ(status(id, "ann", u"/thumb/0123456789abcdef"_qs), 404);
    EXPECT_EQ(status(id, "ann", u"/icon"_qs), 404);
    ASSERT_TRUE(waitFor([&] {
        return std::ranges::any_of(node.events, [&](const PersonEvent& event) {
            const auto* changed = std::get_if<LibraryPhotoChanged>(&event.body);
            return changed != nullptr && changed->photo.id == id && changed->photo.state == PhotoState::Ready;
        });
    }));
}

TEST_F(PhotosTest, AnswersConditionsAndRanges) {
    const PhotoId id = node.upload("ann", "picture one", "na\"me ü.jpg");
    node.looked(id);
    const QString address = at(id, u"/original"_qs);
    const HttpResponse whole = node.send("GET", address, "ann");
    EXPECT_EQ(bodyOf(whole), "picture one");
    EXPECT_EQ(header(whole, "content-disposition"),
              "attachment; filename=\"na_me _.jpg\"; filename*=UTF-8''na_me%20%C3%BC.jpg");
    EXPECT_EQ(header(whole, "content-type"), "image/jpeg");
    const QByteArray etag = header(whole, "etag");
    EXPECT_EQ(node.send("GET", address, "ann", {{"if-none-match", "\"x\", " + etag}}).status, 304);
    EXPECT_EQ(node.send("GET", address, "ann", {{"if-none-match", "\"x\""}}).status, 200);
    const HttpResponse part = node.send("GET", address, "ann", {{"range", "bytes=3-5"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(bodyOf(part), "tur");
    EXPECT_EQ(header(part, "content-range"), "bytes 3-5/11");
    EXPECT_EQ(bodyOf(node.send("GET", address, "ann", {{"range", "bytes=-3"}})), "one");
    EXPECT_EQ(bodyOf(node.send("GET", address, "ann", {{"range", "bytes=8-"}, {"if-range", etag}})), "one");
    EXPECT_EQ(node.send("GET", address, "ann", {{"range", "bytes=8-"}, {"if-range", "\"old\""}}).status, 200);
    for (const char* outside : {"bytes=11-", "bytes=-0", "bytes=18446744073709551615-"}) {
        const HttpResponse refused = node.send("GET", address, "ann", {{"range", outside}});
        EXPECT_EQ(refused.status, 416) << outside;
        EXPECT_EQ(header(refused, "content-range"), "bytes */11");
    }
    for (const char* ignored : {"bytes=9-1", "bytes=0-0,1-1", "lines=1-2", "bytes=a-b", "bytes=-"})
        EXPECT_EQ(node.send("GET", address, "ann", {{"range", ignored}}).status, 200) << ignored;
    EXPECT_EQ(node.send("HEAD", address, "ann").status, 200);
}

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

TEST_F(PhotosTest, IsSeenByWhoeverMayReadAChannelThatShowsIt) {
    const Person eve = node.person("eve");
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    const ChannelId room = channel(ann, "room", Visibility::Private);
    EXPECT_EQ(status(id, "ben"), 404);
    const MessageId message = post(ann, room, id);
    settle();
    EXPECT_EQ(status(id, "ben"), 404);
    MemberUpdate update;
    update.person = ben.id;
    ASSERT_TRUE(await(node.store->channels().changeMember(operation(ann), room, update, Role::Member)));
    settle();
    EXPECT_EQ(status(id, "ben"), 200);
    EXPECT_EQ(status(id, "eve"), 404);
    EXPECT_EQ(status(id, "ben", u"/original"_qs), 404) << "the original says where it was taken";
    const QJsonObject seen = node.json(node.send("GET", at(id), "ben"));
    EXPECT_EQ(seen.value(u"facts"_qs).toObject().value(u"latitude"_qs), QJsonValue::Undefined);
    EXPECT_EQ(seen.value(u"name"_qs), QJsonValue::Undefined);
    EXPECT_EQ(seen.value(u"width"_qs).toInt(), 4000);

    ASSERT_TRUE(await(node.store->channels().leave(operation(ben), room)));
    settle();
    EXPECT_EQ(status(id, "ben"), 404) << "at once";

    const ChannelId open = channel(ann, "open", Visibility::Public);
    post(ann, open, id);
    settle();
    EXPECT_EQ(status(id, "eve"), 200);
    ASSERT_TRUE(message.isValid());
    EXPECT_EQ(node.send("DELETE", at(id), "ann").status, 204);
    EXPECT_EQ(status(id, "eve"), 404);
    EXPECT_EQ(status(id, "ann"), 404);
}

TEST_F(PhotosTest, AVideoPlaysForWhoeverMayReadItsChannelWithoutItsSecrets) {
    node.person("eve");
    const PhotoId film = node.upload("ann", "movie with a secret place", "clip.mp4");
    const PhotoId shut = node.upload("ann", "movie sealed for good", "odd.mp4");
    const PhotoId still = node.upload("ann", "picture live:AB-1", "IMG_1.HEIC");
    const PhotoId half = node.upload("ann", "movie secret live:AB-1", "IMG_1.MOV");
    for (const PhotoId id : {film, shut, still, half})
        node.looked(id);
    ASSERT_EQ(node.current(still).partner, half);
    const ChannelId room = channel(ann, "room", Visibility::Private);
    for (const PhotoId id : {film, shut, still})
        post(ann, room, id);
    settle();
    const QString video = u"/video"_qs;
    EXPECT_EQ(status(film, "ben", video), 404);
    MemberUpdate update;
    update.person = ben.id;
    ASSERT_TRUE(await(node.store->channels().changeMember(operation(ann), room, update, Role::Member)));
    settle();
    const HttpResponse played = node.send("GET", at(film, video), "ben");
    EXPECT_EQ(played.status, 200);
    EXPECT_EQ(bodyOf(played), "movie with a ****** place");
    EXPECT_EQ(header(played, "content-type"), "video/mp4");
    const HttpResponse part = node.send("GET", at(film, video), "ben", {{"range", "bytes=11-16"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(bodyOf(part), "a ****");
    const HttpResponse own = node.send("GET", at(film, video), "ann");
    EXPECT_EQ(bodyOf(own), "movie with a secret place");
    EXPECT_NE(header(own, "etag"), header(played, "etag")) << "other bytes";
    EXPECT_EQ(bodyOf(node.send("GET", at(still, video), "ben")), "movie ****** live:AB-1");
    EXPECT_EQ(status(shut, "ben", video), 404) << "what can't be cleaned is its owner's";
    EXPECT_EQ(status(shut, "ann", video), 200);
    EXPECT_EQ(status(film, "eve", video), 404);
    EXPECT_EQ(status(film, "ben", u"/original"_qs), 404);
    ASSERT_TRUE(await(node.store->channels().leave(operation(ben), room)));
    settle();
    EXPECT_EQ(status(film, "ben", video), 404) << "at once";
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

TEST_F(PhotosTest, SealedFilesAreServedInRangesToo) {
    const QByteArray key = folder.filePath(u"master.key"_qs).toUtf8();
    ASSERT_TRUE(BlobKeys::makeKeyFile(key));
    const PhotoId before = node.upload("ann", "picture in the open");
    node.looked(before);
    node.stop();
    node.keyFiles = {key};
    node.start();
    const QByteArray bytes = "picture " + QByteArray("0123456789").repeated(20'000);
    const PhotoId id = node.upload("ann", bytes);
    EXPECT_EQ(node.looked(id).state, PhotoState::Ready);
    const QString address = at(id, u"/original"_qs);
    EXPECT_EQ(bodyOf(node.send("GET", address, "ann")), bytes);
    EXPECT_EQ(bodyOf(node.send("GET", address, "ann", {{"range", "bytes=65530-131080"}})),
              bytes.mid(65'530, 65'551));
    EXPECT_EQ(bodyOf(node.send("GET", at(id, u"/thumb"_qs), "ann")).left(16), "thumb of picture");
    EXPECT_EQ(bodyOf(node.send("GET", at(before, u"/original"_qs), "ann")), "picture in the open");
}

} // namespace
} // namespace parlor::server::test
