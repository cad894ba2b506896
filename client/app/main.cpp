#include "client/app/options.h"
#include "client/app/singleinstance.h"
#include "client/core/client.h"
#include "client/core/net/networkwatch.h"
#include "client/ui/chat/chatpage.h"
#include "client/ui/settings/preferences.h"
#include "client/ui/style/focusvisible.h"
#include "client/ui/window/chatcontroller.h"
#include "client/ui/window/mainwindow.h"
#include "client/ui/window/tray.h"
#include "shared/core/logging.h"

#include <QApplication>
#include <QDir>
#include <QTextStream>

#include <utility>

using namespace parlor;
using namespace parlor::client;

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setApplicationName(u"parlor"_qs);
    QApplication::setApplicationDisplayName(u"Parlor"_qs);
    QApplication::setDesktopFileName(u"parlor"_qs);
    QApplication::setApplicationVersion(QString::fromLatin1(PARLOR_VERSION));

    const auto options = parseOptions(QApplication::arguments());
    if (!options) {
        QTextStream(stderr) << options.error() << '\n';
        return 64; // EX_USAGE
    }
    if (!options->text.isEmpty()) {
        QTextStream(stdout) << options->text;
        return 0;
    }
    if (!QDir().mkpath(options->profile)) {
        QTextStream(stderr) << "The profile can not be made: " << options->profile << '\n';
        return 73; // EX_CANTCREAT
    }
    SingleInstance instance(options->profile);
    if (!instance.claim(options->link))
        return 0;

    Preferences preferences(options->profile + u"/preferences.ini"_qs);
    if (options->theme)
        preferences.forceTheme(*options->theme);
    Appearance appearance;
    preferences.apply(appearance);
    new FocusVisible(&app);

    ClientOptions clientOptions;
    clientOptions.directory = options->profile;
    NetworkWatch::listenToSystem();
    clientOptions.tokens = options->ownProfile ? KeepTokens::File : KeepTokens::Keychain;
    Client client(clientOptions);
    QtExecutor executor;
    MainWindow window({client.state(), client.actions(), client.images(), executor, preferences});
    QObject::connect(&instance, &SingleInstance::startedAgain, &window, [&window](const QString& link) {
        window.bringUp();
        if (!link.isEmpty())
            window.takeLink(link);
    });
    Tray tray;
    window.setHidesOnClose(Tray::isAvailable());
    QApplication::setQuitOnLastWindowClosed(false);
    QObject::connect(&window, &MainWindow::closed, &app, &QApplication::quit);
    QObject::connect(&window, &MainWindow::lookChanged, &tray, &Tray::setLook);
    QObject::connect(&window, &MainWindow::noticed, &tray, &Tray::tell);
    QObject::connect(&window, &MainWindow::hidden, &tray, [&tray, told = false]() mutable {
        if (!std::exchange(told, true))
            tray.tell({}, QObject::tr("Parlor goes on in the tray"),
                      QObject::tr("It tells you what arrives. The settings can change that."));
    });
    QObject::connect(&tray, &Tray::pressed, &window, [&window] {
        if (window.isVisible() && window.isActiveWindow())
            window.hide();
        else
            window.bringUp();
    });
    QObject::connect(&tray, &Tray::openAsked, &window, &MainWindow::bringUp);
    QObject::connect(&tray, &Tray::noticeOpened, &window, &MainWindow::openNotice);
    QObject::connect(&tray, &Tray::quitAsked, &window, &MainWindow::quit);
    whenDone(client.start(), &executor, &window, [&](const Result<Client::Started>& started) {
        if (!started)
            window.tell(u"circle-alert"_qs, textFor(started.error().code));
        else if (!started->warning.isEmpty())
            window.tell(u"info"_qs, started->warning);
        if (started && started->signedIn && started->lastChannel.isValid())
            window.chat()->open(started->lastChannel);
        if (!options->link.isEmpty())
            window.takeLink(options->link);
        window.show();
    });
    return QApplication::exec();
}
