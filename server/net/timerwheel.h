#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace parlor::server {

/// Deadlines of all connections of a thread in one ring of ticks, instead of a timer each. Entries are never
/// removed: whoever is called looks whether the tick is still its own.
class TimerWheel {
public:
    static constexpr int tickMs = 250;
    static constexpr std::uint32_t slots = 512;

    /// The tick in which something due in so many ms is called; at most one turn ahead.
    [[nodiscard]] std::uint32_t tickAfter(std::int64_t ms) const {
        const std::int64_t ticks = ms < 0 ? 1 : ms / tickMs + 1;
        return m_tick + std::uint32_t(ticks < slots ? ticks : slots - 1);
    }

    void add(std::uint64_t number, std::uint32_t tick) { m_ring[tick % slots].push_back(number); }

    /// Goes one tick on and returns who was entered for it.
    [[nodiscard]] std::vector<std::uint64_t> advance() {
        ++m_tick;
        return std::exchange(m_ring[m_tick % slots], {});
    }

    [[nodiscard]] std::uint32_t tick() const { return m_tick; }

private:
    std::uint32_t m_tick = 0;
    std::vector<std::vector<std::uint64_t>> m_ring = std::vector<std::vector<std::uint64_t>>(slots);
};

} // namespace parlor::server
