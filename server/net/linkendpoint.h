#pragma once

#include "server/domain/ports/link.h"

#include <memory>
#include <vector>

namespace parlor::server {

class IoThread;

/// The domain's Link: encodes each frame once and posts to the threads.
class LinkEndpoint final : public Link {
public:
    explicit LinkEndpoint(const std::vector<std::unique_ptr<IoThread>>& threads) : m_threads(threads) {}

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
    template<class Fn>
    void onConnection(ConnectionId who, Fn fn);

    const std::vector<std::unique_ptr<IoThread>>& m_threads;
};

} // namespace parlor::server
