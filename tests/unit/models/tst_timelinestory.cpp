#include "tests/unit/models/happenings.h"

#include <QAbstractItemModelTester>

namespace parlor::test {
namespace {

class TimelineStory : public TimelineGrowth, public ::testing::WithParamInterface<unsigned> {};

TEST_P(TimelineStory, FollowedRowsAreThoseThatAreMadeAnew) {
    Happenings happenings(state, GetParam());
    settle();
    // What is unread by then stands under the line, in both.
    state.apply(ReadMarkerMoved{room, Serial(firstSerial + 20), 9, 0, false});
    settle();
    TimelineFeed followed(state);
    const QAbstractItemModelTester tester(followed.model(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    followed.open(room);
    followed.hold(true);
    for (int turn = 0; turn < 150; ++turn) {
        for (unsigned i = 0; i <= static_cast<unsigned>(turn) % 3; ++i)
            happenings.step();
        settle();
        TimelineFeed anew(state);
        anew.open(room);
        ASSERT_EQ(anew.firstUnread(), followed.firstUnread());
        ASSERT_EQ(followed.model()->rowCount(), anew.model()->rowCount()) << "turn " << turn;
        for (int i = 0; i < anew.model()->rowCount(); ++i)
            ASSERT_EQ(followed.model()->at(i), anew.model()->at(i))
                << "turn " << turn << ", row " << i << ": " << followed.model()->at(i).key.toStdString()
                << " " << followed.model()->at(i).text.toStdString() << " / "
                << anew.model()->at(i).key.toStdString() << " " << anew.model()->at(i).text.toStdString();
        ASSERT_EQ(followed.unreadInWindow(), anew.unreadInWindow());
    }
    EXPECT_GT(followed.model()->rowCount(), 100);
}

INSTANTIATE_TEST_SUITE_P(Seeds, TimelineStory, ::testing::Values(1U, 2U, 3U, 4U, 5U, 6U));

} // namespace
} // namespace parlor::test
