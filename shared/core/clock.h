#pragma once

#include <cstdint>

namespace parlor {

/// Time as a dependency, so that expiry and retries are tested without waiting. Implementations are
/// thread-safe.
class Clock {
public:
    virtual ~Clock() = default;

    /// Milliseconds since 1970 UTC; may step when somebody sets the clock.
    [[nodiscard]] virtual std::int64_t now() const = 0;

    /// Milliseconds that only rise; for durations and deadlines.
    [[nodiscard]] virtual std::int64_t monotonic() const = 0;
};

/// The machine's own clocks.
class SystemClock final : public Clock {
public:
    [[nodiscard]] std::int64_t now() const override;
    [[nodiscard]] std::int64_t monotonic() const override;
};

} // namespace parlor
