#pragma once

#include "server/domain/ports/bus.h"

#include <QList>

namespace parlor::server {

class LocalBus;

/// Joins the nodes that live in one process: one in production, several in tests. One thread only.
class LocalExchange {
public:
    QList<LocalBus*> nodes;
};

/// The bus of a server that is alone. Reaches the other nodes of the exchange, never itself.
class LocalBus final : public Bus {
public:
    explicit LocalBus(LocalExchange& exchange);
    ~LocalBus() override;
    LocalBus(const LocalBus&) = delete;
    LocalBus& operator=(const LocalBus&) = delete;

    void setListener(BusListener* listener) override { m_listener = listener; }

    void publish(const Hint& hint) override;
    void publishEphemeral(ChannelId channel, const Frame& frame) override;

private:
    LocalExchange& m_exchange;
    BusListener* m_listener = nullptr;
};

} // namespace parlor::server
