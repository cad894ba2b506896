#pragma once

#include "shared/protocol/limits.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <functional>
#include <utility>

namespace parlor::server {

struct HttpRequest;

/// Where to listen. Several are possible; every I/O thread listens on all of them (SO_REUSEPORT).
struct ListenAddress {
    QString host = QStringLiteral("127.0.0.1"); ///< an IPv4 or IPv6 address, or "localhost"
    std::uint16_t port = 0;                     ///< 0: any free one
    bool tls = true;                            ///< encrypted when NetConfig::tls is set
};

/// Certificate chain and key, as files or as PEM bytes; all empty: no TLS.
struct TlsConfig {
    QString certificateFile, keyFile;
    QByteArray certificatePem, keyPem;

    [[nodiscard]] bool isSet() const { return !certificateFile.isEmpty() || !certificatePem.isEmpty(); }
};

/// SECURITY's numbers for sockets; times in ms, sizes in bytes.
struct NetLimits {
    int headBytes = 16 * 1024;
    int headFields = 100;
    int targetBytes = 8 * 1024;
    int headMs = 10'000;      ///< from the accept, or from the first byte of a later request, to its end
    int idleMs = 75'000;      ///< keep-alive without a request
    int bodyGraceMs = 30'000; ///< after this a body or its reader must reach bodyBytesPerSecond
    int bodyBytesPerSecond = 1024;
    int drainBytes = 64 * 1024; ///< of an unread body, before we hang up
    int drainMs = 2'000;

    std::int64_t messageBytes = limits::frame;
    int messageFragments = 1'024;
    int messageMs = 15'000; ///< for an unfinished one, and a second more for each bodyBytesPerSecond of it
    int helloMs = limits::helloTimeoutMs;
    int pingMs = limits::pingMs;
    int silenceMs = limits::serverSilenceMs;
    int closeMs = 3'000;         ///< for the peer's answer to our close
    int framesPerSecond = 1'000; ///< one connection's inbound frames; above it we stop reading
    int framesBurst = 4'000;
    int outboxFrames = limits::outboxFrames;
    std::int64_t outboxBytes = limits::outboxBytes;
    int socketSendBuffer = 128 * 1024; ///< SO_SNDBUF of a WebSocket; 0 leaves it to the kernel
    int socketsBeforeSignIn =
        limits::socketsBeforeSignIn; ///< of one address block, with HTTP requests; 0: no limit

    int sliceMembers = 500;  ///< a fan-out pass goes back to the reactor after this many
    int lingerMembers = 500; ///< larger channels that fall behind rest one pass length between passes
    int maxConnections = 0;  ///< 0: what the descriptor limit allows
};

struct NetConfig {
    QList<ListenAddress> listen{ListenAddress{}};
    int threads = 0; ///< 0: one per core
    TlsConfig tls;
    QStringList
        origins; ///< allowed `Origin` values, exactly; "*" allows all. A request without one is allowed
    QStringList trustedProxies; ///< CIDRs or addresses whose X-Forwarded-For and -Proto count
    QString socketPath = QStringLiteral("/v1/socket");
    QString publicPath = QStringLiteral("/s/"); ///< requests below it are limited by their handlers
    bool plainText = false; ///< any path is a WebSocket; its texts go up as they are, and nothing of our
                            ///< protocol comes down: LinkListener::presented() and text()
    QString lifePath =
        QStringLiteral("/healthz"); ///< goes to the handler there too, unless a socket is asked
    NetLimits limits;

    using Headers = QList<std::pair<QByteArray, QByteArray>>;
    /// What every answer for an address carries, for requests that are refused here: of those whose head is
    /// bad only method, path and fields, unchecked. Called on all I/O threads at once.
    std::function<Headers(const HttpRequest&)> headersFor{};
};

/// Counters since the start, summed over threads; and what is open now.
struct NetStats {
    std::int64_t connections = 0, webSockets = 0; ///< now
    std::int64_t accepted = 0, refused = 0;
    std::int64_t bytesIn = 0, bytesOut = 0;
    std::int64_t framesIn = 0, framesOut = 0;
    std::int64_t requests = 0;
    std::int64_t recalled = 0; ///< of them, answered on their I/O thread alone
    std::int64_t slowCloses = 0, droppedEphemeral = 0;
};

} // namespace parlor::server
