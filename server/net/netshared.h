#pragma once

#include "server/net/netconfig.h"
#include "server/net/peers.h"
#include "server/net/tls/tlscontext.h"
#include "shared/core/task.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

namespace parlor::server {

/// Counters of one thread: written by it alone, read by anybody.
class Counters {
public:
    enum Name {
        WebSockets,
        Connections,
        Accepted,
        Refused,
        BytesIn,
        BytesOut,
        FramesIn,
        FramesOut,
        Requests,
        Recalled,
        SlowCloses,
        DroppedEphemeral,
        Count
    };

    void add(Name name, std::int64_t by = 1) {
        m_values[name].store(m_values[name].load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
    }

    [[nodiscard]] NetStats read() const {
        const auto value = [this](Name name) { return m_values[name].load(std::memory_order_relaxed); };
        NetStats stats;
        stats.connections = value(Connections);
        stats.webSockets = value(WebSockets);
        stats.accepted = value(Accepted);
        stats.refused = value(Refused);
        stats.bytesIn = value(BytesIn);
        stats.bytesOut = value(BytesOut);
        stats.framesIn = value(FramesIn);
        stats.framesOut = value(FramesOut);
        stats.requests = value(Requests);
        stats.recalled = value(Recalled);
        stats.slowCloses = value(SlowCloses);
        stats.droppedEphemeral = value(DroppedEphemeral);
        return stats;
    }

private:
    std::atomic<std::int64_t> m_values[Count] = {};
};

/// What all I/O threads share: either unchanging after start() or thread-safe.
struct NetShared {
    explicit NetShared(NetConfig given) : config(std::move(given)), gate(config.limits.socketsBeforeSignIn) {}

    /// Called when a connection has ended.
    void connectionEnded() {
        if (open.fetch_sub(1) == 1 && draining) {
            const std::scoped_lock lock(drainMutex);
            if (drained)
                drained->finish(true);
        }
    }

    const NetConfig config;
    std::shared_ptr<const Peers> peers;
    SignInGate gate;
    int maxConnections = 0;
    std::atomic<int> open = 0;
    std::atomic<bool> draining = false;
    std::mutex drainMutex;
    std::optional<Promise<bool>> drained;
};

} // namespace parlor::server
