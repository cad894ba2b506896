// Pictures on other people's screens: whole and in ranges, to whom and from where.
#include "server/blobs/blobkeys.h"
#include "tests/unit/photos/photoscase.h"

namespace parlor::server::test {
namespace {

using namespace Qt::StringLiterals;

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
    for (const QByteArray& fulfilled : QByteArrayList{etag, "*", "\"x\", " + etag})
        EXPECT_EQ(node.send("GET", address, "ann", {{"if-match", fulfilled}}).status, 200)
            << fulfilled.constData();
    for (const QByteArray& other : QByteArrayList{"\"x\"", "W/" + etag, "nonsense"}) {
        const HttpResponse refused = node.send(
            "GET", address, "ann", {{"if-match", other}, {"if-none-match", etag}, {"range", "bytes=99-"}});
        EXPECT_EQ(refused.status, 412) << other.constData();
        EXPECT_EQ(node.json(refused).value(u"code"_qs), u"conflict"_qs);
        EXPECT_EQ(node.send("GET", at(id, u"/thumb"_qs), "ann", {{"if-match", other}}).status, 412);
    }
    EXPECT_EQ(node.send("GET", address, "ann", {{"if-match", etag}, {"if-none-match", etag}}).status, 304);
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

TEST_F(PhotosTest, IsSeenByWhoeverMayReadAChannelThatShowsIt) {
    const Person eve = node.person("eve");
    const PhotoId id = node.upload("ann", "picture");
    node.looked(id);
    ASSERT_EQ(node.send("PATCH", at(id), "ann", {{"content-type", "application/json"}},
                        R"({"latitude":41.8902,"longitude":12.4922})")
                  .status,
              200);
    EXPECT_TRUE(bodyOf(node.send("GET", at(id), "ann")).contains("Rome"));
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
    EXPECT_EQ(seen.value(u"locality"_qs), QJsonValue::Undefined) << "it says as much as the place";
    EXPECT_FALSE(bodyOf(node.send("GET", at(id), "ben")).contains("Rome"));
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
