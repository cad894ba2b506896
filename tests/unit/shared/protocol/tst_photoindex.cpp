#include "shared/protocol/photoindex.h"

#include <QRandomGenerator>

#include <gtest/gtest.h>

namespace parlor {

namespace {

PhotoIndexPage samplePage(int count) {
    PhotoIndexPage page{
        .epoch = u"00f3c5a7710e2b4d"_qs, .cursor = 123'456'789'012, .more = true, .photos = {}};
    QRandomGenerator random(7);
    std::int64_t time = 1'767'268'800'123;
    for (int i = 0; i < count; ++i) {
        IndexedPhoto photo;
        photo.id = PhotoId(std::numeric_limits<std::int64_t>::max() - i);
        time -= random.bounded(90'000'000);
        photo.takenLocal = time;
        photo.aspect = aspectOf(1 + random.bounded(9'000), 1 + random.bounded(9'000));
        photo.state = static_cast<PhotoState>(i % 4);
        photo.favourite = i % 2 == 1;
        photo.archived = i % 3 == 1;
        photo.trashed = i % 5 == 1;
        photo.removed = i % 7 == 1;
        photo.motion = i % 11 == 1;
        photo.video = i % 13 == 2;
        photo.thumbHash = random.generate64();
        photo.placeholder = QByteArray(25 - (i % 2) * random.bounded(26), static_cast<char>(i));
        page.photos.append(photo);
    }
    return page;
}

} // namespace

TEST(PhotoIndex, ComesBack) {
    for (const int count : {0, 1, 2, 1'000}) {
        const auto page = samplePage(count);
        EXPECT_EQ(decodePhotoIndex(encodePhotoIndex(page)), page) << count;
    }
}

TEST(PhotoIndex, TakesAtMost55BytesAPhoto) {
    auto page = samplePage(10'000);
    for (auto& photo : page.photos)
        photo.placeholder = QByteArray(25, 'x');
    EXPECT_LE(encodePhotoIndex(page).size(), 32 + 10'000 * 51);
    // Even when the times are the wildest there are.
    for (qsizetype i = 0; i < page.photos.size(); ++i)
        page.photos[i].takenLocal = (i % 2) != 0 ? std::numeric_limits<std::int64_t>::min() : 0;
    EXPECT_LE(encodePhotoIndex(page).size(), 32 + 10'000 * 55);
    EXPECT_EQ(decodePhotoIndex(encodePhotoIndex(page)), page);
}

TEST(PhotoIndex, TimesBeforeTheEpochAndAtItsEnds) {
    auto page = samplePage(6);
    const std::int64_t times[] = {0,
                                  -1,
                                  1,
                                  std::numeric_limits<std::int64_t>::max(),
                                  std::numeric_limits<std::int64_t>::min(),
                                  -62'135'596'800'000};
    for (qsizetype i = 0; i < 6; ++i)
        page.photos[i].takenLocal = times[i];
    EXPECT_EQ(decodePhotoIndex(encodePhotoIndex(page)), page);
}

// Its bytes are kept by clients and must not change unseen.
TEST(PhotoIndex, HasTheseBytes) {
    PhotoIndexPage page{.epoch = u"0102030405060708"_qs, .cursor = 9, .more = false, .photos = {}};
    page.photos.append({.id = PhotoId(0x0A0B),
                        .takenLocal = 300,
                        .aspect = 0x8000,
                        .state = PhotoState::Damaged,
                        .favourite = true,
                        .thumbHash = 0x1122334455667788,
                        .placeholder = "ab"});
    EXPECT_EQ(encodePhotoIndex(page).toHex(), "50504958"
                                              "01"
                                              "00"
                                              "0000"
                                              "0807060504030201"
                                              "0900000000000000"
                                              "01000000"
                                              "02000000"
                                              "0b0a000000000000"
                                              "8877665544332211"
                                              "0080"
                                              "41"
                                              "02"
                                              "d804"
                                              "6162");
}

TEST(PhotoIndex, RefusesEveryShorterAndLongerPage) {
    const QByteArray bytes = encodePhotoIndex(samplePage(20));
    for (qsizetype i = 0; i < bytes.size(); ++i)
        EXPECT_FALSE(decodePhotoIndex(bytes.first(i)).has_value()) << i;
    EXPECT_FALSE(decodePhotoIndex(bytes + 'x').has_value());
}

TEST(PhotoIndex, ChecksItsHead) {
    const QByteArray good = encodePhotoIndex(samplePage(1));
    const auto with = [&good](qsizetype at, char value) {
        QByteArray bytes = good;
        bytes[at] = value;
        return decodePhotoIndex(bytes);
    };
    EXPECT_EQ(with(0, 'Q').error().code, ErrorCode::BadFrame);
    EXPECT_EQ(with(4, 2).error().code, ErrorCode::VersionMismatch);
    EXPECT_FALSE(with(5, 2).has_value());
    EXPECT_FALSE(with(6, 1).has_value());
    EXPECT_FALSE(with(24, 2).has_value());
    EXPECT_FALSE(with(27, char(0xFF)).has_value()); // four billion rows in a hundred bytes
    EXPECT_FALSE(with(31, char(0xFF)).has_value());
    EXPECT_FALSE(with(28, 0).has_value());
    EXPECT_FALSE(with(39, char(0x80)).has_value()); // a negative id
}

TEST(PhotoIndex, OneChangedByteNeverHarms) {
    const QByteArray good = encodePhotoIndex(samplePage(30));
    int read = 0, refused = 0;
    for (qsizetype at = 0; at < good.size(); ++at) {
        for (const int flip : {1, 0x80, 0xFF}) {
            QByteArray bytes = good;
            bytes[at] = static_cast<char>(bytes[at] ^ flip);
            const auto page = decodePhotoIndex(bytes);
            ++(page ? read : refused);
            if (page) {
                EXPECT_EQ(encodePhotoIndex(*page), bytes) << at;
            }
        }
    }
    EXPECT_GT(read, 0);
    EXPECT_GT(refused, 0);
}

TEST(PhotoIndex, AspectsAreExactEnoughToLayOut) {
    EXPECT_EQ(aspectOf(1, 1), IndexedPhoto::squareAspect);
    EXPECT_EQ(aspectOf(0, 5), IndexedPhoto::squareAspect);
    for (int width = 1; width < 10'000; width += 37)
        for (int height = 1; height < 10'000; height += 1'237)
            if (const double ratio = double(width) / height; ratio < 250 && ratio > 1 / 250.0) {
                EXPECT_NEAR(ratioOf(aspectOf(width, height)) / ratio, 1, 0.0001);
            }
    EXPECT_EQ(aspectOf(1'000'000, 1), 65'535);
    EXPECT_EQ(aspectOf(1, 1'000'000), 0);
}

} // namespace parlor
