#pragma once

#include <cstdint>

namespace parlor::test {

/// Called once, before anything else is.
void watchPower();

/// Around an fsync: the mark goes from the first to the second. -1: not a file that is watched.
std::int64_t beforeSync(int file);
void afterSync(int file, std::int64_t mark);

/// Before and after a file's bytes change; the caller makes the change between them.
class PowerChange {
public:
    static PowerChange write(int file, std::int64_t offset, std::int64_t size);
    ~PowerChange();

    PowerChange(PowerChange&& other) noexcept : m_locked(other.m_locked) { other.m_locked = false; }

    PowerChange(const PowerChange&) = delete;
    PowerChange& operator=(const PowerChange&) = delete;

private:
    PowerChange() = default;

    bool m_locked = false;
};

} // namespace parlor::test
