#include "client/core/photos/capturetime.h"
#include "client/core/photos/smallercopy.h"
#include "tests/support/samplephotos.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

using namespace parlor::test;

namespace {

struct Smaller : testing::Test {
    QString put(const QString& name, const QByteArray& bytes) const {
        QFile file(dir.filePath(name));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return file.fileName();
    }

    [[nodiscard]] QString copies() const { return dir.filePath(u"smaller"_qs); }

    static QByteArray read(const QString& path) {
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::ReadOnly));
        return file.readAll();
    }

    QTemporaryDir dir;
};

PhotoOptions big() {
    PhotoOptions options;
    options.width = 3'000;
    options.height = 2'000;
    options.quality = 95;
    return options;
}

} // namespace

TEST_F(Smaller, IsSmallerAndSaysLess) {
    const QString file = put(u"IMG 1.jpeg"_qs, jpegPhoto(big()));
    const QString copy = makeSmallerCopy(file, copies());
    ASSERT_NE(copy, file);
    EXPECT_EQ(QFileInfo(copy).fileName(), u"IMG 1.jpg"_qs);
    EXPECT_LT(QFileInfo(copy).size(), QFileInfo(file).size());
    const QImage image(copy);
    EXPECT_EQ(std::max(image.width(), image.height()), smallerSide);
    const QByteArray bytes = read(copy);
    for (const QByteArray& marker : forbiddenMarkers()) {
        const bool time = marker.startsWith("2024:"); // which is kept
        EXPECT_TRUE(time || !bytes.contains(marker)) << marker.constData();
    }
    EXPECT_EQ(captureTimeOf(bytes), (CaptureTime{"2024:07:15 18:30:05", "+02:00"}));
    EXPECT_NE(makeSmallerCopy(file, copies()), copy); // each has its own
}

TEST_F(Smaller, IsTheRightSideUp) {
    PhotoOptions options = big();
    options.orientation = 6;
    options.width = 2'000;
    options.height = 3'000;
    const QImage image(makeSmallerCopy(put(u"turned.jpg"_qs, jpegPhoto(options)), copies()));
    EXPECT_GT(image.height(), image.width());
    const QColor corner = image.pixelColor(10, 10); // red is top left
    EXPECT_GT(corner.red(), 180);
    EXPECT_LT(corner.green(), 100);
}

TEST_F(Smaller, WhatCanNotBeMadeSmallerGoesAsItIs) {
    PhotoOptions tiny;
    tiny.width = 40;
    tiny.height = 30;
    tiny.quality = 10;
    tiny.exif = false;
    const QString small = put(u"small.jpg"_qs, jpegPhoto(tiny));
    EXPECT_EQ(makeSmallerCopy(small, copies()), small);
    const QString words = put(u"words.jpg"_qs, textNamedJpeg());
    EXPECT_EQ(makeSmallerCopy(words, copies()), words);
    const QString damaged = put(u"cut.png"_qs, hugePng());
    EXPECT_EQ(makeSmallerCopy(damaged, copies()), damaged);
    EXPECT_EQ(makeSmallerCopy(u"/nowhere/x.jpg"_qs, copies()), u"/nowhere/x.jpg"_qs);
}

TEST(CaptureTime, IsReadWithinBounds) {
    const QByteArray photo = jpegPhoto();
    ASSERT_TRUE(captureTimeOf(photo));
    EXPECT_EQ(captureTimeOf(photo)->local, "2024:07:15 18:30:05");
    PhotoOptions none;
    none.exif = false;
    EXPECT_FALSE(captureTimeOf(jpegPhoto(none)));
    none.exif = true;
    none.taken = "sometime in July...";
    EXPECT_FALSE(captureTimeOf(jpegPhoto(none)));
    for (qsizetype size = 0; size < 1'000; ++size)
        (void)captureTimeOf(photo.first(size));
    for (qsizetype at = 2; at < 1'000; ++at) {
        QByteArray broken = photo.first(2'000);
        broken[at] = static_cast<char>(0xFF);
        (void)captureTimeOf(broken);
    }
    EXPECT_FALSE(captureTimeOf("\xFF\xD8"));
    EXPECT_FALSE(captureTimeOf({}));
}

TEST(CaptureTime, IsWrittenAlone) {
    PhotoOptions none;
    none.exif = false;
    const QByteArray bare = jpegPhoto(none);
    const CaptureTime withOffset{"2020:01:02 03:04:05", "-05:30"}, without{"2020:01:02 03:04:05", {}};
    EXPECT_EQ(captureTimeOf(withCaptureTime(bare, withOffset)), withOffset);
    EXPECT_EQ(captureTimeOf(withCaptureTime(bare, without)), without);
    EXPECT_FALSE(QImage::fromData(withCaptureTime(bare, withOffset)).isNull());
}

} // namespace parlor::client
