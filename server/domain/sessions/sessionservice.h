#pragma once

#include "server/domain/ports/committed.h"
#include "server/domain/ports/sessionstore.h"
#include "server/domain/sessions/authenticator.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"
#include "shared/core/task.h"

#include <QCache>
#include <QObject>

#include <memory>

namespace parlor::server {

/// What a person gets who has signed in or renewed: the only place where tokens stand in clear.
struct SignedIn {
    QString accessToken;
    std::int64_t expiresAt = 0; ///< of the access token, ms UTC
    QString refreshToken;       ///< empty when it can't be renewed
    SessionId session;
    Person person;
};

/// By which API key a session is opened, and for whom.
struct KeyUse {
    QString name; ///< empty: by a person
    QString clientId{};
    int revision = 0;
    SessionId parent{}; ///< see SessionRecord
    int most = 0;       ///< see SessionRecord
};

/// SHA-256 of a token or code, as stores keep it.
QByteArray hashOfToken(const QString& token);

/// Sessions and their opaque tokens: access 15 min, refresh 90 days sliding and rotating, only hashes at
/// rest. Finds the principal of an access token, from a bounded memory that every revocation clears. Domain
/// thread only. Composition: one for the process, before HttpRouter and Router.
class SessionService final : public QObject, public Authenticator {
    Q_OBJECT
public:
    SessionService(SessionStore& store, Executor& executor, const Clock& clock, QObject* parent = nullptr);

    /// A new session of the person. `lifetimeMs` 0: a usual one with refresh token; otherwise an access token
    /// of that age alone, for programs. TokenInvalid when its key has been renewed or revoked since it was
    /// believed, TokenRevoked when the session it came from has ended.
    Task<Result<SignedIn>> open(const Person& person, const QString& device, const Capability& capability,
                                const PeerInfo& peer, const KeyUse& key = {}, std::int64_t lifetimeMs = 0);
    /// TokenInvalid, TokenExpired, TokenRevoked, AccountDisabled.
    Task<Result<SignedIn>> refresh(const QString& refreshToken);

    void authenticate(const QString& accessToken, const PeerInfo& peer, Found found) override;
    void arrive(const QString& accessToken, const PeerInfo& peer, Serial cursor, int limit,
                Came came) override;

    Task<Result<QList<SessionRecord>>> list(PersonId person) { return m_store.list(person); }

    /// Live sockets close when the revocation comes back through the committed stream.
    Task<Status> revoke(PersonId person, SessionId session) { return m_store.revoke(person, session); }

    Task<Result<int>> revokeAll(PersonId person, SessionId except) {
        return m_store.revokeAll(person, except);
    }

    Task<Result<int>> revokeIssuedBefore(PersonId person, std::int64_t time) {
        return m_store.revokeIssuedBefore(person, time);
    }

    /// Those of anybody; see SessionFilter.
    Task<Result<int>> revokeMatching(const SessionFilter& filter) { return m_store.revokeMatching(filter); }

    Task<Result<QList<SessionRecord>>> matching(const SessionFilter& filter, int limit) {
        return m_store.matching(filter, limit);
    }

    /// Remembers where and when the session was last seen; written at most every five minutes.
    void seen(SessionId session, const PeerInfo& peer);

    /// From the committed stream.
    void revoked(const SessionsRevoked& revoked);
    void changed(const PersonChanged& changed);

private:
    struct Known {
        Principal principal;
        std::int64_t until = 0; ///< monotonic ms
    };

    [[nodiscard]] const Known* knownBy(const QByteArray& hash) const;
    void look(const QByteArray& hash, const PeerInfo& peer, Found found, int triesLeft);
    Principal remember(const QByteArray& hash, const Authenticated& read, const PeerInfo& peer);
    template<class Predicate>
    void drop(Predicate predicate);

    SessionStore& m_store;
    Executor& m_executor;
    const Clock& m_clock;
    QCache<QByteArray, Known> m_known;
    QHash<SessionId, std::int64_t> m_seen; ///< monotonic ms of the last write
    std::uint64_t m_changes = 0;           ///< counts revocations, so that an older look is not trusted
    ChangeCount m_revocations;             ///< the same for those who remember a principal elsewhere
};

} // namespace parlor::server
