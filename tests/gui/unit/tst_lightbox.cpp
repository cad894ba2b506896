#include "client/ui/lightbox/factspanel.h"
#include "client/ui/lightbox/librarylightboxitems.h"
#include "client/ui/lightbox/lightbox.h"
#include "client/ui/lightbox/lightboxbutton.h"
#include "client/ui/lightbox/photostage.h"
#include "client/ui/lightbox/versionchip.h"
#include "client/ui/lightbox/versionmenu.h"
#include "client/ui/style/appearance.h"
#include "tests/gui/support/demolibrary.h"
#include "tests/gui/unit/recordingpictures.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

constexpr QSize windowSize(900, 600);

class LightboxTest : public ::testing::Test {
protected:
    void SetUp() override {
        Appearance::instance()->setReducedMotion(true);
        LibraryColumns columns = demo::demoLibrary(20);
        std::fill(columns.ratios.begin(), columns.ratios.end(), 1.5F);
        model.setColumns(columns);
        window.resize(windowSize);
        window.show();
        QApplication::setActiveWindow(&window);
        box.open(5);
        QCoreApplication::processEvents();
    }

    void TearDown() override { Appearance::instance()->setReducedMotion(false); }

    [[nodiscard]] PhotoStage& stage() { return *box.findChild<PhotoStage*>(); }

    [[nodiscard]] QColor pixel(QPoint at) { return box.grab().toImage().pixelColor(at); }

    void wheel(int delta, QPointF at) {
        QWheelEvent event(at, stage().mapToGlobal(at), {}, QPoint(0, delta), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&stage(), &event);
    }

    /// The photo's real size, as the server tells it.
    void tellFacts(int index, QSize size) { items.setFacts(factsOf(model.idAt(index), size)); }

    static OwnPhoto factsOf(PhotoId id, QSize size) {
        OwnPhoto photo;
        photo.id = id;
        photo.facts.width = size.width();
        photo.facts.height = size.height();
        return photo;
    }

    /// The photo at 5 is an edited one.
    void tellPair() {
        OwnPhoto edited = factsOf(model.idAt(5), QSize(6000, 4000));
        edited.originalVersion = behind;
        items.setFacts(edited);
    }

    void tellOriginal() {
        OwnPhoto original = factsOf(behind, QSize(3000, 2000));
        original.editedVersion = model.idAt(5);
        items.setFacts(original);
    }

    [[nodiscard]] LightboxButton* button(const QString& begin) const {
        for (auto* one : box.findChildren<LightboxButton*>())
            if (one->accessibleName().startsWith(begin))
                return one;
        return nullptr;
    }

    static constexpr PhotoId behind{777'777};

    QWidget window;
    RecordingPictures pictures;
    PhotoGridModel model;
    QList<PhotoId> factsAsked;
    LibraryLightboxItems items{&model, [this](PhotoId id) { factsAsked.append(id); }};
    Lightbox box{&items, &pictures, &window};
};

TEST_F(LightboxTest, KeysGoOnAndStopAtTheEnds) {
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_EQ(box.index(), 6);
    QTest::keyClick(&box, Qt::Key_Left);
    QTest::keyClick(&box, Qt::Key_Left);
    EXPECT_EQ(box.index(), 4);
    QTest::keyClick(&box, Qt::Key_End);
    EXPECT_EQ(box.index(), 19);
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_EQ(box.index(), 19);
    QTest::keyClick(&box, Qt::Key_Home);
    QTest::keyClick(&box, Qt::Key_Left);
    EXPECT_EQ(box.index(), 0);
}

TEST_F(LightboxTest, NeighboursArePreparedBeforeOneGetsThere) {
    EXPECT_TRUE(pictures.prepared.contains(model.idAt(4)));
    EXPECT_TRUE(pictures.prepared.contains(model.idAt(6)));
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_TRUE(pictures.prepared.contains(model.idAt(7)));
}

TEST_F(LightboxTest, PlaceholderThenThumbThenViewInTheSamePlaceAndNeverBlack) {
    const QPoint corner(60, 110);
    EXPECT_EQ(pixel(QPoint(450, 300)), pictures.placeholderColour);
    pictures.answer(model.idAt(5), QSize(400, 267), Qt::red);
    EXPECT_EQ(pixel({450, 300}), QColor(Qt::red));
    const bool covered = pixel(corner) == QColor(Qt::red);
    pictures.answer(model.idAt(5), QSize(2048, 1365), Qt::green);
    EXPECT_EQ(pixel({450, 300}), QColor(Qt::green)) << "the sharper one is painted as soon as it is here";
    EXPECT_EQ(pixel(corner) == QColor(Qt::green), covered) << "nothing moves";
}

TEST_F(LightboxTest, BetweenTwoPhotosThereIsNoBlackFrame) {
    pictures.answer(model.idAt(5), QSize(900, 600), Qt::red);
    pictures.answer(model.idAt(6), QSize(900, 600), Qt::blue);
    EXPECT_EQ(pixel({450, 300}), QColor(Qt::red));
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_EQ(pixel({450, 300}), QColor(Qt::blue));
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_EQ(pixel({450, 300}), pictures.placeholderColour);
}

TEST_F(LightboxTest, TheWheelZoomsAtThePointer) {
    tellFacts(5, QSize(6000, 4000));
    EXPECT_TRUE(stage().isFitted());
    const QPointF at(200, 200);
    wheel(120, at);
    EXPECT_FALSE(stage().isFitted());
    const double once = stage().zoom();
    wheel(120, at);
    EXPECT_GT(stage().zoom(), once);
    for (int i = 0; i < 60; ++i)
        wheel(120, at);
    EXPECT_LE(stage().zoom() * box.devicePixelRatioF(), 8.001);
    for (int i = 0; i < 80; ++i)
        wheel(-120, at);
    EXPECT_TRUE(stage().isFitted());
}

TEST_F(LightboxTest, PastTheViewTheFullSizeIsAskedFor) {
    tellFacts(5, QSize(6000, 4000));
    for (int i = 0; i < 30; ++i)
        wheel(120, {450, 300});
    box.grab();
    EXPECT_GE(pictures.sizes.value(model.idAt(5)).width(), 400);
}

TEST_F(LightboxTest, ADragPansAZoomedPhotoAndArrowsDoToo) {
    tellFacts(5, QSize(6000, 4000));
    for (int i = 0; i < 10; ++i)
        wheel(120, {450, 300});
    EXPECT_TRUE(stage().pan({10, 0}));
    EXPECT_TRUE(stage().pan({-10, 0}));
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_EQ(box.index(), 5) << "arrows move the photo while it is zoomed";
    for (int i = 0; i < 200; ++i)
        stage().pan({100, 100});
    EXPECT_FALSE(stage().pan({100, 100})) << "it stops at its edge";
    QTest::keyClick(&box, Qt::Key_0);
    EXPECT_TRUE(stage().isFitted());
    EXPECT_FALSE(stage().pan({100, 100}));
}

TEST_F(LightboxTest, FactsStandBesideThePhotoAndAreFetchedOnce) {
    EXPECT_TRUE(factsAsked.contains(model.idAt(5)));
    auto* panel = box.findChild<FactsPanel*>();
    EXPECT_FALSE(panel->isVisible());
    QTest::keyClick(&box, Qt::Key_I);
    QCoreApplication::processEvents();
    EXPECT_TRUE(panel->isVisible());
    EXPECT_EQ(panel->width(), 320);
    EXPECT_EQ(stage().width(), windowSize.width() - 320);
    tellFacts(5, QSize(6000, 4000));
    factsAsked.clear();
    QTest::keyClick(&box, Qt::Key_I);
    QCoreApplication::processEvents();
    EXPECT_EQ(stage().width(), windowSize.width());
    EXPECT_FALSE(panel->isVisible());
    EXPECT_FALSE(factsAsked.contains(model.idAt(5)));
}

TEST_F(LightboxTest, AskingForFactsDoesNotRepeatWhileTheyAreOnTheirWay) {
    const auto asked = factsAsked.count(model.idAt(5));
    for (int i = 0; i < 5; ++i)
        wheel(120, {450, 300});
    EXPECT_EQ(factsAsked.count(model.idAt(5)), asked);
}

TEST_F(LightboxTest, TheOriginalOfAnEditedPhotoIsLookedAtAndLeft) {
    pictures.answer(model.idAt(5), QSize(900, 600), Qt::red);
    auto* chip = box.findChild<VersionChip*>();
    QTest::keyClick(&box, Qt::Key_0); // the controls are there, however long the window took
    tellFacts(5, QSize(6000, 4000));
    EXPECT_TRUE(chip->isHidden());
    EXPECT_TRUE(button(u"More"_qs)->isHidden());
    tellPair();
    EXPECT_FALSE(chip->isHidden());
    EXPECT_FALSE(button(u"More"_qs)->isHidden());
    const QString toOriginal = chip->text();
    factsAsked.clear();
    QTest::keyClick(&box, Qt::Key_O);
    EXPECT_EQ(factsAsked, QList{behind}) << "nobody needs them before";
    EXPECT_FALSE(box.showsOriginal());
    EXPECT_EQ(pixel({450, 300}), QColor(Qt::red)) << "until they are here";
    pictures.answer(behind, QSize(900, 600), Qt::blue);
    tellOriginal();
    EXPECT_TRUE(box.showsOriginal());
    EXPECT_EQ(pixel({450, 300}), QColor(Qt::blue));
    EXPECT_NE(chip->text(), toOriginal);

    QSignalSpy saved(&box, &Lightbox::downloadAsked);
    button(u"Save the original"_qs)->click();
    ASSERT_EQ(saved.size(), 1);
    EXPECT_EQ(saved[0][0].value<PhotoId>(), behind) << "what one looks at";
    QSignalSpy binned(&box, &Lightbox::binAsked), marked(&box, &Lightbox::favouriteAsked);
    QTest::keyClick(&box, Qt::Key_Delete);
    QTest::keyClick(&box, Qt::Key_F);
    EXPECT_TRUE(binned.isEmpty() && marked.isEmpty()) << "these are the entry's";
    EXPECT_FALSE(button(u"Favourite"_qs)->isEnabled());

    chip->click();
    EXPECT_FALSE(box.showsOriginal());
    EXPECT_EQ(pixel({450, 300}), QColor(Qt::red));
    EXPECT_EQ(chip->text(), toOriginal);
    EXPECT_TRUE(button(u"Favourite"_qs)->isEnabled());
    factsAsked.clear();
    QTest::keyClick(&box, Qt::Key_O);
    EXPECT_TRUE(box.showsOriginal());
    EXPECT_FALSE(factsAsked.contains(behind)) << "they are known";
    QTest::keyClick(&box, Qt::Key_Right);
    EXPECT_EQ(box.index(), 6);
    EXPECT_FALSE(box.showsOriginal());
    QTest::keyClick(&box, Qt::Key_Left);
    EXPECT_FALSE(box.showsOriginal()) << "one comes back to the edited one";
}

TEST_F(LightboxTest, AnOriginalThatCanNotBeHadIsNotWaitedFor) {
    tellPair();
    EXPECT_FALSE(items.lost(behind)) << "nobody has asked";
    QTest::keyClick(&box, Qt::Key_O);
    EXPECT_TRUE(items.lost(behind));
    tellOriginal();
    EXPECT_FALSE(box.showsOriginal()) << "nothing changes by itself later";
    QTest::keyClick(&box, Qt::Key_O);
    EXPECT_TRUE(box.showsOriginal());
}

TEST_F(LightboxTest, TheMenuPartsThemAndThenThereIsNone) {
    tellPair();
    tellOriginal();
    box.setOriginalShown(true);
    QSignalSpy parted(&box, &Lightbox::partAsked);
    button(u"More"_qs)->click();
    auto* menu = box.findChild<VersionMenu*>();
    ASSERT_NE(menu, nullptr);
    ASSERT_EQ(menu->actions().size(), 2);
    menu->actions().last()->trigger();
    menu->close();
    ASSERT_EQ(parted.size(), 1);
    EXPECT_EQ(parted[0][0].value<PhotoId>(), model.idAt(5));
    tellFacts(5, QSize(6000, 4000)); // as the server answers then
    EXPECT_FALSE(box.showsOriginal());
    EXPECT_TRUE(box.findChild<VersionChip*>()->isHidden());
    EXPECT_TRUE(button(u"More"_qs)->isHidden());
    QTest::keyClick(&box, Qt::Key_O);
    EXPECT_FALSE(box.showsOriginal());
}

TEST_F(LightboxTest, WhatHasChangedIsShownUntilItIsHereAnew) {
    tellPair();
    factsAsked.clear();
    items.outdate({model.idAt(5)});
    EXPECT_TRUE(factsAsked.isEmpty());
    EXPECT_TRUE(items.facts(5).has_value());
    EXPECT_TRUE(items.facts(5).has_value());
    EXPECT_EQ(factsAsked, QList{model.idAt(5)}) << "once";
    EXPECT_TRUE(items.hasOriginal(5));
}

TEST_F(LightboxTest, EscapeClosesAndTellsWhereOneWas) {
    QSignalSpy closed(&box, &Lightbox::closed);
    QTest::keyClick(&box, Qt::Key_Right);
    QTest::keyClick(&box, Qt::Key_Escape);
    EXPECT_FALSE(box.isVisible());
    ASSERT_EQ(closed.size(), 1);
    EXPECT_EQ(closed[0][0].value<PhotoId>(), model.idAt(6));
}

TEST_F(LightboxTest, WhenThePhotoGoesTheNextOneStandsThere) {
    const PhotoId next = model.idAt(6);
    LibraryColumns columns = demo::demoLibrary(20);
    const auto without = [&](auto& column) { column.erase(column.begin() + 5); };
    without(columns.ids);
    without(columns.takenLocal);
    without(columns.ratios);
    without(columns.flags);
    without(columns.thumbHashes);
    without(columns.placeholders);
    without(columns.placeholderSizes);
    model.setColumns(columns);
    EXPECT_EQ(box.index(), 5);
    EXPECT_EQ(model.idAt(box.index()), next);
    model.setColumns({});
    EXPECT_FALSE(box.isVisible());
}

TEST_F(LightboxTest, ItCoversTheWindowWhateverItsSize) {
    window.resize(640, 480);
    QCoreApplication::processEvents();
    EXPECT_EQ(box.size(), QSize(640, 480));
}

} // namespace
} // namespace parlor::client
