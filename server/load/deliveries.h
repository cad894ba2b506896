#pragma once

#include "server/load/histogram.h"
#include "server/load/swarm.h"

#include <QJsonObject>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace parlor::load {

/// Counts every delivery and checks it: which message, whether again, whether behind a later one.
class Deliveries final : public Traffic {
public:
    Deliveries(int connections, int messages);

    void received(Peer& peer, std::string_view frame, std::int64_t nowNs) override;

    /// Messages that everybody has.
    [[nodiscard]] int completed() const { return m_completed; }

    /// Waits until more than `completed` are; false after `timeoutMs` without a single delivery.
    bool waitBeyond(int completed, int timeoutMs);

    [[nodiscard]] std::int64_t delivered() const { return m_delivered; }

    /// What did not come to everybody as it should, of so many messages: "lost", "doubled", "out_of_order".
    void tellFaults(int messages, QJsonObject* report) const;

    [[nodiscard]] const Histogram& latencies() const { return m_latencies; }

    /// From then on until the last one came, in seconds; more than 0.
    [[nodiscard]] double secondsSince(std::int64_t begunNs) const;

private:
    struct Seen {
        std::vector<bool> messages;
        std::int64_t newest = 0;
    };

    void count(Seen& seen, std::int64_t number, std::int64_t latencyNs);

    const int m_connections;
    const int m_messages;
    std::vector<Seen> m_seen; ///< by connection; each is touched by one thread
    std::unique_ptr<std::atomic<int>[]> m_reached;
    std::atomic<int> m_completed = 0;
    std::atomic<std::int64_t> m_delivered = 0, m_doubled = 0, m_outOfOrder = 0, m_lastNs = 0;
    Histogram m_latencies;
    std::mutex m_mutex;
    std::condition_variable m_changed;
};

} // namespace parlor::load
