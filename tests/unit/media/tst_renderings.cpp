#include "tests/unit/media/poolfixture.h"

namespace parlor::server {

namespace {

using test::PhotoOptions;

/// One pool for all: a job leaves nothing behind that the next could see.
class RenderingsTest : public PoolFixture {
protected:
    static void SetUpTestSuite() { s_pool = new WorkerPool(options()); }

    static void TearDownTestSuite() {
        delete s_pool;
        s_pool = nullptr;
    }

    static Result<MediaResult> made(const QByteArray& file) { return process(*s_pool, file); }

    static inline WorkerPool* s_pool = nullptr;
};

testing::AssertionResult isBare(const MediaResult& result) {
    for (const MadeRendering& rendering : result.renderings)
        for (const QByteArray& marker : test::forbiddenMarkers())
            if (rendering.bytes.contains(marker))
                return testing::AssertionFailure()
                       << nameOf(rendering.kind).data() << " holds " << marker.constData();
    return testing::AssertionSuccess();
}

TEST_F(RenderingsTest, EveryOrientationComesOutUpright) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
        for (const bool progressive : {false, true}) {
            SCOPED_TRACE(orientation);
            const auto result =
                made(test::jpegPhoto({.orientation = orientation, .progressive = progressive}));
            ASSERT_TRUE(result) << result.error().detail.toStdString();
            EXPECT_EQ(result->facts.width, 640);
            EXPECT_EQ(result->facts.height, 480);
            EXPECT_FALSE(result->damaged);
            for (const MadeRendering& rendering : result->renderings)
                EXPECT_TRUE(isUpright(decoded(rendering.bytes)));
            EXPECT_EQ(renderingOf(*result, RenderingKind::Thumb)->height, 300);
            EXPECT_EQ(renderingOf(*result, RenderingKind::View)->width, 640) << "it must not be enlarged";
        }
    }
}

TEST_F(RenderingsTest, OrientationOutsideOfItsRangeIsUpright) {
    for (const int orientation : {9, 255, 65535}) {
        const auto result = made(test::jpegPhoto({.orientation = orientation}));
        ASSERT_TRUE(result);
        EXPECT_TRUE(isUpright(decoded(result->renderings.first().bytes)));
    }
}

TEST_F(RenderingsTest, EveryFormatIsUprightAndBare) {
    const PhotoOptions turned{
        .orientation = 6, .xmp = test::motionXmp(), .profile = test::displayP3Profile()};

    struct Case {
        const char* name;
        QByteArray file;
        const char* mimeType;
    };

    const QList<Case> cases{
        {"jpeg", test::jpegPhoto(turned), "image/jpeg"},
        {"png", test::pngPhoto({.profile = test::displayP3Profile()}), "image/png"},
        {"png 16", test::pngPhoto({.sixteenBit = true}), "image/png"},
        {"png interlaced", test::pngPhoto({.interlaced = true}), "image/png"},
        {"webp", test::webpPhoto(turned), "image/webp"},
        {"tiff", test::tiffPhoto({.orientation = 8}), "image/tiff"},
        {"gif", test::gifPhoto(), "image/gif"},
        {"heic", test::heicPhoto(), "image/heic"},
        {"avif", test::avifPhoto(), "image/avif"},
        {"cmyk", test::jpegPhoto({.orientation = 5, .cmyk = true}), "image/jpeg"},
    };
    for (const Case& one : cases) {
        SCOPED_TRACE(one.name);
        ASSERT_FALSE(one.file.isEmpty());
        EXPECT_TRUE(one.file.contains("Marker") || one.file.startsWith("GIF")) << "nothing to look for";
        const auto result = made(one.file);
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_EQ(result->facts.mimeType, one.mimeType);
        EXPECT_EQ(result->facts.width, 640);
        EXPECT_EQ(result->facts.height, 480);
        EXPECT_FALSE(result->damaged);
        EXPECT_TRUE(isBare(*result));
        EXPECT_FALSE(result->placeholder.isEmpty());
        ASSERT_EQ(result->renderings.size(), 2);
        for (const MadeRendering& rendering : result->renderings)
            EXPECT_TRUE(isUpright(decoded(rendering.bytes)));
    }
}

TEST_F(RenderingsTest, EverySubsamplingTakesItsWay) {
    for (const char* subsampling : {"444", "422", "440", "411", "410", "odd"}) {
        SCOPED_TRACE(subsampling);
        const auto result = made(
            test::jpegPhoto({.width = 641, .height = 479, .orientation = 7, .subsampling = subsampling}));
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_EQ(result->facts.width, 641);
        EXPECT_TRUE(isUpright(decoded(result->renderings.first().bytes)));
    }
}

TEST_F(RenderingsTest, GreyStaysGrey) {
    const auto result = made(test::jpegPhoto({.grey = true}));
    ASSERT_TRUE(result);
    const Pixels pixels = decoded(renderingOf(*result, RenderingKind::View)->bytes);
    const auto red = pixels.at(0.1, 0.1);
    EXPECT_NEAR(red[0], 80, 8);
    EXPECT_NEAR(red[0], red[2], 4);
}

TEST_F(RenderingsTest, WideColoursBecomeSrgb) {
    // The red corner, 220 20 20 of Display P3, is more red than sRGB can be.
    for (const QByteArray& file : {test::jpegPhoto({.profile = test::displayP3Profile(), .quality = 98}),
                                   test::pngPhoto({.profile = test::displayP3Profile()})}) {
        const auto result = made(file);
        ASSERT_TRUE(result);
        const auto red = decoded(renderingOf(*result, RenderingKind::View)->bytes).at(0.1, 0.1);
        EXPECT_NEAR(red[0], 240, 5);
        EXPECT_LE(red[1], 6);
        EXPECT_LE(red[2], 12);
    }
    const auto untagged = made(test::jpegPhoto({.quality = 98}));
    ASSERT_TRUE(untagged);
    EXPECT_NEAR(decoded(renderingOf(*untagged, RenderingKind::View)->bytes).at(0.1, 0.1)[0], 220, 4);
}

TEST_F(RenderingsTest, TransparencyIsKeptInTheViewAndWhiteInTheThumb) {
    const auto result = made(test::pngPhoto({.seeThrough = true}));
    ASSERT_TRUE(result);
    EXPECT_TRUE(renderingOf(*result, RenderingKind::View)->bytes.contains("ALPH"));
    const auto right = decoded(renderingOf(*result, RenderingKind::Thumb)->bytes).at(0.7, 0.5);
    EXPECT_GT(int(right[0]) + right[1] + right[2], 3 * 245);
}

TEST_F(RenderingsTest, OwnersRotationComesOnTop) {
    for (const QByteArray& file :
         {test::jpegPhoto({.orientation = 6}), test::webpPhoto({.orientation = 6})}) {
        MediaJob job = jobOf(file, {RenderingKind::Thumb, RenderingKind::View, RenderingKind::Full});
        job.rotation = 90;
        const auto result = test::await(s_pool->process(job));
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_EQ(result->facts.width, 480);
        EXPECT_EQ(result->facts.height, 640);
        for (const MadeRendering& rendering : result->renderings) {
            const Pixels pixels = decoded(rendering.bytes);
            EXPECT_EQ(pixels.width, rendering.width);
            EXPECT_EQ(pixels.height, rendering.height);
            // What was bottom left, blue, is now top left; what was top left, red, is top right.
            EXPECT_GT(pixels.at(0.1, 0.1)[2], 180);
            EXPECT_GT(pixels.at(0.9, 0.1)[0], 180);
            EXPECT_LT(pixels.at(0.9, 0.1)[2], 60);
        }
    }
}

TEST_F(RenderingsTest, GridAndFullAreJpegsOfTheirSize) {
    const PhotoOptions large{
        .width = 2600, .height = 1950, .orientation = 8, .profile = test::displayP3Profile()};
    PhotoOptions sharp = large;
    sharp.subsampling = "422";
    for (const QByteArray& file : {test::jpegPhoto(large), test::jpegPhoto(sharp), test::webpPhoto(large),
                                   test::pngPhoto({.width = 2600, .height = 1950})}) {
        const auto result =
            test::await(s_pool->process(jobOf(file, {RenderingKind::Grid, RenderingKind::Full})));
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_TRUE(isBare(*result));
        ASSERT_EQ(result->renderings.size(), 2);
        EXPECT_EQ(renderingOf(*result, RenderingKind::Grid)->width, 800);
        EXPECT_EQ(renderingOf(*result, RenderingKind::Full)->width, 2600);
        EXPECT_EQ(renderingOf(*result, RenderingKind::Full)->height, 1950);
        for (const MadeRendering& rendering : result->renderings) {
            EXPECT_EQ(rendering.mimeType, "image/jpeg");
            const Pixels pixels = decoded(rendering.bytes);
            EXPECT_EQ(pixels.width, rendering.width);
            EXPECT_TRUE(isUpright(pixels));
        }
    }
}

TEST_F(RenderingsTest, SizesKeepTheShape) {
    struct Case {
        int width, height;
        int thumbWidth, thumbHeight, viewWidth, viewHeight;
    };

    for (const Case& one :
         {Case{1, 1, 1, 1, 1, 1}, Case{7, 5, 7, 5, 7, 5}, Case{300, 3000, 160, 1600, 205, 2048},
          Case{4000, 40, 400, 4, 2048, 20}, Case{16, 2000, 13, 1600, 16, 2000}}) {
        SCOPED_TRACE(testing::Message() << one.width << " x " << one.height);
        for (const QByteArray& file : {test::jpegPhoto({.width = one.width, .height = one.height}),
                                       test::pngPhoto({.width = one.width, .height = one.height})}) {
            const auto result = made(file);
            ASSERT_TRUE(result) << result.error().detail.toStdString();
            const MadeRendering* thumb = renderingOf(*result, RenderingKind::Thumb);
            const MadeRendering* view = renderingOf(*result, RenderingKind::View);
            EXPECT_EQ(thumb->width, one.thumbWidth);
            EXPECT_EQ(thumb->height, one.thumbHeight);
            EXPECT_EQ(view->width, one.viewWidth);
            EXPECT_EQ(view->height, one.viewHeight);
            EXPECT_EQ(decoded(thumb->bytes).height, one.thumbHeight);
        }
    }
}

TEST_F(RenderingsTest, FactsOnlyTouchesNoPixels) {
    const auto result = test::await(s_pool->process(jobOf(test::jpegPhoto({.xmp = test::motionXmp()}), {})));
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->renderings.isEmpty());
    EXPECT_TRUE(result->placeholder.isEmpty());
    EXPECT_EQ(result->facts.make, u"ParlorMakeMarker"_qs);
    EXPECT_TRUE(result->facts.motion);
}

TEST_F(RenderingsTest, VideosBehindAPictureAreSeen) {
    const auto with =
        made(test::jpegPhoto() + QByteArray(50'000, 'v') + "MotionPhoto_Data" + QByteArray(50'000, 'v'));
    const auto without = made(test::jpegPhoto() + QByteArray(50'000, 'v'));
    ASSERT_TRUE(with && without);
    EXPECT_TRUE(with->facts.motion);
    EXPECT_FALSE(without->facts.motion);
    EXPECT_FALSE(with->damaged);
}

TEST_F(RenderingsTest, FactsComeFromEveryFormat) {
    const PhotoOptions options{.subSeconds = "25"};
    for (const QByteArray& file : {test::jpegPhoto(options), test::webpPhoto(options),
                                   test::heicPhoto(options), test::pngPhoto(options)}) {
        const auto result = made(file);
        ASSERT_TRUE(result);
        const PhotoFacts& facts = result->facts;
        SCOPED_TRACE(facts.mimeType.constData());
        EXPECT_EQ(facts.make, u"ParlorMakeMarker"_qs);
        EXPECT_EQ(facts.model, u"ParlorModelMarker"_qs);
        EXPECT_EQ(facts.lens, u"ParlorLensMarker"_qs);
        EXPECT_EQ(facts.iso, 400);
        EXPECT_NEAR(facts.exposureSeconds.value_or(0), 0.004, 1e-9);
        EXPECT_NEAR(facts.fNumber.value_or(0), 1.8, 1e-9);
        EXPECT_NEAR(facts.focalLengthMm.value_or(0), 26, 1e-9);
        EXPECT_NEAR(facts.latitude.value_or(0), 48.137154, 1e-5);
        EXPECT_NEAR(facts.longitude.value_or(0), 11.576124, 1e-5);
        EXPECT_NEAR(facts.altitude.value_or(0), 519.5, 1e-6);
        EXPECT_EQ(facts.takenLocal, 1'721'068'205'250);
        EXPECT_EQ(facts.takenAt, 1'721'061'005'250);
        EXPECT_EQ(facts.offsetMinutes, 120);
    }
}

TEST_F(RenderingsTest, PerceptualHashSurvivesRecompression) {
    const auto first = made(test::jpegPhoto());
    const auto again = made(test::jpegPhoto({.width = 1280, .height = 960, .quality = 60, .seed = 9}));
    const auto grey = made(test::jpegPhoto({.orientation = 0, .grey = true}));
    const auto other = made(test::jpegPhoto({.orientation = 3, .exif = false})); // upside down
    ASSERT_TRUE(first && again && grey && other);
    EXPECT_LE(std::popcount(first->facts.perceptualHash ^ again->facts.perceptualHash), 4);
    EXPECT_GT(std::popcount(first->facts.perceptualHash ^ other->facts.perceptualHash), 4)
        << "another picture";
    EXPECT_NE(first->facts.perceptualHash, 0U);
    EXPECT_NE(grey->facts.perceptualHash, 0U);
}

} // namespace

} // namespace parlor::server
