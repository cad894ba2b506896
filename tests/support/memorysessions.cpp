#include "tests/support/memorysessions.h"

#include "tests/support/memorypersonstream.h"

#include <algorithm>

namespace parlor::test {

namespace {
constexpr std::int64_t dayMs = 24LL * 60 * 60 * 1'000;

bool matches(const SessionFilter& filter, const SessionRecord& session) {
    return !session.revoked && (!filter.session || *filter.session == session.id)
           && (!filter.person || *filter.person == session.person)
           && (filter.keyName.isEmpty() || filter.keyName == session.keyName)
           && (filter.clientId.isEmpty() || filter.clientId == session.clientId)
           && (!filter.openedBefore || session.createdAt < *filter.openedBefore);
}
} // namespace

void MemorySessionStore::keep(SessionId session, const TokenPair& tokens) {
    m_state.access.insert(tokens.accessHash, {session, tokens.accessExpiresAt, tokens.refreshHash});
    if (!tokens.refreshHash.isEmpty())
        m_state.refresh.insert(tokens.refreshHash, {session, tokens.refreshExpiresAt, {}, {}, false});
}

/// All successors that nobody has used, but this one.
void MemorySessionStore::voidOthers(SessionId session, const QByteArray& refreshHash) {
    for (auto at = m_state.refresh.begin(); at != m_state.refresh.end(); ++at) {
        if (at->session != session || at->usedAt || at.key() == refreshHash)
            continue;
        at->isVoid = true;
        m_state.access.removeIf([&](const auto& row) { return row.value().refreshHash == at.key(); });
    }
}

Task<Status> MemorySessionStore::open(SessionRecord session, TokenPair tokens) {
    return m_state.write([&]() -> Status {
        TRY_ASSIGN(const MemoryState::PersonRow* row, m_state.person(session.person));
        if (row->account.disabled)
            return fail(ErrorCode::AccountDisabled);
        if (const auto key = m_state.keys.constFind(session.keyName);
            !session.keyName.isEmpty()
            && (key == m_state.keys.constEnd() || key->revoked || key->revision != session.keyRevision))
            return fail(ErrorCode::TokenInvalid);
        if (const SessionRecord parent = m_state.sessions.value(session.parent);
            session.parent.isValid() && (parent.person != session.person || parent.revoked))
            return fail(ErrorCode::TokenRevoked);
        m_state.sessions.insert(session.id, session);
        keep(session.id, tokens);
        if (session.most > 0)
            endOldest(session);
        return {};
    });
}

void MemorySessionStore::endOldest(const SessionRecord& newest) {
    QList<std::pair<std::int64_t, SessionId>> all;
    for (const SessionRecord& one : std::as_const(m_state.sessions)) {
        const bool lives =
            std::any_of(m_state.access.begin(), m_state.access.end(), [&](const MemoryState::AccessRow& row) {
                return row.session == one.id && row.expiresAt > m_state.clock.now();
            });
        if (lives && !one.revoked && one.keyName == newest.keyName && one.clientId == newest.clientId)
            all.append({one.createdAt, one.id});
    }
    std::sort(all.begin(), all.end());
    for (qsizetype i = 0; i + newest.most < all.size(); ++i)
        m_state.revokeSessions(newest.person,
                               [id = all.at(i).second](const SessionRecord& s) { return s.id == id; });
}

Result<Authenticated> MemorySessionStore::find(const QByteArray& accessHash) const {
    const auto token = m_state.access.constFind(accessHash);
    if (token == m_state.access.constEnd())
        return fail(ErrorCode::TokenInvalid);
    const SessionRecord session = m_state.sessions.value(token->session);
    if (session.revoked)
        return fail(ErrorCode::TokenRevoked);
    if (token->expiresAt <= m_state.clock.now())
        return fail(ErrorCode::TokenExpired);
    const Account account = m_state.people.value(session.person).account;
    if (account.disabled)
        return fail(ErrorCode::AccountDisabled);
    return Authenticated{session, account.person, token->expiresAt};
}

Task<Result<Authenticated>> MemorySessionStore::byAccessHash(QByteArray hash) {
    return m_state.read([&]() -> Result<Authenticated> { return find(hash); });
}

Task<Result<TokenArrival>> MemorySessionStore::arrive(QByteArray hash, Serial cursor, int limit) {
    return m_state.read([&]() -> Result<TokenArrival> {
        TRY_ASSIGN(const Authenticated who, find(hash));
        TRY_ASSIGN(const PersonArrival where,
                   MemoryPersonStream(m_state).arrival(who.person.id, cursor, limit));
        return TokenArrival{who, where};
    });
}

Task<Result<Authenticated>> MemorySessionStore::rotate(QByteArray refreshHash, TokenPair tokens) {
    const std::scoped_lock lock(m_state.mutex);
    m_state.committed.clear();
    const auto answer = [&]() -> Result<Authenticated> {
        const auto token = m_state.refresh.find(refreshHash);
        if (token == m_state.refresh.end())
            return fail(ErrorCode::TokenInvalid);
        const SessionRecord session = m_state.sessions.value(token->session);
        const std::int64_t now = m_state.clock.now();
        const auto successor = m_state.refresh.find(token->successor);
        const bool goneOn = successor != m_state.refresh.end() && (successor->usedAt || successor->isVoid);
        if (token->isVoid
            || (token->usedAt && (now - *token->usedAt > SessionStore::reuseGraceMs || goneOn))) {
            m_state.revokeSessions(session.person,
                                   [&](const SessionRecord& s) { return s.id == session.id; });
            return fail(ErrorCode::TokenRevoked);
        }
        if (token->expiresAt <= now)
            return fail(ErrorCode::TokenExpired);
        if (session.revoked)
            return fail(ErrorCode::TokenRevoked);
        const Account account = m_state.people.value(session.person).account;
        if (account.disabled)
            return fail(ErrorCode::AccountDisabled);
        if (!token->usedAt)
            voidOthers(session.id, refreshHash);
        token->usedAt = token->usedAt.value_or(now);
        token->successor = tokens.refreshHash;
        keep(session.id, tokens);
        return Authenticated{session, account.person, tokens.accessExpiresAt};
    }();
    if (m_state.sink && !m_state.committed.isEmpty())
        m_state.sink(std::exchange(m_state.committed, {}));
    return doneTask(answer);
}

Task<Result<QList<SessionRecord>>> MemorySessionStore::list(PersonId person) {
    return m_state.read([&]() -> Result<QList<SessionRecord>> {
        QList<SessionRecord> sessions;
        for (const SessionRecord& session : std::as_const(m_state.sessions))
            if (session.person == person && !session.revoked)
                sessions.append(session);
        std::sort(sessions.begin(), sessions.end(), [](const SessionRecord& a, const SessionRecord& b) {
            return std::pair(a.lastSeenAt, a.id) > std::pair(b.lastSeenAt, b.id);
        });
        return sessions;
    });
}

Task<Status> MemorySessionStore::touch(SessionId id, std::int64_t lastSeenAt, QString address) {
    return m_state.write([&]() -> Status {
        const auto session = m_state.sessions.find(id);
        if (session != m_state.sessions.end() && !session->revoked) {
            session->lastSeenAt = std::max(session->lastSeenAt, lastSeenAt);
            session->address = address;
        }
        return {};
    });
}

Task<Status> MemorySessionStore::revoke(PersonId person, SessionId id) {
    return m_state.write([&]() -> Status {
        const int count = m_state.revokeSessions(person, [&](const SessionRecord& s) { return s.id == id; });
        return count == 1 ? Status() : fail(ErrorCode::NotFound);
    });
}

Task<Result<int>> MemorySessionStore::revokeAll(PersonId person, SessionId except) {
    return m_state.write([&]() -> Result<int> {
        m_state.renewOwnKey(person);
        return m_state.revokeSessions(person, [&](const SessionRecord& s) { return s.id != except; });
    });
}

Task<Result<int>> MemorySessionStore::revokeIssuedBefore(PersonId person, std::int64_t time) {
    return m_state.write([&]() -> Result<int> {
        m_state.renewOwnKey(person);
        return m_state.revokeSessions(person, [&, own = ownKeyOf(person)](const SessionRecord& s) {
            return s.createdAt < time || s.keyName == own;
        });
    });
}

Task<Result<int>> MemorySessionStore::revokeMatching(SessionFilter filter) {
    if (filter.isEmpty())
        return doneTask<Result<int>>(fail(ErrorCode::BadRequest));
    return m_state.write([&]() -> Result<int> {
        int count = 0;
        const QList<PersonId> people = m_state.people.keys();
        for (const PersonId person : people)
            count +=
                m_state.revokeSessions(person, [&](const SessionRecord& s) { return matches(filter, s); });
        return count;
    });
}

Task<Result<QList<SessionRecord>>> MemorySessionStore::matching(SessionFilter filter, int limit) {
    return m_state.read([&]() -> Result<QList<SessionRecord>> {
        QList<SessionRecord> sessions;
        for (const SessionRecord& session : std::as_const(m_state.sessions))
            if (matches(filter, session))
                sessions.append(session);
        std::sort(sessions.begin(), sessions.end(), [](const SessionRecord& a, const SessionRecord& b) {
            return std::pair(a.lastSeenAt, a.id) > std::pair(b.lastSeenAt, b.id);
        });
        return sessions.first(std::min<qsizetype>(limit, sessions.size()));
    });
}

Task<Result<SignInFailures>> MemorySessionStore::failures(QString key) {
    return m_state.read([&]() -> Result<SignInFailures> {
        const SignInFailures failures = m_state.failures.value(key);
        return failures.lastAt < m_state.clock.now() - dayMs ? SignInFailures() : failures;
    });
}

Task<Result<SignInFailures>> MemorySessionStore::countFailure(QString key) {
    return m_state.write([&]() -> Result<SignInFailures> {
        SignInFailures& failures = m_state.failures[key];
        const std::int64_t now = m_state.clock.now();
        failures = {failures.lastAt < now - dayMs ? 1 : failures.count + 1, now};
        return failures;
    });
}

Task<Status> MemorySessionStore::clearFailures(QString key) {
    return m_state.write([&]() -> Status {
        m_state.failures.remove(key);
        return {};
    });
}

Task<Result<int>> MemorySessionStore::sweep(std::int64_t before) {
    return m_state.write([&]() -> Result<int> {
        const auto count =
            m_state.access.removeIf([&](const auto& row) { return row.value().expiresAt < before; })
            + m_state.refresh.removeIf([&](const auto& row) { return row.value().expiresAt < before; })
            + m_state.failures.removeIf([&](const auto& row) { return row.value().lastAt < before; });
        return static_cast<int>(count);
    });
}

Task<Result<ApiKey>> MemoryKeyStore::create(ApiKey key) {
    return m_state.write([&]() -> Result<ApiKey> {
        TRY(m_state.person(key.person));
        if (m_state.keys.contains(key.name))
            return fail(ErrorCode::NameTaken);
        key.revision = 1;
        key.createdAt = m_state.clock.now();
        key.revoked = false;
        m_state.keys.insert(key.name, key);
        return key;
    });
}

Task<Result<ApiKey>> MemoryKeyStore::byName(QString name) {
    return m_state.read([&]() -> Result<ApiKey> {
        const auto key = m_state.keys.constFind(name);
        if (key == m_state.keys.constEnd())
            return fail(ErrorCode::NotFound);
        return *key;
    });
}

Task<Result<QList<ApiKey>>> MemoryKeyStore::list() {
    return m_state.read([&]() -> Result<QList<ApiKey>> { return m_state.keys.values(); });
}

Task<Result<ApiKey>> MemoryKeyStore::renew(QString name) {
    return m_state.write([&]() -> Result<ApiKey> {
        const auto key = m_state.keys.find(name);
        if (key == m_state.keys.end() || key->revoked)
            return fail(ErrorCode::NotFound);
        ++key->revision;
        m_state.revokeSessions(key->person, [&](const SessionRecord& s) { return s.keyName == name; });
        return *key;
    });
}

Task<Status> MemoryKeyStore::revoke(QString name) {
    return m_state.write([&]() -> Status {
        const auto key = m_state.keys.find(name);
        if (key == m_state.keys.end())
            return fail(ErrorCode::NotFound);
        key->revoked = true;
        m_state.revokeSessions(key->person, [&](const SessionRecord& s) { return s.keyName == name; });
        return {};
    });
}

Task<Status> MemoryKeyStore::useNonce(QString keyName, QByteArray nonce, std::int64_t expiresAt) {
    return m_state.write([&]() -> Status {
        const std::int64_t now = m_state.clock.now();
        const std::int64_t known = m_state.nonces.value({keyName, nonce}, 0);
        if (known > now)
            return fail(ErrorCode::RequestReplayed);
        m_state.nonces.insert({keyName, nonce}, expiresAt);
        return {};
    });
}

} // namespace parlor::test
