#include "server/domain/sessions/sessionservice.h"

#include "server/domain/ports/keystore.h"
#include "server/domain/sessions/clientnames.h"
#include "shared/auth/names.h"
#include "shared/auth/token.h"
#include "shared/protocol/limits.h"

#include <QCryptographicHash>
#include <QPointer>

namespace parlor::server {

namespace {

constexpr int knownMost = 20'000;
constexpr int looksMost = 3; ///< for one token, while others are revoked
// Another node's revocation may be lost on the bus: nothing is believed longer than this without asking the
// store.
constexpr std::int64_t knownMs = 60'000;
constexpr std::int64_t seenEveryMs = 300'000;
constexpr std::int64_t accessMs = limits::accessTokenMinutes * 60'000LL;
constexpr std::int64_t refreshMs = limits::refreshTokenDays * 24LL * 3'600'000;

struct NewTokens {
    QString access, refresh;
    TokenPair pair;
};

NewTokens makeTokens(std::int64_t now, std::int64_t lifetimeMs) {
    NewTokens tokens;
    tokens.access = makeToken(TokenKind::Access);
    tokens.pair.accessHash = hashOfToken(tokens.access);
    tokens.pair.accessExpiresAt = now + (lifetimeMs > 0 ? lifetimeMs : accessMs);
    if (lifetimeMs == 0) {
        tokens.refresh = makeToken(TokenKind::Refresh);
        tokens.pair.refreshHash = hashOfToken(tokens.refresh);
        tokens.pair.refreshExpiresAt = now + refreshMs;
    }
    return tokens;
}

RateClass rateClassOf(const SessionRecord& session) {
    // People's own programs and anybody are as fast as people.
    if (session.keyName.isEmpty() || session.keyName.startsWith(ownKeyPrefix)
        || session.clientId.startsWith(anonymousClientPrefix))
        return RateClass::Person;
    return session.keyName.startsWith(loadKeyPrefix) ? RateClass::Load : RateClass::Bulk;
}

Principal principalOf(const Authenticated& found) {
    Principal principal;
    principal.person = found.person;
    principal.session = found.session.id;
    principal.role = found.person.role;
    principal.capability = found.session.capability;
    principal.keyName = found.session.keyName;
    principal.clientId = found.session.clientId;
    principal.rateClass = rateClassOf(found.session);
    principal.expiresAt = found.expiresAt;
    return principal;
}

} // namespace

QByteArray hashOfToken(const QString& token) {
    return QCryptographicHash::hash(token.toUtf8(), QCryptographicHash::Sha256);
}

SessionService::SessionService(SessionStore& store, Executor& executor, const Clock& clock, QObject* parent)
    : QObject(parent), m_store(store), m_executor(executor), m_clock(clock), m_known(knownMost) {}

Task<Result<SignedIn>> SessionService::open(const Person& person, const QString& device,
                                            const Capability& capability, const PeerInfo& peer,
                                            const KeyUse& key, std::int64_t lifetimeMs) {
    const std::int64_t now = m_clock.now();
    SessionRecord record;
    record.id = makeNew<SessionId>();
    record.person = person.id;
    record.device = cleanDeviceName(device);
    record.keyName = key.name;
    record.clientId = key.clientId;
    record.keyRevision = key.revision;
    record.parent = key.parent;
    record.most = key.most;
    record.capability = capability;
    record.address = peer.address;
    record.createdAt = record.lastSeenAt = now;
    const NewTokens tokens = makeTokens(now, lifetimeMs);
    const Promise<Result<SignedIn>> promise;
    whenDone(m_store.open(record, tokens.pair), &m_executor, this,
             [promise, tokens, person, id = record.id](const Status& opened) {
                 if (!opened)
                     return promise.finish(std::unexpected(opened.error()));
                 promise.finish(
                     SignedIn{tokens.access, tokens.pair.accessExpiresAt, tokens.refresh, id, person});
             });
    return promise.task();
}

Task<Result<SignedIn>> SessionService::refresh(const QString& refreshToken) {
    if (tokenKindOf(refreshToken) != TokenKind::Refresh)
        return doneTask<Result<SignedIn>>(fail(ErrorCode::TokenInvalid));
    const NewTokens tokens = makeTokens(m_clock.now(), 0);
    const Promise<Result<SignedIn>> promise;
    whenDone(m_store.rotate(hashOfToken(refreshToken), tokens.pair), &m_executor, this,
             [promise, tokens](const Result<Authenticated>& rotated) {
                 if (!rotated)
                     return promise.finish(std::unexpected(rotated.error()));
                 promise.finish(SignedIn{tokens.access, tokens.pair.accessExpiresAt, tokens.refresh,
                                         rotated->session.id, rotated->person});
             });
    return promise.task();
}

void SessionService::authenticate(const QString& accessToken, const PeerInfo& peer, Found found) {
    if (tokenKindOf(accessToken) != TokenKind::Access)
        return found(fail(ErrorCode::TokenInvalid));
    const QByteArray hash = hashOfToken(accessToken);
    if (const Known* known = knownBy(hash)) {
        // A copy: `found` may revoke and so clear the memory.
        const Principal principal = known->principal;
        if (principal.expiresAt <= m_clock.now())
            return found(fail(ErrorCode::TokenExpired));
        return found(principal);
    }
    look(hash, peer, std::move(found), looksMost);
}

void SessionService::arrive(const QString& accessToken, const PeerInfo& peer, Serial cursor, int limit,
                            Came came) {
    const QByteArray hash = hashOfToken(accessToken);
    if (tokenKindOf(accessToken) != TokenKind::Access || knownBy(hash))
        return authenticate(accessToken, peer, alone(std::move(came)));
    whenDone(m_store.arrive(hash, cursor, limit), &m_executor, this,
             [this, hash, peer, came = std::move(came),
              changes = m_changes](const Result<TokenArrival>& read) mutable {
                 if (!read)
                     return came(std::unexpected(read.error()));
                 if (changes != m_changes)
                     return look(hash, peer, alone(std::move(came)), looksMost);
                 came(Arrived{remember(hash, read->who, peer), read->where});
             });
}

const SessionService::Known* SessionService::knownBy(const QByteArray& hash) const {
    const Known* known = m_known.object(hash);
    return known && known->until > m_clock.monotonic() ? known : nullptr;
}

void SessionService::look(const QByteArray& hash, const PeerInfo& peer, Found found, int triesLeft) {
    whenDone(m_store.byAccessHash(hash), &m_executor, this,
             [this, hash, peer, found = std::move(found), triesLeft,
              changes = m_changes](const Result<Authenticated>& read) mutable {
                 if (!read)
                     return found(std::unexpected(read.error()));
                 // Something was revoked meanwhile and may have been this one: the answer could be older than
                 // that.
                 if (changes != m_changes && triesLeft > 0)
                     return look(hash, peer, std::move(found), triesLeft - 1);
                 if (changes == m_changes)
                     return found(remember(hash, *read, peer));
                 const Principal principal = principalOf(*read);
                 seen(principal.session, peer);
                 found(principal);
             });
}

Principal SessionService::remember(const QByteArray& hash, const Authenticated& read, const PeerInfo& peer) {
    const std::int64_t until = m_clock.monotonic() + knownMs;
    Principal principal = principalOf(read);
    principal.believedUntil =
        std::min(until, m_clock.monotonic() + std::max<std::int64_t>(0, principal.expiresAt - m_clock.now()));
    principal.unchanged = m_revocations.mark();
    m_known.insert(hash, new Known{principal, until});
    seen(principal.session, peer);
    return principal;
}

void SessionService::seen(SessionId session, const PeerInfo& peer) {
    const std::int64_t now = m_clock.monotonic();
    const auto last = m_seen.constFind(session);
    if (last != m_seen.constEnd() && now - *last < seenEveryMs)
        return;
    if (m_seen.size() > knownMost)
        m_seen.clear();
    m_seen.insert(session, now);
    std::ignore = m_store.touch(session, m_clock.now(), peer.address);
}

void SessionService::revoked(const SessionsRevoked& revoked) {
    ++m_changes;
    m_revocations.raise();
    drop([&](const Principal& principal) {
        return principal.person.id == revoked.person && revoked.sessions.contains(principal.session);
    });
}

void SessionService::changed(const PersonChanged& changed) {
    ++m_changes;
    m_revocations.raise();
    drop([&](const Principal& principal) { return principal.person.id == changed.person.id; });
}

template<class Predicate>
void SessionService::drop(Predicate predicate) {
    const QList<QByteArray> hashes = m_known.keys();
    for (const QByteArray& hash : hashes)
        if (predicate(m_known.object(hash)->principal))
            m_known.remove(hash);
}

} // namespace parlor::server
