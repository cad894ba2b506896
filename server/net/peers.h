#pragma once

#include "server/domain/ports/http.h"
#include "shared/core/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <mutex>
#include <unordered_map>

namespace parlor::server {

/// Finds out who is really there, behind trusted proxies. Immutable, thread-safe.
class Peers {
public:
    /// BadRequest for something that is neither an address nor a CIDR.
    static Result<std::shared_ptr<const Peers>> make(const QStringList& trustedProxies);
    ~Peers();

    /// `socketAddress` is the textual peer of the socket. If it is a trusted proxy, its X-Forwarded-For lines
    /// are walked from right to left, and the first address that is not trusted is the client.
    [[nodiscard]] PeerInfo resolve(const QByteArray& socketAddress, bool encrypted,
                                   const HttpRequest& request) const;

private:
    struct Networks;
    explicit Peers(std::unique_ptr<Networks> networks);
    std::unique_ptr<Networks> m_networks;
};

/// Counts the WebSockets and the HTTP requests of an address block that have not signed in. Shared by all I/O
/// threads.
class SignInGate {
public:
    explicit SignInGate(int limit) : m_limit(limit) {} ///< 0: no limit

    [[nodiscard]] bool enter(const QString& block);
    void leave(const QString& block);

private:
    const int m_limit;
    std::mutex m_mutex;
    std::unordered_map<QString, int> m_counts;
};

} // namespace parlor::server
