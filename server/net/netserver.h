#pragma once

#include "server/domain/ports/http.h"
#include "server/domain/ports/link.h"
#include "server/net/netconfig.h"
#include "shared/core/executor.h"
#include "shared/core/result.h"
#include "shared/core/task.h"

#include <functional>
#include <memory>

namespace parlor::server {

/// All sockets of parlord: HTTP/1.1 (RFC 9112) and WebSockets (RFC 6455) on the same ports, plain or TLS,
/// each I/O thread with its own listeners and connections. Lives on the domain thread; the handler, the
/// listener and the executor (which runs jobs on that thread) must outlive it. A process has its SIGPIPE
/// ignored from start() on.
class NetServer {
public:
    NetServer(NetConfig config, HttpHandler& handler, LinkListener& listener, Executor& domain);
    ~NetServer(); ///< stop()
    NetServer(const NetServer&) = delete;
    NetServer& operator=(const NetServer&) = delete;

    /// Binds, loads certificates, starts the threads. Fails with BadRequest (configuration), TlsFailed or
    /// NetworkFailed (address in use, not ours, …).
    Status start();

    /// The ports bound, in the order of NetConfig::listen.
    [[nodiscard]] QList<std::uint16_t> ports() const;

    /// The way to the connections; valid as long as this object. Calls before start() and after stop() do
    /// nothing.
    [[nodiscard]] Link& link();

    [[nodiscard]] NetStats stats() const;

    /// New handshakes use the new certificate; open connections keep theirs. On failure the old one stays.
    Status reloadTls(const TlsConfig& tls);

    /// Closes the listeners. Open connections go on, but HTTP ones end with their current request.
    void stopAccepting();

    /// Makes the last frame of a connection that should come back after so many ms. Called on I/O threads.
    using LastFrame = std::function<QByteArray(std::int64_t afterMs)>;

    /// Closes every WebSocket, telling each to come back at another time within `spreadMs`. Without a factory
    /// the last frame is a `bye`.
    void closeAll(CloseCode code, std::int64_t spreadMs, LastFrame lastFrame = {});

    /// stopAccepting(), then done with true when every connection has ended, with false after `deadlineMs`.
    Task<bool> drain(int deadlineMs);

    /// Ends everything at once and joins the threads. Nothing is called on the handler or listener
    /// afterwards.
    void stop();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace parlor::server
