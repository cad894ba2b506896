#include "client/ui/gallery/justifiedlayout.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <random>

namespace parlor::client {

namespace {

std::vector<float> randomRatios(int count) {
    std::mt19937 random(7);
    const std::array<float, 6> usual{1.5F, 1.333F, 0.75F, 0.666F, 1.778F, 1.0F};
    std::vector<float> ratios;
    ratios.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        ratios.push_back(usual.at(random() % usual.size()));
    return ratios;
}

std::vector<PhotoDay> daysOf(const std::vector<int>& counts) {
    std::vector<PhotoDay> days;
    int first = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        days.push_back({first, counts[i], 2'461'000 - static_cast<std::int64_t>(i)});
        first += counts[i];
    }
    return days;
}

} // namespace

class Justified : public ::testing::TestWithParam<int> {};

TEST_P(Justified, EveryPhotoStandsOnceInsideTheWidth) {
    const std::vector<int> counts{9, 5, 1, 38, 2, 400};
    const auto days = daysOf(counts);
    const auto ratios = randomRatios(std::accumulate(counts.begin(), counts.end(), 0));
    JustifiedLayout layout;
    layout.compute(ratios, days, {.width = GetParam()});
    int next = 0;
    std::int64_t y = 0;
    for (const JustifiedRow& row : layout.rows()) {
        EXPECT_EQ(row.first, next);
        EXPECT_GE(row.y, y);
        next += row.count;
        y = row.y + row.height;
        const auto tiles = layout.tilesOf(row, ratios);
        ASSERT_EQ(static_cast<int>(tiles.size()), row.count);
        for (std::size_t i = 0; i + 1 < tiles.size(); ++i)
            EXPECT_EQ(tiles[i].x + tiles[i].width + 4, tiles[i + 1].x);
        const int right = tiles.back().x + tiles.back().width;
        if (row.natural) {
            EXPECT_LE(right, GetParam() + row.count);
        } else {
            EXPECT_EQ(right, GetParam());
        }
    }
    EXPECT_EQ(next, static_cast<int>(ratios.size()));
    EXPECT_GE(layout.height(), y);
}

INSTANTIATE_TEST_SUITE_P(Widths, Justified, ::testing::Values(200, 640, 1311, 2560, 5000));

TEST(JustifiedLayout, RowsAreNeverHigherThanTheStretchAllows) {
    const auto ratios = randomRatios(5'000);
    JustifiedLayout layout;
    layout.compute(ratios, daysOf({2'000, 3'000}), {.width = 1'400});
    std::size_t tiles = 0;
    for (const JustifiedRow& row : layout.rows()) {
        EXPECT_LE(row.height, 234);
        tiles += layout.tilesOf(row, ratios).size();
    }
    EXPECT_EQ(tiles, ratios.size());
}

TEST(JustifiedLayout, ALonelyPhotoIsAsHighAsTheRowBefore) {
    const std::vector<float> ratios(12, 1.5F);
    JustifiedLayout layout;
    layout.compute(ratios, daysOf({11, 1}), {.width = 1'000});
    const JustifiedRow& last = layout.rows().back();
    EXPECT_TRUE(last.natural);
    EXPECT_EQ(last.count, 1);
    EXPECT_EQ(last.height, layout.rows()[layout.rows().size() - 2].height);
}

TEST(JustifiedLayout, FindsRowsAndDaysByPosition) {
    const auto ratios = randomRatios(900);
    const auto days = daysOf({300, 300, 300});
    JustifiedLayout layout;
    layout.compute(ratios, days, {.width = 1'200});
    for (int day = 0; day < 3; ++day) {
        EXPECT_EQ(layout.dayAt(layout.dayTop(day)), day);
        if (day > 0) {
            EXPECT_EQ(layout.dayAt(layout.dayTop(day) - 1), day - 1);
        }
    }
    for (int photo : {0, 1, 299, 300, 899}) {
        const auto place = layout.placeOf(photo, ratios);
        const int row = layout.rowAt(place.y + place.height / 2);
        EXPECT_EQ(row, layout.rowOf(photo));
    }
}

TEST(JustifiedLayout, AMillionPhotosPassTheWidgetLimit) {
    const auto ratios = randomRatios(1'000'000);
    JustifiedLayout layout;
    layout.compute(ratios, daysOf({500'000, 500'000}), {.width = 1'200});
    EXPECT_GT(layout.height(), 16'777'215);
    EXPECT_EQ(layout.rowOf(999'999), static_cast<int>(layout.rows().size()) - 1);
}

TEST(JustifiedLayout, OddShapesDoNotBreakIt) {
    const std::vector<float> ratios{20.0F, 0.05F, 0.0F, -1.0F, 1.0F, 300.0F};
    JustifiedLayout layout;
    layout.compute(ratios, daysOf({6}), {.width = 900});
    std::size_t tiles = 0;
    for (const JustifiedRow& row : layout.rows()) {
        EXPECT_GT(row.height, 0);
        for (const auto& tile : layout.tilesOf(row, ratios)) {
            EXPECT_GT(tile.width, 0);
            ++tiles;
        }
    }
    EXPECT_EQ(tiles, ratios.size()) << "each has its place";
}

TEST(JustifiedLayout, AnEmptyLibraryHasNoHeight) {
    JustifiedLayout layout;
    layout.compute({}, {}, {.width = 900});
    EXPECT_EQ(layout.height(), 0);
    EXPECT_EQ(layout.dayAt(0), -1);
}

} // namespace parlor::client
