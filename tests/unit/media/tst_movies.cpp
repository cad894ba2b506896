// Videos: known by their first bytes, measured by their header, never decoded; and those that belong to a
// photo.
#include "server/media/worker/pictures/mp4boxes.h"
#include "tests/support/samplemovies.h"
#include "tests/unit/media/poolfixture.h"

namespace parlor::server {

namespace {

using test::MovieOptions;

class Movies : public PoolFixture {
protected:
    static void SetUpTestSuite() { s_pool = new WorkerPool(options()); }

    static void TearDownTestSuite() {
        delete s_pool;
        s_pool = nullptr;
    }

    static Result<MediaResult> made(const QByteArray& file) { return process(*s_pool, file); }

    static PhotoFacts factsOf(const QByteArray& file) {
        const auto result = made(file);
        EXPECT_TRUE(result) << (result ? "" : result.error().detail.toStdString());
        if (result) {
            EXPECT_TRUE(result->renderings.isEmpty()) << "nothing is made of a video";
        }
        return result ? result->facts : PhotoFacts();
    }

    static inline WorkerPool* s_pool = nullptr;
};

TEST_F(Movies, SayTheirSizeDurationTimeAndPlace) {
    for (const bool last : {false, true})
        for (const bool wide : {false, true}) {
            const PhotoFacts facts = factsOf(test::mp4Movie({.headerLast = last, .wideSizes = wide}));
            EXPECT_EQ(facts.mimeType, "video/mp4");
            EXPECT_TRUE(facts.isVideo());
            EXPECT_EQ(facts.width, 1920);
            EXPECT_EQ(facts.height, 1080);
            EXPECT_EQ(facts.durationMs, 2'900);
            EXPECT_EQ(facts.takenAt, 1'721'061'005'000);
        }
    const PhotoFacts apple = factsOf(test::mp4Movie({.sideways = true,
                                                     .brand = "qt  ",
                                                     .creationDate = "2024-07-15T18:30:05+0200",
                                                     .contentId = "0A1B2C3D-1111-2222-3333-444455556666",
                                                     .place = "+48.1372+011.5761+519.500/"}));
    EXPECT_EQ(apple.mimeType, "video/quicktime");
    EXPECT_EQ(apple.width, 1920) << "as it is to be seen";
    EXPECT_EQ(apple.takenLocal, 1'721'068'205'000);
    EXPECT_EQ(apple.offsetMinutes, 120);
    EXPECT_EQ(apple.takenAt, 1'721'061'005'000);
    EXPECT_EQ(apple.contentId, "0A1B2C3D-1111-2222-3333-444455556666");
    EXPECT_EQ(apple.make, u"ParlorMakeMarker"_qs);
    EXPECT_NEAR(apple.latitude.value_or(0), 48.1372, 1e-9);
    EXPECT_NEAR(apple.altitude.value_or(0), 519.5, 1e-9);
    EXPECT_EQ(factsOf(test::mp4Movie({.brand = "3gp4"})).mimeType, "video/3gpp");
}

TEST_F(Movies, OfMatroska) {
    const PhotoFacts webm = factsOf(test::matroskaMovie({.date = 742'755'005LL * 1'000'000'000}));
    EXPECT_EQ(webm.mimeType, "video/webm");
    EXPECT_EQ(webm.width, 1280);
    EXPECT_EQ(webm.height, 720);
    EXPECT_EQ(webm.durationMs, 61'500);
    EXPECT_EQ(webm.takenAt, (978'307'200LL + 742'755'005LL) * 1'000);
    EXPECT_EQ(factsOf(test::matroskaMovie({.docType = "matroska"})).mimeType, "video/x-matroska");
}

TEST_F(Movies, WhatHasNoPicturesIsNone) {
    EXPECT_EQ(made(test::mp4Movie({.pictures = false})).error().code, ErrorCode::UnsupportedType);
    EXPECT_FALSE(made(test::matroskaMovie({.pictures = false})));
    EXPECT_FALSE(made(test::mp4Movie({.width = 0})));
    EXPECT_EQ(made(test::box("ftyp", "isom")).error().code, ErrorCode::BadImage) << "no header";
}

TEST_F(Movies, CutAndTurnedOnesAreAnswered) {
    WorkerPoolOptions lasting = options();
    lasting.jobsPerWorker = 10'000;
    WorkerPool pool(lasting);
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const QList<qint64> workers = pool.workers();
    for (const QByteArray& file :
         {test::mp4Movie({.place = "+48.1-011.5/", .headerLast = true}), test::matroskaMovie()}) {
        for (int part = 1; part < 16; ++part)
            (void)process(pool, test::truncated(file, part / 16.0));
        for (qsizetype i = 0; i < std::min<qsizetype>(file.size(), 700); i += 3) {
            QByteArray turned = file;
            turned[i] = static_cast<char>(turned[i] ^ 0xff);
            (void)process(pool, turned);
        }
    }
    EXPECT_EQ(pool.workers(), workers) << "none of them may end a worker";
}

TEST_F(Movies, LargerThanAPictureMayBeIsReadInPieces) {
    // Sparse: two numbers and a hole.
    const QByteArray head = test::mp4Movie({.dataBytes = 0});
    constexpr qint64 hole = 1LL << 31;
    MediaJob job =
        jobOf(head.chopped(8) + test::box("mdat", {}).replace(0, 4, QByteArray("\x7f\xff\xff\xff", 4)));
    ASSERT_EQ(::ftruncate(*job.descriptor, hole), 0);
    job.size = hole;
    const auto result = test::await(s_pool->process(job));
    ASSERT_TRUE(result) << result.error().detail.toStdString();
    EXPECT_EQ(result->facts.durationMs, 2'900);
    MediaJob picture = jobOf(test::jpegPhoto());
    ASSERT_EQ(::ftruncate(*picture.descriptor, hole), 0);
    picture.size = hole;
    EXPECT_FALSE(test::await(s_pool->process(picture))) << "no picture is that large";
}

TEST_F(Movies, InAPhotoAreFoundWhereTheyAre) {
    const QByteArray movie = test::mp4Movie({.durationMs = 1'500});
    const QByteArray picture = test::jpegPhoto();
    const QByteArray samsung = picture + "junk" + "MotionPhoto_Data" + movie + "SEFH1234";

    struct Case {
        const char* name;
        QByteArray file;
        qint64 offset;
    };

    const QByteArray google = test::jpegPhoto({.xmp = test::containerXmp(movie.size())});
    const QByteArray older = test::jpegPhoto({.xmp = test::microVideoXmp(movie.size())});
    const QByteArray heic = test::heicPhoto() + test::box("mpvd", movie);
    const Case cases[] = {{"container", google + movie, google.size()},
                          {"micro video", older + movie, older.size()},
                          {"samsung", samsung, picture.size() + 20},
                          {"heic", heic, heic.size() - movie.size()}};
    for (const Case& one : cases) {
        SCOPED_TRACE(one.name);
        const auto result = made(one.file);
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_TRUE(result->facts.motion);
        EXPECT_EQ(result->facts.motionOffset, one.offset);
        EXPECT_EQ(result->facts.motionBytes, movie.size());
        EXPECT_EQ(result->facts.durationMs, 1'500);
        EXPECT_TRUE(isUpright(decoded(result->renderings.first().bytes)));
    }
    for (const qsizetype lie : {qsizetype(0), qsizetype(7), movie.size() + 1, qsizetype(1) << 40}) {
        const auto result = made(test::jpegPhoto({.xmp = test::containerXmp(lie)}) + movie);
        ASSERT_TRUE(result);
        EXPECT_EQ(result->facts.motionBytes, 0) << lie;
    }
}

} // namespace

} // namespace parlor::server
