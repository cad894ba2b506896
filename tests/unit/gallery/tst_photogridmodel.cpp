#include "client/models/photogridmodel.h"

#include <gtest/gtest.h>

namespace parlor::client {

namespace {

constexpr std::int64_t day = 86'400'000;

LibraryColumns columns(const std::vector<std::int64_t>& taken) {
    LibraryColumns columns;
    for (std::size_t i = 0; i < taken.size(); ++i) {
        columns.ids.emplace_back(static_cast<std::int64_t>(i) + 1);
        columns.takenLocal.push_back(taken[i]);
        columns.ratios.push_back(1.5F);
        columns.flags.push_back(i % 2 ? LibraryFavourite : 0);
        columns.thumbHashes.push_back(i == 0 ? 0 : 0xABCDEF0123456789ULL >> i);
        columns.placeholders.push_back({1, 2, 3});
        columns.placeholderSizes.push_back(3);
    }
    return columns;
}

} // namespace

TEST(PhotoGridModel, BreaksAtLocalMidnightAlsoBefore1970) {
    PhotoGridModel model;
    model.setColumns(columns({2 * day, 2 * day - 1, day, 0, -1, -day, -day - 1}));
    std::vector<int> counts;
    for (const PhotoDay& shown : model.days())
        counts.push_back(shown.count);
    EXPECT_EQ(counts, (std::vector<int>{1, 2, 1, 2, 1}));
    EXPECT_EQ(model.days().at(3).date(), QDate(1969, 12, 31));
    EXPECT_EQ(model.dayOf(0), 0);
    EXPECT_EQ(model.dayOf(2), 1);
    EXPECT_EQ(model.dayOf(6), 4);
}

TEST(PhotoGridModel, FiltersAndFollowsAHeart) {
    PhotoGridModel model;
    model.setColumns(columns({5, 4, 3, 2}));
    model.setFilter(PhotoGridModel::Filter::Favourites);
    EXPECT_EQ(model.count(), 2);
    model.setFavourite(PhotoId(2), false);
    EXPECT_EQ(model.count(), 1);
    EXPECT_EQ(model.indexOf(PhotoId(2)), -1);
    model.setFilter(PhotoGridModel::Filter::All);
    EXPECT_EQ(model.count(), 4);
    EXPECT_FALSE(model.isFavourite(1));
}

TEST(PhotoGridModel, GivesWhatAUrlNeeds) {
    PhotoGridModel model;
    model.setColumns(columns({5, 4}));
    EXPECT_TRUE(model.referenceAt(0).thumbHash.isEmpty());
    EXPECT_EQ(model.referenceAt(1).thumbHash.size(), 16);
    EXPECT_EQ(model.referenceAt(1).placeholder, QByteArray("\1\2\3"));
    EXPECT_EQ(model.indexOf(PhotoId(2)), 1);
}

} // namespace parlor::client
