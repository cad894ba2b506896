#pragma once

#include <algorithm>
#include <cstdint>

namespace parlor::server {

/// How much at once and how much in the long run.
struct Rate {
    double perSecond = 5;
    double burst = 20;
};

/// The usual leaky counter on a monotonic clock: starts full, so a burst is possible at once.
class TokenBucket {
public:
    TokenBucket() = default;

    TokenBucket(Rate rate, std::int64_t nowMs) : m_tokens(rate.burst), m_at(nowMs) {}

    /// Takes one and returns 0, or takes none and returns the ms after which one will be there.
    std::int64_t take(Rate rate, std::int64_t nowMs) {
        const double passed = static_cast<double>(std::max<std::int64_t>(0, nowMs - m_at));
        m_tokens = std::min(rate.burst, m_tokens + passed * rate.perSecond / 1000.0);
        m_at = nowMs;
        if (m_tokens >= 1.0) {
            m_tokens -= 1.0;
            return 0;
        }
        return static_cast<std::int64_t>((1.0 - m_tokens) * 1000.0 / rate.perSecond) + 1;
    }

    [[nodiscard]] std::int64_t lastUsed() const { return m_at; }

private:
    double m_tokens = 0;
    std::int64_t m_at = 0;
};

} // namespace parlor::server
