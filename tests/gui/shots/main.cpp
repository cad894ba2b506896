#include "client/models/channellistmodel.h"
#include "client/models/timelinemodel.h"
#include "client/ui/chat/channelpane.h"
#include "client/ui/chat/chatheader.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/chat/composer.h"
#include "client/ui/chat/detailspane.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/chat/typingfooter.h"
#include "client/ui/style/appearance.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/widgets/banner.h"
#include "client/ui/window/shell.h"
#include "tests/gui/support/democonversation.h"
#include "tests/gui/support/demopictures.h"

#include <QApplication>
#include <QDir>
#include <QLocale>
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
    }
    return 0;
}
