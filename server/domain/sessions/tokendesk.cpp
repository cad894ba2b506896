#include "server/domain/sessions/tokendesk.h"

#include "server/domain/sessions/clientnames.h"
#include "shared/core/logging.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcTokens, "parlor.tokens")

constexpr Rate anonymousRate{5, 20};
constexpr std::int64_t fullAfterMs = 4'000; // burst by rate
constexpr qsizetype bucketsMost = 10'000;

Task<Result<TokenRequest>> refused(ErrorCode code, std::int64_t retryAfterMs = 0) {
    return doneTask<Result<TokenRequest>>(fail(code, {}, retryAfterMs));
}

/// A key that is gone is no secret of the client's: it simply may not.
Result<TokenRequest> withoutKey(const Result<TokenRequest>& request) {
    if (!request && request.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::Forbidden);
    return request;
}

} // namespace

TokenDesk::TokenDesk(KeyService& keys, AuthGrants grants, Executor& executor, const Clock& clock,
                     QObject* parent)
    : QObject(parent), m_keys(keys), m_grants(std::move(grants)), m_executor(executor), m_clock(clock) {}

Task<Result<TokenRequest>> TokenDesk::forPerson(const Principal& principal) {
    const Capability granted = principal.capability.intersect(m_grants.people);
    if (granted.isEmpty())
        return refused(ErrorCode::Forbidden);
    const bool own = principal.keyName.isEmpty();
    const QString clientId = own ? principal.person.id.toString() : principal.clientId;
    const Promise<Result<TokenRequest>> promise;
    const auto sign = [this, granted, clientId, parent = principal.session,
                       promise](const Result<QString>& key) {
        if (!key)
            return promise.finish(std::unexpected(key.error()));
        whenDone(m_keys.signedRequest(*key, granted, clientId, parent), &m_executor, this,
                 [promise](const Result<TokenRequest>& request) { promise.finish(withoutKey(request)); });
    };
    if (own)
        whenDone(m_keys.keyOf(principal.person.id), &m_executor, this, sign);
    else
        sign(principal.keyName);
    return promise.task();
}

Task<Result<TokenRequest>> TokenDesk::forAnybody(const PeerInfo& peer) {
    if (!servesAnybody())
        return refused(ErrorCode::NotSignedIn);
    if (const std::int64_t wait = waitFor(peer.block); wait > 0)
        return refused(ErrorCode::RateLimited, wait);
    const Promise<Result<TokenRequest>> promise;
    const auto give = [promise](const Result<TokenRequest>& request) {
        if (!request)
            qCWarning(lcTokens) << "the key for anybody can not be used:" << request.error();
        promise.finish(withoutKey(request));
    };
    withKey([this, give](const Result<QString>& key) {
        if (!key)
            return give(std::unexpected(key.error()));
        whenDone(
            m_keys.signedRequest(*key, m_grants.anonymous, anonymousClientPrefix.toString() + randomText()),
            &m_executor, this, give);
    });
    return promise.task();
}

void TokenDesk::withKey(const WithKey& then) {
    if (!m_grants.anonymousKey.isEmpty())
        return then(m_grants.anonymousKey);
    // The first one has it made: those who come meanwhile wait for it.
    m_waiting.append(then);
    if (m_waiting.size() == 1)
        whenDone(m_keys.keyForAnybody(), &m_executor, this, [this](const Result<QString>& key) {
            for (const WithKey& waiting : std::exchange(m_waiting, {}))
                waiting(key);
        });
}

std::int64_t TokenDesk::waitFor(const QString& block) {
    const std::int64_t now = m_clock.monotonic();
    // A bucket that has filled up again says nothing.
    if (m_buckets.size() >= bucketsMost)
        m_buckets.removeIf([now](const auto& entry) { return now - entry.value().lastUsed() > fullAfterMs; });
    auto bucket = m_buckets.find(block);
    if (bucket == m_buckets.end())
        bucket = m_buckets.insert(block, TokenBucket(anonymousRate, now));
    return bucket->take(anonymousRate, now);
}

} // namespace parlor::server
