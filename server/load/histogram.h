#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace parlor::load {

/// Latencies in buckets that grow by 2 %, from 1 µs on. Several threads may add.
class Histogram {
public:
    void add(std::int64_t ns);

    /// 0.5: the median. In ms; 0 when nothing was added.
    [[nodiscard]] double percentileMs(double part) const;

private:
    static constexpr int buckets = 1'024;
    std::array<std::atomic<std::int64_t>, buckets> m_counts{};
};

/// CLOCK_MONOTONIC.
std::int64_t monotonicNs();

} // namespace parlor::load
