#pragma once

#include "server/domain/commands/tokenbucket.h"
#include "server/domain/sessions/keyservice.h"

#include <QHash>
#include <QObject>

namespace parlor::server {

/// What GET /auth gives to whom; `[auth]` of the configuration.
struct AuthGrants {
    Capability people = Capability::all(); ///< at most, to who is signed in
    QString anonymousKey;                  ///< empty: nothing without signing in
    Capability anonymous;                  ///< to anybody
};

/// Gives token requests that clients exchange for tokens: to people for no more than their own token allows,
/// to anybody, if that is configured, under a fresh client id. Domain thread only.
class TokenDesk final : public QObject {
    Q_OBJECT
public:
    TokenDesk(KeyService& keys, AuthGrants grants, Executor& executor, const Clock& clock,
              QObject* parent = nullptr);

    [[nodiscard]] bool servesAnybody() const { return !m_grants.anonymousKey.isEmpty(); }

    /// With the person's own key, or the one that the session acts for, so that revoking that one ends what
    /// came of it. Forbidden when nothing is left to give or the key is revoked.
    Task<Result<TokenRequest>> forPerson(const Principal& principal);

    /// NotSignedIn unless configured; RateLimited (5/s, burst 20 an address); Forbidden when the key is not
    /// there any more.
    Task<Result<TokenRequest>> forAnybody(const PeerInfo& peer);

private:
    std::int64_t waitFor(const QString& block);

    KeyService& m_keys;
    const AuthGrants m_grants;
    Executor& m_executor;
    const Clock& m_clock;
    QHash<QString, TokenBucket> m_buckets; ///< by address block
};

} // namespace parlor::server
