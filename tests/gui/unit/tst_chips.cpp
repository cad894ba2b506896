#include "client/ui/widgets/chips.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class ChipsTest : public ::testing::Test {
protected:
    void SetUp() override {
        chips.show();
        QApplication::setActiveWindow(&chips);
        QCoreApplication::processEvents();
    }

    Chips chips{u"Show"_qs, {u"All"_qs, u"Favourites"_qs, u"Shared"_qs}};
    QList<Chip*> each = chips.findChildren<Chip*>();
    QSignalSpy chosen{&chips, &Chips::chosen};
};

TEST_F(ChipsTest, AClickTakesOneAndTellsItOnce) {
    ASSERT_EQ(each.size(), 3);
    EXPECT_EQ(chips.current(), 0);
    QTest::mouseClick(each[1], Qt::LeftButton);
    QTest::mouseClick(each[1], Qt::LeftButton);
    EXPECT_EQ(chips.current(), 1);
    EXPECT_FALSE(each[0]->isChecked());
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0][0].toInt(), 1);
}

TEST_F(ChipsTest, TabGoesToTheTakenOneAndArrowsTakeItsNeighbour) {
    EXPECT_TRUE(each[0]->focusPolicy() & Qt::TabFocus);
    EXPECT_FALSE(each[1]->focusPolicy() & Qt::TabFocus);
    each[0]->setFocus(Qt::TabFocusReason);
    QTest::keyClick(each[0], Qt::Key_Right);
    EXPECT_EQ(chips.current(), 1);
    EXPECT_TRUE(each[1]->hasFocus());
    QTest::keyClick(each[1], Qt::Key_Left);
    EXPECT_EQ(chips.current(), 0);
    EXPECT_TRUE(each[0]->hasFocus());
    EXPECT_EQ(chosen.size(), 2);
}

TEST_F(ChipsTest, NothingShiftsWhenAnotherIsTaken) {
    const QSize before = each[1]->size();
    chips.setCurrent(1);
    EXPECT_EQ(each[1]->sizeHint(), before);
    EXPECT_EQ(each[1]->height(), 28);
}

} // namespace
} // namespace parlor::client
