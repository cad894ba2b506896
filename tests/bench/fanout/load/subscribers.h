#pragma once

#include "tests/bench/fanout/load/dialect.h"
#include "tests/bench/fanout/load/ledger.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace parlor::bench {

/// The connections of one generator process: opens them, counts every delivery and checks its order.
class Subscribers {
public:
    struct Plan {
        std::vector<std::uint16_t> ports; ///< subscriber i goes to port i mod their number
        Dialect dialect = Dialect::Plain;
        int first = 0, count = 0; ///< of all subscribers
        int all = 0;
        bool joins = true; ///< false: they stay idle
    };

    Subscribers(Plan plan, Ledger& ledger, int completed);

    /// Until the ledger says the end; then closes with RST.
    void run();

private:
    struct SocketConnection {
        int socket = -1;
        std::int64_t last = 0; ///< number of the newest message
        std::string tail;      ///< an unfinished marker
        bool isIn = false;
    };

    bool open(int index);
    void read(SocketConnection& connection);
    void scan(SocketConnection& connection, std::string_view bytes);
    void count(SocketConnection& connection, Marker marker);

    const Plan m_plan;
    Ledger& m_ledger;
    const int m_completed; ///< eventfd: a message has reached everybody
    int m_poll = -1;
    std::int64_t m_now = 0;
    std::vector<SocketConnection> m_connections;
};

/// A connected, upgraded, blocking socket from a source address of its own for every 8,000 connections; -1 on
/// failure.
int connectTo(std::uint16_t port, int index);

} // namespace parlor::bench
