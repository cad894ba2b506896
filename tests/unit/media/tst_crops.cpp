// What a crop leaves of a picture: where it lies in what is stored, and in every rendering.
#include "server/media/worker/pictures/jpegoutline.h"
#include "server/media/worker/pictures/jpegroute.h"
#include "server/media/worker/pictures/storedpart.h"
#include "tests/unit/media/poolfixture.h"

#include <algorithm>
#include <map>

namespace parlor::server {

namespace {

using media::Bytes;
using media::cutFrom;
using media::Orientation;
using media::PixelRect;
using media::PixelSize;
using media::Plane;
using media::storedPart;
using test::PhotoOptions;

PhotoCrop crop(int x, int y, int width, int height) {
    return PhotoCrop::from(x, y, width, height).value_or(PhotoCrop());
}

TEST(StoredPart, TheWholeIsTheWhole) {
    for (const PixelSize size : {PixelSize{1, 1}, {7, 5}, {4032, 3024}, {30'000, 1}})
        for (int tag = 1; tag <= 8; ++tag)
            EXPECT_EQ(storedPart({}, size, Orientation::fromExif(tag)), PixelRect::all(size)) << tag;
}

TEST(StoredPart, FollowsTheOrientation) {
    // The top left of what is to be seen, 40 × 20 of 100 × 80, where it lies in what is stored.
    const PhotoCrop topLeft = crop(0, 0, 4'000, 2'500);
    const std::array<PixelRect, 8> wanted{{{0, 0, 40, 20},
                                           {60, 0, 40, 20},
                                           {60, 60, 40, 20},
                                           {0, 60, 40, 20}, // 100 × 80
                                           {0, 0, 20, 40},
                                           {0, 60, 20, 40},
                                           {60, 60, 20, 40},
                                           {60, 0, 20, 40}}}; // 80 × 100
    for (int tag = 1; tag <= 8; ++tag) {
        const PixelSize stored = tag < 5 ? PixelSize{100, 80} : PixelSize{80, 100};
        EXPECT_EQ(storedPart(topLeft, stored, Orientation::fromExif(tag)),
                  wanted.at(static_cast<std::size_t>(tag - 1)))
            << tag;
    }
}

TEST(StoredPart, IsNeverEmptyNorOutsideAndBeginsEven) {
    for (const int width : {1, 2, 3, 7, 30, 641, 30'000})
        for (const int height : {1, 2, 5, 480})
            for (const PhotoCrop& some : {crop(0, 0, 100, 100), crop(9'900, 9'900, 100, 100),
                                          crop(4'999, 3'333, 5'001, 101), crop(1, 1, 9'998, 9'998)})
                for (int tag = 1; tag <= 8; ++tag) {
                    const PixelRect part = storedPart(some, {width, height}, Orientation::fromExif(tag));
                    EXPECT_TRUE(part.left >= 0 && part.top >= 0 && part.width > 0 && part.height > 0);
                    EXPECT_LE(part.left + part.width, width);
                    EXPECT_LE(part.top + part.height, height);
                    EXPECT_EQ(part.left % 2 + part.top % 2, 0);
                }
}

TEST(StoredPart, ShowsNothingBesideTheCrop) {
    const PixelRect part = storedPart(crop(3'333, 5'001, 3'334, 1'001), {1'001, 999}, Orientation());
    EXPECT_GE(part.left, 333);
    EXPECT_LE(part.left + part.width, 668);
    EXPECT_GE(part.top, 499);
    EXPECT_LE(part.top + part.height, 601);
}

TEST(StoredPart, SamplesAreCutOutOfAPlane) {
    Plane plane(70, 9);
    for (int y = 0; y < plane.height; ++y)
        for (int x = 0; x < plane.width; ++x)
            plane.row(y)[x] = static_cast<std::uint8_t>(x + 10 * y);
    const Plane part = cutFrom(plane, {65, 7, 5, 2});
    ASSERT_EQ(part.width, 5);
    ASSERT_EQ(part.height, 2);
    EXPECT_EQ(part.row(0)[0], 65 + 70);
    EXPECT_EQ(part.row(1)[4], 69 + 80);
}

class CropsTest : public PoolFixture {
protected:
    static void SetUpTestSuite() { s_pool = new WorkerPool(options()); }

    static void TearDownTestSuite() {
        delete s_pool;
        s_pool = nullptr;
    }

    static Result<MediaResult> made(const QByteArray& file, const PhotoCrop& shown, int rotation = 0,
                                    QList<RenderingKind> kinds = {RenderingKind::Thumb, RenderingKind::View,
                                                                  RenderingKind::Full}) {
        MediaJob job = jobOf(file, std::move(kinds));
        job.crop = shown;
        job.rotation = rotation;
        return test::await(s_pool->process(job));
    }

    static inline WorkerPool* s_pool = nullptr;
};

/// Of the colours of a sample's corners.
bool isColour(const std::array<std::uint8_t, 3>& pixel, const char* colour) {
    const QByteArrayView name(colour);
    const bool light[] = {name == "red" || name == "white", name == "green" || name == "white",
                          name == "blue" || name == "white"};
    for (std::size_t c = 0; c < 3; ++c)
        if (light[c] ? pixel[c] < 110 : pixel[c] > 90)
            return false;
    return true;
}

struct Turned {
    const char* from; ///< the colour at the middle of the upper edge, or of the left one
    const char* to;   ///< at the other end
    bool upright;     ///< one stands above the other
};

void expectTurned(const MediaResult& result, int rotation) {
    // The left quarter of the picture: red over blue, 160 × 480 before it is turned.
    static const std::map<int, Turned> table{{0, {"red", "blue", true}},
                                             {90, {"blue", "red", false}},
                                             {180, {"blue", "red", true}},
                                             {270, {"red", "blue", false}}};
    const Turned& wanted = table.at(rotation);
    EXPECT_EQ(result.facts.width, wanted.upright ? 160 : 480);
    EXPECT_EQ(result.facts.height, wanted.upright ? 480 : 160);
    ASSERT_EQ(result.renderings.size(), 3);
    for (const MadeRendering& rendering : result.renderings) {
        SCOPED_TRACE(nameOf(rendering.kind).data());
        const Pixels pixels = decoded(rendering.bytes);
        EXPECT_EQ(pixels.width, rendering.width);
        EXPECT_EQ(pixels.height, rendering.height);
        if (rendering.kind != RenderingKind::Thumb) {
            EXPECT_EQ(pixels.width, result.facts.width);
        }
        for (const double across : {0.1, 0.5, 0.9}) {
            const auto first = wanted.upright ? pixels.at(across, 0.1) : pixels.at(0.1, across);
            const auto last = wanted.upright ? pixels.at(across, 0.9) : pixels.at(0.9, across);
            EXPECT_TRUE(isColour(first, wanted.from)) << across;
            EXPECT_TRUE(isColour(last, wanted.to)) << across;
        }
    }
}

TEST_F(CropsTest, EveryOrientationWithEveryRotation) {
    for (int orientation = 1; orientation <= 8; ++orientation)
        for (const int rotation : {0, 90, 180, 270}) {
            SCOPED_TRACE(testing::Message() << orientation << ", turned " << rotation);
            const auto result =
                made(test::jpegPhoto({.orientation = orientation}), crop(0, 0, 2'500, 10'000), rotation);
            ASSERT_TRUE(result) << result.error().detail.toStdString();
            expectTurned(*result, rotation);
        }
}

TEST_F(CropsTest, EveryWayThatPicturesTake) {
    const PhotoOptions turned{.orientation = 6, .profile = test::displayP3Profile()};

    struct Case {
        const char* name;
        QByteArray file;
    };

    for (const Case& one :
         {Case{"jpeg", test::jpegPhoto(turned)}, Case{"progressive", test::jpegPhoto({.progressive = true})},
          Case{"444", test::jpegPhoto({.orientation = 7, .subsampling = "444"})},
          Case{"422", test::jpegPhoto({.orientation = 7, .subsampling = "422"})},
          Case{"440", test::jpegPhoto({.orientation = 7, .subsampling = "440"})},
          Case{"411", test::jpegPhoto({.orientation = 7, .subsampling = "411"})},
          Case{"odd", test::jpegPhoto({.orientation = 7, .subsampling = "odd"})},
          Case{"cmyk", test::jpegPhoto({.orientation = 5, .cmyk = true})},
          Case{"png", test::pngPhoto({.profile = test::displayP3Profile()})},
          Case{"png 16", test::pngPhoto({.sixteenBit = true})},
          Case{"png interlaced", test::pngPhoto({.interlaced = true})}, Case{"webp", test::webpPhoto(turned)},
          Case{"webp mirrored", test::webpPhoto({.orientation = 5})},
          Case{"tiff", test::tiffPhoto({.orientation = 8})}, Case{"gif", test::gifPhoto()},
          Case{"heic", test::heicPhoto()}, Case{"avif", test::avifPhoto()}}) {
        SCOPED_TRACE(one.name);
        for (const int rotation : {0, 90}) {
            const auto result = made(one.file, crop(0, 0, 2'500, 10'000), rotation);
            ASSERT_TRUE(result) << result.error().detail.toStdString();
            expectTurned(*result, rotation);
            for (const MadeRendering& rendering : result->renderings)
                for (const QByteArray& marker : test::forbiddenMarkers())
                    EXPECT_FALSE(rendering.bytes.contains(marker)) << marker.constData();
        }
    }
}

TEST_F(CropsTest, AViewHasAllThePixelsThatAreThere) {
    const PhotoOptions large{.width = 4000, .height = 3000, .orientation = 6};
    for (const QByteArray& file :
         {test::jpegPhoto(large), test::webpPhoto(large), test::pngPhoto({.width = 4000, .height = 3000})}) {
        const auto result =
            made(file, crop(2'500, 2'500, 5'000, 5'000), 0,
                 {RenderingKind::Thumb, RenderingKind::Grid, RenderingKind::View, RenderingKind::Full});
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_EQ(result->facts.width, 2000);
        EXPECT_EQ(result->facts.height, 1500);
        EXPECT_FALSE(result->facts.panorama);
        const QList<int> widths{400, 800, 2000, 2000};
        for (qsizetype i = 0; i < widths.size(); ++i) {
            EXPECT_EQ(result->renderings.at(i).width, widths.at(i));
            EXPECT_EQ(decoded(result->renderings.at(i).bytes).width, widths.at(i));
        }
    }
}

TEST_F(CropsTest, AScaledDecoderIsAskedForEnough) {
    const QByteArray file = test::jpegPhoto({.width = 4000, .height = 3000});
    const Bytes bytes(reinterpret_cast<const std::uint8_t*>(file.constData()),
                      static_cast<std::size_t>(file.size()));
    const auto outline = media::outlineJpeg(bytes);
    ASSERT_TRUE(outline);
    const PixelRect part = storedPart(crop(1'000, 1'000, 2'500, 2'500), {4000, 3000}, Orientation());
    const auto view = media::pictureFromJpeg(bytes, *outline, part, {}, false);
    const auto whole = media::pictureFromJpeg(bytes, *outline, part, {}, true); // decodes at original size
    ASSERT_TRUE(view && whole);
    ASSERT_EQ(view->planes.y.width, 1000);
    ASSERT_EQ(whole->planes.y.width, 1000);
    for (int y = 0; y < view->planes.y.height; ++y)
        ASSERT_TRUE(std::equal(view->planes.y.row(y), view->planes.y.row(y) + 1000, whole->planes.y.row(y)));
    const auto half = storedPart(crop(0, 0, 10'000, 9'000), {4000, 3000}, Orientation());
    const auto scaled = media::pictureFromJpeg(bytes, *outline, half, {}, false);
    ASSERT_TRUE(scaled);
    EXPECT_EQ(scaled->planes.y.width, media::viewSide);
    EXPECT_EQ(scaled->planes.u.width, media::viewSide / 2);
}

/// A scaled copy has no sample at most places where a crop may begin.
TEST_F(CropsTest, ScaledPlanesAreCutBetweenTheirSamples) {
    Plane luma(500, 40); // of 1 333 px: 3/8
    for (int y = 0; y < luma.height; ++y)
        for (int x = 0; x < luma.stride; ++x)
            luma.row(y)[x] = static_cast<std::uint8_t>(std::clamp(3 * (x - 120), 0, 255));
    media::Planes planes{std::move(luma), Plane(250, 20), Plane(250, 20)};
    for (Plane* plane : {&planes.u, &planes.v})
        for (int y = 0; y < plane->height; ++y)
            std::fill_n(plane->row(y), plane->stride, std::uint8_t(128));
    const PixelRect part{338, 0, 200, 100}; // from the 126.75th sample on
    const auto picture = media::pictureFromPlanes(planes, part, {}, nullptr, 3.0 / 8);
    ASSERT_EQ(picture.planes.y.width, 200);
    for (int x = 10; x < 190; ++x) {
        const double stored = part.left + x + 0.5;
        const double full = 3 * (stored * 3 / 8 - 0.5 - 120);
        EXPECT_NEAR(picture.planes.y.row(50)[x], 16 + full * 219 / 255, 1) << x;
    }
}

TEST_F(CropsTest, TheSmallestPicturesHaveAPixelLeft) {
    for (const auto& [width, height] : {std::pair{1, 1}, {2, 1}, {7, 5}, {9, 200}, {16, 2000}})
        for (const PhotoCrop& some :
             {crop(0, 0, 100, 100), crop(9'900, 9'900, 100, 100), crop(4'950, 0, 100, 10'000)})
            for (const QByteArray& file :
                 {test::jpegPhoto({.width = width, .height = height}),
                  test::jpegPhoto({.width = width, .height = height, .orientation = 6}),
                  test::pngPhoto({.width = width, .height = height}),
                  test::webpPhoto({.width = width, .height = height})}) {
                SCOPED_TRACE(testing::Message() << width << " x " << height << ", " << some.x());
                const auto result = made(
                    file, some, 90,
                    {RenderingKind::Thumb, RenderingKind::Grid, RenderingKind::View, RenderingKind::Full});
                ASSERT_TRUE(result) << result.error().detail.toStdString();
                EXPECT_GE(result->facts.width, 1);
                EXPECT_GE(result->facts.height, 1);
                ASSERT_EQ(result->renderings.size(), 4);
                const Pixels full = decoded(renderingOf(*result, RenderingKind::Full)->bytes);
                EXPECT_EQ(full.width, result->facts.width);
                EXPECT_EQ(full.height, result->facts.height);
                EXPECT_LE(result->placeholder.size(), 25);
            }
}

TEST_F(CropsTest, ThePlaceholderAndTheHashAreOfWhatIsShown) {
    const QByteArray file = test::jpegPhoto();
    const auto whole = made(file, {});
    const auto part = made(file, crop(0, 0, 2'500, 10'000));
    ASSERT_TRUE(whole && part);
    EXPECT_NE(whole->placeholder, part->placeholder);
    EXPECT_NE(whole->facts.perceptualHash, part->facts.perceptualHash);
    EXPECT_EQ(part->facts.make, whole->facts.make);
    EXPECT_FALSE(part->facts.panorama) << "a narrow part is no panorama";
}

} // namespace

} // namespace parlor::server
