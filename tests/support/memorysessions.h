#pragma once

#include "tests/support/memorystate.h"

namespace parlor::test {

class MemorySessionStore final : public SessionStore {
public:
    explicit MemorySessionStore(MemoryState& state) : m_state(state) {}

    Task<Status> open(SessionRecord session, TokenPair tokens) override;
    Task<Result<Authenticated>> byAccessHash(QByteArray hash) override;
    Task<Result<TokenArrival>> arrive(QByteArray hash, Serial cursor, int limit) override;
    Task<Result<Authenticated>> rotate(QByteArray refreshHash, TokenPair tokens) override;
    Task<Result<QList<SessionRecord>>> list(PersonId person) override;
    Task<Status> touch(SessionId id, std::int64_t lastSeenAt, QString address) override;
    Task<Status> revoke(PersonId person, SessionId id) override;
    Task<Result<int>> revokeAll(PersonId person, SessionId except) override;
    Task<Result<int>> revokeIssuedBefore(PersonId person, std::int64_t time) override;
    Task<Result<int>> revokeMatching(SessionFilter filter) override;
    Task<Result<QList<SessionRecord>>> matching(SessionFilter filter, int limit) override;
    Task<Result<SignInFailures>> failures(QString key) override;
    Task<Result<SignInFailures>> countFailure(QString key) override;
    Task<Status> clearFailures(QString key) override;
    Task<Result<int>> sweep(std::int64_t before) override;

private:
    void endOldest(const SessionRecord& newest);
    void keep(SessionId session, const TokenPair& tokens);
    void voidOthers(SessionId session, const QByteArray& refreshHash);
    Result<Authenticated> find(const QByteArray& accessHash) const;

    MemoryState& m_state;
};

class MemoryKeyStore final : public KeyStore {
public:
    explicit MemoryKeyStore(MemoryState& state) : m_state(state) {}

    Task<Result<ApiKey>> create(ApiKey key) override;
    Task<Result<ApiKey>> byName(QString name) override;
    Task<Result<QList<ApiKey>>> list() override;
    Task<Result<ApiKey>> renew(QString name) override;
    Task<Status> revoke(QString name) override;
    Task<Status> useNonce(QString keyName, QByteArray nonce, std::int64_t expiresAt) override;

private:
    MemoryState& m_state;
};

} // namespace parlor::test
