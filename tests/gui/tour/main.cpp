// parlor-tour --server ADDRESS --name NAME --password PASSWORD --profile DIR --out DIR [--channel NAME]
// Signs in through the first page as a person would, then walks through the views in light and dark and saves
// a PNG of each. Needs a platform: QT_QPA_PLATFORM=offscreen or Xvfb. QT_SCALE_FACTOR=2 makes the pictures
// @2x. Ends with 0 when every view was reached, 1 when one was not (its name is printed), 64 on bad usage.
#include "client/core/client.h"
#include "client/models/names.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/chat/timelineview.h"
#include "client/ui/gallery/gallerypage.h"
#include "client/ui/gallery/galleryview.h"
#include "client/ui/lightbox/lightbox.h"
#include "client/ui/settings/preferences.h"
#include "client/ui/start/startpage.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/widgets/button.h"
#include "client/ui/widgets/textfield.h"
#include "client/ui/window/chatcontroller.h"
#include "client/ui/window/librarycontroller.h"
#include "client/ui/window/mainwindow.h"
#include "client/ui/window/quickswitcher.h"
#include "client/ui/window/shell.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFile>
#include <QScrollBar>
#include <QTest>
#include <QTextStream>

using namespace parlor;
using namespace parlor::client;

namespace {

constexpr int patienceMs = 20'000;
constexpr int restMs = 400; ///< pictures arrive, fades end

class Tour {
public:
    Tour(Client& client, MainWindow& window, const QString& out, const QString& suffix)
        : m_client(client), m_window(window), m_out(out), m_suffix(suffix) {}

    bool signIn(const QString& server, const QString& name, const QString& password) {
        shoot(u"sign-in-empty"_qs);
        m_window.startPage()->setAddress(server);
        QTextStream(stdout) << "looking for " << server << '\n' << Qt::flush;
        const auto fields = m_window.startPage()->findChildren<TextField*>();
        for (TextField* field : fields) {
            if (field->edit()->accessibleName() == u"Name")
                QTest::keyClicks(field->edit(), name);
            if (field->edit()->accessibleName() == u"Password")
                QTest::keyClicks(field->edit(), password);
        }
        Button* submit = nullptr;
        for (Button* button : m_window.startPage()->findChildren<Button*>())
            if (button->text() == u"Sign in")
                submit = button;
        // A server with its own certificate is trusted here as a person would by pressing the button.
        if (!QTest::qWaitFor([&] { return submit != nullptr && (submit->isEnabled() || trust()); },
                             patienceMs))
            return missed(u"sign-in"_qs);
        if (!QTest::qWaitFor([&] { return submit->isEnabled(); }, patienceMs))
            return missed(u"sign-in"_qs);
        shoot(u"sign-in"_qs);
        QTest::mouseClick(submit, Qt::LeftButton);
        return QTest::qWaitFor([this] { return m_window.shell()->isVisible(); }, patienceMs)
               || missed(u"signed-in"_qs);
    }

    bool chat(const QString& wanted) {
        const auto find = [&]() -> ChannelId {
            ChannelId any;
            for (const ChannelView& view : m_client.state().channels()) {
                if (!view.state.member)
                    continue;
                if (!any.isValid() || view.state.last > m_client.state().channel(any)->state.last)
                    any = view.state.channel.id;
                if (!wanted.isEmpty() && nameOf(m_client.state(), view.state) == wanted)
                    return view.state.channel.id;
            }
            return wanted.isEmpty() ? any : ChannelId();
        };
        if (!QTest::qWaitFor([&] { return find().isValid(); }, patienceMs))
            return missed(u"chat"_qs);
        m_window.chat()->open(find());
        if (!QTest::qWaitFor([&] { return m_window.chat()->feed().model()->rowCount() > 0; }, patienceMs))
            return missed(u"messages"_qs);
        QTest::qWait(1'000);
        shoot(u"chat"_qs);
        QTest::keyClick(&m_window, Qt::Key_K, Qt::ControlModifier);
        shoot(u"quick-switcher"_qs);
        if (auto* switcher = m_window.findChild<QuickSwitcher*>())
            switcher->close();
        m_window.resize(640, 900);
        shoot(u"narrow"_qs);
        m_window.resize(1440, 900);
        return true;
    }

    bool lightboxInChat() {
        TimelineView* timeline = m_window.shell()->chat()->timeline();
        for (int row = 0; row < timeline->model()->rowCount(); ++row)
            if (!timeline->model()->at(row).photos.isEmpty()) {
                timeline->showRow(row, false);
                QTest::qWait(restMs);
                const RowBox* photo = timeline->rowLayout(row).find(BoxKind::Photo);
                QTest::mouseClick(timeline->viewport(), Qt::LeftButton, {},
                                  (photo->rect.center() + QPointF(0, timeline->rowTop(row))).toPoint());
                QTest::qWait(1'500);
                shoot(u"lightbox-chat"_qs);
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
                QTest::qWait(restMs);
                return true;
            }
        return true;
    }

    bool gallery() {
        m_window.shell()->showPage(Page::Photos);
        QTest::qWait(1'500);
        shoot(u"photos"_qs);
        if (m_window.library()->model()->count() == 0)
            return true;
        QScrollBar* bar = m_window.library()->page()->view()->verticalScrollBar();
        bar->setValue(bar->maximum());
        QTest::qWait(1'500);
        shoot(u"photos-end"_qs);
        m_window.library()->lightbox()->open(0);
        QTest::qWait(1'500);
        shoot(u"lightbox"_qs);
        m_window.library()->lightbox()->close();
        return true;
    }

    bool others() {
        m_window.shell()->showPage(Page::Settings);
        shoot(u"settings"_qs);
        m_window.shell()->showPage(Page::Chats);
        // What a lost connection looks like; the real one comes back by itself.
        m_client.state().apply(ConnectionChanged{Connection()});
        QTest::qWait(3'000);
        shoot(u"offline"_qs);
        return true;
    }

private:
    bool trust() {
        for (Button* button : m_window.startPage()->findChildren<Button*>())
            if (button->text() == u"Trust it" && button->isVisible())
                QTest::mouseClick(button, Qt::LeftButton);
        return false;
    }

    static bool missed(const QString& view) {
        QTextStream(stderr) << "not reached: " << view << '\n';
        return false;
    }

    void shoot(const QString& name) {
        QTest::qWait(restMs);
        const QString file = u"%1/%2-%3.png"_qs.arg(m_out, name, m_suffix);
        if (m_window.grab().save(file))
            QTextStream(stdout) << file << '\n' << Qt::flush;
    }

    Client& m_client;
    MainWindow& m_window;
    QString m_out, m_suffix;
};

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setApplicationName(u"parlor-tour"_qs);
    QCommandLineParser parser;
    parser.addHelpOption();
    for (const QString& name : {u"server"_qs, u"user"_qs, u"password-file"_qs, u"profile"_qs, u"out"_qs,
                                u"theme"_qs, u"suffix"_qs, u"channel"_qs})
        parser.addOption({name, name, name});
    parser.process(app);
    for (const QString& name : {u"server"_qs, u"user"_qs, u"password-file"_qs, u"profile"_qs, u"out"_qs})
        if (!parser.isSet(name)) {
            QTextStream(stderr) << "--" << name << " is missing\n";
            return 64;
        }
    QFile secret(parser.value(u"password-file"_qs));
    if (!secret.open(QIODevice::ReadOnly)) {
        QTextStream(stderr) << "the password can not be read\n";
        return 66; // EX_NOINPUT
    }
    const QString password = QString::fromUtf8(secret.readLine()).trimmed();
    const auto look = themeChoiceFrom(parser.isSet(u"theme"_qs) ? parser.value(u"theme"_qs) : u"light"_qs);
    if (!look) {
        QTextStream(stderr) << "no such theme\n";
        return 64;
    }
    QDir().mkpath(parser.value(u"out"_qs));
    QDir().mkpath(parser.value(u"profile"_qs));
    Appearance appearance;
    new FocusVisible(&app);

    Preferences preferences(parser.value(u"profile"_qs) + u"/preferences.ini"_qs);
    preferences.forceTheme(*look);
    preferences.apply(appearance);
    ClientOptions options;
    options.directory = parser.value(u"profile"_qs);
    options.tokens = KeepTokens::File;
    Client client(options);
    QtExecutor executor;
    MainWindow window({client.state(), client.actions(), client.images(), executor, preferences});
    const auto started = client.start();
    if (!QTest::qWaitFor([&] { return started.isDone(); }, patienceMs))
        return 1;
    window.resize(1440, 900);
    window.show();
    QApplication::setActiveWindow(&window);
    const QString suffix = parser.isSet(u"suffix"_qs) ? parser.value(u"suffix"_qs) : nameOf(*look);
    Tour tour(client, window, parser.value(u"out"_qs), suffix);
    const bool in = client.state().account().has_value()
                    || tour.signIn(parser.value(u"server"_qs), parser.value(u"user"_qs), password);
    return in && tour.chat(parser.value(u"channel"_qs)) && tour.lightboxInChat() && tour.gallery()
                   && tour.others()
               ? 0
               : 1;
}
