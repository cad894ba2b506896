#include "client/models/channellistmodel.h"
#include "client/models/timelinemodel.h"
#include "client/ui/chat/channelpane.h"
#include "client/ui/chat/chatheader.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/detailspane.h"
#include "client/ui/chat/sendsheet.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/chat/typingfooter.h"
#include "client/ui/start/startpage.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/transfers/transferspanel.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/window/chatcontroller.h"
#include "client/ui/window/mainwindow.h"
#include "client/ui/window/photosending.h"
#include "client/ui/window/quickswitcher.h"
#include "client/ui/window/shell.h"
#include "shared/core/executor.h"
#include "tests/gui/shots/galleryshots.h"
#include "tests/gui/support/democonversation.h"
#include "tests/gui/support/demopictures.h"
#include "tests/gui/support/demostate.h"
#include "tests/gui/support/fakeactions.h"
#include "tests/gui/support/fakeimages.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QLocale>
#include <QTemporaryDir>
#include <QTest>

using namespace parlor::client;

namespace {

void save(QWidget& widget, const QString& path) {
    QTest::qWait(60);
    widget.grab().save(path);
}

void shootChat(const QString& dir, const QString& suffix, demo::DemoPictures& pictures) {
    ChannelListModel channels;
    channels.setRows(demo::demoChannels());
    TimelineModel timeline;
    timeline.setRows(demo::demoTimeline());
    Shell shell;
    Face server;
    server.person = false;
    server.picture = pictures.picture(demo::demoPhoto(7, 100, 100), QSize(80, 80));
    shell.rail()->setAccount(server, {});
    shell.rail()->setBadge(Page::Chats, 5);
    shell.channels()->setModel(&channels);
    shell.channels()->setNow(demo::demoNow());
    shell.channels()->setPictures(&pictures);
    shell.channels()->setCurrent(parlor::ChannelId(1));
    Face face;
    face.person = false;
    face.picture = pictures.picture(demo::demoPhoto(2, 1500, 1000), QSize(144, 144));
    shell.chat()->header()->setChat(face, u"Weekend hikes"_qs, u"6 members, 4 online"_qs,
                                    u"Routes, dates and the best light"_qs);
    shell.chat()->setPictures(&pictures);
    shell.chat()->timeline()->setToday(QDate(2026, 5, 13));
    shell.chat()->timeline()->setModel(&timeline);
    shell.chat()->composer()->setPlaceholder(u"Message Weekend hikes"_qs);
    shell.chat()->composer()->setText(u"And bring the flask, Bo"_qs);
    shell.chat()->footer()->setTyping(u"Bo is typing…"_qs);
    Details details = demo::demoDetails();
    details.face = face;
    shell.details()->setDetails(details);
    shell.details()->setPictures(&pictures);
    shell.resize(1440, 900);
    shell.show();
    QApplication::setActiveWindow(&shell);
    shell.chat()->composer()->focusText();
    save(shell, dir + u"/chat-"_qs + suffix);
    timeline.setRows(demo::demoShapes());
    shell.chat()->composer()->startReply({parlor::MessageId(1), parlor::PersonId(1), u"Ada Bergström"_qs,
                                          u"3 photos"_qs, demo::demoPhoto(9, 1600, 1000), false});
    shell.setDetailsWanted(false);
    shell.resize(1204, 1904);
    save(shell, dir + u"/messages-"_qs + suffix);
    shell.chat()->composer()->leaveMode();
    timeline.setRows(demo::demoTimeline());
    shell.chat()->composer()->setText({});
    shell.chat()->banner()->setWords(u"wifi-off"_qs, u"You are offline."_qs,
                                     u"Everything you have seen stays here. Next try in 8 s."_qs);
    shell.chat()->banner()->setAction(u"Try now"_qs);
    shell.chat()->setBannerShown(true);
    shell.chat()->footer()->setQueued(u"2 messages go out when the server is back"_qs);
    shell.resize(1440, 900);
    save(shell, dir + u"/offline-"_qs + suffix);
    shell.chat()->setBannerShown(false);
    shell.chat()->footer()->setQueued({});
    shell.setChatOnTop(true);
    shell.resize(640, 900);
    save(shell, dir + u"/narrow-"_qs + suffix);
    shell.setChatOnTop(false);
    shell.resize(1440, 900);
    shell.chat()->setChatShown(false);
    channels.setRows({});
    save(shell, dir + u"/empty-"_qs + suffix);
}

/// The real window over a made-up state.
void shootWindow(const QString& dir, const QString& suffix) {
    const QTemporaryDir profile;
    State state;
    demo::FakeActions actions(state);
    demo::FakeImages images;
    parlor::QtExecutor executor;
    Preferences preferences(profile.filePath(u"preferences.ini"_qs));
    preferences.setThemeChoice(Appearance::instance()->choice());
    MainWindow window({state, actions, images, executor, preferences});
    window.resize(1440, 900);
    window.show();
    QApplication::setActiveWindow(&window);
    window.startPage()->setAddress(u"parlor.example.org"_qs);
    QTest::qWait(500);
    save(window, dir + u"/sign-in-"_qs + suffix);
    demo::fillState(state);
    QTest::qWait(50);
    window.chat()->open(demo::hikes);
    QTest::qWait(300);
    save(window, dir + u"/window-"_qs + suffix);
    for (int i = 0; i < 4; ++i) {
        Transfer transfer;
        transfer.id = TransferId(i + 1);
        transfer.name = u"DSC_%1.jpg"_qs.arg(2040 + i);
        transfer.path = u"/photos/"_qs + transfer.name;
        transfer.size = 8'400'000;
        transfer.sent = 2'100'000 * (i + 1);
        transfer.rate = i == 0 ? 1'200'000 : 0;
        transfer.state = i == 0   ? TransferState::Uploading
                         : i == 1 ? TransferState::Paused
                         : i == 2 ? TransferState::Failed
                                  : TransferState::Done;
        if (i == 2)
            transfer.reason = parlor::ErrorCode::UnsupportedType;
        state.apply(TransferChanged{transfer});
    }
    QTest::qWait(50);
    window.findChild<TransfersPanel*>()->setShown(true);
    QTest::qWait(100);
    save(window, dir + u"/transfers-"_qs + suffix);
    window.findChild<TransfersPanel*>()->setShown(false);
    QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
    QTest::qWait(300);
    if (auto* switcher = window.findChild<QuickSwitcher*>()) {
        switcher->findChild<QLineEdit*>()->setText(u"a"_qs);
        save(window, dir + u"/switcher-"_qs + suffix);
        switcher->close();
    }
    QTest::qWait(20);
    QTest::keyClick(&window, Qt::Key_N, Qt::ControlModifier);
    QTest::qWait(300);
    save(window, dir + u"/newchat-"_qs + suffix);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTest::qWait(20);
    window.chat()->photos()->offer(
        {u"/a/1.jpg"_qs, u"/a/2.jpg"_qs, u"/a/3.jpg"_qs, u"/a/4.jpg"_qs, u"/a/5.jpg"_qs});
    QTest::qWait(300);
    save(window, dir + u"/send-"_qs + suffix);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTest::qWait(20);
    window.shell()->showPage(Page::Settings);
    save(window, dir + u"/settings-"_qs + suffix);
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    const QString dir = app.arguments().value(1, u"."_qs);
    QDir().mkpath(dir);
    Appearance appearance;
    new FocusVisible(&app);
    demo::DemoPictures pictures;
    const QString scale = app.devicePixelRatio() > 1 ? u"@%1x"_qs.arg(app.devicePixelRatio()) : QString();
    for (const auto choice : {ThemeChoice::Light, ThemeChoice::Dark, ThemeChoice::HighContrast}) {
        appearance.setChoice(choice);
        shootChat(dir, nameOf(choice) + scale + u".png"_qs, pictures);
        shootWindow(dir, nameOf(choice) + scale + u".png"_qs);
        shootGallery(dir, nameOf(choice) + scale + u".png"_qs);
    }
    return 0;
}
