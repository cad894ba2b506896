#include "client/ui/gallery/gallerypage.h"
#include "client/ui/gallery/galleryview.h"
#include "client/ui/gallery/scrubber.h"
#include "client/ui/gallery/scrubberbubble.h"
#include "client/ui/style/appearance.h"
#include "tests/gui/support/demolibrary.h"
#include "tests/gui/unit/recordingpictures.h"
#include "tests/support/waiting.h"

#include <QApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class Gallery : public ::testing::Test {
protected:
    void SetUp() override {
        model.setColumns(demo::demoLibrary(3'000));
        page.resize(1'000, 700);
        page.show();
        QApplication::setActiveWindow(&page);
        view().setFocus();
        QCoreApplication::processEvents();
    }

    [[nodiscard]] GalleryView& view() { return *page.view(); }

    void click(QPoint at, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseMove(view().viewport(), at);
        QTest::mouseClick(view().viewport(), Qt::LeftButton, modifiers, at);
    }

    [[nodiscard]] QPoint middleOf(int index) { return view().rectOf(index).center(); }

    [[nodiscard]] QPoint tickOf(int index) { return view().rectOf(index).topLeft() + QPoint(16, 16); }

    [[nodiscard]] QList<int> chosen() {
        QList<int> indexes;
        for (const PhotoId id : view().selection()->chosen())
            indexes.append(model.indexOf(id));
        return indexes;
    }

    void wheel(int delta, Qt::KeyboardModifiers modifiers = {}) {
        const QPointF at(300, 300);
        QWheelEvent event(at, view().viewport()->mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton,
                          modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view().viewport(), &event);
    }

    RecordingPictures pictures;
    PhotoGridModel model;
    GalleryPage page{&model, &pictures};
};

TEST_F(Gallery, AClickOpensATickChoosesAndThenClicksChoose) {
    QSignalSpy opened(&view(), &GalleryView::opened);
    click(middleOf(1));
    ASSERT_EQ(opened.size(), 1);
    EXPECT_EQ(opened[0][0].toInt(), 1);
    click(tickOf(0));
    EXPECT_EQ(chosen(), QList<int>{0});
    click(middleOf(2));
    EXPECT_EQ(chosen(), (QList<int>{0, 2}));
    EXPECT_EQ(opened.size(), 1);
    click(middleOf(0));
    EXPECT_EQ(chosen(), QList<int>{2});
    QTest::keyClick(&view(), Qt::Key_Escape);
    EXPECT_TRUE(chosen().isEmpty());
}

TEST_F(Gallery, ShiftChoosesARangeThatCanShrinkAgain) {
    click(tickOf(1));
    click(middleOf(5), Qt::ShiftModifier);
    EXPECT_EQ(chosen(), (QList<int>{1, 2, 3, 4, 5}));
    click(middleOf(3), Qt::ShiftModifier);
    EXPECT_EQ(chosen(), (QList<int>{1, 2, 3}));
    click(middleOf(0), Qt::ShiftModifier);
    EXPECT_EQ(chosen(), (QList<int>{0, 1}));
}

TEST_F(Gallery, ADragChoosesWhatItCovers) {
    const QRect first = view().rectOf(0);
    const QPoint from = first.center();
    const QPoint to = view().rectOf(1).center();
    QTest::mousePress(view().viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(view().viewport(), from + QPoint(3, 0));
    EXPECT_TRUE(chosen().isEmpty()) << "a trembling hand is no drag";
    QMouseEvent move(QEvent::MouseMove, QPointF(to), view().viewport()->mapToGlobal(QPointF(to)),
                     Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(view().viewport(), &move);
    EXPECT_EQ(chosen(), (QList<int>{0, 1}));
    QTest::mouseRelease(view().viewport(), Qt::LeftButton, {}, to);
    EXPECT_EQ(chosen(), (QList<int>{0, 1}));
    click(tickOf(4));
    EXPECT_EQ(chosen(), (QList<int>{0, 1, 4}));
}

TEST_F(Gallery, ADragAtTheEdgeScrollsByItself) {
    QTest::mousePress(view().viewport(), Qt::LeftButton, {}, middleOf(0));
    const QPointF low(400, view().viewport()->height() - 2);
    QMouseEvent move(QEvent::MouseMove, low, view().viewport()->mapToGlobal(low), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(view().viewport(), &move);
    const int before = view().selection()->count();
    ASSERT_TRUE(test::waitFor([this] { return view().top() > 400; }));
    EXPECT_GT(view().selection()->count(), before);
    QTest::mouseRelease(view().viewport(), Qt::LeftButton, {}, low.toPoint());
    const std::int64_t rests = view().top();
    QTest::qWait(60);
    EXPECT_EQ(view().top(), rests);
}

TEST_F(Gallery, TheKeyboardReachesEverything) {
    QSignalSpy opened(&view(), &GalleryView::opened);
    QTest::keyClick(&view(), Qt::Key_Right);
    EXPECT_EQ(view().current(), 0);
    QTest::keyClick(&view(), Qt::Key_Right);
    EXPECT_EQ(view().current(), 1);
    QTest::keyClick(&view(), Qt::Key_Down);
    const int below = view().current();
    EXPECT_GT(view().layout().rowOf(below), view().layout().rowOf(1));
    QTest::keyClick(&view(), Qt::Key_Up);
    EXPECT_EQ(view().layout().rowOf(view().current()), view().layout().rowOf(1));
    QTest::keyClick(&view(), Qt::Key_Space);
    EXPECT_EQ(view().selection()->count(), 1);
    QTest::keyClick(&view(), Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_EQ(view().selection()->count(), 2);
    QTest::keyClick(&view(), Qt::Key_Return);
    EXPECT_EQ(opened.size(), 1);
    QTest::keyClick(&view(), Qt::Key_End);
    EXPECT_EQ(view().current(), model.count() - 1);
    EXPECT_EQ(view().top(), view().verticalScrollBar()->maximum());
    QTest::keyClick(&view(), Qt::Key_Home);
    EXPECT_EQ(view().top(), 0);
    QTest::keyClick(&view(), Qt::Key_A, Qt::ControlModifier);
    EXPECT_EQ(view().selection()->count(), model.count());
}

TEST_F(Gallery, WhatOneLooksAtStaysWhenPhotosComeAbove) {
    view().scrollTo(view().layout().height() / 2);
    const int row = view().layout().rowAt(view().top());
    const PhotoId anchor = model.idAt(view().layout().rows().at(static_cast<std::size_t>(row)).first);
    const int before = view().rectOf(model.indexOf(anchor)).top();
    view().selection()->toggle(model.indexOf(anchor));
    // A whole new day of photos on top: the same rows follow below it.
    LibraryColumns more = demo::demoLibrary(3'000);
    const std::int64_t newest = more.takenLocal.front() + 5LL * 86'400'000;
    for (int i = 0; i < 40; ++i) {
        more.ids.insert(more.ids.begin(), PhotoId(10'000 + i));
        more.takenLocal.insert(more.takenLocal.begin(), newest + i);
        more.ratios.insert(more.ratios.begin(), 1.5F);
        more.flags.insert(more.flags.begin(), 0);
        more.thumbHashes.insert(more.thumbHashes.begin(), 7);
        more.placeholders.insert(more.placeholders.begin(), LibraryColumns::Placeholder{});
        more.placeholderSizes.insert(more.placeholderSizes.begin(), 0);
    }
    model.setColumns(more);
    EXPECT_EQ(view().rectOf(model.indexOf(anchor)).top(), before);
    EXPECT_EQ(view().selection()->chosen(), QList<PhotoId>{anchor});
}

TEST_F(Gallery, CtrlAndWheelSizesThePhotosAroundTheMiddle) {
    view().scrollTo(view().layout().height() / 2);
    const auto inMiddle = [this] {
        const int row = view().layout().rowAt(view().top() + view().viewport()->height() / 2);
        return view().layout().rows().at(static_cast<std::size_t>(row));
    };
    const JustifiedRow before = inMiddle();
    const int size = view().targetRow();
    wheel(-120, Qt::ControlModifier);
    EXPECT_LT(view().targetRow(), size);
    const JustifiedRow after = inMiddle();
    EXPECT_LE(after.first, before.first + before.count);
    EXPECT_GE(after.first + after.count, before.first);
    for (int i = 0; i < 40; ++i)
        wheel(120, Qt::ControlModifier);
    EXPECT_EQ(view().targetRow(), 360);
    const std::int64_t top = view().top();
    wheel(-120);
    EXPECT_GT(view().top(), top);
}

TEST_F(Gallery, NoTileIsBlankWhileItsPictureIsOnItsWay) {
    for (const double share : {0.1, 0.9, 0.33, 0.7, 0.0}) {
        view().scrollTo(static_cast<std::int64_t>(share * static_cast<double>(view().layout().height())));
        const QImage shot = view().viewport()->grab().toImage();
        int tiles = 0;
        for (int i = 0; i < model.count(); ++i) {
            const QRect rect = view().rectOf(i).intersected(QRect(0, 60, shot.width(), shot.height() - 60));
            if (rect.height() < 20 || rect.width() < 20)
                continue;
            ++tiles;
            EXPECT_EQ(shot.pixelColor(rect.center()), pictures.placeholderColour)
                << "photo " << i << " at " << share;
        }
        EXPECT_GT(tiles, 5);
    }
}

TEST_F(Gallery, WhatLeftTheScreenIsNotWaitedFor) {
    view().viewport()->repaint();
    pictures.asked.clear();
    pictures.dropped.clear();
    view().viewport()->repaint();
    const QSet<PhotoId> first = pictures.asked;
    ASSERT_FALSE(first.isEmpty());
    EXPECT_TRUE(pictures.dropped.isEmpty());
    EXPECT_FALSE(pictures.prepared.isEmpty());
    view().scrollTo(view().layout().height() / 2);
    view().viewport()->repaint();
    for (const PhotoId id : first)
        EXPECT_TRUE(pictures.dropped.contains(id));
    pictures.dropped.clear();
    wheel(-120);
    view().viewport()->repaint();
    for (int i = 0; i < model.count(); ++i) {
        if (!view().rectOf(i).isEmpty()) {
            EXPECT_FALSE(pictures.dropped.contains(model.idAt(i)));
        }
    }
}

TEST_F(Gallery, PicturesAreAskedForInTheSizeOfTheirTiles) {
    view().viewport()->repaint();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(pictures.sizes.value(model.idAt(i)),
                  (QSizeF(view().rectOf(i).size()) * view().devicePixelRatioF()).toSize());
    Appearance::instance()->setReducedMotion(true);
    pictures.answer(model.idAt(0), view().rectOf(0).size(), Qt::blue);
    EXPECT_EQ(view().viewport()->grab().toImage().pixelColor(middleOf(0)), QColor(Qt::blue));
    Appearance::instance()->setReducedMotion(false);
}

TEST_F(Gallery, TheDaysHeaderSticksUntilTheNextPushesItAway) {
    const int second = 1;
    view().scrollTo(view().layout().dayTop(second) + 30);
    const QColor ground = theme().colour(Colour::Surface);
    QImage shot = view().viewport()->grab().toImage();
    bool words = false;
    for (int x = 24; x < 200; ++x)
        words = words || shot.pixelColor(x, 24) != ground;
    EXPECT_TRUE(words) << "the date stands at the top";
    view().scrollTo(view().layout().dayTop(second) - 20);
    shot = view().viewport()->grab().toImage();
    bool first = false;
    bool next = false;
    for (int x = 24; x < 200; ++x)
        for (int y = 0; y < 20; ++y) {
            first = first || shot.pixelColor(x, y) != ground;
            next = next || shot.pixelColor(x, y + 30) != ground;
        }
    EXPECT_TRUE(next);
    (void)first; // half of the first one's words may have gone
}

TEST_F(Gallery, SelectDayChoosesItsPhotos) {
    QTest::mouseMove(view().viewport(), middleOf(0));
    const QFont title = theme().font(TextSize::Title);
    (void)title;
    int chosenAt = -1;
    for (int x = 100; x < 700 && chosenAt < 0; x += 10) {
        click(QPoint(x, 24));
        if (!view().selection()->isEmpty())
            chosenAt = x;
    }
    ASSERT_GT(chosenAt, 0);
    EXPECT_EQ(view().selection()->count(), model.days().front().count);
}

TEST_F(Gallery, TheScrubberGoesToAnyDayAndNamesIt) {
    auto* scrubber = page.findChild<Scrubber*>();
    ASSERT_NE(scrubber, nullptr);
    auto* bubble = page.findChild<ScrubberBubble*>();
    ASSERT_NE(bubble, nullptr);
    QTest::mouseMove(scrubber, QPoint(30, 200));
    EXPECT_TRUE(bubble->isVisible());
    EXPECT_EQ(view().top(), 0);
    QTest::mousePress(scrubber, Qt::LeftButton, {}, QPoint(30, scrubber->height() / 2));
    const double share = static_cast<double>(view().top()) / view().verticalScrollBar()->maximum();
    EXPECT_NEAR(share, 0.5, 0.02);
    QTest::mouseRelease(scrubber, Qt::LeftButton, {}, QPoint(30, scrubber->height() / 2));
    QTest::mousePress(scrubber, Qt::LeftButton, {}, QPoint(30, scrubber->height() - 2));
    EXPECT_EQ(view().top(), view().verticalScrollBar()->maximum());
    QTest::mouseRelease(scrubber, Qt::LeftButton, {}, QPoint(30, scrubber->height() - 2));
}

TEST_F(Gallery, TheSelectionBarTakesTheHeadersPlace) {
    QSignalSpy binned(&page, &GalleryPage::binAsked);
    const QPoint before = view().mapTo(&page, QPoint(0, 0));
    click(tickOf(0));
    EXPECT_EQ(view().mapTo(&page, QPoint(0, 0)), before);
    QTest::keyClick(&view(), Qt::Key_Escape);
    EXPECT_EQ(view().mapTo(&page, QPoint(0, 0)), before);
    EXPECT_TRUE(binned.isEmpty());
}

TEST_F(Gallery, AnEmptyLibrarySaysWhatToDo) {
    model.setColumns({});
    EXPECT_FALSE(view().isVisible());
    QTest::keyClick(&view(), Qt::Key_Right);
    QTest::keyClick(&view(), Qt::Key_End);
    EXPECT_FALSE(page.grab().isNull());
}

} // namespace
} // namespace parlor::client
