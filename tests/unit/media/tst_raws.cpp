// Cameras' own files: shown by the picture that the camera has put in, or refused; never by what lies
// outside.
#include "server/media/worker/pictures/rawpreview.h"
#include "tests/support/sampleraws.h"
#include "tests/unit/media/poolfixture.h"

namespace parlor::server {

namespace {

using test::RawKind;

struct Row {
    const char* name;
    RawKind kind;
    const char* mimeType;
};

class Raws : public PoolFixture, public testing::WithParamInterface<Row> {
protected:
    static void SetUpTestSuite() { s_pool = new WorkerPool(options()); }

    static void TearDownTestSuite() {
        delete s_pool;
        s_pool = nullptr;
    }

    static inline WorkerPool* s_pool = nullptr;
};

TEST_P(Raws, AreShownByTheirLargestPreview) {
    for (const int orientation : {1, 6, 8}) {
        SCOPED_TRACE(orientation);
        const auto result = process(*s_pool, test::rawPhoto(GetParam().kind, {.orientation = orientation}));
        ASSERT_TRUE(result) << result.error().detail.toStdString();
        EXPECT_EQ(result->facts.mimeType, GetParam().mimeType);
        const bool silent = GetParam().kind == RawKind::Rw2; // ours says nothing about how it lies
        if (silent && orientation != 1)
            continue;
        EXPECT_EQ(result->facts.width, 640);
        EXPECT_EQ(result->facts.height, 480);
        ASSERT_EQ(result->renderings.size(), 2);
        for (const MadeRendering& rendering : result->renderings)
            EXPECT_TRUE(isUpright(decoded(rendering.bytes)));
    }
}

INSTANTIATE_TEST_SUITE_P(Makers, Raws,
                         testing::Values(Row{"Dng", RawKind::Dng, "image/x-adobe-dng"},
                                         Row{"Cr2", RawKind::Cr2, "image/x-canon-cr2"},
                                         Row{"Cr3", RawKind::Cr3, "image/x-canon-cr3"},
                                         Row{"Nef", RawKind::Nef, "image/x-nikon-nef"},
                                         Row{"Arw", RawKind::Arw, "image/x-sony-arw"},
                                         Row{"Raf", RawKind::Raf, "image/x-fuji-raf"},
                                         Row{"Rw2", RawKind::Rw2, "image/x-panasonic-rw2"},
                                         Row{"Orf", RawKind::Orf, "image/x-olympus-orf"},
                                         Row{"Pef", RawKind::Pef, "image/x-dcraw"}),
                         [](const auto& row) { return std::string(row.param.name); });

class RawFiles : public PoolFixture {};

TEST_F(RawFiles, SayWhenAndWithWhat) {
    WorkerPool pool(options());
    const auto result = process(pool, test::rawPhoto(RawKind::Dng));
    ASSERT_TRUE(result) << result.error().detail.toStdString();
    EXPECT_EQ(result->facts.make, u"ParlorMakeMarker"_qs);
    EXPECT_EQ(result->facts.takenLocal, 1'721'068'205'000);
    EXPECT_EQ(result->facts.offsetMinutes, 120);
    for (const MadeRendering& rendering : result->renderings)
        EXPECT_FALSE(rendering.bytes.contains("ParlorMakeMarker"));
}

TEST_F(RawFiles, WithoutAPreviewTheyAreTheTiffTheyLookLike) {
    WorkerPool pool(options());
    const auto result = process(pool, test::plainDng());
    ASSERT_TRUE(result) << result.error().detail.toStdString();
    EXPECT_EQ(result->facts.mimeType, "image/x-adobe-dng");
    EXPECT_TRUE(isUpright(decoded(result->renderings.first().bytes)));
}

TEST_F(RawFiles, FullSizeIsThePreviews) {
    WorkerPool pool(options());
    const QByteArray file = test::rawPhoto(RawKind::Nef, {.width = 2600, .height = 1950, .orientation = 6});
    const auto result = test::await(pool.process(jobOf(file, {RenderingKind::Grid, RenderingKind::Full})));
    ASSERT_TRUE(result) << result.error().detail.toStdString();
    EXPECT_EQ(renderingOf(*result, RenderingKind::Full)->width, 2600);
    EXPECT_TRUE(isUpright(decoded(renderingOf(*result, RenderingKind::Full)->bytes)));
}

TEST_F(RawFiles, CraftedOnesReadNothingOutsideThemselves) {
    WorkerPool pool(options());
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const QList<qint64> workers = pool.workers();
    const std::pair<quint32, quint32> places[] = {
        {0, 0xffffffff}, {0xffffffff, 0xffffffff}, {0xfffffff0, 0x20}, {60, 0xffffff00}, {0x7fffffff, 1},
        {8, 4},          {0xffffffff, 0}};
    for (const auto& [offset, length] : places)
        EXPECT_FALSE(process(pool, test::dngPointingTo(offset, length))) << offset << '+' << length;
    EXPECT_FALSE(process(pool, test::circularDng()));
    EXPECT_EQ(pool.workers(), workers) << "none of them may end a worker";
}

TEST_F(RawFiles, EveryCutIsAnswered) {
    WorkerPool pool(options());
    ASSERT_TRUE(test::await(pool.probe()).ready);
    const QList<qint64> workers = pool.workers();
    for (const RawKind kind : {RawKind::Dng, RawKind::Cr3, RawKind::Raf, RawKind::Rw2}) {
        const QByteArray file = test::rawPhoto(kind, {.width = 320, .height = 240});
        for (int part = 1; part < 16; ++part)
            (void)process(pool, test::truncated(file, part / 16.0));
    }
    EXPECT_EQ(pool.workers(), workers);
}

TEST(RawPreview, EveryTurnedByteOfTheDirectoriesIsSafe) {
    const QByteArray file = test::rawPhoto(RawKind::Dng, {.width = 64, .height = 48});
    const auto spanOf = [](const QByteArray& bytes) {
        return media::Bytes(reinterpret_cast<const std::uint8_t*>(bytes.constData()),
                            static_cast<std::size_t>(bytes.size()));
    };
    for (qsizetype i = 0; i < 500; ++i)
        for (const int mask : {0x01, 0x80, 0xff}) {
            QByteArray turned = file;
            turned[i] = static_cast<char>(turned[i] ^ mask);
            const media::Bytes whole = spanOf(turned);
            const media::RawPreview found = media::findPreview(whole);
            if (!found.jpeg.empty()) {
                EXPECT_GE(found.jpeg.data(), whole.data());
                EXPECT_LE(found.jpeg.data() + found.jpeg.size(), whole.data() + whole.size());
            }
        }
}

} // namespace

} // namespace parlor::server
