#include "server/bus/localbus.h"

namespace parlor::server {

LocalBus::LocalBus(LocalExchange& exchange) : m_exchange(exchange) {
    m_exchange.nodes.append(this);
}

LocalBus::~LocalBus() {
    m_exchange.nodes.removeOne(this);
}

void LocalBus::publish(const Hint& hint) {
    for (LocalBus* node : m_exchange.nodes)
        if (node != this && node->m_listener)
            node->m_listener->hinted(hint);
}

void LocalBus::publishEphemeral(ChannelId channel, const Frame& frame) {
    for (LocalBus* node : m_exchange.nodes)
        if (node != this && node->m_listener)
            node->m_listener->ephemeral(channel, frame);
}

} // namespace parlor::server
