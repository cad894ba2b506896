// The towns of a library over its routes.
#include "tests/unit/photos/photonode.h"

namespace parlor::server {
namespace {

using test::bodyOf;
using test::PhotoNodeTest;

class LocalityRoutesTest : public PhotoNodeTest {
protected:
    QJsonObject get(const QString& address, const char* who = "ann", int status = 200) {
        const HttpResponse response = node.send("GET", address, who);
        EXPECT_EQ(response.status, status) << qPrintable(address) << bodyOf(response).constData();
        return node.json(response);
    }

    QString at(const char* who, const QByteArray& bytes, double latitude, double longitude) {
        const PhotoId id = node.upload(who, bytes);
        node.looked(id);
        const QJsonObject place{{u"latitude"_qs, latitude}, {u"longitude"_qs, longitude}};
        EXPECT_EQ(node.send("PATCH", u"/v1/photos/"_qs + id.toString(), who,
                            {{"content-type", "application/json"}}, QJsonDocument(place).toJson())
                      .status,
                  200);
        return id.toString();
    }

    QList<QJsonObject> localities(const QString& query = {}, const char* who = "ann") {
        QList<QJsonObject> found;
        for (const QJsonValue& entry :
             get(u"/v1/photos/localities"_qs + query, who).value(u"localities").toArray())
            found.append(entry.toObject());
        return found;
    }

    static QStringList idsIn(const QJsonObject& list) {
        QStringList ids;
        for (const QJsonValue& photo : list.value(u"photos").toArray())
            ids.append(photo.toObject().value(u"id").toString());
        return ids;
    }
};

TEST_F(LocalityRoutesTest, AreListedAndLeadToTheirPhotos) {
    const QString first = at("ann", "one", 41.8902, 12.4922);
    const QString second = at("ann", "two", 41.8903, 12.4923);
    const QString munich = at("ann", "three", 48.1374, 11.5755);
    at("ben", "four", -33.8568, 151.2153);
    const QList<QJsonObject> byCount = localities();
    ASSERT_EQ(byCount.size(), 2);
    const QJsonObject& rome = byCount.first();
    EXPECT_EQ(rome.value(u"name").toString(), u"Rome");
    EXPECT_EQ(rome.value(u"region").toString(), u"Lazio");
    EXPECT_EQ(rome.value(u"country").toString(), u"Italy");
    EXPECT_EQ(rome.value(u"country_code").toString(), u"IT");
    EXPECT_EQ(rome.value(u"photos").toInt(), 2);
    EXPECT_EQ(rome.value(u"bytes").toInt(), 6);
    const QStringList both = idsIn(get(u"/v1/photos?locality="_qs + rome.value(u"id").toString()));
    EXPECT_EQ(QSet<QString>(both.begin(), both.end()), (QSet<QString>{first, second}));
    EXPECT_EQ(rome.value(u"newest").toObject().value(u"id").toString(), both.first());
    EXPECT_EQ(localities(u"?order=name"_qs).first().value(u"name").toString(), u"Munich");
    const QJsonObject photo = get(u"/v1/photos/"_qs + munich);
    EXPECT_EQ(photo.value(u"locality").toObject().value(u"name").toString(), u"Munich");
    EXPECT_EQ(idsIn(get(u"/v1/photos/search?q=place:bavaria"_qs)), QStringList{munich});

    ASSERT_EQ(localities({}, "ben").size(), 1);
    EXPECT_TRUE(idsIn(get(u"/v1/photos?locality="_qs + rome.value(u"id").toString(), "ben")).isEmpty());
}

TEST_F(LocalityRoutesTest, ComeInPages) {
    at("ann", "one", 41.8902, 12.4922);
    at("ann", "two", 48.1374, 11.5755);
    at("ann", "three", 45.77437, 4.77758);
    for (const QString& order : {u"photos"_qs, u"name"_qs}) {
        QSet<QString> seen;
        QString cursor;
        for (int pages = 0; pages < 3; ++pages) {
            const QJsonObject page = get(u"/v1/photos/localities?limit=1&order=%1&after=%2"_qs.arg(
                order, QString::fromLatin1(QUrl::toPercentEncoding(cursor))));
            EXPECT_EQ(page.value(u"end").toBool(), pages == 2);
            cursor = page.value(u"next").toString();
            seen.insert(page.value(u"localities").toArray().first().toObject().value(u"name").toString());
        }
        EXPECT_EQ(seen.size(), 3) << qPrintable(order);
        EXPECT_TRUE(cursor.isEmpty());
    }
}

TEST_F(LocalityRoutesTest, RefuseWhatMakesNoSense) {
    get(u"/v1/photos/localities?order=size"_qs, "ann", 400);
    get(u"/v1/photos/localities?limit=0"_qs, "ann", 400);
    get(u"/v1/photos/localities?after=nonsense"_qs, "ann", 400);
    get(u"/v1/photos/localities?after=x_5"_qs, "ann", 400);
    get(u"/v1/photos/localities?after=5_0"_qs, "ann", 400);
    get(u"/v1/photos?locality=rome"_qs, "ann", 400);
    for (const QString& other : {u"favourite=true"_qs, u"tag=sea"_qs, u"rating=3"_qs})
        get(u"/v1/photos?locality=5&"_qs + other, "ann", 400);
    EXPECT_TRUE(get(u"/v1/photos/localities"_qs).value(u"end").toBool());
    EXPECT_EQ(node.send("GET", u"/v1/photos/localities"_qs, nullptr).status, 401);
}

} // namespace
} // namespace parlor::server
