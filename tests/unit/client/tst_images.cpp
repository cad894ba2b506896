#include "client/core/photos/imagedecoder.h"
#include "client/core/photos/picturefiles.h"

#include <QBuffer>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::client {

namespace {

QByteArray encoded(QSize size, const char* format) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::red);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

} // namespace

TEST(ImageDecoder, ScalesDownSoThatItStillCovers) {
    const auto image = decodeImage(encoded({400, 200}, "JPEG"), {50, 50});
    ASSERT_TRUE(image);
    EXPECT_EQ(image->size(), QSize(100, 50));
    EXPECT_EQ(decodeImage(encoded({40, 20}, "PNG"), {500, 500})->size(), QSize(40, 20));
    EXPECT_EQ(decodeImage(encoded({400, 200}, "PNG"), {})->size(), QSize(400, 200));
}

TEST(ImageDecoder, GoesByTheFirstBytesOnly) {
    EXPECT_EQ(decodeImage(encoded({4, 4}, "BMP"), {}).error().code, ErrorCode::UnsupportedType);
    EXPECT_EQ(decodeImage("<svg xmlns='http://www.w3.org/2000/svg'/>", {}).error().code,
              ErrorCode::UnsupportedType);
    EXPECT_EQ(decodeImage({}, {}).error().code, ErrorCode::UnsupportedType);
    EXPECT_FALSE(decodeImage(encoded({40, 40}, "PNG").left(60), {}));
}

TEST(ImageDecoder, RefusesHugePicturesBeforeDecoding) {
    // A PNG head that announces 65 535 x 65 535 pixels.
    QByteArray bytes = encoded({1, 1}, "PNG");
    bytes.replace(16, 8, QByteArray::fromHex("0000ffff0000ffff"));
    EXPECT_FALSE(decodeImage(bytes, {}));
}

TEST(PictureFiles, TheLeastRecentlyUsedGoFirst) {
    const QTemporaryDir dir;
    PictureFiles files(dir.filePath(u"pictures"_qs), 10'000);
    const QByteArray picture(3'000, 'p');
    for (const auto& name : {u"a"_qs, u"b"_qs, u"c"_qs}) {
        files.write(name, picture);
        QFile file(dir.filePath(u"pictures/"_qs + name));
        ASSERT_TRUE(file.open(QIODevice::ReadWrite));
        file.setFileTime(QDateTime::fromMSecsSinceEpoch(name == u"b" ? 1'000 : 2'000),
                         QFileDevice::FileModificationTime);
    }
    EXPECT_EQ(files.read(u"a"_qs), picture);
    files.write(u"d"_qs, picture);
    EXPECT_TRUE(files.read(u"b"_qs).isEmpty());
    EXPECT_EQ(files.read(u"a"_qs), picture);
    EXPECT_EQ(files.read(u"d"_qs), picture);
    files.clear();
    EXPECT_TRUE(files.read(u"a"_qs).isEmpty());
}

} // namespace parlor::client
