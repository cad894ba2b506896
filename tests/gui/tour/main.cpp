// parlor-tour --server ADDRESS --user NAME --passwords DIR --profile DIR --photos DIR --out DIR [--theme
// NAME]
//             [--suffix TEXT] [--server-process PID] [--prepare]
// Signs in through the first page as a person would, walks through the views against a real server, and saves
// a PNG of each. DIR of --passwords holds NAME.password of everybody. With --prepare it only lets these
// people say what the pictures show. Needs a platform: QT_QPA_PLATFORM=offscreen or Xvfb; QT_SCALE_FACTOR=2
// makes the pictures @2x. Ends with 0 when every view was reached, 1 when one was not (its name is printed),
// 64 on bad usage, 66 when the password can not be read.
#include "client/ui/settings/preferences.h"
#include "client/ui/style/focusvisible.h"
#include "tests/gui/tour/sampletalk.h"
#include "tests/gui/tour/tour.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFile>
#include <QTest>
#include <QTextStream>

using namespace parlor;
using namespace parlor::client;

namespace {

constexpr int patienceMs = 20'000;

/// Everything in the person's library, as `parlor-cli upload` would.
bool fillLibrary(Client& client, const QString& photos) {
    QStringList files;
    for (const QString& name : QDir(photos).entryList({u"*.jpg"_qs}, QDir::Files))
        files << QDir(photos).filePath(name);
    const QList<TransferId> ids = client.actions().uploadFiles(files, std::nullopt);
    return QTest::qWaitFor(
        [&] {
            for (const auto& [id, transfer] : client.state().transfers())
                if (transfer.state != TransferState::Done && transfer.state != TransferState::Failed)
                    return false;
            return true;
        },
        10 * patienceMs);
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    QApplication::setApplicationName(u"parlor-tour"_qs);
    QCommandLineParser parser;
    parser.addHelpOption();
    const QString server = u"server"_qs, user = u"user"_qs, passwords = u"passwords"_qs,
                  profile = u"profile"_qs, photos = u"photos"_qs, out = u"out"_qs, look = u"theme"_qs,
                  suffix = u"suffix"_qs, process = u"server-process"_qs, prepare = u"prepare"_qs;
    for (const QString& name : {server, user, passwords, profile, photos, out, look, suffix, process})
        parser.addOption({name, name, name});
    parser.addOption(QCommandLineOption(prepare, prepare));
    parser.process(app);
    QStringList needed{server, user, passwords, profile, photos};
    if (!parser.isSet(prepare))
        needed << out;
    for (const QString& name : std::as_const(needed))
        if (!parser.isSet(name)) {
            QTextStream(stderr) << "--" << name << " is missing\n";
            return 64;
        }
    SampleTalk talk(parser.value(server), parser.value(passwords), parser.value(profile));
    if (parser.isSet(prepare)) {
        Client* owner = talk.person(parser.value(user));
        return owner != nullptr && fillLibrary(*owner, parser.value(photos))
                       && talk.begin(parser.value(photos))
                   ? 0
                   : 1;
    }
    const auto choice = themeChoiceFrom(parser.isSet(look) ? parser.value(look) : u"light"_qs);
    if (!choice) {
        QTextStream(stderr) << "no such theme\n";
        return 64;
    }
    QFile secret(u"%1/%2.password"_qs.arg(parser.value(passwords), parser.value(user)));
    if (!secret.open(QIODevice::ReadOnly)) {
        QTextStream(stderr) << "the password can not be read\n";
        return 66; // EX_NOINPUT
    }
    QDir().mkpath(parser.value(out));
    Appearance appearance;
    new FocusVisible(&app);
    const QString own = parser.value(profile) + u"/tour"_qs;
    QDir(own).removeRecursively();
    QDir().mkpath(own);
    Preferences preferences(own + u"/preferences.ini"_qs);
    preferences.forceTheme(*choice);
    preferences.apply(appearance);
    ClientOptions options;
    options.directory = own;
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
    const auto newcomer = talk.person(u"noor"_qs);
    Tour tour({client, window, talk, parser.value(out),
               parser.isSet(suffix) ? parser.value(suffix) : nameOf(*choice), parser.value(photos),
               parser.value(process).toLongLong()});
    if (newcomer != nullptr) {
        MainWindow empty({newcomer->state(), newcomer->actions(), newcomer->images(), executor, preferences});
        tour.shootEmpty(empty);
        QApplication::setActiveWindow(&window);
    }
    return tour.run(parser.value(server), parser.value(user), QString::fromUtf8(secret.readLine()).trimmed())
               ? 0
               : 1;
}
