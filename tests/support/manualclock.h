#pragma once

#include "shared/core/clock.h"

#include <atomic>

namespace parlor::test {

/// A clock that moves only when told to. Thread-safe.
class ManualClock final : public Clock {
public:
    explicit ManualClock(std::int64_t startMs = 1'760'000'000'000) : m_now(startMs) {}

    [[nodiscard]] std::int64_t now() const override { return m_now; }

    [[nodiscard]] std::int64_t monotonic() const override { return m_monotonic; }

    void advance(std::int64_t ms) {
        m_now += ms;
        m_monotonic += ms;
    }

    /// Moves the wall clock alone, as an administrator or a time service would.
    void step(std::int64_t ms) { m_now += ms; }

private:
    std::atomic<std::int64_t> m_now;
    std::atomic<std::int64_t> m_monotonic = 0;
};

} // namespace parlor::test
