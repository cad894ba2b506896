#pragma once

#include "server/domain/commands/tokenbucket.h"
#include "server/domain/ports/keystore.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/clock.h"
#include "shared/core/ids.h"

#include <QHash>

namespace parlor::server {

/// What a command or route costs.
enum class RateKind {
    Free,  ///< not counted here: limited by the socket alone
    Read,  ///< pages of the past, lists, searches: 50/s burst 600, so that a resume of 500 channels passes
    Write, ///< what changes something: by the rate class, `person` 5/s burst 20, `bulk` 200/s burst 2 000,
           ///< `load` as good as none
};

/// Buckets shared by sockets and HTTP: what a person writes counts together, on however many devices; what is
/// read counts by session. Domain thread only; bounded by the sessions, people and clients of keys of the
/// last ten minutes.
class RateLimiter {
public:
    explicit RateLimiter(const Clock& clock);

    /// 0: go ahead; otherwise the ms to wait.
    std::int64_t take(SessionId session, RateKind kind, RateClass rateClass);

    /// Writes of people, also through their own keys, by person and rate class; the sessions of another key
    /// of RateClass::Person share what each client of the key may; all else by session.
    std::int64_t take(const Principal& principal, RateKind kind);

private:
    struct Buckets {
        TokenBucket read, write;
    };

    template<class Key>
    std::int64_t takeOf(QHash<Key, Buckets>& all, const Key& key, RateKind kind, RateClass rateClass);
    void sweep(std::int64_t now);

    const Clock& m_clock;
    QHash<SessionId, Buckets> m_sessions;
    QHash<PersonId, Buckets> m_people, m_bulkPeople;
    QHash<QString, Buckets> m_clients; ///< by key and client id
    std::int64_t m_lastSweep = 0;
};

} // namespace parlor::server
