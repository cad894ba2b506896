#include "server/net/netserver.h"
#include "server/net/tls/certificate.h"
#include "shared/core/executor.h"

#include <QCoreApplication>

#include <cstdio>
#include <string_view>

using namespace parlor;
using namespace parlor::server;

namespace {

/// The least possible domain: `join` subscribes, `send` goes to all members as it is.
class Relay final : public HttpHandler, public LinkListener {
public:
    void use(Link& link) { m_link = &link; }

    void handle(std::shared_ptr<HttpExchange> exchange) override {
        exchange->respond({404, {}, QByteArray()});
    }

    void opened(ConnectionId who, const PeerInfo&) override { m_link->signedIn(who); }

    void closed(ConnectionId) override {}

    void received(ConnectionId who, const Result<Request>& request) override {
        if (!request)
            return;
        if (const auto* join = std::get_if<JoinChannel>(&request->command)) {
            m_link->subscribe(who, join->channel);
            m_link->release(who, join->channel);
        } else if (const auto* message = std::get_if<SendMessage>(&request->command)) {
            m_link->publish(message->channel, message->entry.text.toUtf8());
        }
    }

private:
    Link* m_link = nullptr;
};

} // namespace

/// bench_fanout_host THREADS [tls]: NetServer alone, on a free port, which it prints.
int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    QtExecutor executor;
    Relay relay;
    NetConfig config;
    config.threads = argc > 1 ? std::atoi(argv[1]) : 1;
    config.limits.socketsBeforeSignIn = 0;
    config.limits.framesPerSecond = config.limits.framesBurst = 1'000'000;
    if (argc > 2 && std::string_view(argv[2]) == "tls") {
        const auto own = makeSelfSigned({QStringLiteral("127.0.0.1")});
        if (!own)
            return 1;
        config.tls.certificatePem = own->certificatePem;
        config.tls.keyPem = own->keyPem;
    }
    NetServer server(config, relay, relay, executor);
    relay.use(server.link());
    if (const Status status = server.start(); !status) {
        std::fprintf(stderr, "%s\n", qPrintable(status.error().detail));
        return 1;
    }
    std::printf("%d\n", server.ports().front());
    std::fflush(stdout);
    return QCoreApplication::exec();
}
