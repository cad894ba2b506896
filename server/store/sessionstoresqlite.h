#pragma once

#include "server/domain/ports/sessionstore.h"
#include "server/store/readpool.h"
#include "server/store/writer.h"

namespace parlor::server {

class SqliteSessionStore final : public SessionStore {
public:
    /// All live longer.
    SqliteSessionStore(Writer& writer, ReadPool& readers, const Clock& clock)
        : m_writer(writer), m_readers(readers), m_clock(clock) {}

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
    Writer& m_writer;
    ReadPool& m_readers;
    const Clock& m_clock;
};

} // namespace parlor::server
