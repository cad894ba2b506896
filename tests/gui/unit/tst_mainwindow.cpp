#include "client/core/unmadechannel.h"
#include "client/ui/chat/channelpane.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/composeredit.h"
#include "client/ui/chat/detailspane.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/start/startpage.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/hint.h"
#include "client/ui/widgets/iconbutton.h"
#include "client/ui/widgets/picklist.h"
#include "client/ui/widgets/textfield.h"
#include "client/ui/widgets/toggle.h"
#include "client/ui/window/chatcontroller.h"
#include "client/ui/window/mainwindow.h"
#include "client/ui/window/newchatsheet.h"
#include "client/ui/window/quickswitcher.h"
#include "client/ui/window/shell.h"
#include "tests/gui/support/demostate.h"
#include "tests/gui/support/fakeactions.h"
#include "tests/gui/support/fakeimages.h"
#include "tests/support/waiting.h"

#include <QApplication>
#include <QLineEdit>
#include <QPointer>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class Window : public ::testing::Test {
protected:
    void SetUp() override {
        window.resize(1200, 800);
        window.show();
        QApplication::setActiveWindow(&window);
    }

    void signIn(int messages = 9) {
        demo::fillState(state, messages);
        ASSERT_TRUE(test::waitFor([this] { return window.shell()->isVisible(); }));
        window.chat()->open(demo::hikes);
        QCoreApplication::processEvents();
    }

    [[nodiscard]] Composer* composer() const { return window.shell()->chat()->composer(); }

    [[nodiscard]] ComposerEdit* edit() const { return composer()->findChild<ComposerEdit*>(); }

    QTemporaryDir profile;
    State state;
    demo::FakeActions actions{state};
    demo::FakeImages images;
    QtExecutor executor;
    Preferences preferences{profile.filePath(u"preferences.ini"_qs)};
    MainWindow window{{state, actions, images, executor, preferences}};
};

TEST_F(Window, FirstStartChecksTheServerThenSignsIn) {
    StartPage* start = window.startPage();
    start->setAddress(u"parlor.example.org"_qs);
    ASSERT_TRUE(test::waitFor([this] { return !actions.calls.isEmpty(); }));
    EXPECT_EQ(actions.calls.first(), u"lookUpServer https://parlor.example.org");
    QCoreApplication::processEvents();
    const auto fields = start->findChildren<QLineEdit*>();
    for (QLineEdit* field : fields)
        if (field->isVisible() && field->text().isEmpty())
            QTest::keyClicks(field, u"mira"_qs);
    for (Button* button : start->findChildren<Button*>())
        if (button->text() == u"Sign in")
            QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(actions.calls.contains(u"signIn mira"));
}

TEST_F(Window, InviteLinkTurnsSigningInIntoAnAccount) {
    window.takeLink(u"parlor://parlor.example.org/abc#"_qs + QString(64, u'a'));
    StartPage* start = window.startPage();
    ASSERT_TRUE(test::waitFor([start] {
        for (Button* button : start->findChildren<Button*>())
            if (button->text() == u"Create account")
                return true;
        return false;
    }));
}

TEST_F(Window, SendingClearsTheComposerAndShowsTheMessageAtOnce) {
    signIn();
    QTest::keyClicks(edit(), u"Hello there"_qs);
    EXPECT_TRUE(actions.calls.contains(u"setTyping 1"));
    QTest::keyClick(edit(), Qt::Key_Return);
    ASSERT_EQ(actions.sent.size(), 1);
    EXPECT_EQ(actions.sent[0].text, u"Hello there");
    EXPECT_TRUE(composer()->text().isEmpty());
    const TimelineModel* model = window.chat()->feed().model();
    ASSERT_TRUE(test::waitFor([&] { return model->at(model->rowCount() - 1).text == u"Hello there"; }));
    EXPECT_TRUE(window.shell()->chat()->timeline()->isAtBottom());
}

TEST_F(Window, WhatTheServerWouldNotTakeStaysWhereItWasWritten) {
    signIn();
    ServerLimits small;
    small.textCharacters = 5;
    state.apply(LimitsKnown{small});
    QTest::keyClicks(edit(), u"sixsix"_qs);
    QTest::keyClick(edit(), Qt::Key_Return);
    EXPECT_TRUE(actions.sent.isEmpty());
    EXPECT_EQ(composer()->text(), u"sixsix");
    QTest::keyClick(edit(), Qt::Key_Backspace);
    QTest::keyClick(edit(), Qt::Key_Return);
    ASSERT_EQ(actions.sent.size(), 1);
    EXPECT_EQ(actions.sent[0].text, u"sixsi");
}

TEST_F(Window, ShiftEnterMakesANewLineAndTheComposerGrows) {
    signIn();
    const int before = composer()->height();
    QTest::keyClicks(edit(), u"one"_qs);
    QTest::keyClick(edit(), Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(edit(), u"two"_qs);
    EXPECT_EQ(composer()->text(), u"one\ntwo");
    EXPECT_GT(composer()->height(), before);
    EXPECT_TRUE(actions.sent.isEmpty());
}

TEST_F(Window, UpEditsTheLastOwnMessageAndEscLeavesIt) {
    signIn();
    QTest::keyClick(edit(), Qt::Key_Up);
    EXPECT_EQ(composer()->mode(), Composer::Mode::Edit);
    EXPECT_EQ(composer()->text(), u"See you at the bridge at eight?");
    QTest::keyClick(edit(), Qt::Key_Escape);
    EXPECT_EQ(composer()->mode(), Composer::Mode::Plain);
    EXPECT_TRUE(composer()->text().isEmpty());
    QTest::keyClick(edit(), Qt::Key_Up);
    edit()->setText(u"At nine?"_qs);
    QTest::keyClick(edit(), Qt::Key_Return);
    EXPECT_TRUE(actions.calls.contains(u"editMessage 9 At nine?"));
}

TEST_F(Window, UpEditsAMessageThatWaitsToBeSent) {
    signIn();
    const QString clientId = actions.sendMessage({demo::hikes, u"Later"_qs, {}, {}, {}});
    const TimelineModel* model = window.chat()->feed().model();
    ASSERT_TRUE(test::waitFor([&] { return model->at(model->rowCount() - 1).text == u"Later"; }));
    QTest::keyClick(edit(), Qt::Key_Up);
    EXPECT_EQ(composer()->mode(), Composer::Mode::Edit);
    EXPECT_EQ(composer()->text(), u"Later");
    edit()->setText(u"Much later"_qs);
    QTest::keyClick(edit(), Qt::Key_Return);
    EXPECT_TRUE(actions.calls.contains(u"editUnsent %1 Much later"_qs.arg(clientId)));
    EXPECT_EQ(composer()->mode(), Composer::Mode::Plain);
}

TEST_F(Window, ShowsAChannelThatWaitedToBeMadeAsSoonAsItIsThere) {
    signIn();
    PendingChange change;
    change.clientId = makeClientId();
    CreateChannel create;
    create.clientId = change.clientId;
    create.name = u"Swims"_qs;
    change.command = create;
    change.state = PendingState::Waiting;
    change.waited = true;
    state.apply(ChangePending{change});
    const ChannelId unmade = unmadeChannel(change.clientId);
    window.chat()->open(unmade);
    ASSERT_EQ(window.chat()->channel(), unmade);
    window.shell()->showPage(Page::Photos);
    ChannelState there = state.channel(unmade)->state;
    there.channel.id = ChannelId(900);
    state.apply(ChannelsSeen{{there}, false});
    state.apply(ChannelMade{unmade, there.channel.id});
    state.apply(ChangeOver{change.clientId, {}, {}, {}, true});
    EXPECT_TRUE(test::waitFor([&] { return window.chat()->channel() == there.channel.id; }));
    EXPECT_EQ(window.shell()->currentPage(), Page::Photos) << "whoever looks at something else is left at it";
}

TEST_F(Window, CtrlUpAnswersOlderMessages) {
    signIn();
    QTest::keyClick(edit(), Qt::Key_Up, Qt::ControlModifier);
    QTest::keyClick(edit(), Qt::Key_Up, Qt::ControlModifier);
    EXPECT_EQ(composer()->mode(), Composer::Mode::Reply);
    EXPECT_EQ(composer()->quote().message, MessageId(8));
    QTest::keyClicks(edit(), u"yes"_qs);
    QTest::keyClick(edit(), Qt::Key_Return);
    ASSERT_EQ(actions.sent.size(), 1);
    EXPECT_EQ(actions.sent[0].replyTo, MessageId(8));
}

TEST_F(Window, ShortcutsWalkThroughChats) {
    signIn();
    QTest::keyClick(&window, Qt::Key_Down, Qt::AltModifier);
    const ChannelId second = window.chat()->channel();
    EXPECT_NE(second, demo::hikes);
    QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
    EXPECT_EQ(window.chat()->channel(), demo::hikes);
    QTest::keyClick(&window, Qt::Key_Right, Qt::AltModifier);
    EXPECT_EQ(window.chat()->channel(), second);
}

TEST_F(Window, QuickSwitcherGoesWhereOneTypes) {
    signIn();
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    auto* switcher = window.findChild<QuickSwitcher*>();
    ASSERT_NE(switcher, nullptr);
    auto* field = switcher->findChild<QLineEdit*>();
    QTest::keyClicks(field, u"bookc"_qs);
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(window.chat()->channel(), ChannelId(3));
    EXPECT_EQ(composer()->text(), u"I finally finished chapter nine") << "the draft is back";
}

TEST_F(Window, QuickSwitcherBeginsWithWhereSomebodyWroteLast) {
    signIn();
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    auto* switcher = window.findChild<QuickSwitcher*>();
    ASSERT_NE(switcher, nullptr);
    QList<qint64> ids;
    for (const PickRow& row : switcher->findChild<PickList*>()->rows())
        if (!row.header)
            ids << row.id;
    EXPECT_EQ(ids, (QList<qint64>{2, 7, 1, 3, 4, 8})) << "the unread ones, then the others, newest first";
}

TEST_F(Window, TheSheetOfANewChatFitsItsPartAndCanBeGivenUp) {
    signIn();
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    const QPointer<NewChatSheet> sheet = window.findChild<NewChatSheet*>();
    ASSERT_FALSE(sheet.isNull());
    QCoreApplication::processEvents();
    auto* parts = sheet->findChild<QStackedWidget*>();
    const auto endOf = [parts](const QWidget* widget) {
        return widget->mapTo(parts, widget->rect().bottomRight());
    };
    EXPECT_EQ(endOf(parts->findChild<Toggle*>()).x() - Toggle::outset,
              endOf(parts->findChild<TextField*>()).x());
    Button* cancel = nullptr;
    for (Button* button : parts->findChildren<Button*>())
        if (button->text() == u"Cancel")
            cancel = button;
    ASSERT_NE(cancel, nullptr);
    EXPECT_EQ(endOf(cancel).y(), parts->height() - 1);
    QTest::mouseClick(cancel, Qt::LeftButton);
    EXPECT_TRUE(sheet.isNull() || !sheet->isVisible());
}

TEST_F(Window, FoldsWhenItGetsNarrow) {
    signIn();
    EXPECT_TRUE(window.shell()->details()->isVisible());
    window.resize(860, 700);
    EXPECT_FALSE(window.shell()->details()->isVisible());
    window.resize(600, 700);
    EXPECT_TRUE(window.shell()->chat()->isVisible());
    EXPECT_FALSE(window.shell()->channels()->isVisible());
    QTest::keyClick(&window, Qt::Key_Escape);
    EXPECT_TRUE(window.shell()->channels()->isVisible());
}

TEST_F(Window, OfflineBannerComesAfterTwoSeconds) {
    signIn();
    state.apply(ConnectionChanged{Connection{}});
    QCoreApplication::processEvents();
    Banner* banner = window.shell()->chat()->banner();
    EXPECT_FALSE(banner->isVisible());
    EXPECT_TRUE(test::waitFor([banner] { return banner->isVisible(); }));
    Connection online;
    online.state = Connectivity::Online;
    state.apply(ConnectionChanged{online});
    EXPECT_TRUE(test::waitFor([banner] { return !banner->isVisible(); }));
}

TEST_F(Window, EveryIconButtonHasWords) {
    signIn();
    for (const IconButton* button : window.findChildren<IconButton*>()) {
        EXPECT_FALSE(button->accessibleName().isEmpty());
        EXPECT_TRUE(button->toolTip().startsWith(button->accessibleName()));
    }
    EXPECT_EQ(keysOf(QKeySequence(Qt::CTRL | Qt::Key_K)), u"Ctrl K");
}

TEST_F(Window, ThemeOfTheCommandLineLastsUntilOneChooses) {
    preferences.setThemeChoice(ThemeChoice::Light);
    preferences.forceTheme(ThemeChoice::Dark);
    preferences.apply(*Appearance::instance());
    preferences.setLastChannel(ChannelId(5));
    EXPECT_EQ(theme().kind(), ThemeKind::Dark);
    preferences.setThemeChoice(ThemeChoice::Light);
    EXPECT_EQ(theme().kind(), ThemeKind::Light);
}

TEST_F(Window, SignedOutGoesBackToTheFirstPage) {
    signIn();
    state.apply(SignedOut{});
    EXPECT_TRUE(test::waitFor([this] { return window.startPage()->isVisible(); }));
}

} // namespace
} // namespace parlor::client
