#include "client/models/channellistmodel.h"
#include "client/models/searchmodel.h"
#include "client/models/timelinemodel.h"
#include "client/models/transfermodel.h"

#include <QAbstractItemModelTester>
#include <QCoreApplication>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace parlor::client {
namespace {

template<class Model, class Row>
struct Pair {
    using ModelType = Model;
    using RowType = Row;
};

void vary(TimelineItem& row, int by) {
    row.text = u"text %1"_qs.arg(by);
}

void vary(ChannelRow& row, int by) {
    row.unread = by;
}

void vary(SearchRow& row, int by) {
    row.snippet = u"words %1"_qs.arg(by);
}

/// What views believe a model to hold, from its signals alone.
template<class Model>
class Follower {
public:
    explicit Follower(Model& model) : m_model(model) {
        QObject::connect(&model, &QAbstractItemModel::rowsInserted, &model,
                         [this](const auto&, int first, int last) {
                             for (int i = first; i <= last; ++i)
                                 keys.insert(i, m_model.at(i).key);
                         });
        QObject::connect(&model, &QAbstractItemModel::rowsRemoved, &model,
                         [this](const auto&, int first, int last) { keys.remove(first, last - first + 1); });
        QObject::connect(&model, &QAbstractItemModel::rowsMoved, &model,
                         [this](const auto&, int first, int last, const auto&, int to) {
                             ASSERT_EQ(first, last);
                             keys.move(first, to > first ? to - 1 : to);
                         });
        QObject::connect(&model, &QAbstractItemModel::modelReset, &model, [this] {
            keys.clear();
            for (int i = 0; i < m_model.rowCount(); ++i)
                keys.append(m_model.at(i).key);
        });
    }

    QStringList keys;

private:
    Model& m_model;
};

} // namespace

template<class Types>
class ItemModels : public ::testing::Test {};

using Models = ::testing::Types<Pair<TimelineModel, TimelineItem>, Pair<ChannelListModel, ChannelRow>,
                                Pair<SearchModel, SearchRow>>;
TYPED_TEST_SUITE(ItemModels, Models);

TYPED_TEST(ItemModels, AnyChangeOfRowsIsToldAsItIs) {
    using Row = typename TypeParam::RowType;
    typename TypeParam::ModelType model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    Follower follower(model);
    std::mt19937 random(21);
    for (int round = 0; round < 300; ++round) {
        QList<Row> rows = model.rows();
        for (int change = static_cast<int>(random() % 6); change >= 0; --change) {
            const auto count = static_cast<int>(rows.size());
            const int at = count == 0 ? 0 : static_cast<int>(random() % static_cast<unsigned>(count));
            switch (random() % 5) {
            case 0:
            case 1: {
                Row row;
                row.key = u"k%1/%2"_qs.arg(round).arg(change);
                rows.insert(at, row);
                break;
            }
            case 2:
                if (count > 0)
                    rows.remove(at, std::min<int>(count - at, 1 + static_cast<int>(random() % 3)));
                break;
            case 3:
                if (count > 0)
                    rows.move(at, static_cast<int>(random() % static_cast<unsigned>(count)));
                break;
            default:
                if (count > 0)
                    vary(rows[at], round);
            }
        }
        if (round % 97 == 96)
            rows.clear();
        model.setRows(rows);
        ASSERT_EQ(model.rows(), rows) << "round " << round;
        QStringList keys;
        for (const Row& row : rows)
            keys.append(row.key);
        ASSERT_EQ(follower.keys, keys) << "round " << round;
        for (int i = 0; i < model.rowCount(); ++i)
            (void)model.data(model.index(i), Qt::AccessibleTextRole);
    }
}

TEST(TransferModelRows, FollowTheStateThroughEverything) {
    State state;
    TransferModel model(state);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    Follower follower(model);
    std::mt19937 random(4);
    for (int round = 0; round < 200; ++round) {
        const TransferId id(1 + static_cast<std::int64_t>(random() % 8));
        if (random() % 7 == 0) {
            state.apply(TransferRemoved{id});
        } else {
            Transfer transfer;
            transfer.id = id;
            transfer.name = u"photo.jpg"_qs;
            transfer.size = 1'000;
            transfer.sent = static_cast<std::int64_t>(random() % 1'000);
            constexpr std::array states{TransferState::Queued, TransferState::Uploading,
                                        TransferState::Failed, TransferState::Done, TransferState::Paused};
            transfer.state = states.at(random() % states.size());
            state.apply(TransferChanged{transfer});
        }
        QCoreApplication::processEvents();
        ASSERT_EQ(follower.keys.size(), model.rowCount());
        for (int i = 0; i < model.rowCount(); ++i)
            ASSERT_EQ(follower.keys.at(i), model.at(i).key);
    }
    EXPECT_GT(model.rowCount(), 0);
}

} // namespace parlor::client
