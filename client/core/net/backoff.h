#pragma once

#include <cstdint>

namespace parlor::client {

/// When to try again: the first time at once, then a random part of 0.5 s, 1 s, 2 s … 20 s ("full jitter", so
/// that a thousand clients of a restarted server do not come back together).
class Backoff {
public:
    /// ms from now.
    [[nodiscard]] std::int64_t next();
    /// The upper bound of what next() will draw from, ms.
    [[nodiscard]] std::int64_t ceiling() const;

    void reset() { m_attempts = 0; }

private:
    int m_attempts = 0;
};

} // namespace parlor::client
