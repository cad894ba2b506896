// keychain_peer DIR in URL NAME PASSWORD | again | out: signs in, or starts as the person who is, or signs
// out; says what came of it as a line of JSON each, and stays until it is killed (out: ends).
#include "client/core/client.h"
#include "tests/support/waiting.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <cstdio>

namespace {

using namespace parlor;

void say(const QJsonObject& line) {
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    client::ClientOptions options;
    options.directory = words.value(1);
    options.device = u"keychain peer"_qs;
    client::Client peer(options);
    const auto started = test::await(peer.start());
    const QString verb = words.value(2);
    say({{u"signed_in"_qs, started && started->signedIn},
         {u"warning"_qs, started ? started->warning : u"?"_qs}});
    if (verb == u"in") {
        const Status in =
            test::await(peer.actions().signIn({{QUrl(words.value(3)), {}}, words.value(4), words.value(5)}));
        say({{u"signed_in"_qs, in.has_value()}});
    } else if (verb == u"out") {
        const Status out = test::await(peer.actions().signOut());
        say({{u"signed_out"_qs, out.has_value()}});
        return out ? 0 : 1;
    }
    const bool online = test::waitFor(
        [&] { return peer.state().connection().state == client::Connectivity::Online; }, 20'000);
    say({{u"online"_qs, online}});
    return QCoreApplication::exec();
}
