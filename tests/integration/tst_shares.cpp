// Public links as their visitors meet them: by hand, and in Chromium on a phone and on a desktop.
#include "tests/support/processes.h"
#include "tests/support/samplemovies.h"
#include "tests/support/samplephotos.h"
#include "tests/support/waiting.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace parlor {

using test::Finished;
using test::ServerProcess;

class Shares : public ::testing::Test {
protected:
    struct Got {
        int status = 0;
        QByteArray body;
        QByteArray location, cookie, disposition;
    };

    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        album = run({u"albums"_qs, u"create"_qs, u"Sommer am See <b>& Berge</b>"_qs})
                    .value(0)
                    .value(u"id")
                    .toString();
    }

    QString write(const QString& name, const QByteArray& bytes) {
        QFile file(server.file(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return file.fileName();
    }

    QString upload(const QString& name, const QByteArray& bytes) {
        const QList<QJsonObject> lines = run({u"upload"_qs, write(name, bytes), u"--wait"_qs});
        const QString id = lines.value(0).value(u"id").toString();
        run({u"albums"_qs, u"add"_qs, album, id});
        return id;
    }

    QList<QJsonObject> run(QStringList arguments) {
        const Finished finished = server.cli(u"ada"_qs, arguments << u"--json"_qs, {}, 120'000);
        EXPECT_EQ(finished.exitCode, 0)
            << arguments.join(u' ').toStdString() << finished.errors.toStdString();
        return finished.objects();
    }

    QJsonObject share(const QStringList& arguments) {
        return run(QStringList{u"shares"_qs, u"create"_qs} + arguments).value(0);
    }

    QString linkOf(const QJsonObject& share) {
        return server.url() + u"/s/"_qs + share.value(u"token").toString();
    }

    Got get(const QString& url, const QByteArray& cookie = {}) { return send(url, "GET", {}, {}, cookie); }

    using Reply = std::unique_ptr<QNetworkReply>;

    Got send(const QString& url, const QByteArray& verb, const QByteArray& body, const QByteArray& type,
             const QByteArray& cookie = {}) {
        return answerOf(*begin(url, verb, body, type, cookie));
    }

    Reply begin(const QString& url, const QByteArray& verb, const QByteArray& body, const QByteArray& type,
                const QByteArray& cookie = {}) {
        QNetworkRequest request{QUrl(url)};
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        if (!cookie.isEmpty())
            request.setRawHeader("Cookie", cookie);
        if (!type.isEmpty())
            request.setRawHeader("Content-Type", type);
        // As a verb of one's own it would wait for a body.
        return Reply(verb == "HEAD" ? network.head(request) : network.sendCustomRequest(request, verb, body));
    }

    static Got answerOf(QNetworkReply& reply) {
        QSignalSpy finished(&reply, &QNetworkReply::finished);
        EXPECT_TRUE(reply.isFinished() || finished.wait(60'000));
        return {reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply.readAll(),
                reply.rawHeader("Location"), reply.rawHeader("Set-Cookie"),
                reply.rawHeader("Content-Disposition")};
    }

    Reply beginGuest(const QString& link, const QByteArray& bytes) {
        return begin(link + u"/upload"_qs, "POST",
                     "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"g.jpg\"\r\n\r\n"
                         + bytes + "\r\n--b--\r\n",
                     "multipart/form-data; boundary=b");
    }

    ServerProcess server;
    QNetworkAccessManager network;
    QString album;
};

TEST_F(Shares, DownloadsTellNoPlaceUnlessTheirOwnerSaysSo) {
    const QByteArray original = test::jpegPhoto({.width = 500, .height = 300, .xmp = test::motionXmp()});
    const QString id = upload(u"one.jpg"_qs, original);
    const QString clean = linkOf(share({id, u"--mode"_qs, u"download"_qs}));
    const Got got = get(clean + u'/' + id + u"/original"_qs);
    ASSERT_EQ(got.status, 200) << got.body.toStdString();
    EXPECT_EQ(got.body.size(), original.size());
    EXPECT_TRUE(got.disposition.startsWith("attachment; filename=\"2024-07-15 18.30.05.jpg\""))
        << got.disposition.toStdString();
    for (const char* secret : {"ParlorSerialMarker", "ParlorCommentMarker", "xmpmeta"})
        EXPECT_FALSE(got.body.contains(secret)) << secret;
    EXPECT_TRUE(got.body.contains("ParlorModelMarker"));
    const QString open = linkOf(share({id, u"--mode"_qs, u"download"_qs, u"--location"_qs}));
    EXPECT_EQ(get(open + u'/' + id + u"/original"_qs).body, original);
    const QString gif = upload(u"two.gif"_qs, test::gifPhoto());
    const QString both = linkOf(share({gif, u"--mode"_qs, u"download"_qs}));
    const Got full = get(both + u'/' + gif + u"/original"_qs);
    EXPECT_EQ(full.status, 200);
    EXPECT_TRUE(full.body.startsWith("\xff\xd8")) << "what can't be cleaned is drawn anew";
    const QByteArray film = test::talkativeMovie("Secret Street 5");
    const QString video = upload(u"three.mp4"_qs, film);
    const QString cinema = linkOf(share({video, id, u"--mode"_qs, u"download"_qs}));
    const Got played = get(cinema + u'/' + video + u"/video"_qs);
    EXPECT_EQ(played.status, 200) << played.body.left(300).toStdString();
    EXPECT_EQ(played.body.size(), film.size());
    EXPECT_TRUE(film.contains("Secret Street") && !played.body.contains("Secret Street"));
    EXPECT_TRUE(get(cinema + u'/' + video).body.contains("<video"));
    const Got zip = get(cinema + u"/zip"_qs);
    EXPECT_EQ(zip.status, 200);
    EXPECT_TRUE(zip.body.startsWith("PK") && zip.body.contains("2024-07-15 18.30.05.jpg"));
    EXPECT_FALSE(zip.body.contains("Secret Street") || zip.body.contains("ParlorSerialMarker"));
    EXPECT_TRUE(zip.body.contains(got.body) && zip.body.contains(played.body));
    EXPECT_EQ(get(linkOf(share({id})) + u"/zip"_qs).status, 404);
    // Looking is not downloading, and another link's photo is nobody's.
    const QString view = linkOf(share({id}));
    EXPECT_EQ(get(view + u'/' + id + u"/original"_qs).status, 404);
    EXPECT_EQ(get(view + u'/' + id + u"/view"_qs).status, 200);
    EXPECT_EQ(get(view + u'/' + id + u"/full"_qs).status, 404);
    EXPECT_EQ(get(view + u'/' + gif + u"/thumb"_qs).status, 404);
}

TEST_F(Shares, EndWithThePhotoTheAlbumAndByHand) {
    const QString id = upload(u"one.jpg"_qs, test::jpegPhoto({.width = 300, .height = 200}));
    const QJsonObject made = share({u"--album"_qs, album});
    const QString link = linkOf(made);
    const Got page = get(link);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.body.contains("Sommer am See &lt;b&gt;&amp; Berge")) << "what people write is text";
    EXPECT_FALSE(page.body.contains("<b>"));
    const QByteArray seen = page.cookie.split(';').value(0);
    EXPECT_TRUE(seen.startsWith("parlor_seen="));
    EXPECT_EQ(get(link, seen).status, 200);
    EXPECT_EQ(get(link + u'/' + id, seen).status, 200);
    EXPECT_EQ(get(link).status, 200);
    // Written down after the page has been answered.
    EXPECT_TRUE(test::waitFor(
        [&] { return run({u"shares"_qs, u"list"_qs}).value(0).value(u"views").toInt() >= 2; }, 60'000));
    EXPECT_EQ(run({u"shares"_qs, u"list"_qs}).value(0).value(u"views").toInt(), 2) << "two browsers";

    run({u"photos"_qs, u"trash"_qs, id});
    EXPECT_EQ(get(link + u'/' + id + u"/thumb"_qs).status, 404);
    EXPECT_EQ(get(link + u'/' + id).status, 404);
    run({u"photos"_qs, u"restore"_qs, id});
    EXPECT_EQ(get(link + u'/' + id + u"/thumb"_qs).status, 200);

    run({u"shares"_qs, u"revoke"_qs, made.value(u"id").toString()});
    const Got over = get(link);
    EXPECT_EQ(over.status, 410);
    EXPECT_EQ(over.body, get(server.url() + u"/s/AAAAAAAAAAAAAAAAAAAAAA"_qs).body);
    EXPECT_EQ(get(link + u'/' + id + u"/thumb"_qs).status, 410);

    const QString another = linkOf(share({u"--album"_qs, album}));
    EXPECT_EQ(get(another).status, 200);
    run({u"albums"_qs, u"delete"_qs, album});
    EXPECT_EQ(get(another).status, 404);
    EXPECT_EQ(get(server.url() + u"/s/nonsense"_qs).status, 404);
}

TEST_F(Shares, GuessingAPasswordIsSlow) {
    const QString id = upload(u"one.jpg"_qs, test::jpegPhoto({.width = 300, .height = 200}));
    const QString secret = write(u"secret"_qs, "seven swans & one\n");
    const QString link = linkOf(share({id, u"--password-file"_qs, secret}));
    EXPECT_EQ(get(link + u'/' + id + u"/thumb"_qs).status, 404);
    const auto give = [&](const QByteArray& body) {
        return send(link, "POST", body, "application/x-www-form-urlencoded");
    };
    const Got right = give("password=seven+swans+%26+one");
    EXPECT_EQ(right.status, 303) << right.body.toStdString();
    EXPECT_TRUE(right.cookie.contains("HttpOnly") && right.cookie.contains("SameSite=Strict")
                && right.cookie.contains("Path=/s/"))
        << right.cookie.toStdString();
    const QByteArray cookie = right.cookie.split(';').value(0);
    EXPECT_EQ(get(link + u'/' + id + u"/thumb"_qs, cookie).status, 200);
    EXPECT_EQ(get(link + u'/' + id + u"/thumb"_qs, cookie + "x").status, 404);
    // All at once: one after the other, on a slow machine, there would be time for each.
    std::vector<Reply> guesses;
    guesses.reserve(12);
    for (int i = 0; i < 12; ++i)
        guesses.push_back(begin(link, "POST", "password=wrong", "application/x-www-form-urlencoded"));
    QList<int> statuses;
    for (const Reply& reply : guesses)
        statuses.append(answerOf(*reply).status);
    EXPECT_EQ(statuses.count(403) + statuses.count(429), 12);
    EXPECT_GT(statuses.count(403), 0);
    EXPECT_GT(statuses.count(429), 0);
    EXPECT_EQ(get(link + u'/' + id + u"/thumb"_qs, cookie).status, 200) << "who is in stays in";
}

TEST_F(Shares, OpenOnSoManyDevices) {
    const QString id = upload(u"one.jpg"_qs, test::jpegPhoto({.width = 300, .height = 200}));
    const QJsonObject made = share({id, u"--devices"_qs, u"2"_qs});
    const QString link = linkOf(made);
    const auto deviceIn = [](const Got& got) {
        const QList<QByteArray> set = got.cookie.split('\n');
        const auto found =
            std::ranges::find_if(set, [](const QByteArray& one) { return one.startsWith("parlor_device="); });
        return found == set.end() ? QByteArray() : found->split(';').first();
    };
    const auto picture = [&](const QByteArray& cookie) {
        return get(link + u'/' + id + u"/thumb"_qs, cookie).status;
    };
    EXPECT_EQ(send(link, "HEAD", {}, {}).status, 200);
    const QByteArray phone = deviceIn(get(link));
    const QByteArray desk = deviceIn(get(link));
    ASSERT_FALSE(phone.isEmpty() || desk.isEmpty() || phone == desk);
    const Got third = get(link);
    EXPECT_EQ(third.status, 403);
    EXPECT_TRUE(third.body.contains("in use on other devices") && third.cookie.isEmpty());
    EXPECT_EQ(picture({}), 404);
    EXPECT_EQ(picture(phone), 200);
    EXPECT_EQ(get(link, desk).status, 200);
    const QString name = made.value(u"id").toString();
    const auto usedNow = [&] {
        return run({u"shares"_qs, u"list"_qs}).value(0).value(u"devices_used").toInt();
    };
    EXPECT_EQ(usedNow(), 2);
    run({u"shares"_qs, u"edit"_qs, name, u"--forget-devices"_qs});
    EXPECT_EQ(usedNow(), 0);
    EXPECT_EQ(picture(phone), 404);
    run({u"shares"_qs, u"edit"_qs, name, u"--any-device"_qs});
    EXPECT_EQ(picture({}), 200);
}

TEST_F(Shares, GuestsPutPhotosIntoTheAlbumWithinTheirRoom) {
    upload(u"one.jpg"_qs, test::jpegPhoto({.width = 300, .height = 200}));
    const QJsonObject made =
        share({u"--album"_qs, album, u"--mode"_qs, u"upload"_qs, u"--files"_qs, u"2"_qs});
    const QString link = linkOf(made);
    const auto give = [&](const QByteArray& bytes) { return answerOf(*beginGuest(link, bytes)); };
    const QByteArray photo = test::jpegPhoto({.width = 310, .height = 200});
    const Got first = give(photo);
    EXPECT_EQ(first.status, 303) << first.body.toStdString();
    EXPECT_EQ(give(photo).status, 303) << "nobody learns that it was there";
    EXPECT_EQ(give(photo).status, 507);
    EXPECT_EQ(run({u"photos"_qs, u"--album"_qs, album}).size(), 2);
    const QString view = linkOf(share({u"--album"_qs, album}));
    EXPECT_EQ(send(view + u"/upload"_qs, "POST", "x", "multipart/form-data; boundary=b").status, 404);
}

TEST_F(Shares, GuestsAtOnceHaveOneRoomTogether) {
    const QString link =
        linkOf(share({u"--album"_qs, album, u"--mode"_qs, u"upload"_qs, u"--files"_qs, u"2"_qs}));
    std::vector<Reply> sent;
    sent.reserve(4);
    for (int i = 0; i < 4; ++i)
        sent.push_back(beginGuest(link, test::jpegPhoto({.width = 320, .height = 200, .seed = i + 1})));
    int taken = 0;
    for (const Reply& reply : sent) {
        const int status = answerOf(*reply).status;
        EXPECT_TRUE(status == 303 || status == 507) << status;
        taken += status == 303 ? 1 : 0;
    }
    EXPECT_EQ(taken, 2);
    EXPECT_EQ(run({u"photos"_qs, u"--album"_qs, album}).size(), 2);
}

TEST_F(Shares, AreGoodInABrowser) {
    constexpr int photos = 5;
    const std::pair<int, int> sizes[photos] = {{900, 600}, {600, 900}, {1200, 500}, {800, 800}, {1600, 900}};
    for (int i = 0; i < photos; ++i)
        upload(u"%1.jpg"_qs.arg(i),
               test::jpegPhoto({.width = sizes[i].first, .height = sizes[i].second, .seed = i + 1}));
    const QString secret = write(u"secret"_qs, "seven swans\n");
    const QJsonObject ended = share({u"--album"_qs, album});
    run({u"shares"_qs, u"revoke"_qs, ended.value(u"id").toString()});
    const QString guest = write(u"guest.jpg"_qs, test::jpegPhoto({.width = 640, .height = 480, .seed = 99}));
    QJsonObject plan{{u"open"_qs, linkOf(share({u"--album"_qs, album, u"--mode"_qs, u"download"_qs}))},
                     {u"locked"_qs, linkOf(share({u"--album"_qs, album, u"--password-file"_qs, secret}))},
                     {u"password"_qs, u"seven swans"_qs},
                     {u"ended"_qs, linkOf(ended)},
                     {u"unknown"_qs, server.url() + u"/s/AAAAAAAAAAAAAAAAAAAAAA"_qs},
                     {u"file"_qs, guest},
                     {u"photos"_qs, photos}};
    const QString other = run({u"albums"_qs, u"create"_qs, u"Party"_qs}).value(0).value(u"id").toString();
    plan.insert(u"guests"_qs, linkOf(share({u"--album"_qs, other, u"--mode"_qs, u"upload"_qs})));
    if (const QString pictures = qEnvironmentVariable("PARLOR_PICTURES"); !pictures.isEmpty())
        plan.insert(u"pictures"_qs, pictures);
    const QString peers = QDir(QStringLiteral(PARLOR_BINARY_DIR)).filePath(u"../peers"_qs);
    const Finished browsed =
        test::runProgram(u"node"_qs,
                         {QStringLiteral(PARLOR_SOURCE_DIR "/tests/peers/browse.cjs"), peers,
                          QString::fromUtf8(QJsonDocument(plan).toJson(QJsonDocument::Compact))},
                         {}, 240'000);
    EXPECT_EQ(browsed.exitCode, 0) << browsed.errors.toStdString() << server.log().right(1'000).toStdString();
}

} // namespace parlor
