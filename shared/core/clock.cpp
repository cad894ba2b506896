#include "shared/core/clock.h"

#include <chrono>

namespace parlor {

namespace {
template<class SomeClock>
std::int64_t milliseconds() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(SomeClock::now().time_since_epoch()).count();
}
} // namespace

std::int64_t SystemClock::now() const {
    return milliseconds<std::chrono::system_clock>();
}

std::int64_t SystemClock::monotonic() const {
    return milliseconds<std::chrono::steady_clock>();
}

} // namespace parlor
