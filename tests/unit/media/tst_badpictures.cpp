#include "tests/unit/media/poolfixture.h"

#include <QFile>

namespace parlor::server {

namespace {

/// The most memory the process has ever held, in MiB.
int peakMemory(qint64 pid) {
    QFile status(u"/proc/%1/status"_qs.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toInt() / 1024;
    return 0;
}

class BadPicturesTest : public PoolFixture {};

/// Numbers are those of the bad inputs that the promise names.
TEST_F(BadPicturesTest, AreRefusedByTheirHeaders) {
    WorkerPool pool(options());
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const QList<qint64> workers = pool.workers();
    EXPECT_EQ(test::hugePng().size(), 69);
    EXPECT_EQ(test::hugeGif().size(), 35);

    struct Case {
        const char* name;
        QByteArray file;
        ErrorCode code;
    };

    QByteArray noWidth = test::pngPhoto({.width = 8, .height = 8});
    noWidth.replace(16, 4, QByteArray(4, '\0'));
    const QList<Case> cases{
        {"I2 one byte", "x", ErrorCode::UnsupportedType},
        {"I5 no width", noWidth, ErrorCode::BadImage},
        {"I6 65535 square PNG", test::hugePng(), ErrorCode::ImageTooLarge},
        {"I7 2^31-1 square", test::emptyPng(0x7fffffff, 16), ErrorCode::ImageTooLarge},
        {"I8 1-bit 29000 square", test::emptyPng(29'000, 29'000), ErrorCode::ImageTooLarge},
        {"I9 interlaced 9000 square", test::emptyPng(9'000, 9'000, true), ErrorCode::ImageTooLarge},
        {"I11 text bomb", test::textBombPng(), ErrorCode::BadImage},
        {"I13 65535 square GIF", test::hugeGif(), ErrorCode::ImageTooLarge},
        {"JPEG header alone", test::hugeJpegHeader(), ErrorCode::ImageTooLarge},
        {"JPEG 1000 scans", test::scanBombJpeg(1'000), ErrorCode::BadImage},
        {"I21 SVG", test::svgPicture(), ErrorCode::UnsupportedType},
        {"I22 PDF", "%PDF-1.7\n%\xe2\xe3", ErrorCode::UnsupportedType},
        {"I22 PostScript", "%!PS-Adobe-3.0", ErrorCode::UnsupportedType},
        {"I22 MVG", "push graphic-context\n", ErrorCode::UnsupportedType},
        {"I20 BMP", QByteArray("BM\x46\0\0\0\0\0\0\0\x36\0\0\0", 14), ErrorCode::UnsupportedType},
        {"PPM", "P6 2 2 255 aaaabbbbcccc", ErrorCode::UnsupportedType},
        {"words", test::textNamedJpeg(), ErrorCode::UnsupportedType},
        {"camera RAW without a picture", QByteArray("II*\0\x10\0\0\0CR\2\0\0\0\0\0\0\0", 18),
         ErrorCode::BadImage},
        {"JPEG magic alone", "\xff\xd8\xff", ErrorCode::BadImage},
        {"PNG magic alone", "\x89PNG\r\n\x1a\n", ErrorCode::BadImage},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.name);
        const auto result = process(pool, one.file);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, one.code) << result.error().detail.toStdString();
    }
    EXPECT_EQ(pool.workers(), workers) << "none of them may end a worker";
    EXPECT_LT(peakMemory(workers.first()), 200);
}

TEST_F(BadPicturesTest, EmptyFileNeedsNoWorker) {
    WorkerPool pool(options());
    const auto result = process(pool, {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::BadImage);
}

TEST_F(BadPicturesTest, CutOffFilesAreShownAndMarked) {
    WorkerPool pool(options());
    for (const QByteArray& file : {test::jpegPhoto(), test::jpegPhoto({.progressive = true}),
                                   test::pngPhoto(), test::jpegPhoto({.cmyk = true})}) {
        const auto result = process(pool, test::truncated(file, 0.6));
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_TRUE(result->damaged);
        EXPECT_EQ(result->renderings.size(), 2);
        EXPECT_EQ(result->facts.width, 640);
    }
}

TEST_F(BadPicturesTest, EveryCutIsAnswered) { // I3
    WorkerPool pool(options());
    for (const QByteArray& file :
         {test::jpegPhoto({.width = 320, .height = 240}), test::pngPhoto({.width = 320, .height = 240}),
          test::webpPhoto({.width = 320, .height = 240}), test::gifPhoto({.width = 320, .height = 240}),
          test::tiffPhoto({.width = 320, .height = 240}), test::heicPhoto({.width = 320, .height = 240}),
          test::avifPhoto({.width = 320, .height = 240})})
        for (int part = 1; part < 16; ++part) {
            const auto result = process(pool, test::truncated(file, part / 16.0));
            if (!result) {
                EXPECT_TRUE(result.error().code == ErrorCode::BadImage
                            || result.error().code == ErrorCode::UnsupportedType)
                    << result.error().detail.toStdString();
            }
        }
    EXPECT_TRUE(process(pool, test::jpegPhoto()));
}

TEST_F(BadPicturesTest, TurnedBitsAreAnswered) {
    WorkerPoolOptions lasting = options();
    lasting.jobsPerWorker = 10'000;
    WorkerPool pool(lasting);
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const QList<qint64> workers = pool.workers();
    int shown = 0, refused = 0;
    for (int seed = 1; seed <= 25; ++seed)
        for (const QByteArray& file :
             {test::jpegPhoto({.width = 160, .height = 120}), test::webpPhoto({.width = 160, .height = 120}),
              test::heicPhoto({.width = 160, .height = 120}), test::pngPhoto({.width = 160, .height = 120}),
              test::tiffPhoto({.width = 160, .height = 120})}) {
            const auto result = process(pool, test::flipped(file, 20, seed));
            ++(result ? shown : refused);
            if (!result) {
                EXPECT_TRUE(result.error().code == ErrorCode::BadImage
                            || result.error().code == ErrorCode::ImageTooLarge
                            || result.error().code == ErrorCode::UnsupportedType)
                    << wireCode(result.error().code).data() << ", seed " << seed;
            }
        }
    EXPECT_GT(shown, 0);
    EXPECT_GT(refused, 0);
    EXPECT_EQ(pool.workers(), workers) << "none of them may end a worker";
    EXPECT_TRUE(process(pool, test::jpegPhoto()));
}

TEST_F(BadPicturesTest, TurnedBitsInAJpegMarkIt) {
    WorkerPool pool(options());
    const auto result = process(pool, test::flipped(test::jpegPhoto({.width = 1200, .height = 900}), 200));
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->damaged);
}

TEST_F(BadPicturesTest, NamesDoNotMatter) { // I30: by its bytes
    WorkerPool pool(options());
    const auto polyglot = process(pool, test::jpegPhoto() + "PK\x03\x04<script>alert(1)</script>");
    ASSERT_TRUE(polyglot);
    EXPECT_EQ(polyglot->facts.mimeType, "image/jpeg");
    for (const MadeRendering& rendering : polyglot->renderings)
        EXPECT_FALSE(rendering.bytes.contains("<script>"));
}

TEST_F(BadPicturesTest, OddProfilesDoNotHurt) { // I28
    WorkerPool pool(options());
    QByteArray broken = test::displayP3Profile();
    for (int i = 128; i < broken.size(); i += 7)
        broken[i] = static_cast<char>(broken[i] ^ 0x5a);
    for (const QByteArray& profile :
         {QByteArray("short"), broken, QByteArray(300'000, 'x'), test::displayP3Profile().left(200)}) {
        EXPECT_TRUE(process(pool, test::jpegPhoto({.profile = profile})));
        EXPECT_TRUE(process(pool, test::webpPhoto({.profile = profile})));
    }
}

TEST_F(BadPicturesTest, LargestAllowedStaysInBounds) {
    WorkerPool pool(options());
    // 60 MP, interlaced: the most memory that the header lets through.
    const auto result = process(pool, test::emptyPng(7'900, 7'900, true));
    EXPECT_TRUE(result || result.error().code == ErrorCode::BadImage);
    EXPECT_LT(peakMemory(pool.workers().value(0)), 700);
}

} // namespace

} // namespace parlor::server
