#include "server/store/sessionstoresqlite.h"

#include "server/store/arrivals.h"
#include "server/store/peopletable.h"
#include "server/store/sessiontable.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr std::int64_t failureMemoryMs = 24LL * 60 * 60 * 1'000;
} // namespace

Task<Status> SqliteSessionStore::open(SessionRecord session, TokenPair tokens) {
    return m_writer.submit<void>([session, tokens](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const Account account, connection.table<PeopleTable>().byId(session.person));
        if (account.disabled)
            return fail(ErrorCode::AccountDisabled);
        TRY(connection.table<SessionTable>().insert(session));
        TRY(connection.table<SessionTable>().insertTokens(session.id, tokens));
        return session.most > 0 ? connection.table<SessionTable>().revokeOldest(session, effects) : Status();
    });
}

Task<Result<Authenticated>> SqliteSessionStore::byAccessHash(QByteArray hash) {
    return m_readers.run<Authenticated>([hash, now = m_clock.now()](Connection& connection) {
        return connection.table<SessionTable>().byAccessHash(hash, now);
    });
}

Task<Result<TokenArrival>> SqliteSessionStore::arrive(QByteArray hash, Serial cursor, int limit) {
    return m_readers.run<TokenArrival>(
        [hash, cursor, limit, now = m_clock.now()](Connection& connection) -> Result<TokenArrival> {
            TRY_ASSIGN(Authenticated who, connection.table<SessionTable>().byAccessHash(hash, now));
            TRY_ASSIGN(PersonArrival where, arrivalOf(connection, who.person.id, cursor, limit));
            return TokenArrival{std::move(who), std::move(where)};
        });
}

Task<Result<Authenticated>> SqliteSessionStore::rotate(QByteArray refreshHash, TokenPair tokens) {
    // A reuse is no error of the job: its revocation has to be committed.
    using Answer = Result<Authenticated>;
    return m_writer.submitKept<Authenticated>([refreshHash, tokens](Connection& connection,
                                                                    Effects& effects) -> Result<Answer> {
        auto& sessions = connection.table<SessionTable>();
        SessionId reused;
        TRY_ASSIGN(const auto id, sessions.useRefresh(refreshHash, tokens, effects.now(), reused));
        TRY_ASSIGN(SessionRecord session, sessions.byId(id.value_or(reused)));
        if (!id) {
            TRY(sessions.revoke(session.person, session.id, effects));
            return Answer(fail(ErrorCode::TokenRevoked)); // kept: the revocation is what this job did
        }
        if (session.revoked)
            return fail(ErrorCode::TokenRevoked);
        TRY_ASSIGN(const Account account, connection.table<PeopleTable>().byId(session.person));
        if (account.disabled)
            return fail(ErrorCode::AccountDisabled);
        TRY(sessions.insertTokens(session.id, tokens));
        return Answer(Authenticated{
            .session = std::move(session), .person = account.person, .expiresAt = tokens.accessExpiresAt});
    });
}

Task<Result<QList<SessionRecord>>> SqliteSessionStore::list(PersonId person) {
    return m_readers.run<QList<SessionRecord>>(
        [person](Connection& connection) { return connection.table<SessionTable>().ofPerson(person); });
}

Task<Status> SqliteSessionStore::touch(SessionId id, std::int64_t lastSeenAt, QString address) {
    return m_writer.submit<void>([id, lastSeenAt, address](Connection& connection, Effects&) -> Status {
        TRY(connection.statement("sessions.touch"_L1).run(id, lastSeenAt, address));
        return {};
    });
}

Task<Status> SqliteSessionStore::revoke(PersonId person, SessionId id) {
    return m_writer.submit<void>([person, id](Connection& connection, Effects& effects) -> Status {
        TRY_ASSIGN(const int count, connection.table<SessionTable>().revoke(person, id, effects));
        return count == 1 ? Status() : fail(ErrorCode::NotFound);
    });
}

Task<Result<int>> SqliteSessionStore::revokeAll(PersonId person, SessionId except) {
    return m_writer.submit<int>([person, except](Connection& connection, Effects& effects) {
        return connection.table<SessionTable>().revokeAll(person, except, effects);
    });
}

Task<Result<int>> SqliteSessionStore::revokeIssuedBefore(PersonId person, std::int64_t time) {
    return m_writer.submit<int>([person, time](Connection& connection, Effects& effects) {
        return connection.table<SessionTable>().revokeBefore(person, time, effects);
    });
}

Task<Result<int>> SqliteSessionStore::revokeMatching(SessionFilter filter) {
    if (filter.isEmpty())
        return doneTask<Result<int>>(fail(ErrorCode::BadRequest));
    return m_writer.submit<int>([filter](Connection& connection, Effects& effects) {
        return connection.table<SessionTable>().revokeMatching(filter, effects);
    });
}

Task<Result<QList<SessionRecord>>> SqliteSessionStore::matching(SessionFilter filter, int limit) {
    return m_readers.run<QList<SessionRecord>>([filter, limit](Connection& connection) {
        return connection.table<SessionTable>().matching(filter, limit);
    });
}

Task<Result<SignInFailures>> SqliteSessionStore::failures(QString key) {
    return m_readers.run<SignInFailures>(
        [key, since = m_clock.now() - failureMemoryMs](Connection& connection) -> Result<SignInFailures> {
            TRY_ASSIGN(Rows rows, connection.statement("sessions.failures"_L1).run(key));
            if (!rows.next() || rows.number(1) < since)
                return SignInFailures();
            return SignInFailures{static_cast<int>(rows.number(0)), rows.number(1)};
        });
}

Task<Result<SignInFailures>> SqliteSessionStore::countFailure(QString key) {
    return m_writer.submit<SignInFailures>(
        [key](Connection& connection, Effects& effects) -> Result<SignInFailures> {
            TRY_ASSIGN(Rows rows, connection.statement("sessions.count_failure"_L1)
                                      .run(key, effects.now(), effects.now() - failureMemoryMs));
            if (!rows.next())
                return fail(ErrorCode::StoreFailed, u"no count"_qs);
            return SignInFailures{static_cast<int>(rows.number(0)), rows.number(1)};
        });
}

Task<Status> SqliteSessionStore::clearFailures(QString key) {
    return m_writer.submit<void>([key](Connection& connection, Effects&) -> Status {
        TRY(connection.statement("sessions.clear_failures"_L1).run(key));
        return {};
    });
}

Task<Result<int>> SqliteSessionStore::sweep(std::int64_t before) {
    return m_writer.submit<int>([before](Connection& connection, Effects&) -> Result<int> {
        int count = 0;
        for (const auto statement : {"sessions.sweep_access"_L1, "sessions.sweep_refresh"_L1,
                                     "sessions.sweep_failures"_L1, "sessions.sweep_sessions"_L1}) {
            TRY_ASSIGN(const int removed, connection.statement(statement).change(before));
            count += removed;
        }
        return count;
    });
}

} // namespace parlor::server
