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
    return takeOf(m_sessions, session, kind, rateClass);
}

std::int64_t RateLimiter::take(const Principal& principal, RateKind kind) {
    const RateClass rateClass = principal.rateClass;
    const bool isOwn = principal.keyName.isEmpty() || principal.keyName.startsWith(ownKeyPrefix);
    if (isOwn && kind == RateKind::Write)
        return takeOf(rateClass == RateClass::Person ? m_people : m_bulkPeople, principal.person.id, kind,
                      rateClass);
    if (!principal.keyName.isEmpty() && rateClass == RateClass::Person)
        return takeOf(m_clients, principal.keyName + u'\n' + principal.clientId, kind, rateClass);
    return takeOf(m_sessions, principal.session, kind, rateClass);
}

template<class Key>
std::int64_t RateLimiter::takeOf(QHash<Key, Buckets>& all, const Key& key, RateKind kind,
                                 RateClass rateClass) {
    if (kind == RateKind::Free)
        return 0;
    const std::int64_t now = m_clock.monotonic();
    sweep(now);
    const Rate writes = writesOf(rateClass);
    auto at = all.find(key);
    // Full for whatever class the first write is of: a bulk session's first request may be a page it reads.
    if (at == all.end())
        at = all.insert(key, {TokenBucket(reads, now), TokenBucket(loadWrites, now)});
    return kind == RateKind::Read ? at->read.take(reads, now) : at->write.take(writes, now);
}

void RateLimiter::sweep(std::int64_t now) {
    if (now - m_lastSweep < sweepEveryMs)
        return;
    m_lastSweep = now;
    const auto isIdle = [now](const auto& entry) {
        return now - std::max(entry.value().read.lastUsed(), entry.value().write.lastUsed()) > idleMs;
    };
    m_sessions.removeIf(isIdle);
    m_people.removeIf(isIdle);
    m_bulkPeople.removeIf(isIdle);
    m_clients.removeIf(isIdle);
}

} // namespace parlor::server
