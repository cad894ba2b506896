#include "client/ui/chat/timelineview.h"
#include "tests/gui/support/democonversation.h"
#include "tests/gui/support/demopictures.h"

#include <QAccessible>
#include <QApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

QList<TimelineItem> messages(int first, int last) {
    QList<TimelineItem> items;
    for (int i = first; i <= last; ++i) {
        TimelineItem item;
        item.key = u"m%1"_qs.arg(i);
        item.message = MessageId(i);
        item.serial = Serial(i);
        item.author = PersonId(i % 3 + 1);
        item.authorName = u"Person %1"_qs.arg(i % 3);
        item.time = demo::demoTime(1, 8, 0) + i * 60'000LL;
        item.text = QString(u"Message %1. "_qs.arg(i)).repeated(1 + i % 17);
        if (i % 7 == 0)
            item.photos = {demo::demoPhoto(i, 1500, 1000)};
        items << item;
    }
    joinNeighbours(items, {});
    return items;
}

class Timeline : public ::testing::Test {
protected:
    void SetUp() override {
        view.setPictures(&pictures);
        view.setToday(QDate(2026, 5, 12));
        view.resize(800, 600);
        model.setRows(messages(100, 160));
        view.setModel(&model);
        view.show();
        QApplication::setActiveWindow(&view);
    }

    [[nodiscard]] double topOf(const QString& key) const { return view.rowTop(model.indexOf(key)); }

    [[nodiscard]] double bottomGap() const {
        return view.verticalScrollBar()->maximum() - view.verticalScrollBar()->value();
    }

    demo::DemoPictures pictures;
    TimelineModel model;
    TimelineView view;
};

TEST_F(Timeline, OpensAtTheBottomAndSticksToIt) {
    EXPECT_TRUE(view.isAtBottom());
    model.setRows(messages(100, 165));
    EXPECT_TRUE(view.isAtBottom());
    view.resize(800, 480);
    EXPECT_TRUE(view.isAtBottom());
    view.resize(500, 700);
    EXPECT_TRUE(view.isAtBottom());
}

TEST_F(Timeline, AnchorStaysWhenHistoryLoadsAbove) {
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    const QString key = model.at(view.lastVisibleRow()).key;
    const double before = topOf(key);
    model.setRows(messages(20, 160));
    EXPECT_NEAR(topOf(key), before, 1);
    model.setRows(messages(1, 160));
    EXPECT_NEAR(topOf(key), before, 1);
}

TEST_F(Timeline, AnchorStaysWhenARowAboveIsEditedOrANewOneComes) {
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    const QString key = model.at(view.lastVisibleRow()).key;
    const double before = topOf(key);
    QList<TimelineItem> rows = messages(100, 164);
    rows[2].text = QString(u"much longer "_qs).repeated(200);
    model.setRows(rows);
    EXPECT_NEAR(topOf(key), before, 1);
    EXPECT_FALSE(view.isAtBottom());
}

TEST_F(Timeline, AnchorStaysAtTheBottomEdgeWhenTheWindowGetsLower) {
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    const QString key = model.at(view.lastVisibleRow()).key;
    const double before = topOf(key) - view.viewport()->height();
    view.resize(800, 540);
    EXPECT_NEAR(topOf(key) - view.viewport()->height(), before, 1);
}

TEST_F(Timeline, ScrollingUpNeverJumps) {
    // Heights above are guesses until they are seen; what one looks at must move by exactly what was
    // scrolled.
    ASSERT_GT(view.verticalScrollBar()->value(), 20 * 40) << "nowhere to go";
    for (int i = 0; i < 60 && view.verticalScrollBar()->value() > 0; ++i) {
        const QString key = model.at(view.firstVisibleRow()).key;
        const double before = topOf(key);
        const int step = std::min(40, view.verticalScrollBar()->value());
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() - step);
        EXPECT_NEAR(topOf(key), before + step, 1) << "step " << i;
    }
}

TEST_F(Timeline, ReportsWhatWasSeenAndAsksForOlder) {
    QSignalSpy seen(&view, &TimelineView::seenUpTo), older(&view, &TimelineView::olderWanted);
    model.setRows(messages(100, 161));
    QTest::qWait(1);
    ASSERT_FALSE(seen.isEmpty());
    EXPECT_EQ(seen.last()[0].value<Serial>(), Serial(161));
    view.verticalScrollBar()->setValue(0);
    EXPECT_FALSE(older.isEmpty());
}

TEST_F(Timeline, SelectsAndCopiesText) {
    const int row = view.lastVisibleRow();
    const RowBox* text = view.rowLayout(row).find(BoxKind::Text);
    const QPoint at(static_cast<int>(text->rect.left()) + 4,
                    static_cast<int>(view.rowTop(row) + text->rect.top()) + 10);
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, at);
    EXPECT_EQ(view.selectedText(), u"Message");
}

TEST_F(Timeline, PressingABoxReportsIt) {
    QList<TimelineItem> rows = demo::demoTimeline();
    model.setRows(rows);
    QSignalSpy photo(&view, &TimelineView::photoOpened), reaction(&view, &TimelineView::reactionToggled),
        quote(&view, &TimelineView::quoteOpened);
    const auto press = [&](int row, BoxKind kind) {
        view.showRow(row, false);
        const RowBox* box = view.rowLayout(row).find(kind);
        ASSERT_NE(box, nullptr);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          (box->rect.center() + QPointF(0, view.rowTop(row))).toPoint());
    };
    press(3, BoxKind::Photo);
    press(3, BoxKind::Reaction);
    press(6, BoxKind::Quote);
    ASSERT_EQ(photo.size(), 1);
    EXPECT_EQ(photo[0][0].toString(), rows[3].key);
    ASSERT_EQ(reaction.size(), 1);
    EXPECT_FALSE(reaction[0][2].toBool()) << "one's own reaction is taken away";
    EXPECT_EQ(quote.size(), 1);
}

TEST_F(Timeline, ScreenReadersHearEveryRow) {
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view);
    ASSERT_NE(list, nullptr);
    EXPECT_EQ(list->role(), QAccessible::List);
    ASSERT_EQ(list->childCount(), model.rowCount());
    QAccessibleInterface* last = list->child(model.rowCount() - 1);
    ASSERT_NE(last, nullptr);
    EXPECT_EQ(last->text(QAccessible::Name), spokenText(model.at(model.rowCount() - 1)));
    EXPECT_FALSE(last->state().offscreen);
    EXPECT_TRUE(list->child(0)->state().offscreen);
    EXPECT_EQ(list->indexOfChild(last), model.rowCount() - 1);
}

TEST_F(Timeline, PrintableKeysGoToTheComposer) {
    QSignalSpy typed(&view, &TimelineView::typed);
    QTest::keyClick(&view, Qt::Key_H);
    EXPECT_EQ(typed.size(), 1);
}

TEST_F(Timeline, PaintsEveryThemeAndScaleWithoutLosingTheAnchor) {
    ASSERT_GT(view.verticalScrollBar()->maximum(), 0);
    view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
    const QString key = model.at(view.lastVisibleRow()).key;
    const double before = topOf(key);
    for (const auto choice : {ThemeChoice::Dark, ThemeChoice::HighContrast, ThemeChoice::Light}) {
        Appearance::instance()->setChoice(choice);
        EXPECT_FALSE(view.grab().isNull());
        EXPECT_NEAR(topOf(key), before, 1);
    }
}

} // namespace
} // namespace parlor::client
