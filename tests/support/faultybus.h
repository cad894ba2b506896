#pragma once

#include "server/domain/ports/bus.h"

#include <QList>

#include <random>

namespace parlor::test {

class FaultyBus;

/// What joins the nodes of a test. Says are queued until deliver(): each may be lost, doubled or overtaken.
struct FaultyExchange {
    struct Said {
        FaultyBus* to = nullptr;
        std::variant<server::Hint, std::pair<ChannelId, Frame>> what;
    };

    double loss = 0;    ///< 0 … 1
    double doubles = 0; ///< 0 … 1
    bool reorder = false;
    std::mt19937 random{20'260'101};
    QList<FaultyBus*> nodes;
    QList<Said> waiting;

    /// Delivers about the given share of what waits; the rest stays, late.
    void deliver(double share = 1);
};

class FaultyBus final : public server::Bus {
public:
    explicit FaultyBus(FaultyExchange& exchange) : m_exchange(exchange) { m_exchange.nodes.append(this); }

    ~FaultyBus() override {
        m_exchange.nodes.removeOne(this);
        m_exchange.waiting.removeIf([this](const FaultyExchange::Said& said) { return said.to == this; });
    }

    FaultyBus(const FaultyBus&) = delete;
    FaultyBus& operator=(const FaultyBus&) = delete;

    void setListener(server::BusListener* listener) override { m_listener = listener; }

    void publish(const server::Hint& hint) override { say(hint); }

    void publishEphemeral(ChannelId channel, const Frame& frame) override { say(std::pair(channel, frame)); }

    void hear(const FaultyExchange::Said& said) {
        if (!m_listener)
            return;
        if (const auto* hint = std::get_if<server::Hint>(&said.what)) {
            m_listener->hinted(*hint);
        } else {
            const auto& [channel, frame] = std::get<std::pair<ChannelId, Frame>>(said.what);
            m_listener->ephemeral(channel, frame);
        }
    }

private:
    template<class T>
    void say(const T& what) {
        std::uniform_real_distribution<double> chance(0, 1);
        for (FaultyBus* node : m_exchange.nodes) {
            if (node == this || chance(m_exchange.random) < m_exchange.loss)
                continue;
            m_exchange.waiting.append({node, what});
            if (chance(m_exchange.random) < m_exchange.doubles)
                m_exchange.waiting.append({node, what});
        }
    }

    FaultyExchange& m_exchange;
    server::BusListener* m_listener = nullptr;
};

inline void FaultyExchange::deliver(double share) {
    if (reorder)
        std::shuffle(waiting.begin(), waiting.end(), random);
    auto count = static_cast<qsizetype>(static_cast<double>(waiting.size()) * share);
    if (share >= 1)
        count = waiting.size();
    for (; count > 0 && !waiting.isEmpty(); --count) {
        const Said said = waiting.takeFirst();
        said.to->hear(said);
    }
}

} // namespace parlor::test
