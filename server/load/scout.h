#pragma once

#include "server/load/swarm.h"

#include <condition_variable>
#include <mutex>
#include <string>

namespace parlor::load {

/// Learns where a channel stands from the events that come to one connection.
class Scout final : public Traffic {
public:
    void received(Peer& peer, std::string_view frame, std::int64_t nowNs) override;

    /// Waits for the event `serial`; false after `timeoutMs` without it.
    bool waitFor(std::int64_t serial, int timeoutMs);

    /// What a hello says of somebody who has everything up to `serial`: `"epoch":…,"channels":[…]`. Only
    /// after an event has come.
    [[nodiscard]] std::string cursors(const std::string& channel, std::int64_t serial) const;

    /// Of the newest event.
    [[nodiscard]] std::int64_t serial() const;

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::string m_epoch;
    std::int64_t m_serial = 0;
};

} // namespace parlor::load
