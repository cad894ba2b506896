#include "server/media/worker/pictures/colourtable.h"
#include "server/media/worker/pictures/exiffacts.h"
#include "server/media/worker/pictures/jpegoutline.h"
#include "server/media/worker/pictures/resample.h"
#include "tests/support/sampleexif.h"

#include <gtest/gtest.h>

#include <random>

namespace parlor::server::media {

namespace {

Plane randomPlane(int width, int height, int seed) {
    std::mt19937 random(static_cast<std::uint32_t>(seed));
    Plane plane(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            plane.row(y)[x] = static_cast<std::uint8_t>(random() % 3 == 0 ? 255 * (random() & 1) : random());
    return plane;
}

bool isSame(const Plane& a, const Plane& b) {
    if (a.width != b.width || a.height != b.height)
        return false;
    for (int y = 0; y < a.height; ++y)
        if (!std::equal(a.row(y), a.row(y) + a.width, b.row(y)))
            return false;
    return true;
}

Bytes bytesOf(const QByteArray& bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.constData()), static_cast<std::size_t>(bytes.size())};
}

TEST(Resample, VectorAndScalarAreEqual) {
    if (!hasAvx2())
        GTEST_SKIP() << "this machine has no AVX2";
    for (const auto& [width, height, out] : {std::tuple{1, 1, 1},
                                             {31, 7, 3},
                                             {32, 100, 99},
                                             {33, 64, 64},
                                             {130, 57, 200},
                                             {300, 411, 17},
                                             {65, 2000, 1}})
        for (const Fold fold : {keepRange, lumaToLimited, chromaToLimited, lumaToFull, chromaToFull}) {
            const Plane plane = randomPlane(width, height, width);
            EXPECT_TRUE(isSame(resampleRowsScalar(plane, out, fold), resampleRowsAvx2(plane, out, fold)))
                << width << " " << height << " " << out;
        }
}

TEST(Resample, FlatStaysFlatInAnySize) {
    for (const int value : {0, 1, 127, 254, 255}) {
        Plane plane(77, 53);
        for (int y = 0; y < plane.height; ++y)
            std::fill_n(plane.row(y), plane.width, static_cast<std::uint8_t>(value));
        for (const auto& [w, h] : {std::pair{77, 53}, {10, 10}, {1, 1}, {200, 120}, {76, 53}, {77, 52}}) {
            const Plane out = resampled(plane, w, h);
            ASSERT_EQ(out.width, w);
            ASSERT_EQ(out.height, h);
            for (int y = 0; y < h; ++y)
                for (int x = 0; x < w; ++x)
                    ASSERT_EQ(out.row(y)[x], value);
        }
    }
}

/// A scaled decoder rounds up: of its last row the picture may take but a part, and must not be stretched.
TEST(Resample, KeepsToWhatThePictureTakes) {
    Plane plane(40, 61);
    for (int y = 0; y < plane.height; ++y)
        std::fill_n(plane.row(y), plane.stride, static_cast<std::uint8_t>(4 * y + 2));
    const double extent = 60.125;
    const Plane out = resampled(plane, 20, 30, keepRange, false, {40, extent});
    const Plane stretched = resampled(plane, 20, 30);
    for (int y = 3; y < 27; ++y)
        EXPECT_NEAR(out.row(y)[10], 4 * (y + 0.5) * extent / 30, 0.6) << y;
    EXPECT_GT(stretched.row(26)[10], out.row(26)[10] + 1);
    const Plane turned = resampled(plane, 20, 30, keepRange, true, {40, extent});
    EXPECT_EQ(turned.row(10)[26], out.row(26)[10]);
}

TEST(Resample, FoldsMapTheEndsOfTheRanges) {
    Plane plane(3, 1);
    plane.row(0)[0] = 0;
    plane.row(0)[1] = 255;
    plane.row(0)[2] = 128;
    const Plane luma = resampled(plane, 3, 1, lumaToLimited);
    EXPECT_EQ(luma.row(0)[0], 16);
    EXPECT_EQ(luma.row(0)[1], 235);
    const Plane chroma = resampled(plane, 3, 1, chromaToLimited);
    EXPECT_EQ(chroma.row(0)[2], 128);
    const Plane back = resampled(luma, 3, 1, lumaToFull);
    EXPECT_EQ(back.row(0)[0], 0);
    EXPECT_EQ(back.row(0)[1], 255);
}

TEST(Resample, TransposeTurnsOverTheDiagonal) {
    const Plane plane = randomPlane(45, 38, 3);
    const Plane turned = transposed(plane);
    for (int y = 0; y < plane.height; ++y)
        for (int x = 0; x < plane.width; ++x)
            ASSERT_EQ(turned.row(x)[y], plane.row(y)[x]);
    EXPECT_TRUE(isSame(resampled(plane, 20, 30, keepRange, true), transposed(resampled(plane, 20, 30))));
    EXPECT_TRUE(isSame(resampled(plane, 45, 30, keepRange, true), transposed(resampled(plane, 45, 30))));
}

TEST(Orientation, RotationsComeOnTopOfExif) {
    const auto quarter = Orientation::fromRotation(90);
    EXPECT_EQ(quarter.then(quarter), Orientation::fromRotation(180));
    EXPECT_EQ(quarter.then(quarter).then(quarter), Orientation::fromRotation(270));
    EXPECT_EQ(quarter.then(Orientation::fromRotation(270)), Orientation());
    EXPECT_EQ(Orientation::fromExif(2).then(Orientation::fromExif(2)), Orientation());
    EXPECT_EQ(Orientation::fromExif(6).then(quarter), Orientation::fromExif(3));
    EXPECT_EQ(Orientation::fromExif(5).then(quarter), Orientation::fromExif(2));
    EXPECT_EQ(Orientation::fromExif(0), Orientation());
    EXPECT_EQ(Orientation::fromExif(9), Orientation());
}

TEST(ColourTable, ConvertsWideColoursAndLeavesGreyAlone) {
    const auto table = ColourTable::forProfile(test::displayP3Profile());
    ASSERT_TRUE(table);
    // 200 100 50 of Display P3 is 213 94 31 in sRGB.
    const auto converted = [&](double r, double g, double b) {
        Planes planes{Plane(2, 2), Plane(1, 1), Plane(1, 1)};
        const double y = 0.299 * r + 0.587 * g + 0.114 * b;
        for (int row = 0; row < 2; ++row)
            planes.y.row(row)[0] = planes.y.row(row)[1] = static_cast<std::uint8_t>(std::lround(y));
        planes.u.row(0)[0] = static_cast<std::uint8_t>(std::lround((b - y) / 1.772 + 128));
        planes.v.row(0)[0] = static_cast<std::uint8_t>(std::lround((r - y) / 1.402 + 128));
        table->apply(planes, false);
        const double luma = planes.y.row(0)[0];
        const double blue = planes.u.row(0)[0] - 128.0;
        const double red = planes.v.row(0)[0] - 128.0;
        return std::array{luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue};
    };
    const auto orange = converted(200, 100, 50);
    EXPECT_NEAR(orange[0], 213, 3);
    EXPECT_NEAR(orange[1], 94, 3);
    EXPECT_NEAR(orange[2], 31, 4);
    for (const double level : {0.0, 16.0, 77.0, 128.0, 200.0, 255.0})
        for (const double channel : converted(level, level, level))
            EXPECT_NEAR(channel, level, 2);
}

TEST(ColourTable, NothingToConvert) {
    EXPECT_FALSE(ColourTable::forProfile({}));
    EXPECT_FALSE(ColourTable::forProfile("no profile"));
    EXPECT_FALSE(ColourTable::forProfile(QByteArray(5'000, '\0')));
}

PhotoFacts factsOf(const test::PhotoOptions& options) {
    PhotoFacts facts;
    const QByteArray exif = test::exifStructure(options);
    readExif(bytesOf(exif), facts);
    return facts;
}

TEST(ExifFacts, TimeNeedsNoZone) {
    const PhotoFacts facts = factsOf({.offset = ""});
    EXPECT_EQ(facts.takenLocal, 1'721'068'205'000);
    EXPECT_FALSE(facts.takenAt);
    EXPECT_FALSE(facts.offsetMinutes);
}

TEST(ExifFacts, ZonesWestOfGreenwich) {
    const PhotoFacts facts = factsOf({.offset = "-09:45"});
    EXPECT_EQ(facts.offsetMinutes, -585);
    EXPECT_EQ(*facts.takenAt, *facts.takenLocal + 585 * 60'000);
}

TEST(ExifFacts, NonsenseReadsAsAbsent) {
    for (const char* taken : {"0000:00:00 00:00:00", "2024:13:01 00:00:00", "2024:02:30 00:00:00",
                              "9999:01:01 00:00:00", "2024:01:01 25:00:00", "hello", "    :  :     :  :  "})
        EXPECT_FALSE(factsOf({.taken = taken}).takenLocal) << taken;
    EXPECT_FALSE(parseOffset("+99:99"));
    EXPECT_FALSE(parseOffset("+15:00"));
    EXPECT_FALSE(parseOffset("2"));
    EXPECT_EQ(parseOffset("+14:00"), 840);
    EXPECT_EQ(parseOffset("Z"), 0);
    EXPECT_FALSE(factsOf({.latitude = 0, .longitude = 0}).latitude) << "a camera without a fix";
    EXPECT_EQ(parseLocalTime("1969:12:31 23:59:59"), -1'000);
}

TEST(ExifFacts, SouthAndWestAreNegative) {
    const PhotoFacts facts = factsOf({.latitude = -33.856784, .longitude = -70.5});
    EXPECT_NEAR(facts.latitude.value_or(0), -33.856784, 1e-5);
    EXPECT_NEAR(facts.longitude.value_or(0), -70.5, 1e-5);
}

TEST(ExifFacts, GpsTimeGivesTheZone) {
    test::TiffWriter gps;
    const auto rational = [](quint32 n) { return test::big32(n) + test::big32(1); };
    gps.raw(7, 5, 3, rational(16) + rational(27) + rational(50));
    gps.text(29, "2024:07:15");
    test::TiffWriter exif;
    exif.text(0x9003, "2024:07:15 18:30:05");
    test::TiffWriter top;
    top.directory(0x8769, exif);
    top.directory(0x8825, gps);
    PhotoFacts facts;
    const QByteArray file = "MM" + test::big16(42) + test::big32(8) + top.bytes(8);
    readExif(bytesOf(file), facts);
    EXPECT_EQ(facts.offsetMinutes, 120);
    EXPECT_EQ(facts.takenAt, 1'721'061'005'000);
}

TEST(ExifFacts, EveryTurnedByteIsSafe) { // I25
    const QByteArray whole = test::exifStructure({});
    for (qsizetype i = 0; i < whole.size(); ++i)
        for (const int mask : {0x01, 0x80, 0xff}) {
            QByteArray other = whole;
            other[i] = static_cast<char>(other[i] ^ mask);
            PhotoFacts facts;
            const int orientation = readExif(bytesOf(other), facts);
            EXPECT_TRUE(orientation >= 1 && orientation <= 8);
        }
    for (qsizetype size = 0; size < whole.size(); ++size) {
        PhotoFacts facts;
        const QByteArray cut = whole.left(size);
        readExif(bytesOf(cut), facts);
    }
}

TEST(ExifFacts, XmpFillsWhatExifLeavesOut) {
    PhotoFacts facts;
    const QByteArray packet =
        R"(<rdf:Description xmp:CreateDate="2020-02-29T10:00:00.5+01:00" GPano:ProjectionType="equirectangular"/>)";
    readXmp(bytesOf(packet), facts);
    EXPECT_EQ(facts.takenLocal, 1'582'970'400'000);
    EXPECT_EQ(facts.offsetMinutes, 60);
    EXPECT_TRUE(facts.panorama);
    EXPECT_FALSE(facts.motion);
}

int starsOf(int exifStars, const QByteArray& packet) {
    PhotoFacts facts;
    if (exifStars >= 0) {
        test::TiffWriter top;
        top.shortNumber(0x4746, exifStars);
        const QByteArray file = "MM" + test::big16(42) + test::big32(8) + top.bytes(8);
        readExif(bytesOf(file), facts);
    }
    readXmp(bytesOf(packet), facts);
    return facts.rating;
}

TEST(ExifFacts, StarsStandInExifOrXmp) {
    EXPECT_EQ(starsOf(-1, ""), 0);
    EXPECT_EQ(starsOf(4, ""), 4);
    EXPECT_EQ(starsOf(6, ""), 0) << "no such rating";
    EXPECT_EQ(starsOf(-1, R"(<rdf:Description xmp:Rating="3" xmp:Label="Red"/>)"), 3);
    EXPECT_EQ(starsOf(-1, "<xmp:Rating>5</xmp:Rating>"), 5);
    EXPECT_EQ(starsOf(-1, R"(<rdf:Description xap:Rating="2"/>)"), 2) << "as the name space was called once";
    EXPECT_EQ(starsOf(-1, R"(<rdf:Description xmp:Rating="4.0"/>)"), 4);
    for (const char* none : {"-1", "0", "", "7", "x", "99999999999999999999"})
        EXPECT_EQ(starsOf(-1, "<xmp:Rating>" + QByteArray(none) + "</xmp:Rating>"), 0) << none;
    EXPECT_EQ(starsOf(-1, R"(<rdf:Description MicrosoftPhoto:Rating="75"/>)"), 0) << "a percentage";
    EXPECT_EQ(starsOf(2, R"(<rdf:Description xmp:Rating="5"/>)"), 5) << "most programs write only there";
    EXPECT_EQ(starsOf(2, R"(<rdf:Description xmp:Rating="0"/>)"), 2) << "as cameras write it";
}

TEST(JpegOutline, ProfilesInManySegmentsComeTogether) {
    QByteArray profile(200'000, '\0');
    for (qsizetype i = 0; i < profile.size(); ++i)
        profile[i] = static_cast<char>(i * 7);
    const QByteArray file = test::jpegPhoto({.width = 16, .height = 16, .profile = profile});
    const auto outline = outlineJpeg(bytesOf(file));
    ASSERT_TRUE(outline);
    EXPECT_EQ(outline->profile, profile);
    EXPECT_TRUE(outline->ended);
    EXPECT_EQ(outline->scans, 1);
}

TEST(JpegOutline, CutFilesHaveNoEnd) {
    const QByteArray file = test::jpegPhoto({.progressive = true});
    const QByteArray cut = test::truncated(file, 0.9);
    EXPECT_GT(outlineJpeg(bytesOf(file))->scans, 5);
    EXPECT_FALSE(outlineJpeg(bytesOf(cut))->ended);
}

} // namespace

} // namespace parlor::server::media
