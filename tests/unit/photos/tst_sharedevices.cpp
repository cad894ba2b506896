// Public links that only so many devices may open: who gets a place, what that lets one have, and what the
// owner can do.
#include "tests/unit/photos/sharing.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

namespace parlor::server::test {
namespace {

constexpr std::int64_t hour = 3'600'000;
constexpr auto unlimited = R"({"devices":null})";

class ShareDevicesTest : public PhotoNodeTest {
protected:
    ShareDevicesTest() {
        photo = node.upload("ann", "a picture");
        node.looked(photo);
    }

    HttpResponse ask(const char* method, const QString& path, const QByteArray& cookies,
                     const QByteArray& body = {}, const Headers& headers = {}) {
        return node.send(request(method, path, cookies, body, headers));
    }

    std::shared_ptr<FakeExchange> request(const char* method, const QString& path, const QByteArray& cookies,
                                          const QByteArray& body = {}, const Headers& headers = {}) {
        HttpRequest request;
        request.method = method;
        request.path = path;
        request.headers = headers;
        request.peer = {QStringLiteral("10.0.0.9"), QStringLiteral("10.0.0.9"), true, false};
        if (!cookies.isEmpty())
            request.headers.append({"cookie", cookies});
        return std::make_shared<FakeExchange>(std::move(request), body, node.executor);
    }

    HttpResponse own(const char* method, const QString& path, const QByteArray& body = {}) {
        return ask(method, path, {}, body, {{"authorization", "Bearer ann"}});
    }

    /// "/s/<token>" of a new one; `id` becomes its id.
    QString share(QJsonObject wish) {
        wish.insert(QStringLiteral("photos"), QJsonArray{photo.toString()});
        wish.insert(QStringLiteral("title"), QStringLiteral("Summer"));
        const HttpResponse made = own("POST", QStringLiteral("/v1/shares"), QJsonDocument(wish).toJson());
        EXPECT_EQ(made.status, 201) << bodyOf(made).constData();
        id = node.json(made).value(u"id").toString();
        return QStringLiteral("/s/") + node.json(made).value(u"token").toString();
    }

    QString shareFor(int devices) { return share({{QStringLiteral("devices"), devices}}); }

    int change(const QByteArray& body) {
        return own("PATCH", QStringLiteral("/v1/shares/") + id, body).status;
    }

    QJsonObject seenByOwner() { return node.json(own("GET", QStringLiteral("/v1/shares/") + id)); }

    int used() { return seenByOwner().value(u"devices_used").toInt(-1); }

    static QByteArray deviceCookie(const HttpResponse& response) {
        for (const auto& [name, value] : response.headers)
            if (name == "set-cookie" && value.startsWith("parlor_device="))
                return value;
        return {};
    }

    /// What a new device carries after it has opened the link; empty when it was not let in.
    QByteArray open(const QString& link, const QByteArray& cookies = {}) {
        return deviceCookie(ask("GET", link, cookies)).split(';').first();
    }

    int look(const QString& path, const QByteArray& cookies) { return ask("GET", path, cookies).status; }

    QString thumb(const QString& link) const {
        return link + u'/' + photo.toString() + QStringLiteral("/thumb");
    }

    PhotoId photo;
    QString id;
    Sharing sharing{node};
};

TEST_F(ShareDevicesTest, SoManyComeInAndTheNextIsToldPlainly) {
    const QString link =
        share({{QStringLiteral("devices"), 2}, {QStringLiteral("mode"), QStringLiteral("download")}});
    const QByteArray first = open(link);
    const QByteArray second = open(link);
    ASSERT_FALSE(first.isEmpty() || second.isEmpty());
    EXPECT_NE(first, second);
    const HttpResponse third = ask("GET", link, {});
    EXPECT_EQ(third.status, 403);
    EXPECT_TRUE(deviceCookie(third).isEmpty() && header(third, "set-cookie").isEmpty());
    const QByteArray html = bodyOf(third);
    EXPECT_TRUE(html.contains("in use on other devices")) << html.constData();
    EXPECT_FALSE(html.contains("Summer") || html.contains(photo.toString().toLatin1())
                 || html.contains(ann.displayName.toUtf8()) || html.contains("class=\"grid\""))
        << html.constData();
    EXPECT_EQ(seenByOwner().value(u"devices").toInt(), 2);
    EXPECT_EQ(used(), 2);

    for (const QByteArray& known : {first, second}) {
        EXPECT_EQ(open(link, known), known) << "it is known again, and for as long as from the start";
        for (const QString& path :
             {link + u'/' + photo.toString(), thumb(link), link + QStringLiteral("/zip")})
            EXPECT_EQ(look(path, known), 200) << qPrintable(path);
    }
    EXPECT_EQ(used(), 2);
    for (const QByteArray& unknown : {QByteArray(), QByteArray("parlor_device=AAAAAAAAAAAAAAAAAAAAAA"),
                                      QByteArray("parlor_device="), first + 'x'}) {
        EXPECT_EQ(look(link + u'/' + photo.toString(), unknown), 403) << unknown.constData();
        EXPECT_EQ(look(thumb(link), unknown), 404) << unknown.constData();
        EXPECT_EQ(look(link + QStringLiteral("/zip"), unknown), 404) << unknown.constData();
        EXPECT_EQ(look(link + u'/' + photo.toString() + QStringLiteral("/original"), unknown), 404);
    }
}

TEST_F(ShareDevicesTest, PlacesAreTakenByPagesOnly) {
    const QString link = shareFor(2);
    EXPECT_EQ(ask("HEAD", link, {}).status, 200);
    EXPECT_EQ(look(thumb(link), {}), 404) << "a picture is for who has opened the page";
    EXPECT_EQ(look(link + QStringLiteral("/1"), {}), 404) << "there is no such page";
    EXPECT_EQ(used(), 0);
    EXPECT_EQ(look(link + u'/' + photo.toString(), {}), 200);
    EXPECT_EQ(used(), 1);
    EXPECT_EQ(look(link, {}), 200) << "who keeps no cookie takes another place";
    EXPECT_EQ(used(), 2);
    EXPECT_EQ(look(link, {}), 403);
    EXPECT_EQ(ask("HEAD", link, {}).status, 403);
    EXPECT_EQ(used(), 2);
    const QString open = share({});
    EXPECT_TRUE(deviceCookie(ask("GET", open, {})).isEmpty()) << "nothing is kept of who may come anyway";
    EXPECT_FALSE(seenByOwner().contains(u"devices") || seenByOwner().contains(u"devices_used"));
}

TEST_F(ShareDevicesTest, TheLastPlaceIsGivenOnce) {
    const QString link = shareFor(1);
    QList<std::shared_ptr<FakeExchange>> atOnce;
    for (int i = 0; i < 5; ++i)
        atOnce.append(request("GET", link, {}));
    for (const auto& exchange : atOnce)
        node.router->handle(exchange);
    QList<int> statuses;
    for (const auto& exchange : atOnce)
        statuses.append(exchange->response().status);
    EXPECT_EQ(statuses.count(200), 1);
    EXPECT_EQ(statuses.count(403), 4);
    EXPECT_EQ(used(), 1);
}

TEST_F(ShareDevicesTest, APlaceInOneLinkIsNoneInAnother) {
    const QString one = shareFor(1);
    const QByteArray known = open(one);
    const QString other = shareFor(1);
    EXPECT_EQ(look(thumb(other), known), 404);
    EXPECT_FALSE(open(other).isEmpty());
    EXPECT_EQ(look(other, known), 403);
    EXPECT_EQ(look(one, known), 200);
}

TEST_F(ShareDevicesTest, ThePasswordComesFirst) {
    const QString link =
        share({{QStringLiteral("devices"), 1}, {QStringLiteral("password"), QStringLiteral("swans")}});
    EXPECT_EQ(look(link, {}), 200) << "the question";
    EXPECT_EQ(ask("POST", link, {}, "password=geese").status, 403);
    const HttpResponse right = ask("POST", link, {}, "password=swans");
    ASSERT_EQ(right.status, 303);
    EXPECT_TRUE(deviceCookie(right).isEmpty());
    EXPECT_EQ(used(), 0);
    const QByteArray unlocked = header(right, "set-cookie").split(';').first();
    EXPECT_EQ(look(thumb(link), unlocked), 404);
    const QByteArray known = open(link, unlocked);
    ASSERT_FALSE(known.isEmpty());
    EXPECT_EQ(used(), 1);
    EXPECT_EQ(look(thumb(link), unlocked + "; " + known), 200);
    EXPECT_EQ(look(thumb(link), known), 404) << "a place is no password";
    EXPECT_EQ(look(link, unlocked), 403);
    EXPECT_TRUE(bodyOf(ask("GET", link, {})).contains("have a password"))
        << "who does not know it is not told who else has come";
}

TEST_F(ShareDevicesTest, WhatItsOwnerChangesHoldsAtOnce) {
    const QString link = shareFor(1);
    const QByteArray first = open(link);
    ASSERT_EQ(look(link, {}), 403);
    EXPECT_EQ(change(R"({"devices":2})"), 200);
    const QByteArray second = open(link);
    ASSERT_FALSE(second.isEmpty());
    EXPECT_EQ(change(R"({"devices":1})"), 200);
    EXPECT_EQ(look(thumb(link), second), 200) << "who is in stays in";
    EXPECT_EQ(look(link, {}), 403);
    EXPECT_EQ(used(), 2);
    EXPECT_EQ(change(R"({"title":"Winter"})"), 200);
    EXPECT_EQ(used(), 2);
    EXPECT_EQ(change(R"({"forget_devices":true})"), 200);
    EXPECT_EQ(used(), 0);
    EXPECT_EQ(look(thumb(link), first), 404);
    const QByteArray anew = open(link, second);
    EXPECT_TRUE(!anew.isEmpty() && anew != second);
    EXPECT_EQ(look(link, first), 403);
    EXPECT_EQ(change(unlimited), 200);
    EXPECT_EQ(look(thumb(link), {}), 200);
    EXPECT_EQ(change(R"({"devices":1})"), 200);
    EXPECT_EQ(used(), 0) << "taken away, it begins anew";
    EXPECT_EQ(look(thumb(link), anew), 404);
    for (const char* bad : {R"({"devices":0})", R"({"devices":1001})", R"({"devices":-1})",
                            R"({"devices":"2"})", R"({"devices":1.5})", R"({"forget_devices":1})"})
        EXPECT_EQ(change(bad), 400) << bad;
    EXPECT_EQ(change(R"({"devices":1000})"), 200);
}

TEST_F(ShareDevicesTest, AChangeLeavesTheEndWhereItIsUnlessItSaysSo) {
    const std::int64_t end = node.clock.now() + hour;
    share({{QStringLiteral("expires_at"), static_cast<qint64>(end)}});
    const auto told = [this] { return seenByOwner().value(u"expires_at").toInteger(-1); };
    EXPECT_EQ(told(), end);
    EXPECT_EQ(change(R"({"title":"Winter"})"), 200);
    EXPECT_EQ(told(), end);
    EXPECT_EQ(change(R"({"devices":3})"), 200);
    EXPECT_EQ(told(), end);
    EXPECT_EQ(change(R"({"expires_at":null})"), 200);
    EXPECT_EQ(told(), -1);
}

TEST_F(ShareDevicesTest, TheCookieIsOfTheLinkAloneAndLastsAsLong) {
    const QString link = shareFor(5);
    const HttpResponse page = ask("GET", link, {});
    const QByteArray cookie = deviceCookie(page);
    EXPECT_TRUE(
        cookie.endsWith("; Path=" + link.toLatin1() + "; HttpOnly; Max-Age=31536000; SameSite=Lax; Secure"))
        << cookie.constData();
    const QByteArray value = cookie.mid(cookie.indexOf('=') + 1).split(';').first();
    EXPECT_EQ(QByteArray::fromBase64(value, QByteArray::Base64UrlEncoding).size(), 16);
    const ShareId share = ShareId::fromString(id).value_or(ShareId());
    EXPECT_FALSE(*await(sharing.store.knowsDevice(share, value))) << "what it says is not kept";
    EXPECT_TRUE(*await(
        sharing.store.knowsDevice(share, QCryptographicHash::hash(value, QCryptographicHash::Sha256))));
    EXPECT_EQ(change(R"({"expires_at":)" + QByteArray::number(node.clock.now() + hour) + '}'), 200);
    EXPECT_TRUE(deviceCookie(ask("GET", link, "parlor_device=" + value)).contains("; Max-Age=3600;"));
}

TEST_F(ShareDevicesTest, GuestsBringNothingWithoutAPlace) {
    const auto album = await(node.albums->create({ann.id, QStringLiteral("Party"), {}, {}}));
    ASSERT_TRUE(album);
    ShareWish wish;
    wish.album = album->id;
    wish.mode = ShareMode::Upload;
    wish.room = ShareService::usualRoom;
    wish.deviceLimit = 1;
    const auto made = await(sharing.service.create(ann.id, wish, {}));
    ASSERT_TRUE(made);
    const QString link = QStringLiteral("/s/") + made->token;
    const auto bring = [&](const QByteArray& cookies) {
        return ask("POST", link + QStringLiteral("/upload"), cookies,
                   "--b\r\nContent-Disposition: form-data; name=\"photo\"; "
                   "filename=\"g.jpg\"\r\n\r\nbytes\r\n--b--\r\n",
                   {{"content-type", "multipart/form-data; boundary=b"}});
    };
    const HttpResponse early = bring({});
    EXPECT_EQ(early.status, 403);
    EXPECT_TRUE(bodyOf(early).contains("has not opened the link"));
    const QByteArray known = open(link);
    ASSERT_FALSE(known.isEmpty()) << "what was refused has taken no place";
    EXPECT_EQ(bring({}).status, 403);
    EXPECT_EQ(bring(known).status, 303);
    EXPECT_EQ(await(node.photos->usage(ann.id))->photos, 2) << "one was there before";
}

} // namespace
} // namespace parlor::server::test
