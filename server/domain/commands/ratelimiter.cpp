#include "server/domain/commands/ratelimiter.h"

namespace parlor::server {

namespace {

constexpr Rate personWrites{5, 20};
constexpr Rate bulkWrites{200, 2'000};
constexpr Rate loadWrites{1'000'000, 1'000'000};
constexpr Rate reads{50, 600};
constexpr std::int64_t sweepEveryMs = 60'000;
constexpr std::int64_t idleMs = 600'000;

Rate writesOf(RateClass rateClass) {
    switch (rateClass) {
    case RateClass::Load:
        return loadWrites;
    case RateClass::Bulk:
        return bulkWrites;
    default:
        return personWrites;
    }
}

} // namespace

RateLimiter::RateLimiter(const Clock& clock) : m_clock(clock), m_lastSweep(clock.monotonic()) {}

std::int64_t RateLimiter::take(SessionId session, RateKind kind, RateClass rateClass) {
    if (kind == RateKind::Free)
        return 0;
    const std::int64_t now = m_clock.monotonic();
    sweep(now);
    const Rate writes = writesOf(rateClass);
    auto at = m_sessions.find(session);
    if (at == m_sessions.end())
        at = m_sessions.insert(session, {TokenBucket(reads, now), TokenBucket(writes, now)});
    return kind == RateKind::Read ? at->read.take(reads, now) : at->write.take(writes, now);
}

void RateLimiter::forget(SessionId session) {
    m_sessions.remove(session);
}

void RateLimiter::sweep(std::int64_t now) {
    if (now - m_lastSweep < sweepEveryMs)
        return;
    m_lastSweep = now;
    m_sessions.removeIf([now](const auto& entry) {
        return now - std::max(entry.value().read.lastUsed(), entry.value().write.lastUsed()) > idleMs;
    });
}

} // namespace parlor::server
