// Each odd way to store a picture, by what it looks like afterwards, corner by corner.
#include "server/media/worker/pictures/webpencoder.h"
#include "tests/support/sampleraws.h"
#include "tests/support/sampletiffs.h"
#include "tests/unit/media/poolfixture.h"

#include <cstring>

namespace parlor::server {

namespace {

using test::PhotoOptions;

struct Row {
    const char* name;
    QByteArray (*file)();
    int width = 640;
    int height = 480;
    int off = 12;      ///< how far a sample may be from what was drawn
    bool grey = false; ///< luma of the colours
    bool inks = false; ///< as a printing press would show them
};

class OddPictures : public PoolFixture, public testing::WithParamInterface<Row> {
protected:
    static void SetUpTestSuite() { s_pool = new WorkerPool(options()); }

    static void TearDownTestSuite() {
        delete s_pool;
        s_pool = nullptr;
    }

    static inline WorkerPool* s_pool = nullptr;
};

int luma(int red, int green, int blue) {
    return (299 * red + 587 * green + 114 * blue) / 1'000;
}

/// Two frames: the sample, then black.
QByteArray animatedGif() {
    QByteArray file = test::gifPhoto();
    const QByteArray black("\x2c\0\0\0\0\x10\0\x10\0\0\7\x03\x80\x00\x81\0", 16);
    return file.insert(file.size() - 1, black);
}

QByteArray little(qsizetype value, int bytes) {
    QByteArray made;
    for (int i = 0; i < bytes; ++i)
        made.append(static_cast<char>(value >> 8 * i & 0xff));
    return made;
}

QByteArray riffChunk(const QByteArray& name, const QByteArray& body) {
    return name + little(body.size(), 4) + body + QByteArray(body.size() % 2, '\0');
}

/// The same two, of the WebP container.
QByteArray animatedWebp() {
    constexpr int width = 640;
    constexpr int height = 480;
    media::Planes black{media::Plane(width, height), media::Plane(width / 2, height / 2),
                        media::Plane(width / 2, height / 2)};
    for (media::Plane* plane : {&black.y, &black.u, &black.v})
        std::memset(plane->samples.get(), plane == &black.y ? 16 : 128,
                    static_cast<std::size_t>(plane->stride) * static_cast<std::size_t>(plane->height));
    const QByteArray size = little(width - 1, 3) + little(height - 1, 3);
    QByteArray body = "WEBP" + riffChunk("VP8X", little(2, 4) + size) + riffChunk("ANIM", little(0, 6));
    for (const QByteArray& still : {test::webpPhoto(), media::encodeWebP(black, 80, media::ownEffort)})
        body += riffChunk("ANMF", little(0, 6) + size + little(100, 3) + little(0, 1)
                                      + still.mid(still.indexOf("VP8 ")));
    return riffChunk("RIFF", body);
}

TEST_P(OddPictures, LookAsTheyWereDrawn) {
    const QByteArray file = GetParam().file();
    ASSERT_FALSE(file.isEmpty());
    const auto result = process(*s_pool, file);
    ASSERT_TRUE(result) << result.error().detail.toStdString();
    EXPECT_FALSE(result->damaged);
    EXPECT_EQ(result->facts.width, GetParam().width);
    EXPECT_EQ(result->facts.height, GetParam().height);

    struct Corner {
        double x, y;
        std::array<int, 3> colour;
        std::array<int, 3> inked; ///< without a profile of its own: by the one of libvips
    };

    const Corner corners[] = {{0.1, 0.1, {220, 20, 20}, {215, 56, 55}},
                              {0.9, 0.1, {20, 200, 20}, {20, 128, 73}},
                              {0.1, 0.9, {20, 20, 220}, {51, 51, 121}},
                              {0.9, 0.9, {250, 250, 250}, {250, 250, 250}},
                              // Not a corner: the background, 60 + 60, 90 + 40, 150 − 17.
                              {0.5, 0.5, {120, 130, 133}, {120, 130, 133}}};
    for (const MadeRendering& rendering : result->renderings) {
        const Pixels pixels = decoded(rendering.bytes);
        for (const Corner& corner : corners) {
            const auto seen = pixels.at(corner.x, corner.y);
            for (std::size_t c = 0; c < 3; ++c) {
                const int drawn = GetParam().inks ? corner.inked[c]
                                  : GetParam().grey
                                      ? luma(corner.colour[0], corner.colour[1], corner.colour[2])
                                      : corner.colour[c];
                EXPECT_NEAR(seen[c], drawn, GetParam().off)
                    << nameOf(rendering.kind).data() << " at " << corner.x << ", " << corner.y << ", " << c;
            }
        }
    }
}

const Row rows[] = {
    {"Baseline", [] { return test::jpegPhoto(); }},
    {"Progressive", [] { return test::jpegPhoto({.progressive = true}); }},
    {"Grey", [] { return test::jpegPhoto({.grey = true}); }, 640, 480, 12, true},
    {"Cmyk", [] { return test::jpegPhoto({.cmyk = true}); }, 640, 480, 20, false, true},
    {"Subsampling444", [] { return test::jpegPhoto({.subsampling = "444"}); }},
    {"Subsampling422", [] { return test::jpegPhoto({.subsampling = "422"}); }},
    {"Subsampling440", [] { return test::jpegPhoto({.subsampling = "440"}); }},
    {"Subsampling411", [] { return test::jpegPhoto({.subsampling = "411"}); }},
    {"Subsampling410", [] { return test::jpegPhoto({.subsampling = "410"}); }},
    {"SubsamplingOdd", [] { return test::jpegPhoto({.subsampling = "odd"}); }},
    {"OddSides", [] { return test::jpegPhoto({.width = 641, .height = 479}); }, 641, 479},
    {"SixteenBit", [] { return test::pngPhoto({.sixteenBit = true}); }},
    {"Interlaced", [] { return test::pngPhoto({.interlaced = true}); }},
    {"Tiff", [] { return test::tiffPhoto(); }},
    {"FloatTiff", [] { return test::floatTiffPhoto(); }},
    {"LabTiff", [] { return test::labTiffPhoto(); }},
    {"WebP", [] { return test::webpPhoto(); }},
    {"AnimatedGif", animatedGif, 640, 480, 45},
    {"AnimatedWebP", animatedWebp},
    {"TiledHeic", [] { return test::tiledHeicPhoto(5, 4, 128); }, 640, 512},
    {"TiledAvif", [] { return test::tiledHeicPhoto(5, 4, 128, true); }, 640, 512},
    {"Heic", [] { return test::heicPhoto(); }},
    {"Avif", [] { return test::avifPhoto(); }},
};

INSTANTIATE_TEST_SUITE_P(Table, OddPictures, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.name); });

} // namespace

} // namespace parlor::server
