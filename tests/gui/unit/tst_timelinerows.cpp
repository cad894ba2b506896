#include "client/ui/chat/timelinerows.h"
#include "tests/gui/support/democonversation.h"

#include <gtest/gtest.h>

#include <random>

namespace parlor::client {
namespace {

TimelineItem message(int number, int words) {
    TimelineItem item;
    item.key = u"m%1"_qs.arg(number);
    item.message = MessageId(number);
    item.serial = item.first = Serial(number);
    item.author = PersonId(number % 3 + 1);
    item.authorName = u"Person %1"_qs.arg(number % 3);
    item.time = demo::demoTime(1, 8, 0) + number * 60'000LL;
    item.text = QString(u"Words of message %1. "_qs.arg(number)).repeated(words);
    return item;
}

class TimelineRowsTest : public ::testing::Test {
protected:
    void SetUp() override {
        QObject::connect(&model, &QAbstractItemModel::rowsInserted, &model,
                         [this](const auto&, int first, int last) { rows.inserted(first, last); });
        QObject::connect(&model, &QAbstractItemModel::rowsRemoved, &model,
                         [this](const auto&, int first, int last) { rows.removed(first, last); });
        QObject::connect(&model, &QAbstractItemModel::rowsMoved, &model, [this] { rows.reset(); });
        QObject::connect(&model, &QAbstractItemModel::dataChanged, &model,
                         [this](const QModelIndex& first, const QModelIndex& last) {
                             rows.changed(first.row(), last.row());
                         });
        rows.setFrame({600, false, QDate(2026, 5, 12)});
        rows.setModel(&model);
    }

    void fill(int count) {
        QList<TimelineItem> items;
        for (int i = 1; i <= count; ++i)
            items << message(i, 1 + i % 20);
        joinNeighbours(items, {});
        model.setRows(items);
    }

    /// Every place is the sum of the heights above it.
    void expectPlaces() {
        double top = 0;
        for (int row = 0; row < rows.count(); ++row) {
            ASSERT_NEAR(rows.top(row), top, 1e-6) << "row " << row;
            ASSERT_EQ(rows.rowAt(top + rows.height(row) / 2), row);
            top += rows.height(row);
        }
        EXPECT_NEAR(rows.total(), top, 1e-6);
    }

    TimelineModel model;
    TimelineRows rows;
};

TEST_F(TimelineRowsTest, AMessageThatComesIsLaidOutAlone) {
    fill(5'000);
    rows.makeExact(4'980, 4'999);
    const std::int64_t before = rows.layoutsMade();
    EXPECT_EQ(before, 20);
    QList<TimelineItem> last{model.at(4'999), message(5'001, 3)};
    joinNeighbours(last, {}, {&model.at(4'998), false});
    model.setRange(4'999, 5'000, last);
    rows.makeExact(4'981, 5'000);
    // The one above too, when it ends its group no more.
    EXPECT_GE(rows.layoutsMade() - before, 1);
    EXPECT_LE(rows.layoutsMade() - before, 2);
    expectPlaces();
}

TEST_F(TimelineRowsTest, RowsThatComeAboveCostNoLayoutOfThoseBelow) {
    fill(1'000);
    rows.makeExact(600, 640);
    const std::int64_t before = rows.layoutsMade();
    const double distance = rows.top(620) - rows.top(600);
    QList<TimelineItem> older;
    for (int i = -50; i < 0; ++i)
        older << message(i, 2);
    older << model.at(0);
    model.setRange(0, 1, older);
    ASSERT_EQ(rows.count(), 1'050);
    EXPECT_FALSE(rows.makeExact(650, 690)) << "they are where they were";
    EXPECT_EQ(rows.layoutsMade(), before);
    EXPECT_NEAR(rows.top(670) - rows.top(650), distance, 1e-6);
    expectPlaces();
}

TEST_F(TimelineRowsTest, FarLayoutsAreFreedAndHeightsStay) {
    fill(2'000);
    rows.makeExact(100, 1'500);
    EXPECT_EQ(rows.laidOutSpan(), 1'401);
    const double total = rows.total();
    rows.keepOnly(700, 900);
    EXPECT_EQ(rows.laidOutSpan(), 201);
    EXPECT_NEAR(rows.total(), total, 1e-6);
    const std::int64_t before = rows.layoutsMade();
    rows.layout(800);
    EXPECT_EQ(rows.layoutsMade(), before);
    rows.layout(1'000);
    EXPECT_EQ(rows.layoutsMade(), before + 1);
    EXPECT_NEAR(rows.total(), total, 1e-6) << "the same height again";
}

TEST_F(TimelineRowsTest, PlacesAreRightWhateverHappens) {
    std::mt19937 random(7);
    const auto below = [&random](int most) {
        return static_cast<int>(random() % static_cast<unsigned>(std::max(1, most)));
    };
    fill(700);
    int number = 10'000;
    for (int round = 0; round < 120; ++round) {
        QList<TimelineItem> items = model.rows();
        const int at = below(static_cast<int>(items.size()));
        switch (below(5)) {
        case 0:
            for (int i = below(300); i >= 0; --i)
                items.insert(at, message(++number, 1 + below(30)));
            break;
        case 1:
            items.remove(at, std::min<qsizetype>(items.size() - at, 1 + below(200)));
            break;
        case 2:
            if (!items.isEmpty())
                items[at].text += u" and more words"_qs.repeated(40);
            break;
        case 3:
            rows.makeExact(at, at + below(400));
            break;
        default:
            rows.keepOnly(at, at + below(300));
        }
        model.setRows(items);
        ASSERT_EQ(rows.count(), items.size());
        expectPlaces();
        if (rows.count() > 0) {
            const int row = below(rows.count());
            const double laidOut = rows.layout(row).height;
            EXPECT_DOUBLE_EQ(rows.height(row), laidOut);
        }
    }
}

} // namespace
} // namespace parlor::client
