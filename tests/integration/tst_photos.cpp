// Photographs go up through the real programs: good ones appear right side up and clean, bad ones are told
// apart.
#include "tests/support/processes.h"
#include "tests/support/samplemovies.h"
#include "tests/support/samplephotos.h"
#include "tests/support/sampleraws.h"

#include <QFile>
#include <QImageReader>

#include <gtest/gtest.h>

namespace parlor {

using test::Finished;
using test::ServerProcess;

class Photos : public ::testing::Test {
protected:
    void SetUp() override {
        server.start();
        server.addSignedIn(u"ada"_qs, u"owner"_qs);
        server.addSignedIn(u"bo"_qs);
    }

    QString write(const QString& name, const QByteArray& bytes) {
        QFile file(server.file(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return file.fileName();
    }

    QJsonObject upload(const QString& path) {
        const Finished finished =
            server.cli(u"ada"_qs, {u"upload"_qs, path, u"--json"_qs, u"--wait"_qs}, {}, 180'000);
        EXPECT_EQ(finished.objects().size(), 1)
            << finished.output.toStdString() << finished.errors.toStdString();
        return finished.objects().isEmpty() ? QJsonObject() : finished.objects().first();
    }

    QByteArray download(const QString& person, const QString& id, const QString& variant) {
        const QString path = server.file(id + variant);
        const Finished finished =
            server.cli(person, {u"download"_qs, id, u"--variant"_qs, variant, u"-o"_qs, path});
        if (finished.exitCode != 0)
            return {};
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    ServerProcess server;
};

TEST_F(Photos, TheGoodAppearUprightAndWithoutMetadata) {
    const QByteArray original = test::jpegPhoto({.width = 3024, .height = 4032, .orientation = 6});
    const QJsonObject result = upload(write(u"camera.jpg"_qs, original));
    ASSERT_EQ(result.value(u"result").toString(), u"uploaded"_qs);
    const QString id = result.value(u"id").toString();

    const QJsonObject row =
        server.cli(u"ada"_qs, {u"photos"_qs, u"--json"_qs, u"--limit"_qs, u"5"_qs}).objects().value(0);
    for (const QString& field : {u"id"_qs, u"taken_at"_qs, u"offset_min"_qs, u"width"_qs, u"height"_qs,
                                 u"name"_qs, u"sha256"_qs, u"state"_qs})
        EXPECT_TRUE(row.contains(field)) << field.toStdString();
    EXPECT_EQ(row.value(u"id").toString(), id);
    EXPECT_EQ(row.value(u"state").toString(), u"ready"_qs);
    EXPECT_EQ(row.value(u"width").toInt(), 3024);
    EXPECT_EQ(row.value(u"height").toInt(), 4032);

    EXPECT_EQ(download(u"ada"_qs, id, u"original"_qs), original);
    for (const QString& variant : {u"thumb"_qs, u"view"_qs}) {
        const QByteArray bytes = download(u"ada"_qs, id, variant);
        ASSERT_FALSE(bytes.isEmpty());
        for (const char* word :
             {"Exif", "GPS", "ICC_PROFILE", "http://ns.adobe.com", "Parlor Test Make", "Parlor Test Model"})
            EXPECT_FALSE(bytes.contains(word)) << variant.toStdString() << " holds " << word;
    }
    const QImage thumb = QImage::fromData(download(u"ada"_qs, id, u"thumb"_qs), "JPEG");
    EXPECT_EQ(thumb.width(), 400);
    EXPECT_GT(thumb.height(), thumb.width());
}

TEST_F(Photos, EveryFormatIsTaken) {
    for (const auto& [name, bytes] :
         {std::pair{u"a.png"_qs, test::pngPhoto({.width = 1200, .height = 800})},
          std::pair{u"b.webp"_qs, test::webpPhoto({.width = 1200, .height = 800})},
          std::pair{u"c.heic"_qs, test::heicPhoto({.width = 1200, .height = 800})},
          std::pair{u"d.nef"_qs, test::rawPhoto(test::RawKind::Nef, {.width = 1200, .height = 800})},
          std::pair{u"e.heic"_qs, test::tiledHeicPhoto(3, 2, 256)}}) {
        const QJsonObject result = upload(write(name, bytes));
        EXPECT_EQ(result.value(u"result").toString(), u"uploaded"_qs)
            << name.toStdString() << result.value(u"reason").toString().toStdString();
        EXPECT_FALSE(download(u"ada"_qs, result.value(u"id").toString(), u"view"_qs).isEmpty())
            << name.toStdString();
    }
}

TEST_F(Photos, VideosAreKeptAsTheyAre) {
    const QByteArray movie = test::mp4Movie({.brand = "qt  ", .headerLast = true, .dataBytes = 300'000});
    const QJsonObject result = upload(write(u"clip.mov"_qs, movie));
    ASSERT_EQ(result.value(u"result").toString(), u"uploaded"_qs)
        << result.value(u"reason").toString().toStdString();
    const QString id = result.value(u"id").toString();
    EXPECT_EQ(download(u"ada"_qs, id, u"original"_qs), movie);
    EXPECT_TRUE(download(u"ada"_qs, id, u"thumb"_qs).isEmpty());
    const QJsonObject row = server.cli(u"ada"_qs, {u"photos"_qs, u"--json"_qs}).objects().value(0);
    EXPECT_EQ(row.value(u"state").toString(), u"ready"_qs);
    EXPECT_EQ(row.value(u"width").toInt(), 1920);
}

TEST_F(Photos, TheBadAreToldApartAndTheServerDoesNotNotice) {
    const qint64 server1 = server.processId();
    const QByteArray whole = test::jpegPhoto({.width = 2000, .height = 1500});
    const QByteArray half = whole.left(whole.size() / 2);
    const QJsonObject cut = upload(write(u"cut.jpg"_qs, half));
    EXPECT_EQ(cut.value(u"result").toString(), u"uploaded"_qs)
        << cut.value(u"reason").toString().toStdString();
    const QString id = cut.value(u"id").toString();
    EXPECT_EQ(
        server.cli(u"ada"_qs, {u"photos"_qs, u"--json"_qs}).objects().value(0).value(u"state").toString(),
        u"damaged"_qs);
    EXPECT_FALSE(download(u"ada"_qs, id, u"view"_qs).isEmpty());
    EXPECT_EQ(download(u"ada"_qs, id, u"original"_qs), half);
    const std::tuple<QString, QByteArray, QString> bad[] = {
        {u"text.jpg"_qs, "I am a letter, not a picture.\n", u"unsupported_type"_qs},
        {u"bomb.png"_qs, test::hugePng(), u"image_too_large"_qs},
        {u"bomb.gif"_qs, test::hugeGif(), u"image_too_large"_qs},
    };
    for (const auto& [name, bytes, reason] : bad) {
        const QJsonObject result = upload(write(name, bytes));
        EXPECT_EQ(result.value(u"result").toString(), u"refused"_qs) << name.toStdString();
        EXPECT_EQ(result.value(u"reason").toString(), reason) << name.toStdString();
    }
    EXPECT_TRUE(server.isRunning());
    EXPECT_EQ(server.processId(), server1);
    EXPECT_EQ(upload(write(u"after.jpg"_qs, whole)).value(u"result").toString(), u"uploaded"_qs);
}

TEST_F(Photos, TheSameBytesAreHadNotDoubled) {
    const QByteArray bytes = test::jpegPhoto({.width = 1000, .height = 700});
    const QJsonObject first = upload(write(u"one.jpg"_qs, bytes));
    const QJsonObject second = upload(write(u"two.jpg"_qs, bytes));
    EXPECT_EQ(first.value(u"result").toString(), u"uploaded"_qs);
    EXPECT_EQ(second.value(u"result").toString(), u"had"_qs);
    EXPECT_EQ(second.value(u"id"), first.value(u"id"));
    EXPECT_EQ(server.cli(u"ada"_qs, {u"photos"_qs, u"--json"_qs}).objects().size(), 1);
}

TEST_F(Photos, OthersSeeAPhotoOnlyWhereTheyMayRead) {
    ASSERT_EQ(server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Secret"_qs, u"--private"_qs}).exitCode,
              0);
    ASSERT_EQ(server.cli(u"ada"_qs, {u"channels"_qs, u"create"_qs, u"Trip"_qs}).exitCode, 0);
    const QString path = write(u"trip.jpg"_qs, test::jpegPhoto({.width = 1000, .height = 700}));
    const QString id = upload(path).value(u"id").toString();
    EXPECT_TRUE(download(u"bo"_qs, id, u"thumb"_qs).isEmpty());
    const auto post = [&](const QString& channel) {
        return server
            .cli(u"ada"_qs, {u"upload"_qs, path, u"--json"_qs, u"--wait"_qs, u"--channel"_qs, channel})
            .exitCode;
    };
    ASSERT_EQ(post(u"Secret"_qs), 0);
    EXPECT_TRUE(download(u"bo"_qs, id, u"thumb"_qs).isEmpty());
    ASSERT_EQ(post(u"Trip"_qs), 0);
    ASSERT_EQ(server.cli(u"bo"_qs, {u"channels"_qs, u"join"_qs, u"Trip"_qs}).exitCode, 0);
    EXPECT_FALSE(download(u"bo"_qs, id, u"thumb"_qs).isEmpty());
    EXPECT_TRUE(download(u"bo"_qs, id, u"original"_qs).isEmpty());
}

} // namespace parlor
