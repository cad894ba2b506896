// A zip that is on its way when the server dies goes on from the same address in its next life, byte by byte.
#include "tests/support/processes.h"
#include "tests/support/rawhttp.h"
#include "tests/support/samplephotos.h"
#include "tests/support/sampleraws.h"
#include "tests/support/seeding/seeding.h"
#include "tests/support/waiting.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QUrl>

#include <gtest/gtest.h>

namespace parlor {

using test::RawAnswer;
using test::sendRaw;

class Zips : public ::testing::Test {
protected:
    static constexpr int pictures = 5;
    static constexpr int pictureBytes = 4 * 1024 * 1024;
    static constexpr int waitMs = 60'000;

    void SetUp() override {
        {
            test::Seeding seeding(server.dataDirectory());
            token = seeding.person(u"ada"_qs, Role::Owner).token;
        }
        server.start();
    }

    QByteArray upload(const QByteArray& name, const QByteArray& bytes) {
        const RawAnswer made = ask("POST", "/v1/uploads",
                                   {{"Tus-Resumable", "1.0.0"},
                                    {"Upload-Length", QByteArray::number(bytes.size())},
                                    {"Upload-Metadata", "filename " + name.toBase64()},
                                    {"Content-Type", "application/offset+octet-stream"}},
                                   bytes);
        EXPECT_EQ(made.status, 201) << made.body.constData();
        return made.header("parlor-photo");
    }

    /// The row once it is ready: the date, which comes with a look inside, stands in zips.
    QJsonObject ready(const QByteArray& photo) {
        QJsonObject row;
        EXPECT_TRUE(test::waitFor(
            [&] {
                row = objectOf(ask("GET", "/v1/photos/" + photo));
                return row.value(u"state").toString() == u"ready";
            },
            waitMs));
        return row;
    }

    static QJsonObject objectOf(const RawAnswer& answer) {
        return QJsonDocument::fromJson(answer.body).object();
    }

    RawAnswer post(const QByteArray& path, const QJsonObject& body) {
        return ask("POST", path, {{"Content-Type", "application/json"}},
                   QJsonDocument(body).toJson(QJsonDocument::Compact));
    }

    /// What Python's zipfile says of each member: its name, and the hex of its SHA-256.
    QMap<QString, QByteArray> membersOf(const QByteArray& zip) {
        QFile file(server.file(u"read.zip"_qs));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(zip);
        file.close();
        const test::Finished listed = test::runProgram(
            u"python3"_qs, {u"-c"_qs,
                            u"import hashlib, sys, zipfile\n"
                            "z = zipfile.ZipFile(sys.argv[1])\n"
                            "assert z.testzip() is None\n"
                            "for n in z.namelist():\n"
                            "    print(n, hashlib.sha256(z.read(n)).hexdigest(), sep='\\t')"_qs,
                            file.fileName()});
        EXPECT_EQ(listed.exitCode, 0) << listed.errors.constData();
        QMap<QString, QByteArray> members;
        for (const QByteArray& line : listed.output.trimmed().split('\n'))
            members.insert(QString::fromUtf8(line.split('\t').value(0)), line.split('\t').value(1));
        return members;
    }

    static QByteArray hashOf(const QByteArray& bytes) {
        return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    }

    RawAnswer ask(const QByteArray& method, const QByteArray& path,
                  QList<std::pair<QByteArray, QByteArray>> headers = {}, const QByteArray& body = {}) {
        headers.emplaceBack("Authorization", "Bearer " + token);
        return sendRaw(server.url(), {method, path, headers, body, -1});
    }

    /// The first bytes of an answer's body whose rest is not taken before the server is dead.
    QByteArray cutByDeath(const QByteArray& path, qsizetype least) {
        const QUrl url(server.url());
        QTcpSocket socket;
        socket.setReadBufferSize(64 * 1024);
        socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
        EXPECT_TRUE(socket.waitForConnected(waitMs));
        socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 64 * 1024);
        socket.write("GET " + path + " HTTP/1.1\r\nHost: " + url.authority().toLatin1()
                     + "\r\nAuthorization: Bearer " + token + "\r\n\r\n");
        QByteArray all;
        while (all.size() < least && (socket.bytesAvailable() > 0 || socket.waitForReadyRead(waitMs)))
            all += socket.read(least - all.size());
        server.kill();
        while (socket.bytesAvailable() > 0 || socket.waitForReadyRead(waitMs))
            all += socket.readAll();
        EXPECT_TRUE(all.startsWith("HTTP/1.1 200 ")) << all.left(200).constData();
        return all.mid(all.indexOf("\r\n\r\n") + 4);
    }

    test::ServerProcess server;
    QByteArray token;
};

TEST_F(Zips, GoOnFromTheSameAddressAfterTheServerHasDied) {
    QMap<QString, QByteArray> originals;
    QJsonArray photos;
    for (int i = 0; i < pictures; ++i) {
        QByteArray bytes = test::jpegPhoto({.width = 160, .height = 120, .seed = i + 1});
        for (std::uint32_t state = static_cast<std::uint32_t>(i) + 1; bytes.size() < pictureBytes;)
            bytes += static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24);
        const QByteArray name = QByteArray::number(i) + ".jpg";
        originals.insert(QString::fromLatin1(name), hashOf(bytes));
        photos.append(QString::fromLatin1(upload(name, bytes)));
    }
    for (const QJsonValue& photo : std::as_const(photos))
        ready(photo.toString().toLatin1());
    const RawAnswer made = post("/v1/archives", {{u"photos"_qs, photos}});
    ASSERT_EQ(made.status, 201) << made.body.constData();
    const QJsonObject archive = objectOf(made);
    const QByteArray path = archive.value(u"url").toString().toLatin1();
    const QByteArray etag = archive.value(u"etag").toString().toLatin1();
    const qint64 size = archive.value(u"size").toInteger();

    QByteArray zip = cutByDeath(path, 1024 * 1024);
    ASSERT_GE(zip.size(), 1024 * 1024 - 4096);
    ASSERT_LT(zip.size(), size) << "it was to be cut";
    server.start();
    const RawAnswer rest =
        ask("GET", path, {{"Range", "bytes=" + QByteArray::number(zip.size()) + '-'}, {"If-Range", etag}});
    ASSERT_EQ(rest.status, 206) << rest.body.left(200).constData();
    EXPECT_EQ(rest.header("etag"), etag);
    zip += rest.body;
    ASSERT_EQ(zip.size(), size);
    EXPECT_EQ(membersOf(zip), originals);

    // What has changed makes another zip: the rest of this one is nowhere any more.
    const RawAnswer edited =
        ask("PATCH", "/v1/photos/" + photos.at(0).toString().toLatin1(),
            {{"Content-Type", "application/json"}}, R"({"taken_at":1000000000000,"offset_min":0})");
    ASSERT_EQ(edited.status, 200) << edited.body.constData();
    server.kill();
    server.start();
    EXPECT_EQ(ask("GET", path).status, 410);
}

TEST_F(Zips, OfALinkHoldViewsOfWhatCanNotBeCleaned) {
    const QByteArray gif = test::gifPhoto();
    const QByteArray raw = test::rawPhoto(test::RawKind::Dng, {.width = 160, .height = 120, .seed = 7});
    const QByteArray jpeg = test::jpegPhoto({.width = 160, .height = 120, .taken = "2023:01:02 03:04:05"});
    const QByteArray ids[] = {upload("dance.gif", gif), upload("IMG_0001.dng", raw), upload("c.jpg", jpeg)};
    QJsonArray photos;
    QList<QByteArray> views;
    for (const QByteArray& id : ids) {
        ready(id);
        photos.append(QString::fromLatin1(id));
        const RawAnswer view = ask("GET", "/v1/photos/" + id + "/view");
        EXPECT_EQ(view.status, 200);
        views.append(hashOf(view.body));
    }
    const auto zipOf = [&](bool location) {
        const RawAnswer made = post(
            "/v1/shares", {{u"photos"_qs, photos}, {u"mode"_qs, u"download"_qs}, {u"location"_qs, location}});
        EXPECT_EQ(made.status, 201) << made.body.constData();
        const RawAnswer zip = sendRaw(
            server.url(),
            {"GET", "/s/" + objectOf(made).value(u"token").toString().toLatin1() + "/zip", {}, {}, -1});
        EXPECT_EQ(zip.status, 200) << zip.body.left(200).constData();
        return membersOf(zip.body);
    };
    const auto endingOf = [](const QMap<QString, QByteArray>& members, const QByteArray& hash) {
        return members.key(hash).section(u'.', -1);
    };
    const QMap<QString, QByteArray> cleaned = zipOf(false);
    EXPECT_EQ(cleaned.size(), 3);
    EXPECT_EQ(endingOf(cleaned, views.at(0)), u"webp");
    EXPECT_EQ(endingOf(cleaned, views.at(1)), u"webp");
    EXPECT_TRUE(cleaned.contains(u"2023-01-02 03.04.05.jpg"_qs));
    for (const QString& name : cleaned.keys())
        EXPECT_TRUE(QRegularExpression(
                        u"^\\d{4}-\\d\\d-\\d\\d \\d\\d\\.\\d\\d\\.\\d\\d( \\(\\d\\))?\\.(webp|jpg)$"_qs)
                        .match(name)
                        .hasMatch())
            << qPrintable(name);
    const QMap<QString, QByteArray> open = zipOf(true);
    EXPECT_EQ(endingOf(open, hashOf(gif)), u"gif");
    EXPECT_EQ(endingOf(open, hashOf(raw)), u"dng");
    EXPECT_EQ(endingOf(open, hashOf(jpeg)), u"jpg");
}

} // namespace parlor
