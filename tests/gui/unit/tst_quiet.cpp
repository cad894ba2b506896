#include "client/models/transfermodel.h"
#include "client/ui/chat/detailspane.h"
#include "client/ui/transfers/transferdelegate.h"
#include "client/ui/transfers/transferspanel.h"
#include "client/ui/widgets/label.h"
#include "client/ui/window/chatcontroller.h"
#include "client/ui/window/mainwindow.h"
#include "client/ui/window/searchpage.h"
#include "client/ui/window/searchtips.h"
#include "client/ui/window/shell.h"
#include "tests/gui/support/demostate.h"
#include "tests/gui/support/fakeactions.h"
#include "tests/gui/support/fakeimages.h"
#include "tests/support/waiting.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <algorithm>

namespace parlor::client {
namespace {

/// Mute, tray and transfers through the real window with real events.
class Quiet : public ::testing::Test {
protected:
    void SetUp() override {
        window.resize(1200, 800);
        window.show();
        QApplication::setActiveWindow(&window);
        demo::fillState(state);
        ASSERT_TRUE(test::waitFor([this] { return window.shell()->isVisible(); }));
        window.chat()->open(demo::hikes);
        QCoreApplication::processEvents();
    }

    QTemporaryDir profile;
    State state;
    demo::FakeActions actions{state};
    demo::FakeImages images;
    QtExecutor executor;
    Preferences preferences{profile.filePath(u"preferences.ini"_qs)};
    MainWindow window{{state, actions, images, executor, preferences}};
};

TEST_F(Quiet, TheFirstTileOfTheDetailsMutesAndUnmutes) {
    QWidget* content = window.shell()->details()->findChild<QScrollArea*>()->widget();
    ASSERT_NE(content, nullptr);
    // Wherever the tiles stand: the first one is what mutes.
    const auto press = [&] {
        for (int y = 120; y < 320; y += 8)
            QTest::mouseClick(content, Qt::LeftButton, {}, QPoint(56, y));
    };
    QSignalSpy asked(window.shell()->details(), &DetailsPane::muteAsked);
    press();
    ASSERT_FALSE(asked.isEmpty());
    EXPECT_TRUE(asked.first().first().toBool());
    EXPECT_TRUE(actions.calls.contains(u"setNotifications %1 nothing"_qs.arg(demo::hikes.toString())));
    ASSERT_TRUE(test::waitFor([this] { return state.channel(demo::hikes)->state.muted; }));
    QCoreApplication::processEvents();
    asked.clear();
    press();
    ASSERT_FALSE(asked.isEmpty());
    EXPECT_FALSE(asked.first().first().toBool());
}

TEST_F(Quiet, ClosingHidesOnlyWhereThereIsATrayAndOneLikesIt) {
    QSignalSpy hidden(&window, &MainWindow::hidden), closed(&window, &MainWindow::closed);
    window.setHidesOnClose(true);
    window.close();
    EXPECT_EQ(hidden.size(), 1);
    EXPECT_EQ(closed.size(), 0);
    window.bringUp();
    preferences.setKeepsRunning(false);
    window.close();
    EXPECT_EQ(hidden.size(), 1);
    EXPECT_EQ(closed.size(), 1);
}

TEST_F(Quiet, QuittingEndsForGoodEvenInTheTray) {
    QSignalSpy closed(&window, &MainWindow::closed);
    window.setHidesOnClose(true);
    window.close();
    window.quit();
    EXPECT_EQ(closed.size(), 1);
}

TEST_F(Quiet, ANoticeOpensItsChannel) {
    window.hide();
    window.openNotice(ChannelId(7));
    EXPECT_TRUE(window.isVisible());
    EXPECT_EQ(window.chat()->channel(), ChannelId(7));
}

TEST_F(Quiet, TheTrayLearnsWhatWaits) {
    TrayLook last;
    QObject::connect(&window, &MainWindow::lookChanged, &window,
                     [&last](const TrayLook& look) { last = look; });
    state.apply(ConnectionChanged{Connection{}});
    ASSERT_TRUE(test::waitFor([&last] { return last.offline; }));
    EXPECT_TRUE(last.unread);
    EXPECT_GT(last.attention, 0);
}

TEST_F(Quiet, ClearTakesFinishedTransfersAway) {
    for (int id = 1; id <= 3; ++id) {
        Transfer transfer;
        transfer.id = TransferId(id);
        transfer.name = u"a.jpg"_qs;
        transfer.size = 100;
        transfer.state = id == 1 ? TransferState::Uploading : TransferState::Done;
        state.apply(TransferChanged{transfer});
    }
    QCoreApplication::processEvents();
    auto* panel = window.findChild<TransfersPanel*>();
    panel->setShown(true);
    QCoreApplication::processEvents();
    auto* list = panel->findChild<QListView*>();
    ASSERT_NE(list, nullptr);
    const QRect header = list->visualRect(list->model()->index(1, 0));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, QPoint(header.right() - 24, header.center().y()));
    EXPECT_FALSE(actions.calls.contains(u"cancelTransfer 1"));
    EXPECT_TRUE(actions.calls.contains(u"cancelTransfer 2"));
    EXPECT_TRUE(actions.calls.contains(u"cancelTransfer 3"));
}

TEST_F(Quiet, WithoutAChatThereAreNoDetails) {
    EXPECT_TRUE(window.shell()->details()->isVisible());
    window.chat()->close();
    EXPECT_FALSE(window.shell()->details()->isVisible());
    window.chat()->open(demo::hikes);
    EXPECT_TRUE(window.shell()->details()->isVisible());
}

TEST_F(Quiet, ATipOfTheSearchIsWrittenIntoTheField) {
    window.shell()->showPage(Page::Search);
    auto* page = window.findChild<SearchPageView*>();
    page->begin({}, {});
    QCoreApplication::processEvents();
    auto* tips = page->findChild<SearchTips*>();
    ASSERT_TRUE(tips->isVisible());
    QSignalSpy picked(tips, &SearchTips::picked);
    for (int y = 0; y < tips->height() && picked.isEmpty(); y += 16)
        QTest::mouseClick(tips, Qt::LeftButton, {}, QPoint(tips->width() / 2, y));
    ASSERT_FALSE(picked.isEmpty());
    EXPECT_EQ(page->findChild<QLineEdit*>()->text(), picked.first().first().toString());
    EXPECT_FALSE(tips->isVisible());
}

TEST_F(Quiet, TheSearchSaysHowManyItFound) {
    const auto said = [this](const QString& words) {
        const auto labels = window.findChild<SearchPageView*>()->findChildren<Label*>();
        return std::any_of(labels.begin(), labels.end(), [&words](const Label* label) {
            return label->isVisible() && label->text() == words;
        });
    };
    const Event message = demo::messageAt(3, PersonId(2), 1'000, u"On Saturday"_qs);
    actions.found.page.hits = {SearchHit{demo::hikes, message, {}}};
    window.shell()->showPage(Page::Search);
    auto* page = window.findChild<SearchPageView*>();
    page->begin({}, u"saturday"_qs);
    EXPECT_TRUE(test::waitFor([&said] { return said(u"1 message"_qs); }));
    actions.found.page.hits << SearchHit{demo::hikes, message, {}};
    actions.found.page.hits.last().event.message = MessageId(4);
    page->begin({}, u"saturday"_qs);
    EXPECT_TRUE(test::waitFor([&said] { return said(u"2 messages"_qs); }));
}

} // namespace
} // namespace parlor::client
