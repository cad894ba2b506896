// Originals as strangers get them: as long as before, every pixel the same, nothing that says where or whose.
#include "server/media/worker/pictures/cleaner.h"
#include "server/media/worker/pictures/overwritelist.h"
#include "tests/support/sampleexif.h"
#include "tests/support/samplemovies.h"
#include "tests/support/sampleraws.h"
#include "tests/unit/media/poolfixture.h"

namespace parlor::server {

namespace {

using test::PhotoOptions;

constexpr auto xmpPacket =
    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    "<exif:GPSLatitude>48,8.2292N</exif:GPSLatitude></x:xmpmeta><?xpacket end='w'?>";

QByteArray latitudeBytes() {
    return test::big32(48) + test::big32(1) + test::big32(8) + test::big32(1);
}

class Cleaning : public PoolFixture {
protected:
    static void SetUpTestSuite() { s_pool = new WorkerPool(options()); }

    static void TearDownTestSuite() {
        delete s_pool;
        s_pool = nullptr;
    }

    static Result<QList<Overwrite>> overwritesFor(const QByteArray& file) {
        MediaJob job = jobOf(file, {});
        job.clean = true;
        const auto result = test::await(s_pool->process(std::move(job)));
        if (!result)
            return std::unexpected(result.error());
        EXPECT_TRUE(result->renderings.isEmpty());
        return result->overwrites;
    }

    static QByteArray applied(QByteArray file, const QList<Overwrite>& overwrites) {
        for (const Overwrite& one : overwrites)
            file.replace(one.offset, one.length,
                         one.bytes.isEmpty() ? QByteArray(one.length, '\0') : one.bytes);
        return file;
    }

    static QByteArray cleaned(const QByteArray& file) {
        const auto overwrites = overwritesFor(file);
        EXPECT_TRUE(overwrites) << (overwrites ? "" : overwrites.error().detail.toStdString());
        const QByteArray out = overwrites ? applied(file, *overwrites) : QByteArray();
        EXPECT_EQ(out.size(), file.size());
        return out;
    }

    static void expectClean(const QByteArray& file, const char* name, bool keepsFacts = true) {
        SCOPED_TRACE(name);
        ASSERT_FALSE(file.isEmpty());
        const auto before = process(*s_pool, file);
        ASSERT_TRUE(before);
        ASSERT_TRUE(before->facts.latitude) << "the sample has to say where it was taken";
        const QByteArray out = cleaned(file);
        for (const char* secret : {"ParlorSerialMarker", "ParlorCommentMarker", "GPSLatitude", "xmpmeta"})
            EXPECT_FALSE(out.contains(secret)) << secret;
        EXPECT_FALSE(out.contains(latitudeBytes()));
        const auto after = process(*s_pool, out);
        ASSERT_TRUE(after) << after.error().detail.toStdString();
        EXPECT_FALSE(after->facts.latitude);
        EXPECT_FALSE(after->facts.altitude);
        EXPECT_FALSE(after->damaged);
        if (keepsFacts) {
            EXPECT_EQ(after->facts.model, before->facts.model);
            EXPECT_EQ(after->facts.takenAt, before->facts.takenAt);
            EXPECT_EQ(after->facts.iso, before->facts.iso);
        }
        EXPECT_EQ(after->facts.width, before->facts.width);
        EXPECT_EQ(after->facts.perceptualHash, before->facts.perceptualHash);
        for (const RenderingKind kind : {RenderingKind::Thumb, RenderingKind::View}) {
            const auto* a = renderingOf(*before, kind);
            const auto* b = renderingOf(*after, kind);
            ASSERT_TRUE(a != nullptr && b != nullptr);
            EXPECT_EQ(a->bytes, b->bytes) << "not one pixel changes";
        }
    }

    static WorkerPool* s_pool;
};

WorkerPool* Cleaning::s_pool = nullptr;

PhotoOptions sample(int orientation = 0) {
    PhotoOptions options;
    options.width = 320;
    options.height = 240;
    options.orientation = orientation;
    options.xmp = xmpPacket;
    return options;
}

/// 32 × 32 px, grey, with a place and a serial number.
QByteArray placedTiff() {
    constexpr int side = 32;
    constexpr quint32 pixels = side * side;
    constexpr quint32 head = 8;
    test::TiffWriter exif;
    exif.text(0xa431, "ParlorSerialMarker");
    exif.shortNumber(0x8827, 400);
    test::TiffWriter gps;
    gps.text(1, "N");
    gps.raw(2, 5, 3, latitudeBytes() + test::big32(0) + test::big32(1));
    gps.text(3, "E");
    gps.raw(4, 5, 3, latitudeBytes() + test::big32(0) + test::big32(1));
    test::TiffWriter top;
    for (const auto& [tag, value] : {std::pair{0x100, side},
                                     {0x101, side},
                                     {0x102, 8},
                                     {0x103, 1},
                                     {0x106, 1},
                                     {0x115, 1},
                                     {0x116, side}})
        top.shortNumber(tag, value);
    top.longNumber(0x111, head);
    top.longNumber(0x117, pixels);
    top.text(0x110, "ParlorModelMarker");
    top.text(0x10e, "ParlorCommentMarker");
    top.directory(0x8769, exif);
    top.directory(0x8825, gps);
    QByteArray grey(pixels, Qt::Uninitialized);
    for (qsizetype i = 0; i < grey.size(); ++i)
        grey[i] = static_cast<char>(i * 7);
    return "MM" + test::big16(42) + test::big32(head + pixels) + grey + top.bytes(head + pixels);
}

TEST_F(Cleaning, EveryFormatLosesWhereAndWhichAndNothingElse) {
    PhotoOptions turned = sample(6);
    turned.profile = test::displayP3Profile();
    expectClean(test::jpegPhoto(turned), "jpeg");
    expectClean(test::pngPhoto(sample()), "png");
    expectClean(test::webpPhoto(sample()), "webp");
    expectClean(placedTiff(), "tiff");
    const QByteArray heic = test::heicPhoto(sample()), avif = test::avifPhoto(sample());
    const QByteArray tiled = test::tiledHeicPhoto(2, 2, 128);
    ASSERT_FALSE(heic.isEmpty() || avif.isEmpty() || tiled.isEmpty()) << "libheif can't encode here";
    expectClean(heic, "heic");
    expectClean(avif, "avif");
    EXPECT_TRUE(overwritesFor(tiled));
}

TEST_F(Cleaning, WhatIsAppendedToAJpegGoes) {
    const QByteArray file = test::jpegPhoto(sample()) + "MotionPhoto_Data with a place in it";
    const QByteArray out = cleaned(file);
    EXPECT_FALSE(out.contains("with a place"));
    EXPECT_TRUE(out.endsWith(QByteArray(30, '\0')));
}

TEST_F(Cleaning, SegmentsNobodyNeedsGo) {
    QByteArray file = test::jpegPhoto(sample());
    const auto segment = [](char marker, const QByteArray& content) {
        return QByteArray("\xff") + marker + test::big16(static_cast<int>(content.size()) + 2) + content;
    };
    file.insert(2, segment('\xed', "Photoshop 3.0 city of secrets") + segment('\xfe', "a secret comment")
                       + segment('\xe2', "MPF secret index") + segment('\xe9', "secret of nobody"));
    const QByteArray out = cleaned(file);
    EXPECT_FALSE(out.contains("secret"));
    EXPECT_TRUE(process(*s_pool, out));
}

TEST_F(Cleaning, WhatCanNotBeCleanedIsNotOffered) {
    const auto refusal = [](const QByteArray& file) {
        const auto overwrites = overwritesFor(file);
        return overwrites ? ErrorCode::Internal : overwrites.error().code;
    };
    for (const test::RawKind kind : {test::RawKind::Dng, test::RawKind::Cr2, test::RawKind::Cr3,
                                     test::RawKind::Nef, test::RawKind::Arw, test::RawKind::Raf})
        EXPECT_EQ(refusal(test::rawPhoto(kind)), ErrorCode::UnsupportedType) << static_cast<int>(kind);
    EXPECT_EQ(refusal(test::gifPhoto()), ErrorCode::UnsupportedType);
    EXPECT_EQ(refusal(test::textNamedJpeg()), ErrorCode::UnsupportedType);
    EXPECT_EQ(refusal(test::truncated(test::pngPhoto(), 0.5)), ErrorCode::UnsupportedType);
    EXPECT_EQ(refusal(test::truncated(test::webpPhoto(), 0.5)), ErrorCode::UnsupportedType);
}

TEST_F(Cleaning, FlippedBitsNeverBreakTheWorkerOrTheOrder) {
    const QList<QByteArray> files{test::jpegPhoto(sample()), test::pngPhoto(sample()),
                                  test::webpPhoto(sample()), test::tiffPhoto(sample())};
    int understood = 0;
    for (const QByteArray& file : files)
        for (int seed = 1; seed <= 40; ++seed) {
            QByteArray broken = file;
            for (int i = 0; i < 12; ++i) { // in the heads, where the structure is
                const qsizetype at = (seed * 7919 + i * 104'729) % std::min<qsizetype>(broken.size(), 900);
                broken[at] = static_cast<char>(broken[at] ^ (1 << (i % 8)));
            }
            const auto found = media::overwritesOf({reinterpret_cast<const std::uint8_t*>(broken.constData()),
                                                    static_cast<std::size_t>(broken.size())});
            if (found) {
                ++understood;
                EXPECT_EQ(media::decodeOverwrites(media::encode(*found), broken.size()), *found);
            }
        }
    EXPECT_GT(understood, 0);
}

TEST(OverwriteList, JoinsZerosAndPutsBytesOverThem) {
    media::OverwriteList list(100);
    list.zero(10, 20);
    list.zero(20, 30);
    list.zero(5, 12);
    list.put(15, "abc");
    list.put(40, "d");
    list.zero(90, 400);
    const auto taken = list.taken();
    ASSERT_TRUE(taken);
    const QList<Overwrite> expected{{5, 10, {}}, {15, 3, "abc"}, {18, 12, {}}, {40, 1, "d"}, {90, 10, {}}};
    EXPECT_EQ(*taken, expected);
}

TEST(OverwriteList, RefusesBytesUponBytes) {
    media::OverwriteList list(100);
    list.put(10, "abc");
    list.put(11, "x");
    EXPECT_FALSE(list.taken());
    media::OverwriteList outside(10);
    outside.put(9, "abc");
    EXPECT_FALSE(outside.taken());
}

TEST(WorkerProtocol, OverwritesLieInOrderApartAndInside) {
    const QList<Overwrite> good{{0, 4, {}}, {4, 2, "ab"}, {90, 10, {}}};
    EXPECT_EQ(media::decodeOverwrites(media::encode(good), 100), good);
    EXPECT_FALSE(media::decodeOverwrites(media::encode(good), 99));
    EXPECT_FALSE(media::decodeOverwrites(media::encode({{4, 4, {}}, {6, 1, {}}}), 100));
    EXPECT_FALSE(media::decodeOverwrites(media::encode({{4, 0, {}}}), 100));
    EXPECT_FALSE(media::decodeOverwrites(media::encode({{4, 3, "ab"}}), 100));
    EXPECT_FALSE(media::decodeOverwrites(media::encode({{-1, 3, {}}}), 100));
    EXPECT_FALSE(media::decodeOverwrites(media::encode(good).chopped(1), 100));
}

} // namespace

} // namespace parlor::server
