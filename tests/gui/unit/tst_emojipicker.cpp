#include "client/ui/chat/emojipicker.h"

#include <QApplication>
#include <QLineEdit>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

constexpr int cell = 36, rowsShown = 7, pad = 10;

class EmojiPickerTest : public ::testing::Test {
protected:
    void SetUp() override {
        window.resize(1'000, 800);
        window.show();
        QCursor::setPos(window.mapToGlobal(QPoint(2, 2))); // what lies under the pointer would be current
        QApplication::processEvents();
        open();
    }

    void open() {
        picker.openAt(window.mapToGlobal(QPoint(500, 600)));
        ASSERT_TRUE(picker.isVisible());
    }

    /// The middle of a cell that one sees, in the picker.
    [[nodiscard]] QPoint place(int row, int column) const {
        const QRect panel = picker.panel();
        return {panel.left() + pad + column * cell + cell / 2,
                panel.bottom() + 1 - pad - (rowsShown - row) * cell + cell / 2};
    }

    [[nodiscard]] QImage pictureAt(int row, int column) {
        const QRect square(place(row, column) - QPoint(cell / 2, cell / 2), QSize(cell, cell));
        return picker.grab(square).toImage();
    }

    /// What a click there chooses; the picker is open again afterwards, at its beginning.
    [[nodiscard]] QString chosenAt(int row, int column) {
        QSignalSpy chosen(&picker, &EmojiPicker::chosen);
        QTest::mouseClick(&picker, Qt::LeftButton, {}, place(row, column));
        open();
        return chosen.isEmpty() ? QString() : chosen[0][0].toString();
    }

    void wheel(QPoint at, int delta) {
        QWheelEvent event(at, picker.mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&picker, &event);
    }

    [[nodiscard]] int scrolled() const { return picker.findChild<QScrollBar*>()->value(); }

    QWidget window;
    EmojiPicker picker{&window};
};

TEST_F(EmojiPickerTest, AClickAfterTheWheelChoosesWhatIsShown) {
    const QImage picture = pictureAt(5, 3);
    const QString emoji = chosenAt(5, 3);
    ASSERT_FALSE(emoji.isEmpty());
    wheel(picker.findChild<QLineEdit*>()->mapTo(&picker, QPoint(5, 5)), -120);
    ASSERT_EQ(scrolled(), 2 * cell);
    EXPECT_EQ(pictureAt(3, 3), picture);
    EXPECT_EQ(chosenAt(3, 3), emoji);
}

TEST_F(EmojiPickerTest, AClickAfterTheArrowsChoosesWhatIsShown) {
    auto* edit = picker.findChild<QLineEdit*>();
    for (int i = 0; i < rowsShown + 1; ++i)
        QTest::keyClick(edit, Qt::Key_Down);
    ASSERT_EQ(scrolled(), 2 * cell);
    const QImage before = pictureAt(rowsShown - 1, 0);
    const QPoint at = place(rowsShown - 1, 0);
    QMouseEvent move(QEvent::MouseMove, at, picker.mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                     Qt::NoModifier);
    QApplication::sendEvent(&picker, &move);
    EXPECT_EQ(pictureAt(rowsShown - 1, 0), before) << "what the arrows reached is what the pointer is on";
    const QString clicked = chosenAt(rowsShown - 1, 0);
    QSignalSpy chosen(&picker, &EmojiPicker::chosen);
    for (int i = 0; i < rowsShown + 1; ++i)
        QTest::keyClick(edit, Qt::Key_Down);
    QTest::keyClick(edit, Qt::Key_Return);
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0][0].toString(), clicked);
}

TEST_F(EmojiPickerTest, TheWheelReachesTheLastAndNotFurther) {
    auto* bar = picker.findChild<QScrollBar*>();
    EXPECT_TRUE(bar->isVisible());
    for (int i = 0; i < 40; ++i)
        wheel(place(2, 2), -120);
    EXPECT_EQ(scrolled(), bar->maximum());
    const QString last = chosenAt(rowsShown - 1, 0);
    EXPECT_FALSE(last.isEmpty());
    EXPECT_EQ(scrolled(), 0) << "it opens at its beginning";
    EXPECT_NE(chosenAt(rowsShown - 1, 0), last);
}

TEST_F(EmojiPickerTest, AFewThatWereFoundNeedNoBar) {
    wheel(place(2, 2), -240);
    picker.findChild<QLineEdit*>()->setText(u"heart"_qs);
    EXPECT_FALSE(picker.findChild<QScrollBar*>()->isVisible());
    EXPECT_EQ(chosenAt(0, 0), u"❤️"_qs);
}

} // namespace
} // namespace parlor::client
