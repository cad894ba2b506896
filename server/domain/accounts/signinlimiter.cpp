#include "server/domain/accounts/signinlimiter.h"

namespace parlor::server {

namespace {

constexpr int accountTries = 5;
constexpr int addressTries = 20;
constexpr std::int64_t minuteMs = 60'000;
constexpr Rate accountRate{accountTries / 60.0, accountTries};
constexpr Rate addressRate{addressTries / 60.0, addressTries};
constexpr int togetherTries = 60;
constexpr Rate togetherRate{1 / 60.0, togetherTries};
constexpr qsizetype bucketsMost = 100'000;

std::int64_t waitAfter(const SignInFailures& failures, int free, std::int64_t most, std::int64_t now) {
    if (failures.count < free)
        return 0;
    const int doublings = std::min(failures.count - free, 10);
    const std::int64_t wait = std::min(minuteMs << doublings, most);
    return std::max<std::int64_t>(0, failures.lastAt + wait - now);
}

} // namespace

SignInLimiter::SignInLimiter(const Clock& clock) : m_clock(clock) {}

QString SignInLimiter::accountKey(const QString& foldedName, const QString& block) {
    return QStringLiteral("account:") + foldedName + u'|' + block;
}

QString SignInLimiter::addressKey(const QString& block) {
    return QStringLiteral("address:") + block;
}

std::int64_t SignInLimiter::attempt(const QString& accountKey, const QString& addressKey) {
    if (const std::int64_t wait = take(addressKey, addressRate); wait > 0)
        return wait;
    return take(accountKey, accountRate);
}

std::int64_t SignInLimiter::attemptTogether(const QString& key) {
    return take(QStringLiteral("together:") + key, togetherRate);
}

std::int64_t SignInLimiter::waitFor(const SignInFailures& account, const SignInFailures& address) const {
    const std::int64_t now = m_clock.now();
    return std::max(waitAfter(account, accountTries, 60 * minuteMs, now),
                    waitAfter(address, addressTries, 5 * minuteMs, now));
}

std::int64_t SignInLimiter::take(const QString& key, Rate rate) {
    const std::int64_t now = m_clock.monotonic();
    // A full bucket is as good as none: those untouched for as long as the slowest takes to fill can go.
    if (m_buckets.size() >= bucketsMost)
        m_buckets.removeIf(
            [now](const auto& entry) { return now - entry.value().lastUsed() > togetherTries * minuteMs; });
    auto at = m_buckets.find(key);
    if (at == m_buckets.end())
        at = m_buckets.insert(key, TokenBucket(rate, now));
    return at->take(rate, now);
}

} // namespace parlor::server
