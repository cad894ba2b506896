#include "server/load/deliveries.h"

#include "server/load/wire.h"

namespace parlor::load {

Deliveries::Deliveries(int connections, int messages)
    : m_connections(connections),
      m_messages(messages),
      m_seen(static_cast<std::size_t>(connections)),
      m_reached(std::make_unique<std::atomic<int>[]>(static_cast<std::size_t>(messages) + 1)) {}

void Deliveries::received(Peer& peer, std::string_view frame, std::int64_t nowNs) {
    Seen& seen = m_seen[static_cast<std::size_t>(peer.index)];
    std::size_t at = 0;
    for (Marker marker = nextMarker(frame, at); marker.number > 0; marker = nextMarker(frame, at))
        if (marker.number <= m_messages)
            count(seen, marker.number, nowNs - marker.sentNs);
    m_lastNs.store(nowNs, std::memory_order_relaxed);
}

void Deliveries::count(Seen& seen, std::int64_t number, std::int64_t latencyNs) {
    const auto index = static_cast<std::size_t>(number);
    if (seen.messages.empty())
        seen.messages.resize(static_cast<std::size_t>(m_messages) + 1);
    if (seen.messages[index]) {
        ++m_doubled;
        return;
    }
    seen.messages[index] = true;
    if (number < seen.newest)
        ++m_outOfOrder;
    seen.newest = std::max(seen.newest, number);
    m_latencies.add(latencyNs);
    m_delivered.fetch_add(1, std::memory_order_relaxed);
    if (m_reached[index].fetch_add(1, std::memory_order_relaxed) + 1 != m_connections)
        return;
    const std::scoped_lock lock(m_mutex);
    ++m_completed;
    m_changed.notify_one();
}

void Deliveries::tellFaults(int messages, QJsonObject* report) const {
    const double wanted = static_cast<double>(m_connections) * messages;
    report->insert(u"lost"_qs, wanted - static_cast<double>(m_delivered));
    report->insert(u"doubled"_qs, qint64(m_doubled));
    report->insert(u"out_of_order"_qs, qint64(m_outOfOrder));
}

double Deliveries::secondsSince(std::int64_t begunNs) const {
    constexpr double nsPerSecond = 1e9;
    return static_cast<double>(std::max<std::int64_t>(m_lastNs, begunNs + 1) - begunNs) / nsPerSecond;
}

bool Deliveries::waitBeyond(int completed, int timeoutMs) {
    std::unique_lock lock(m_mutex);
    for (std::int64_t before = m_delivered;; before = m_delivered) {
        if (m_changed.wait_for(lock, std::chrono::milliseconds(timeoutMs),
                               [&] { return m_completed > completed; }))
            return true;
        if (m_delivered == before)
            return false;
    }
}

} // namespace parlor::load
