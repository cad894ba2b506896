#include "server/load/histogram.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace parlor::load {

namespace {

constexpr double growth = 1.02;
constexpr double nsPerUs = 1'000;

} // namespace

void Histogram::add(std::int64_t ns) {
    static const double scale = 1 / std::log(growth);
    const double us = std::max(1.0, static_cast<double>(ns) / nsPerUs);
    const int bucket = std::clamp(static_cast<int>(std::log(us) * scale), 0, buckets - 1);
    m_counts.at(static_cast<std::size_t>(bucket)).fetch_add(1, std::memory_order_relaxed);
}

double Histogram::percentileMs(double part) const {
    std::int64_t all = 0;
    for (const auto& count : m_counts)
        all += count;
    std::int64_t seen = 0;
    for (std::size_t bucket = 0; bucket < m_counts.size() && all > 0; ++bucket) {
        seen += m_counts.at(bucket);
        if (static_cast<double>(seen) >= part * static_cast<double>(all))
            return std::pow(growth, static_cast<double>(bucket) + 0.5) / nsPerUs;
    }
    return 0;
}

std::int64_t monotonicNs() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace parlor::load
