#include "client/ui/settings/devicespage.h"
#include "client/ui/settings/notificationspage.h"
#include "client/ui/settings/settingsnav.h"
#include "client/ui/settings/settingspage.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/label.h"
#include "tests/gui/support/demostate.h"
#include "tests/gui/support/fakeactions.h"
#include "tests/support/waiting.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

namespace parlor::client {
namespace {

class Settings : public ::testing::Test {
protected:
    void SetUp() override {
        demo::fillState(state);
        page.resize(1100, 800);
        page.show();
        QCoreApplication::processEvents();
    }

    [[nodiscard]] SettingsNav* nav() const { return page.findChild<SettingsNav*>(); }

    void go(const QString& title) {
        for (int i = 0; i < nav()->count(); ++i)
            if (nav()->titleOf(i) == title)
                nav()->setCurrent(i);
    }

    static QList<Button*> shown(const QWidget& where, const QString& words) {
        QList<Button*> found;
        for (Button* button : where.findChildren<Button*>())
            if (button->text() == words && button->isVisible())
                found << button;
        return found;
    }

    QTemporaryDir profile;
    State state;
    demo::FakeActions actions{state};
    QtExecutor executor;
    Preferences preferences{profile.filePath(u"preferences.ini"_qs)};
    SettingsPage page{state, actions, executor, preferences};
};

TEST_F(Settings, TheFieldLeavesThePagesThatHaveTheWords) {
    QSignalSpy chosen(nav(), &SettingsNav::chosen);
    auto* field = nav()->findChild<QLineEdit*>();
    QTest::keyClicks(field, u"reduce motion"_qs);
    QTest::keyClick(field, Qt::Key_Return);
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(nav()->titleOf(chosen.first().first().toInt()), u"Appearance");
}

TEST_F(Settings, SignsOtherDevicesOutAndNotThisOne) {
    actions.devices = {{SessionId(1), u"This laptop"_qs, u"192.0.2.1"_qs, 1, 5, true},
                       {SessionId(2), u"Old phone"_qs, u"192.0.2.2"_qs, 1, 4, false},
                       {SessionId(3), u"Library"_qs, {}, 1, 3, false}};
    go(u"Devices"_qs);
    ASSERT_TRUE(test::waitFor([this] { return shown(page, u"Sign out"_qs).size() == 2; }));
    QTest::mouseClick(shown(page, u"Sign out"_qs).first(), Qt::LeftButton);
    EXPECT_TRUE(actions.calls.contains(u"endSession 2"));
    ASSERT_TRUE(test::waitFor([this] { return shown(page, u"Sign out"_qs).size() == 1; }));
}

TEST_F(Settings, EndsAllOtherSessionsAtOnce) {
    actions.devices = {{SessionId(1), u"This laptop"_qs, {}, 1, 5, true},
                       {SessionId(2), u"Old phone"_qs, {}, 1, 4, false},
                       {SessionId(3), u"Library"_qs, {}, 1, 3, false}};
    go(u"Devices"_qs);
    ASSERT_TRUE(test::waitFor([this] { return shown(page, u"Sign out everywhere else"_qs).size() == 1; }));
    QTest::mouseClick(shown(page, u"Sign out everywhere else"_qs).first(), Qt::LeftButton);
    EXPECT_TRUE(actions.calls.contains(u"endSession 2"));
    EXPECT_TRUE(actions.calls.contains(u"endSession 3"));
    EXPECT_FALSE(actions.calls.contains(u"endSession 1"));
}

TEST_F(Settings, AMutedChatIsListedUntilItIsHeardAgain) {
    go(u"Notifications"_qs);
    // The demo has one muted chat already.
    ASSERT_TRUE(test::waitFor([this] { return shown(page, u"Unmute"_qs).size() == 1; }));
    state.apply(NotificationsSet{demo::hikes, Notifications::Nothing});
    ASSERT_TRUE(test::waitFor([this] { return shown(page, u"Unmute"_qs).size() == 2; }));
    for (Button* button : shown(page, u"Unmute"_qs))
        QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(actions.calls.contains(u"setNotifications %1 all"_qs.arg(demo::hikes.toString())));
    ASSERT_TRUE(test::waitFor([this] { return shown(page, u"Unmute"_qs).isEmpty(); }));
}

TEST_F(Settings, ThePasswordIsChangedWhenBothAreThere) {
    go(u"Account"_qs);
    Button* change = shown(page, u"Change password"_qs).value(0);
    ASSERT_NE(change, nullptr);
    QList<QLineEdit*> secrets;
    for (QLineEdit* edit : page.findChildren<QLineEdit*>())
        if (edit->echoMode() == QLineEdit::Password)
            secrets << edit;
    ASSERT_EQ(secrets.size(), 2);
    EXPECT_FALSE(change->isEnabled());
    QTest::keyClicks(secrets[0], u"the old one"_qs);
    EXPECT_FALSE(change->isEnabled());
    QTest::keyClicks(secrets[1], u"the new one"_qs);
    EXPECT_TRUE(change->isEnabled());
    QTest::mouseClick(change, Qt::LeftButton);
    EXPECT_TRUE(actions.calls.contains(u"changePassword"));
}

TEST_F(Settings, ChoicesAboutNotificationsAreKept) {
    go(u"Notifications"_qs);
    EXPECT_EQ(preferences.notify(), NotifyChoice::Everything);
    preferences.setNotify(NotifyChoice::Mentions);
    preferences.setNotifyWords(false);
    const Preferences again(profile.filePath(u"preferences.ini"_qs));
    EXPECT_EQ(again.notify(), NotifyChoice::Mentions);
    EXPECT_FALSE(again.notifyWords());
}

} // namespace
} // namespace parlor::client
