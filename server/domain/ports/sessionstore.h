#pragma once

#include "server/domain/ports/personstream.h"
#include "shared/auth/capability.h"
#include "shared/core/ids.h"
#include "shared/core/result.h"
#include "shared/core/task.h"
#include "shared/protocol/person.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace parlor::server {

/// One signed-in device, or what acts for an API key.
struct SessionRecord {
    SessionId id;
    PersonId person;
    QString device;
    QString keyName; ///< of the API key it acts for; empty for people
    Capability capability;
    QString address;             ///< textual, where it was last seen
    std::int64_t createdAt = 0;  ///< ms UTC
    std::int64_t lastSeenAt = 0; ///< ms UTC
    bool revoked = false;
    QString clientId{};  ///< whom the key's program calls the client; empty for people
    int keyRevision = 0; ///< of the key, when it is opened; 0 for people
    SessionId parent{};  ///< of the person: whose token asked for it, and with which it ends
    int most = 0; ///< of one client of the key, when it is opened: the oldest beyond end; 0: any number
};

/// Which sessions; what is not set matches all of them.
struct SessionFilter {
    std::optional<SessionId> session{};
    std::optional<PersonId> person{};
    QString keyName{};                          ///< empty: any, and people's own
    QString clientId{};                         ///< empty: any
    std::optional<std::int64_t> openedBefore{}; ///< ms UTC

    [[nodiscard]] bool isEmpty() const {
        return !session && !person && keyName.isEmpty() && clientId.isEmpty() && !openedBefore;
    }
};

/// SHA-256 of the tokens, 32 bytes each; the tokens themselves are never stored. All times ms UTC.
struct TokenPair {
    QByteArray accessHash;
    std::int64_t accessExpiresAt = 0;
    QByteArray refreshHash; ///< empty: can't be renewed
    std::int64_t refreshExpiresAt = 0;
};

/// Who a token stands for.
struct Authenticated {
    SessionRecord session;
    Person person;
    std::int64_t expiresAt = 0; ///< of this access token, ms UTC
};

/// Who a token stands for, and where that person's streams stand, all at one moment.
struct TokenArrival {
    Authenticated who;
    PersonArrival where;
};

/// Failed sign-ins under one key (account and address, or address), so that limits survive a restart.
struct SignInFailures {
    int count = 0;           ///< since the last success, at most a day back
    std::int64_t lastAt = 0; ///< ms UTC
};

/// Sessions and their tokens. Calls are thread-safe; writes are durable when answered.
/// Every revocation is a SessionsRevoked in the committed stream, and takes with it the sessions that came
/// from those that end.
class SessionStore {
public:
    /// More that end at once make more events, so that each fits into a frame.
    static constexpr qsizetype sessionsPerEvent = 500;

    virtual ~SessionStore() = default;

    static constexpr std::int64_t reuseGraceMs = 60'000;

    /// AccountDisabled, UnknownPerson; TokenInvalid when its key is gone, revoked or of another revision;
    /// TokenRevoked when its parent is.
    virtual Task<Status> open(SessionRecord session, TokenPair tokens) = 0;

    /// TokenInvalid (unknown), TokenExpired, TokenRevoked, AccountDisabled.
    virtual Task<Result<Authenticated>> byAccessHash(QByteArray hash) = 0;
    /// byAccessHash() and that person's PersonStreamStore::arrive() in one read: after a restart nobody's
    /// token is known, and all come back at once.
    virtual Task<Result<TokenArrival>> arrive(QByteArray hash, Serial cursor, int limit) = 0;

    /// Replaces the pair: `refreshHash` is used up and `tokens` hold from now on, in one commit. Using a
    /// used-up token again within reuseGraceMs is a lost answer, or one of two requests that come late: it
    /// gets a successor more. The first of these that is used makes the others void. Any other reuse, or use
    /// of a void one, revokes the session: TokenRevoked.
    virtual Task<Result<Authenticated>> rotate(QByteArray refreshHash, TokenPair tokens) = 0;

    virtual Task<Result<QList<SessionRecord>>> list(PersonId person) = 0; ///< not revoked, last seen first
    virtual Task<Status> touch(SessionId id, std::int64_t lastSeenAt, QString address) = 0;

    /// NotFound unless the session is the person's own and not yet revoked.
    virtual Task<Status> revoke(PersonId person, SessionId id) = 0;
    /// All of the person's but `except` (0: all); answers how many. Also renews the person's own key, so that
    /// requests it has signed are void.
    virtual Task<Result<int>> revokeAll(PersonId person, SessionId except) = 0;
    /// All of the person's that were opened before `time` (ms UTC) or by their own key, which is renewed.
    virtual Task<Result<int>> revokeIssuedBefore(PersonId person, std::int64_t time) = 0;
    /// Whoever's they are; answers how many. BadRequest for a filter that says nothing.
    virtual Task<Result<int>> revokeMatching(SessionFilter filter) = 0;
    /// Not revoked ones, last seen first, at most `limit`.
    virtual Task<Result<QList<SessionRecord>>> matching(SessionFilter filter, int limit) = 0;

    virtual Task<Result<SignInFailures>> failures(QString key) = 0;
    virtual Task<Result<SignInFailures>> countFailure(QString key) = 0;
    virtual Task<Status> clearFailures(QString key) = 0;

    /// Forgets tokens, failures and revoked sessions that can't matter any more (older than `before`, ms
    /// UTC).
    virtual Task<Result<int>> sweep(std::int64_t before) = 0;
};

} // namespace parlor::server
