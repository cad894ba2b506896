#pragma once

#include "server/domain/ports/link.h"
#include "server/edge/api/synctransport.h"

#include <QHash>

#include <functional>
#include <map>
#include <memory>

namespace parlor::server {

/// Puts pollers beside sockets: the domain sees connections of one more I/O thread. What is about a socket
/// goes on to the link behind. Domain thread only. Composition: the domain's Link is this one; `inner` is
/// net's, set when it is there.
class SyncLink final : public Link {
public:
    /// Connections of this thread number are pollers.
    static constexpr std::uint32_t pollers = 0xffff'ffff;

    using Woken = std::function<void(SyncTransport&)>;

    explicit SyncLink(Link& inner);

    /// Called when a frame came or the transport ended; not to be used for long work.
    void setWoken(Woken woken) { m_woken = std::move(woken); }

    SyncTransport& open(SessionId session);
    [[nodiscard]] SyncTransport* find(const QString& name) const;
    [[nodiscard]] SyncTransport* find(ConnectionId connection) const;
    void forget(ConnectionId connection);
    [[nodiscard]] QList<SyncTransport*> transports() const;

    void signedIn(ConnectionId who) override;
    void unmetered(ConnectionId who) override;
    void send(ConnectionId to, const QByteArray& frame) override;
    void subscribe(ConnectionId who, ChannelId channel) override;
    void release(ConnectionId who, ChannelId channel) override;
    void unsubscribe(ConnectionId who, ChannelId channel) override;
    void publish(ChannelId channel, const QByteArray& frame) override;
    void publishEphemeral(ChannelId channel, const QByteArray& frame, ConnectionId except) override;
    void sendEphemeral(const QList<ConnectionId>& to, const QByteArray& frame) override;
    void close(ConnectionId who, CloseCode code, const QByteArray& lastFrame) override;

private:
    void push(SyncTransport& transport, const QByteArray& frame);

    Link& m_inner;
    Woken m_woken;
    std::map<ConnectionId, std::unique_ptr<SyncTransport>> m_transports;
    QHash<QString, ConnectionId> m_byName;
    QHash<ChannelId, QSet<ConnectionId>> m_members;
    std::uint64_t m_last = 0;
};

} // namespace parlor::server
