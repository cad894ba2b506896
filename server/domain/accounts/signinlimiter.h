#pragma once

#include "server/domain/commands/tokenbucket.h"
#include "server/domain/ports/sessionstore.h"
#include "shared/core/clock.h"

#include <QHash>
#include <QString>

namespace parlor::server {

/// Slows down guessing: 5 a minute for an account from an address and 20 a minute for an address, in this
/// process; and by the failures that the store remembers, from those numbers on a minute that doubles with
/// each further failure, up to an hour (for a whole address: up to five minutes, because families share one).
/// Domain thread only.
class SignInLimiter {
public:
    explicit SignInLimiter(const Clock& clock);

    static QString accountKey(const QString& foldedName, const QString& block);
    static QString addressKey(const QString& block);

    /// Counts an attempt. 0: go on; otherwise the ms to wait.
    std::int64_t attempt(const QString& accountKey, const QString& addressKey);

    /// The same for what many addresses together may guess: 60 times, then once a minute.
    std::int64_t attemptTogether(const QString& key);

    /// What the remembered failures ask for: 0 or the ms to wait.
    [[nodiscard]] std::int64_t waitFor(const SignInFailures& account, const SignInFailures& address) const;

private:
    std::int64_t take(const QString& key, Rate rate);

    const Clock& m_clock;
    QHash<QString, TokenBucket> m_buckets;
};

} // namespace parlor::server
