// Public links: who may make them, what visitors get, and when that ends.
#include "tests/unit/photos/sharing.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <gtest/gtest.h>

namespace parlor::server::test {
namespace {

constexpr std::int64_t hour = 3'600'000;

class SharesTest : public PhotoNodeTest {
protected:
    HttpResponse ask(const char* method, const QString& address, const char* token,
                     const QByteArray& body = {}, const Headers& headers = {}, bool secure = true) {
        HttpRequest request;
        request.method = method;
        request.path = address.section(u'?', 0, 0);
        request.query = QUrlQuery(address.section(u'?', 1));
        request.headers = headers;
        request.peer = {QStringLiteral("10.0.0.9"), QStringLiteral("10.0.0.9"), secure, false};
        if (token != nullptr)
            request.headers.append({"authorization", QByteArray("Bearer ") + token});
        return node.send(std::make_shared<FakeExchange>(std::move(request), body, node.executor));
    }

    HttpResponse get(const QString& address, const QByteArray& cookie = {}, const Headers& more = {}) {
        Headers headers = more;
        if (!cookie.isEmpty())
            headers.append({"cookie", cookie});
        return ask("GET", address, nullptr, {}, headers);
    }

    /// "/s/<token>" of a new one.
    QString share(const QJsonObject& wish, QJsonObject* whole = nullptr) {
        const HttpResponse made =
            ask("POST", QStringLiteral("/v1/shares"), "ann", QJsonDocument(wish).toJson());
        EXPECT_EQ(made.status, 201) << bodyOf(made).constData();
        const QJsonObject json = node.json(made);
        if (whole != nullptr)
            *whole = json;
        return QStringLiteral("/s/") + json.value(u"token").toString();
    }

    QJsonObject of(const QList<PhotoId>& photos, QJsonObject wish = {}) {
        QJsonArray ids;
        for (const PhotoId id : photos)
            ids.append(id.toString());
        wish.insert(QStringLiteral("photos"), ids);
        return wish;
    }

    PhotoId ready(const char* name, const QByteArray& bytes) {
        const PhotoId id = node.upload(name, bytes);
        node.looked(id);
        return id;
    }

    int status(const QJsonObject& wish, const char* who = "ann", bool secure = true) {
        return ask("POST", QStringLiteral("/v1/shares"), who, QJsonDocument(wish).toJson(), {}, secure)
            .status;
    }

    QByteArray unlock(const QString& link, const QByteArray& password) {
        const HttpResponse answer = ask("POST", link, nullptr, "password=" + password);
        return answer.status == 303 ? header(answer, "set-cookie").split(';').first() : QByteArray();
    }

    static QString at(const QString& link, PhotoId photo, const char* kind) {
        return link + u'/' + photo.toString() + u'/' + QString::fromLatin1(kind);
    }

    Sharing sharing{node};
    ShareService& service = sharing.service;
};

TEST_F(SharesTest, WhatMakesNoSenseIsRefused) {
    const PhotoId own = ready("ann", "one");
    const PhotoId bens = ready("ben", "two");
    EXPECT_EQ(status({}), 400);
    EXPECT_EQ(status(of({own}, {{QStringLiteral("mode"), QStringLiteral("steal")}})), 400);
    EXPECT_EQ(status(of({own}, {{QStringLiteral("mode"), QStringLiteral("upload")}})), 400);
    EXPECT_EQ(status(of({own}, {{QStringLiteral("mode"), 7}})), 400);
    EXPECT_EQ(status(of({own}, {{QStringLiteral("expires_at"), 5}})), 400) << "that is over";
    EXPECT_EQ(status(of({own}, {{QStringLiteral("title"), QString(300, u'x')}})), 413);
    EXPECT_EQ(status(of({own}, {{QStringLiteral("title"), QStringLiteral("a\u202eb")}})), 400);
    EXPECT_EQ(status(of({own}, {{QStringLiteral("files"), -1}})), 400);
    EXPECT_EQ(status(of({bens})), 404);
    EXPECT_EQ(status(of({own}), "ben"), 404);
    const QJsonObject secret = of({own}, {{QStringLiteral("password"), QStringLiteral("x")}});
    EXPECT_EQ(status(secret, "ann", false), 403) << "not over plain HTTP";
    EXPECT_EQ(status(of({own})), 201);
    EXPECT_EQ(status(of({own, own})), 201) << "once each";
}

TEST_F(SharesTest, TheLinkIsToldOnceAndItsTokenIsNowhere) {
    QJsonObject made;
    const QString link = share(of({ready("ann", "one")}), &made);
    EXPECT_EQ(made.value(u"link").toString(), QStringLiteral("https://photos.example") + link);
    const QString id = made.value(u"id").toString();
    const QByteArray later = bodyOf(ask("GET", QStringLiteral("/v1/shares/") + id, "ann"));
    EXPECT_FALSE(later.contains("token") || later.contains("link")) << later.constData();
    EXPECT_EQ(ask("GET", QStringLiteral("/v1/shares/") + id, "ben").status, 404);
    EXPECT_EQ(ask("DELETE", QStringLiteral("/v1/shares/") + id, "ben").status, 404);
    EXPECT_EQ(ask("PATCH", QStringLiteral("/v1/shares/") + id, "ben", "{}").status, 404);
}

TEST_F(SharesTest, ThePageHasNothingOfOthersInIt) {
    const PhotoId one = ready("ann", "one");
    const QString link =
        share(of({one}, {{QStringLiteral("title"), QStringLiteral("<script>alert(1)</script> \"&")}}));
    const HttpResponse page = get(link);
    EXPECT_EQ(page.status, 200);
    const QByteArray html = bodyOf(page);
    EXPECT_TRUE(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;")) << html.constData();
    EXPECT_FALSE(html.contains("style=") || html.contains("onclick") || html.contains("<style"));
    EXPECT_FALSE(html.contains("http:") || html.contains("https:")) << "nothing from elsewhere";
    EXPECT_FALSE(html.contains("photo.jpg")) << "the name of the file is the owner's";
    const QByteArray policy = header(page, "content-security-policy");
    EXPECT_TRUE(policy.startsWith("default-src 'none'") && !policy.contains("unsafe")
                && !policy.contains("data:"));
    EXPECT_EQ(header(page, "x-robots-tag"), "noindex, nofollow");
    EXPECT_EQ(header(page, "referrer-policy"), "no-referrer");
    EXPECT_EQ(header(page, "x-content-type-options"), "nosniff");
    const qsizetype css = html.indexOf("/s/-/");
    const QString asset = QString::fromLatin1(html.mid(css, html.indexOf('"', css) - css));
    EXPECT_EQ(header(get(asset), "content-type"), "text/css; charset=utf-8");
    EXPECT_EQ(get(QStringLiteral("/s/-/share.css")).status, 404);
}

TEST_F(SharesTest, APasswordOpensOneLinkForSomeHoursUntilItChanges) {
    const PhotoId one = ready("ann", "one");
    const QJsonObject secret = of({one}, {{QStringLiteral("password"), QStringLiteral("seven swans")}});
    QJsonObject made;
    const QString link = share(secret, &made);
    const QString other = share(secret);
    EXPECT_EQ(get(link).status, 200);
    EXPECT_FALSE(bodyOf(get(link)).contains("class=\"grid\""));
    EXPECT_EQ(get(at(link, one, "thumb")).status, 404);
    EXPECT_TRUE(unlock(link, "wrong").isEmpty());
    const QByteArray cookie = unlock(link, "seven+swans");
    ASSERT_TRUE(cookie.startsWith("parlor_share="));
    EXPECT_EQ(get(at(link, one, "thumb"), cookie).status, 200);
    EXPECT_EQ(get(at(other, one, "thumb"), cookie).status, 404) << "another link, another password";
    QByteArray longer = cookie;
    longer.replace("parlor_share=", "parlor_share=9");
    EXPECT_EQ(get(at(link, one, "thumb"), longer).status, 404);
    node.clock.advance(13 * hour);
    EXPECT_EQ(get(at(link, one, "thumb"), cookie).status, 404);
    const QByteArray again = unlock(link, "seven%20swans");
    EXPECT_EQ(get(at(link, one, "thumb"), again).status, 200);
    const QString id = made.value(u"id").toString();
    EXPECT_EQ(ask("PATCH", QStringLiteral("/v1/shares/") + id, "ann", R"({"password":"new"})").status, 200);
    EXPECT_EQ(get(at(link, one, "thumb"), again).status, 404);
    EXPECT_EQ(ask("PATCH", QStringLiteral("/v1/shares/") + id, "ann", R"({"password":""})").status, 200);
    EXPECT_EQ(get(at(link, one, "thumb")).status, 200);
    const auto roomAfter = [&](const QByteArray& change) {
        EXPECT_EQ(ask("PATCH", QStringLiteral("/v1/shares/") + id, "ann", change).status, 200);
        return await(service.byId(ann.id, *ShareId::fromString(id)))->room;
    };
    EXPECT_EQ(roomAfter(R"({"files":3,"bytes":5000})").files, 3);
    EXPECT_EQ(roomAfter(R"({"files":4})").bytes, 5'000) << "the other number stays";
    EXPECT_EQ(roomAfter(R"({"bytes":6000})").files, 4);
    const HttpResponse plain = ask("POST", other, nullptr, "password=seven+swans", {}, false);
    EXPECT_EQ(plain.status, 403);
    EXPECT_TRUE(header(plain, "set-cookie").isEmpty());
}

TEST_F(SharesTest, ItEndsByItsTimeAndWithItsOwner) {
    const PhotoId one = ready("ann", "one");
    const QString brief =
        share(of({one}, {{QStringLiteral("expires_at"), static_cast<qint64>(node.clock.now() + hour)}}));
    const QString lasting = share(of({one}));
    EXPECT_EQ(get(brief).status, 200);
    node.clock.advance(hour);
    const HttpResponse over = get(brief);
    EXPECT_EQ(over.status, 410);
    EXPECT_EQ(bodyOf(over), bodyOf(get(QStringLiteral("/s/AAAAAAAAAAAAAAAAAAAAAA"))));
    EXPECT_EQ(get(at(brief, one, "thumb")).status, 410);
    EXPECT_EQ(get(lasting).status, 200);
    ASSERT_TRUE(await(node.store->accounts().setDisabled(ann.id, true)));
    EXPECT_EQ(get(lasting).status, 404);
    EXPECT_EQ(get(at(lasting, one, "thumb")).status, 404);
}

TEST_F(SharesTest, OriginalsAreCleanedInEveryRange) {
    const QByteArray original = "a picture with a secret in the middle of it";
    const PhotoId one = ready("ann", original);
    const QString link = share(of({one}, {{QStringLiteral("mode"), QStringLiteral("download")}}));
    QByteArray clean = original;
    clean.replace("secret", "******");
    const HttpResponse whole = get(at(link, one, "original"));
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(bodyOf(whole), clean);
    const QByteArray etag = header(whole, "etag");
    EXPECT_EQ(get(at(link, one, "original"), {}, {{"if-none-match", etag}}).status, 304);
    for (qsizetype from = 0; from < clean.size(); from += 3)
        for (const qsizetype length : {1, 5, 20}) {
            const qsizetype last = std::min(from + length, clean.size()) - 1;
            const HttpResponse part =
                get(at(link, one, "original"), {},
                    {{"range", "bytes=" + QByteArray::number(from) + '-' + QByteArray::number(last)}});
            EXPECT_EQ(part.status, 206);
            EXPECT_EQ(bodyOf(part), clean.mid(from, last - from + 1)) << from << ' ' << length;
        }
    const QString open = share(of(
        {one}, {{QStringLiteral("mode"), QStringLiteral("download")}, {QStringLiteral("location"), true}}));
    EXPECT_EQ(bodyOf(get(at(open, one, "original"))), original);
    const HttpResponse packed = get(link + QStringLiteral("/zip"));
    EXPECT_EQ(packed.status, 200);
    EXPECT_TRUE(bodyOf(packed).contains(clean) && !bodyOf(packed).contains("secret"));
}

TEST_F(SharesTest, AZipHoldsBothHalvesOfALivePhoto) {
    const PhotoId still = ready("ann", "picture live:AA-1 with a secret");
    const PhotoId moving = ready("ann", "movie live:AA-1 with its secret");
    ASSERT_EQ(await(node.photos->byId(moving))->shelf, Shelf::Paired);
    const PhotoId stiff = ready("ann", "picture live:BB-2");
    ready("ann", "movie live:BB-2 sealed, it can't be cleaned");
    const auto zipOf = [&](bool location) {
        const HttpResponse zip =
            get(share(of({still, stiff}, {{QStringLiteral("mode"), QStringLiteral("download")},
                                          {QStringLiteral("location"), location}}))
                + QStringLiteral("/zip"));
        EXPECT_EQ(zip.status, 200);
        return bodyOf(zip);
    };
    const QByteArray cleaned = zipOf(false);
    EXPECT_TRUE(cleaned.contains("picture live:AA-1 with a ******"));
    EXPECT_TRUE(cleaned.contains("movie live:AA-1 with its ******"));
    EXPECT_TRUE(cleaned.contains("picture live:BB-2"));
    EXPECT_FALSE(cleaned.contains("movie live:BB-2") || cleaned.contains("secret"));
    const QByteArray open = zipOf(true);
    EXPECT_TRUE(open.contains("movie live:AA-1 with its secret"));
    EXPECT_TRUE(open.contains("movie live:BB-2 sealed"));
}

TEST_F(SharesTest, APageOffersNoVideoThatItWillNotGive) {
    const PhotoId video = ready("ann", "movie sealed, it can't be cleaned");
    const PhotoId other = ready("ann", "movie that can");
    const auto pageOf = [&](const QString& link, PhotoId id) {
        const HttpResponse page = get(link + u'/' + id.toString());
        EXPECT_EQ(page.status, 200);
        return bodyOf(page);
    };
    const QJsonObject download{{QStringLiteral("mode"), QStringLiteral("download")}};
    const QString link = share(of({video, other}, download));
    EXPECT_EQ(get(at(link, video, "video")).status, 404);
    EXPECT_EQ(get(at(link, video, "original")).status, 404);
    const QByteArray refused = pageOf(link, video);
    EXPECT_FALSE(refused.contains("<video") || refused.contains("/original")) << refused.constData();
    EXPECT_TRUE(refused.contains("This video can’t be shown here"));
    EXPECT_TRUE(refused.contains("rel=\"next\"")) << "the others can be reached";
    const QByteArray shown = pageOf(link, other);
    EXPECT_TRUE(shown.contains("<video") && shown.contains("/original"));
    EXPECT_EQ(get(at(link, other, "video")).status, 200);
    EXPECT_TRUE(bodyOf(get(link)).contains("Download all"));

    const QString alone = share(of({video}, download));
    EXPECT_FALSE(bodyOf(get(alone)).contains("Download all"));
    EXPECT_EQ(get(alone + QStringLiteral("/zip")).status, 404);

    QJsonObject open = download;
    open.insert(QStringLiteral("location"), true);
    const QString whole = share(of({video}, open));
    const QByteArray asItIs = pageOf(whole, video);
    EXPECT_TRUE(asItIs.contains("<video") && asItIs.contains("/original")) << "with its place it is given";
    EXPECT_EQ(get(at(whole, video, "video")).status, 200);
    EXPECT_TRUE(bodyOf(get(whole)).contains("Download all"));
}

TEST_F(SharesTest, NamesTheTownOnlyWhereThePlaceIsShown) {
    const PhotoId one = ready("ann", "one");
    ASSERT_EQ(ask("PATCH", QStringLiteral("/v1/photos/") + one.toString(), "ann",
                  R"({"latitude":41.8902,"longitude":12.4922})", {{"content-type", "application/json"}})
                  .status,
              200);
    node.settle();
    const auto picture = [&](bool location) {
        const QString link = share(of({one}, {{QStringLiteral("location"), location}}));
        const QByteArray grid = bodyOf(get(link));
        EXPECT_FALSE(grid.contains("Rome")) << grid.constData();
        return bodyOf(get(link + u'/' + one.toString()));
    };
    const QByteArray closed = picture(false);
    EXPECT_FALSE(closed.contains("Rome") || closed.contains("41.89")) << closed.constData();
    const QByteArray open = picture(true);
    EXPECT_TRUE(open.contains("Rome") && open.contains("41.89020")) << open.constData();
}

TEST_F(SharesTest, ALongOneComesInParts) {
    QList<PhotoId> ids;
    for (int i = 0; i < SharePages::largestPage + 5; ++i) {
        NewPhoto fresh;
        fresh.owner = ann.id;
        const QByteArray hash = QByteArray::number(i).rightJustified(32, '0');
        fresh.blob = {QString::fromLatin1(hash.toHex()), hash, 1, 1};
        const auto added = await(node.photos->add(fresh));
        ASSERT_TRUE(added);
        Processed out;
        out.facts.mimeType = "image/jpeg";
        ASSERT_TRUE(await(node.photos->finish(added->stored.photo.id, out)));
        ids.append(added->stored.photo.id);
    }
    const QString link = share(of(ids));
    const QByteArray first = bodyOf(get(link));
    EXPECT_EQ(first.count("<li "), SharePages::largestPage);
    const QString next = link + QStringLiteral("?after=") + ids.at(SharePages::largestPage - 1).toString();
    EXPECT_TRUE(first.contains(next.toLatin1()));
    const QByteArray second = bodyOf(get(next));
    EXPECT_EQ(second.count("<li "), 5);
    EXPECT_FALSE(second.contains("More photos"));
    EXPECT_TRUE(second.contains("From the beginning"));
}

} // namespace
} // namespace parlor::server::test
