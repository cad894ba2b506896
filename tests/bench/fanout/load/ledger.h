#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace parlor::bench {

/// What all generator processes share (anonymous shared memory, zeroed): progress of messages, latencies,
/// faults.
struct Ledger {
    static constexpr int slots = 4'096;   ///< messages in flight at most
    static constexpr int buckets = 1'024; ///< of latency

    std::array<std::atomic<std::int64_t>, slots> deliveries;
    std::array<std::atomic<std::int64_t>, buckets> latencies;
    std::atomic<std::int64_t> completed; ///< messages that every subscriber has
    std::atomic<std::int64_t> delivered;
    std::atomic<std::int64_t> faults; ///< gaps, repeats, swaps
    std::atomic<std::int64_t> ready;  ///< subscribers that are in
    std::atomic<std::int64_t> failed; ///< connections that could not be made or were lost
    std::atomic<bool> ending;

    /// Buckets grow by 2 %, from 1 µs on.
    static int bucketOf(std::int64_t us);
    static double usOf(int bucket);
    [[nodiscard]] double percentileMs(double part) const;
};

} // namespace parlor::bench
