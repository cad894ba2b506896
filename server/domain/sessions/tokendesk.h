#pragma once

#include "server/domain/commands/tokenbucket.h"
#include "server/domain/sessions/keyservice.h"

#include <QHash>
#include <QList>
#include <QObject>

#include <functional>

namespace parlor::server {

/// What GET /auth gives to whom; `[auth]` of the configuration.
struct AuthGrants {
    Capability people = Capability::all(); ///< at most, to who is signed in
    QString anonymousKey;                  ///< that tokens for anybody act for; empty: the server's own
    Capability anonymous;                  ///< to anybody; empty: nothing without signing in
};

/// Gives token requests that clients exchange for tokens: to people for no more than their own token allows,
/// to anybody, if that is configured, under a fresh client id. Domain thread only.
class TokenDesk final : public QObject {
    Q_OBJECT
public:
    TokenDesk(KeyService& keys, AuthGrants grants, Executor& executor, const Clock& clock,
              QObject* parent = nullptr);

    [[nodiscard]] bool servesAnybody() const { return !m_grants.anonymous.isEmpty(); }

    /// With the person's own key, or the one that the session acts for, so that revoking that one ends what
    /// came of it. Forbidden when nothing is left to give or the key is revoked.
    Task<Result<TokenRequest>> forPerson(const Principal& principal);

    /// NotSignedIn unless configured; RateLimited (5/s, burst 20 an address); Forbidden when the key is not
    /// there any more. NameTaken when a person has the name of the server's own.
    Task<Result<TokenRequest>> forAnybody(const PeerInfo& peer);

private:
    using WithKey = std::function<void(const Result<QString>&)>;

    std::int64_t waitFor(const QString& block);
    void withKey(const WithKey& then);

    KeyService& m_keys;
    const AuthGrants m_grants;
    Executor& m_executor;
    const Clock& m_clock;
    QHash<QString, TokenBucket> m_buckets; ///< by address block
    QList<WithKey> m_waiting;              ///< for the server's own key
};

} // namespace parlor::server
