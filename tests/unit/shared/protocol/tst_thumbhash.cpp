#include "shared/protocol/thumbhash.h"

#include <QCryptographicHash>

#include <gtest/gtest.h>

namespace parlor::thumbhash {

namespace {

enum class Kind { Gradient, Noise, GradientWithAlpha, Flat, NoiseWithAlpha, Transparent };

// What npm's thumbhash 0.1.1 makes of the pictures below.
struct Reference {
    int width;
    int height;
    int kind;
    const char* hash;
    int decodedWidth;
    int decodedHeight;
    const char* decodedSha256; ///< its first 16 bytes
    std::array<double, 4> average;
    double ratio;
};

const Reference references[] = {
    {100,
     100,
     0,
     "df070a9f1a87878880888888887888888887085888807f07",
     32,
     32,
     "8232f942eeb11aec0910a0fd0e21375f",
     {0.4947089947089946, 0.4788359788359788, 0.5026455026455027, 1},
     1},
    {100,
     67,
     0,
     "dff7099d9a8787888088878888788878807508f878",
     32,
     23,
     "a47428260619fb2bd9ddd77b215948c1",
     {0.4788359788359787, 0.49470899470899465, 0.5026455026455027, 1},
     1.4},
    {67,
     100,
     0,
     "df070a9d1a7878707888887888887888807508f878",
     23,
     32,
     "246f1d9cd0b7148d3bf7543d81a39cc7",
     {0.4947089947089946, 0.4788359788359788, 0.5026455026455027, 1},
     0.7142857142857143},
    {100,
     67,
     1,
     "e0f7010580973d949965ab60649475bb0f896360aa",
     32,
     23,
     "3445f9df0bb2a05f833d99af4f73fcf1",
     {0.4947089947089946, 0.5105820105820105, 0.5185185185185185, 1},
     1.4},
    {75,
     100,
     1,
     "2008020500c89a9a9a98a476a28757f7f65d690a58",
     23,
     32,
     "e8f537e2fbe212bc3bffeeb022744f4e",
     {0.521164021164021, 0.5052910052910052, 0.4973544973544974, 1},
     0.7142857142857143},
    {100,
     10,
     0,
     "dff709999c87878880888788807518f878",
     32,
     5,
     "f3a56b5e89f869d00d8b8743d81f9fb2",
     {0.4788359788359787, 0.49470899470899465, 0.5026455026455027, 1},
     7},
    {10,
     100,
     0,
     "df070aa91c78808888878887808508e878",
     5,
     32,
     "f0905f7d0ae94178debe4a97faa8c72a",
     {0.4947089947089946, 0.4788359788359788, 0.5026455026455027, 1},
     0.14285714285714285},
    {1,
     1,
     3,
     "da5837375408f708888788708f7088f80888808008088800",
     32,
     32,
     "cdcedcc2c60ccf94f52d6503ab1235ab",
     {0.791005291005291, 0.10846560846560849, 0.3386243386243386, 1},
     1},
    {32,
     32,
     3,
     "da48030700084fb9867878888788777878788af7787f7708",
     32,
     32,
     "364195caaff45f796b09c2d5406c2c92",
     {0.7751322751322751, 0.12433862433862441, 0.3386243386243386, 1},
     1},
    {3,
     2,
     1,
     "a0e8412d9069980677878887888888600035d7f486",
     32,
     23,
     "464c1f5504ee0b788d363aceab1bd2c6",
     {0.5105820105820105, 0.5582010582010581, 0.45502645502645506, 1},
     1.4},
    {100,
     75,
     2,
     "a3a885548c37878780887d7808689b80bc7478088888888708",
     32,
     26,
     "17a6631b0b58e62ebf906c780c4d9aab",
     {0.49470899470899476, 0.6693121693121694, 0.5026455026455027, 0.4666666666666667},
     1.25},
    {56,
     100,
     2,
     "a3a885530c377870d7779880b609c84b78788088887888",
     19,
     32,
     "e421cc9f30e1a099c15f716e5ddb46ad",
     {0.49470899470899476, 0.6693121693121694, 0.5026455026455027, 0.4666666666666667},
     0.6},
    {100,
     56,
     4,
     "df07820380076205a5c73b75cabf06997bef8b9c887837",
     32,
     19,
     "e5c49e8133707976f594e112d30e591d",
     {0.4947089947089946, 0.4788359788359788, 0.5026455026455027, 0.4666666666666667},
     1.6666666666666667},
    {99,
     99,
     4,
     "e0f781050007616a548c0640a5ba69af70f685a950c2c5bb46",
     32,
     32,
     "1e4d268c278f3f89078cbbba430693eb",
     {0.4947089947089946, 0.5105820105820105, 0.5185185185185185, 0.4666666666666667},
     1},
    {20,
     20,
     5,
     "00088205000000000000000000000000000000000000000000",
     32,
     32,
     "e04c5a3b8fdb00c5d4e272e9ffdedfd3",
     {0.01322751322751318, 0, 0, 0},
     1},
    {100,
     1,
     1,
     "9ff73d198488878788880877d4870f85b7",
     32,
     5,
     "43e7d157e3fa37e6d7d4f89157a8eae5",
     {0.46825396825396814, 0.4841269841269841, 0.5238095238095238, 1},
     7},
    {1,
     100,
     0,
     "1f023d793f08868978878887f78678bf78",
     5,
     32,
     "46772c8c7f26d61aec78aee96503b1b7",
     {0, 0.4894179894179894, 0.9894179894179893, 1},
     0.14285714285714285},
    {64,
     48,
     1,
     "20f80105825c0e647c3c895a83686a8ada7f392017",
     32,
     23,
     "b5ab3c1ed131708117eb50774d7cca33",
     {0.5052910052910051, 0.521164021164021, 0.4973544973544974, 1},
     1.4},
    {48,
     64,
     2,
     "a3a885540c37780887d8788709689b80bc8487078788888708",
     26,
     32,
     "9791e15702c60e88ba5a0e306eeba587",
     {0.49470899470899476, 0.6693121693121694, 0.5026455026455027, 0.4666666666666667},
     0.8},
    {7,
     5,
     0,
     "df070eb5a07878788088788888788888807508f878",
     32,
     23,
     "4b79cfb87babd4e81e334754db81d87e",
     {0.4947089947089946, 0.4788359788359788, 0.5026455026455027, 1},
     1.4},
};

QByteArray picture(int w, int h, Kind kind) {
    QByteArray out(qsizetype(w) * h * 4, Qt::Uninitialized);
    quint32 state = quint32(w) * 7919u + quint32(h) * 104729u + quint32(kind) * 1299709u;
    const auto next = [&state] {
        state = state * 1664525u + 1013904223u;
        return static_cast<char>(state >> 24);
    };
    char* at = out.data();
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x, at += 4) {
            const int gx = x * 255 / std::max(1, w - 1);
            const int gy = y * 255 / std::max(1, h - 1);
            const auto set = [at](int r, int g, int b, int a) {
                at[0] = static_cast<char>(r);
                at[1] = static_cast<char>(g);
                at[2] = static_cast<char>(b);
                at[3] = static_cast<char>(a);
            };
            switch (kind) {
            case Kind::Gradient:
            case Kind::GradientWithAlpha:
                set(gx, gy, 255 - gx, kind == Kind::Gradient ? 255 : gy);
                break;
            case Kind::Noise:
            case Kind::NoiseWithAlpha:
                for (int i = 0; i < 3; ++i)
                    at[i] = next();
                at[3] = kind == Kind::NoiseWithAlpha ? next() : static_cast<char>(255);
                break;
            case Kind::Flat:
                set(200, 30, 90, 255);
                break;
            case Kind::Transparent:
                set(10, 20, 30, 0);
                break;
            }
        }
    }
    return out;
}

} // namespace

// A term that is zero lies half way between 7 and 8: there the last bit of the platform's cosine decides.
TEST(ThumbHash, EqualsTheReferenceByteForByte) {
    for (const auto& row : references) {
        const QByteArray hash = encode(row.width, row.height, picture(row.width, row.height, Kind(row.kind)));
        EXPECT_LE(hash.size(), 25);
        const QByteArray digits = hash.toHex();
        const QByteArray expected(row.hash);
        ASSERT_EQ(digits.size(), expected.size());
        const bool noise = Kind(row.kind) == Kind::Noise || Kind(row.kind) == Kind::NoiseWithAlpha;
        for (qsizetype i = 0; i < digits.size(); ++i) {
            const bool zeroTerm = !noise && i >= 10 && QByteArrayView("78").contains(digits[i])
                                  && QByteArrayView("78").contains(expected[i]);
            EXPECT_TRUE(digits[i] == expected[i] || zeroTerm)
                << row.width << 'x' << row.height << ' ' << row.kind;
        }
    }
}

TEST(ThumbHash, DecodesLikeTheReference) {
    for (const auto& row : references) {
        const QByteArray hash = QByteArray::fromHex(row.hash);
        const auto pixels = decode(hash);
        ASSERT_TRUE(pixels.has_value()) << row.hash;
        EXPECT_EQ(pixels->width, row.decodedWidth);
        EXPECT_EQ(pixels->height, row.decodedHeight);
        const QByteArray sum =
            QCryptographicHash::hash(pixels->rgba, QCryptographicHash::Sha256).toHex().left(32);
        EXPECT_EQ(sum.toStdString(), row.decodedSha256) << row.hash;
        const auto average = averageColour(hash);
        ASSERT_TRUE(average.has_value());
        for (std::size_t i = 0; i < 4; ++i)
            EXPECT_DOUBLE_EQ(average->at(i), row.average.at(i)) << row.hash;
        EXPECT_DOUBLE_EQ(aspectRatio(hash).value_or(0), row.ratio);
    }
}

TEST(ThumbHash, TakesOnlyPicturesOfAHundredPixels) {
    EXPECT_TRUE(encode(101, 1, QByteArray(404, 'x')).isEmpty());
    EXPECT_TRUE(encode(0, 1, {}).isEmpty());
    EXPECT_TRUE(encode(-1, -1, QByteArray(4, 'x')).isEmpty());
    EXPECT_TRUE(encode(2, 2, QByteArray(15, 'x')).isEmpty());
    EXPECT_TRUE(encode(2, 2, QByteArray(17, 'x')).isEmpty());
}

TEST(ThumbHash, RefusesBytesThatAreNoHash) {
    for (const auto& row : references) {
        const QByteArray hash = QByteArray::fromHex(row.hash);
        EXPECT_TRUE(isValid(hash));
        for (qsizetype i = 0; i < hash.size(); ++i)
            EXPECT_FALSE(decode(hash.first(i)).has_value());
        EXPECT_FALSE(decode(hash + 'x').has_value());
    }
    EXPECT_FALSE(decode(QByteArray(25, 0)).has_value());
    EXPECT_FALSE(averageColour({}).has_value());
    EXPECT_FALSE(aspectRatio({}).has_value());
}

} // namespace parlor::thumbhash
