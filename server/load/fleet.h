#pragma once

#include "server/load/lease.h"
#include "server/load/swarm.h"

#include <memory>
#include <vector>

namespace parlor::load {

/// All connections of a run, spread over a thread or two.
class Fleet {
public:
    /// `lease` has begun and outlives the fleet. `cursors`: where everybody stands, by Scout::cursors().
    Fleet(const Lease& lease, int connections, Traffic& traffic, const std::string& cursors = {});

    /// Waits until everybody is live. NetworkFailed with the first fault when somebody is not.
    Status open();

    bool send(int index, const std::string& frame);

    void close() { m_swarms.clear(); }

    [[nodiscard]] double openSeconds() const { return m_openSeconds; }

    /// Connections that were lost since they were live.
    [[nodiscard]] int lost() const;

private:
    std::vector<std::unique_ptr<Swarm>> m_swarms;
    const int m_connections;
    double m_openSeconds = 0;
};

} // namespace parlor::load
