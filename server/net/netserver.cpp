#include "server/net/netserver.h"

#include "server/net/iothread.h"
#include "server/net/linkendpoint.h"
#include "server/net/websocket/websocketconnection.h"
#include "shared/protocol/codec.h"

#include <QRandomGenerator>
#include <QThread>

#include <csignal>

#include <sys/resource.h>

namespace parlor::server {

namespace {

/// What the descriptor limit leaves for connections, some kept for files and databases.
int affordableConnections() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1'000;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
        ::getrlimit(RLIMIT_NOFILE, &limit);
    }
    const auto descriptors = std::int64_t(std::min<rlim_t>(limit.rlim_cur, 1'000'000));
    return int(std::max<std::int64_t>(descriptors / 2, descriptors - 512));
}

} // namespace

struct NetServer::Private {
    Private(NetConfig config, HttpHandler& toHandler, LinkListener& toListener, Executor& toDomain)
        : shared(std::move(config)), handler(toHandler), listener(toListener), domain(toDomain) {}

    template<class Fn>
    void onEveryThread(Fn fn) {
        for (const auto& thread : threads)
            thread->inbox()->post([&io = *thread, fn] { fn(io); });
    }

    NetShared shared;
    HttpHandler& handler;
    LinkListener& listener;
    Executor& domain;
    std::vector<std::unique_ptr<IoThread>> threads;
    std::vector<std::shared_ptr<Upward>> upwards;
    QList<std::uint16_t> ports;
    LinkEndpoint link{threads};
};

NetServer::NetServer(NetConfig config, HttpHandler& handler, LinkListener& listener, Executor& domain)
    : d(std::make_unique<Private>(std::move(config), handler, listener, domain)) {}

NetServer::~NetServer() {
    stop();
}

Status NetServer::start() {
    std::signal(SIGPIPE, SIG_IGN);
    const NetConfig& config = d->shared.config;
    TRY_ASSIGN(d->shared.peers, Peers::make(config.trustedProxies));
    TlsContext tls;
    if (config.tls.isSet()) {
        TRY_ASSIGN(tls, makeTlsContext(config.tls));
    }
    const int affordable = affordableConnections();
    d->shared.maxConnections =
        config.limits.maxConnections > 0 ? std::min(config.limits.maxConnections, affordable) : affordable;
    const int count = config.threads > 0 ? config.threads : std::max(1, QThread::idealThreadCount());
    QList<ListenAddress> addresses = config.listen;
    for (int i = 0; i < count; ++i) {
        auto upward = std::make_shared<Upward>(d->handler, d->listener, d->domain);
        auto thread = std::make_unique<IoThread>(std::uint32_t(i), d->shared, upward);
        thread->setTls(tls);
        for (ListenAddress& address : addresses) {
            if (Status status = thread->listen(address); !status) {
                d->threads.clear();
                return status;
            }
        }
        d->threads.push_back(std::move(thread));
        d->upwards.push_back(std::move(upward));
    }
    for (const ListenAddress& address : addresses)
        d->ports.append(address.port);
    for (const auto& thread : d->threads)
        thread->start();
    return {};
}

QList<std::uint16_t> NetServer::ports() const {
    return d->ports;
}

Link& NetServer::link() {
    return d->link;
}

NetStats NetServer::stats() const {
    NetStats sum;
    for (const auto& thread : d->threads) {
        const NetStats one = thread->stats();
        sum.connections += one.connections;
        sum.webSockets += one.webSockets;
        sum.accepted += one.accepted;
        sum.refused += one.refused;
        sum.bytesIn += one.bytesIn;
        sum.bytesOut += one.bytesOut;
        sum.framesIn += one.framesIn;
        sum.framesOut += one.framesOut;
        sum.requests += one.requests;
        sum.recalled += one.recalled;
        sum.slowCloses += one.slowCloses;
        sum.droppedEphemeral += one.droppedEphemeral;
    }
    return sum;
}

Status NetServer::reloadTls(const TlsConfig& tls) {
    TRY_ASSIGN(const TlsContext context, makeTlsContext(tls));
    d->onEveryThread([context](IoThread& thread) { thread.setTls(context); });
    return {};
}

void NetServer::stopAccepting() {
    d->shared.draining = true;
    d->onEveryThread([](IoThread& thread) {
        thread.stopListening();
        thread.forEach([](SocketConnection& connection) { connection.drain(); });
    });
}

void NetServer::closeAll(CloseCode code, std::int64_t spreadMs, LastFrame lastFrame) {
    if (!lastFrame)
        lastFrame = [code](std::int64_t afterMs) {
            return codec::encode(Frame(Bye{int(code), int(code) < 4500, afterMs}));
        };
    d->onEveryThread([code, spreadMs, lastFrame](IoThread& thread) {
        thread.forEach([&](SocketConnection& connection) {
            auto* socket = dynamic_cast<WebSocketConnection*>(&connection);
            if (!socket || !socket->isOpen())
                return;
            const auto afterMs =
                std::int64_t(double(spreadMs) * QRandomGenerator::global()->generateDouble());
            thread.fanOut().catchUp(*socket);
            socket->close(code, lastFrame(afterMs));
        });
    });
}

Task<bool> NetServer::drain(int deadlineMs) {
    const Promise<bool> promise;
    {
        const std::scoped_lock lock(d->shared.drainMutex);
        d->shared.drained = promise;
    }
    stopAccepting();
    if (d->shared.open == 0 || d->threads.empty()) {
        promise.finish(true);
    } else {
        IoThread& thread = *d->threads.front();
        thread.inbox()->post([&thread, promise, deadlineMs] {
            thread.after(deadlineMs, [promise] { promise.finish(false); });
        });
    }
    return promise.task();
}

void NetServer::stop() {
    for (const auto& upward : d->upwards)
        upward->silence();
    for (const auto& thread : d->threads)
        thread->finish();
    {
        const std::scoped_lock lock(d->shared.drainMutex);
        if (d->shared.drained)
            d->shared.drained->finish(false);
    }
    for (const auto& upward : d->upwards)
        upward->silence();
    d->threads.clear();
}

} // namespace parlor::server
