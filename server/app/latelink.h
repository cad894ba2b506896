#pragma once

#include "server/domain/ports/link.h"

namespace parlor::server {

/// The link that services are built with, before the sockets are there. Calls before set() and after clear()
/// do nothing. Domain thread only.
class LateLink final : public Link {
public:
    void set(Link* link) { m_link = link; }

    void clear() { m_link = nullptr; }

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
    Link* m_link = nullptr;
};

} // namespace parlor::server
