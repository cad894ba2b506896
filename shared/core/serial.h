#pragma once

#include <QString>

#include <compare>
#include <cstdint>

namespace parlor {

/// A committed place in one channel's stream: 1, 2, 3 … without holes. 0 is "before the first".
/// Stays below 2^53, so it is a plain JSON number.
class Serial {
public:
    constexpr Serial() = default;

    explicit constexpr Serial(std::int64_t value) : m_value(value) {}

    [[nodiscard]] constexpr std::int64_t value() const { return m_value; }

    [[nodiscard]] constexpr Serial next() const { return Serial(m_value + 1); }

    [[nodiscard]] constexpr Serial previous() const { return Serial(m_value - 1); }

    friend constexpr auto operator<=>(Serial, Serial) = default;

private:
    std::int64_t m_value = 0;
};

/// One life of the database: 16 hexadecimal digits, new after a restore. A cursor of another epoch is void.
using Epoch = QString;

} // namespace parlor
