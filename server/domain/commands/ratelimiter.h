#pragma once

#include "server/domain/commands/tokenbucket.h"
#include "server/domain/ports/keystore.h"
#include "shared/core/clock.h"
#include "shared/core/ids.h"

#include <QHash>

namespace parlor::server {

/// What a command or route costs.
enum class RateKind {
    Free,  ///< not counted here: limited by the socket alone
    Read,  ///< pages of the past, lists, searches: 50/s burst 600, so that a resume of 500 channels passes
    Write, ///< what changes something: the session's rate class, `person` 5/s burst 20, `bulk` 200/s burst 2
           ///< 000, `load` as good as none
};

/// One bucket a session and kind; shared by sockets and HTTP. Domain thread only; bounded by the number of
/// sessions used in the last ten minutes.
class RateLimiter {
public:
    explicit RateLimiter(const Clock& clock);

    /// 0: go ahead; otherwise the ms to wait.
    std::int64_t take(SessionId session, RateKind kind, RateClass rateClass);

    void forget(SessionId session);

private:
    struct Buckets {
        TokenBucket read, write;
    };

    void sweep(std::int64_t now);

    const Clock& m_clock;
    QHash<SessionId, Buckets> m_sessions;
    std::int64_t m_lastSweep = 0;
};

} // namespace parlor::server
