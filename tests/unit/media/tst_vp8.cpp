#include "server/media/worker/pictures/vp8/boolwriter.h"
#include "server/media/worker/pictures/vp8/encoder.h"
#include "server/media/worker/pictures/webpencoder.h"

#include <gtest/gtest.h>
#include <webp/decode.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <random>
#include <vector>

namespace parlor::server::media {

namespace {

using Paint = std::function<int(int x, int y, int channel)>;

Plane painted(int width, int height, int channel, const Paint& paint) {
    Plane plane(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            plane.row(y)[x] = static_cast<std::uint8_t>(std::clamp(paint(x, y, channel), 0, 255));
    return plane;
}

Planes painted(int width, int height, const Paint& paint) {
    const int w = (width + 1) / 2;
    const int h = (height + 1) / 2;
    return {painted(width, height, 0, paint), painted(w, h, 1, paint), painted(w, h, 2, paint)};
}

/// Waves of many sizes, an edge, a flat part and a little noise: of each what a photograph has.
Paint photograph() {
    return [random = std::minstd_rand(7)](int x, int y, int channel) mutable {
        if (channel == 0 && x < 40 && y > 60)
            return 90;
        double value = 126 + 45 * std::sin(x * 0.021 + y * 0.008) + 18 * std::sin(x * 0.11 - y * 0.17);
        value += 9 * std::sin(x * 0.7 + y * 0.4) * std::sin(y * 0.013);
        value += channel == 0 ? static_cast<double>(random() % 9) - 4 : 0;
        return static_cast<int>(channel == 0 && x > y + 90 ? value * 0.6 : value);
    };
}

Paint noise(int low, int high) {
    return [=, random = std::minstd_rand(3)](int, int, int) mutable {
        return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
    };
}

/// Black and white without between: the largest coefficients there are.
Paint extremes() {
    return [random = std::minstd_rand(11)](int, int, int) mutable { return random() % 2 == 0 ? 0 : 255; };
}

QByteArray asFile(const QByteArray& frame) {
    const auto little = [](qsizetype value) {
        QByteArray bytes;
        for (int shift = 0; shift < 32; shift += 8)
            bytes.append(static_cast<char>(value >> shift & 0xff));
        return bytes;
    };
    const QByteArray padding(frame.size() % 2, '\0');
    return "RIFF" + little(12 + frame.size() + padding.size()) + "WEBPVP8 " + little(frame.size()) + frame
           + padding;
}

/// By libwebp; empty planes when it can't.
Planes decodedPlanes(const QByteArray& file) {
    int width = 0;
    int height = 0;
    int stride = 0;
    int chromaStride = 0;
    std::uint8_t* u = nullptr;
    std::uint8_t* v = nullptr;
    std::uint8_t* y =
        WebPDecodeYUV(reinterpret_cast<const std::uint8_t*>(file.constData()),
                      static_cast<std::size_t>(file.size()), &width, &height, &u, &v, &stride, &chromaStride);
    if (!y)
        return {};
    const auto copied = [](const std::uint8_t* from, int step, int w, int h) {
        Plane plane(w, h);
        for (int row = 0; row < h; ++row)
            std::memcpy(plane.row(row), from + static_cast<std::ptrdiff_t>(step) * row,
                        static_cast<std::size_t>(w));
        return plane;
    };
    const int w = (width + 1) / 2;
    const int h = (height + 1) / 2;
    Planes planes{copied(y, stride, width, height), copied(u, chromaStride, w, h),
                  copied(v, chromaStride, w, h)};
    WebPFree(y);
    return planes;
}

testing::AssertionResult areEqual(const Plane& a, const Plane& b) {
    if (a.width != b.width || a.height != b.height)
        return testing::AssertionFailure()
               << a.width << " x " << a.height << ", " << b.width << " x " << b.height;
    for (int y = 0; y < a.height; ++y)
        for (int x = 0; x < a.width; ++x)
            if (a.row(y)[x] != b.row(y)[x])
                return testing::AssertionFailure()
                       << "at " << x << ", " << y << ": " << int{a.row(y)[x]} << ", " << int{b.row(y)[x]};
    return testing::AssertionSuccess();
}

double meanError(const Plane& a, const Plane& b) {
    double sum = 0;
    for (int y = 0; y < a.height; ++y)
        for (int x = 0; x < a.width; ++x)
            sum += std::pow(a.row(y)[x] - b.row(y)[x], 2);
    return sum / (a.width * a.height);
}

double decibel(double ratio) {
    return 10 * std::log10(ratio);
}

struct Content {
    const char* name;
    Paint paint;
};

std::vector<Content> contents() {
    return {{"photograph", photograph()},
            {"noise", noise(16, 235)},
            {"extremes", extremes()},
            {"flat", noise(77, 77)},
            {"nearly flat", noise(100, 102)},
            {"ramp", [](int x, int y, int channel) { return channel == 0 ? x + y : 255 - y; }}};
}

struct Size {
    int width;
    int height;
};

/// With subblocks and without, at all edges: what the encoder takes its predictions from is what a decoder
/// has.
TEST(Vp8, DecodersShowWhatItTakesThemToShow) {
    for (const Content& content : contents())
        for (const auto [width, height] : {Size{1, 1}, {7, 5}, {16, 16}, {17, 33}, {64, 16}, {250, 131}})
            for (const int quality : {0, 30, 80, 100}) {
                SCOPED_TRACE(testing::Message()
                             << content.name << ' ' << width << " x " << height << " q " << quality);
                const Planes planes = painted(width, height, content.paint);
                Planes shown;
                const QByteArray frame = vp8::encoded(planes, quality, {.filtered = false, .shown = &shown});
                ASSERT_FALSE(frame.isEmpty());
                const Planes decoded = decodedPlanes(asFile(frame));
                ASSERT_GT(decoded.y.width, 0) << "libwebp does not read it";
                ASSERT_TRUE(areEqual(decoded.y, shown.y));
                ASSERT_TRUE(areEqual(decoded.u, shown.u));
                ASSERT_TRUE(areEqual(decoded.v, shown.v));
            }
}

TEST(Vp8, EveryProcessorMakesTheSame) {
    for (const Content& content : contents()) {
        SCOPED_TRACE(content.name);
        const Planes planes = painted(250, 131, content.paint);
        EXPECT_EQ(vp8::encoded(planes, 80), vp8::encoded(planes, 80, {.portable = true}));
    }
}

TEST(Vp8, IsAsSmallAndAsGoodAsLibwebp) {
    const Planes planes = painted(800, 600, photograph());
    for (const int quality : {40, 80, 92}) {
        SCOPED_TRACE(quality);
        const QByteArray own = encodeWebP(planes, quality, ownEffort);
        const QByteArray theirs = encodeByLibrary(planes, quality, ownEffort);
        EXPECT_NE(own, theirs) << "one of them was not asked";
        EXPECT_LT(std::abs(static_cast<double>(own.size()) / static_cast<double>(theirs.size()) - 1), 0.04);
        const Planes ownShown = decodedPlanes(own);
        const Planes theirShown = decodedPlanes(theirs);
        ASSERT_GT(ownShown.y.width, 0);
        EXPECT_LT(decibel(meanError(planes.y, ownShown.y) / meanError(planes.y, theirShown.y)), 0.2);
        EXPECT_LT(decibel(meanError(planes.u, ownShown.u) / meanError(planes.u, theirShown.u)), 0.5);
        EXPECT_LT(decibel(meanError(planes.v, ownShown.v) / meanError(planes.v, theirShown.v)), 0.5);
    }
}

TEST(Vp8, SizesThatTheFormatCannotHoldAreRefused) {
    EXPECT_TRUE(vp8::encoded({}, 80).isEmpty());
    const Planes wide{Plane(16384, 1), Plane(8192, 1), Plane(8192, 1)};
    EXPECT_TRUE(vp8::encoded(wide, 80).isEmpty());
}

/// The decoder of RFC 6386, section 7.3.
class BoolReader {
public:
    explicit BoolReader(const QByteArray& bytes) : m_bytes(bytes) { m_value = next() << 8 | next(); }

    bool read(int probability) {
        const std::uint32_t split = 1 + (((m_range - 1) * static_cast<std::uint32_t>(probability)) >> 8);
        const bool bit = m_value >= split << 8;
        m_value -= bit ? split << 8 : 0;
        m_range = bit ? m_range - split : split;
        for (; m_range < 128; m_range <<= 1) {
            m_value <<= 1;
            if (++m_shifted == 8) {
                m_shifted = 0;
                m_value |= next();
            }
        }
        return bit;
    }

private:
    std::uint32_t next() { return m_at < m_bytes.size() ? static_cast<std::uint8_t>(m_bytes.at(m_at++)) : 0; }

    const QByteArray& m_bytes;
    qsizetype m_at = 0;
    std::uint32_t m_value = 0;
    std::uint32_t m_range = 255;
    int m_shifted = 0;
};

TEST(Vp8, ArithmeticCoderIsReadBackWithItsCarries) {
    for (const int length : {0, 1, 7, 64, 20000}) {
        std::minstd_rand random(static_cast<unsigned>(length) + 1);
        std::vector<std::pair<bool, int>> bits;
        for (int i = 0; i < length; ++i) {
            const int probability = i % 3 == 0 ? 1 + static_cast<int>(random() % 255) : i % 3 == 1 ? 255 : 1;
            // Mostly what is likely, so that runs of 0xff come up, which a carry has to pass.
            const bool likely = probability < 128;
            bits.emplace_back(random() % 16 == 0 ? !likely : likely, probability);
        }
        vp8::BoolWriter writer(16);
        for (const auto& [bit, probability] : bits)
            writer.put(bit, probability);
        const QByteArray bytes = writer.finished();
        BoolReader reader(bytes);
        for (std::size_t i = 0; i < bits.size(); ++i)
            ASSERT_EQ(reader.read(bits[i].second), bits[i].first) << i << " of " << length;
    }
}

} // namespace

} // namespace parlor::server::media
