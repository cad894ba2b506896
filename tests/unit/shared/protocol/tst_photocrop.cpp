#include "shared/protocol/photocrop.h"

#include <QJsonDocument>

#include <climits>
#include <gtest/gtest.h>

namespace parlor {

namespace {

QJsonObject json(const char* text) {
    return QJsonDocument::fromJson(text).object();
}

TEST(PhotoCrop, LiesWithinThePicture) {
    EXPECT_TRUE(PhotoCrop().isWhole());
    EXPECT_EQ(PhotoCrop::from(0, 0, 10'000, 10'000), PhotoCrop());
    EXPECT_TRUE(PhotoCrop::from(9'900, 9'900, 100, 100));
    EXPECT_FALSE(PhotoCrop::from(9'901, 0, 100, 100));
    EXPECT_FALSE(PhotoCrop::from(0, 9'901, 100, 100));
    EXPECT_FALSE(PhotoCrop::from(0, 0, 99, 10'000));
    EXPECT_FALSE(PhotoCrop::from(0, 0, 10'000, 99));
    EXPECT_FALSE(PhotoCrop::from(-1, 0, 500, 500));
    EXPECT_FALSE(PhotoCrop::from(0, 0, 10'001, 500));
    for (const int far : {INT_MIN, INT_MAX}) {
        EXPECT_FALSE(PhotoCrop::from(far, 0, 500, 500));
        EXPECT_FALSE(PhotoCrop::from(0, 0, 500, far));
        EXPECT_FALSE(PhotoCrop::from(far, far, far, far));
    }
}

TEST(PhotoCrop, ContainsWhatShowsNothingMore) {
    const PhotoCrop middle = *PhotoCrop::from(2'500, 2'500, 5'000, 5'000);
    EXPECT_TRUE(PhotoCrop().contains(middle));
    EXPECT_FALSE(middle.contains(PhotoCrop()));
    EXPECT_TRUE(middle.contains(middle));
    EXPECT_TRUE(middle.contains(*PhotoCrop::from(3'000, 2'500, 4'500, 100)));
    EXPECT_FALSE(middle.contains(*PhotoCrop::from(2'499, 3'000, 200, 200)));
    EXPECT_FALSE(middle.contains(*PhotoCrop::from(3'000, 3'000, 200, 4'501)));
}

TEST(PhotoCrop, StandsInJsonWithAllFourNumbers) {
    const PhotoCrop crop = *PhotoCrop::from(1, 2, 3'000, 4'000);
    EXPECT_EQ(codec::toJson(crop), json(R"({"x":1,"y":2,"width":3000,"height":4000})"));
    EXPECT_EQ(codec::photoCropFromJson(codec::toJson(crop)), crop);
    for (const char* bad :
         {"{}", R"({"x":0,"y":0,"width":500})", R"({"x":"0","y":0,"width":500,"height":500})",
          R"({"x":0.5,"y":0,"width":500,"height":500})", R"({"x":-1,"y":0,"width":500,"height":500})",
          R"({"x":9600,"y":0,"width":500,"height":500})", R"({"x":0,"y":0,"width":5e12,"height":500})",
          R"({"x":0,"y":0,"width":500,"height":null})"})
        EXPECT_FALSE(codec::photoCropFromJson(json(bad))) << bad;
}

} // namespace

} // namespace parlor
