#include "server/store/sessiontable.h"

#include "server/domain/ports/keystore.h"
#include "server/store/personeventtable.h"
#include "server/store/rowvalues.h"

#include <QJsonDocument>
#include <QMap>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype capabilitiesMost = 256;
} // namespace

/// id, person, device, key_name, capability, address, created_at, last_seen_at, revoked_at, client_id
Result<SessionRecord> SessionTable::at(const Rows& rows, int column) {
    TRY_ASSIGN(Capability capability, capabilityOf(rows.text(column + 4)));
    return SessionRecord{.id = rows.id<SessionId>(column),
                         .person = rows.id<PersonId>(column + 1),
                         .device = rows.text(column + 2),
                         .keyName = rows.text(column + 3),
                         .capability = std::move(capability),
                         .address = rows.text(column + 5),
                         .createdAt = rows.number(column + 6),
                         .lastSeenAt = rows.number(column + 7),
                         .revoked = !rows.isNull(column + 8),
                         .clientId = rows.text(column + 9)};
}

Result<Capability> SessionTable::capabilityOf(const QString& text) {
    if (const auto known = m_capabilities.constFind(text); known != m_capabilities.cend())
        return *known;
    TRY_ASSIGN(Capability capability, Capability::fromJson(objectFrom(text)));
    if (m_capabilities.size() >= capabilitiesMost)
        m_capabilities.clear();
    m_capabilities.insert(text, capability);
    return capability;
}

Status SessionTable::insert(const SessionRecord& session) {
    if (!session.keyName.isEmpty()) {
        TRY_ASSIGN(Rows rows,
                   m_connection.statement("sessions.key_holds"_L1).run(session.keyName, session.keyRevision));
        if (!rows.next())
            return fail(ErrorCode::TokenInvalid);
    }
    if (session.parent.isValid()) {
        TRY_ASSIGN(Rows rows,
                   m_connection.statement("sessions.holds"_L1).run(session.parent, session.person));
        if (!rows.next())
            return fail(ErrorCode::TokenRevoked);
    }
    TRY(m_connection.statement("sessions.insert"_L1)
            .run(session.id, session.person, session.device, orNull(session.keyName),
                 QString::fromUtf8(session.capability.toJson()), session.address, session.createdAt,
                 session.lastSeenAt, orNull(session.clientId), orNull(session.parent)));
    return {};
}

Status SessionTable::insertTokens(SessionId session, const TokenPair& tokens) {
    const bool renewable = !tokens.refreshHash.isEmpty();
    TRY(m_connection.statement("sessions.insert_access"_L1)
            .run(tokens.accessHash, session, tokens.accessExpiresAt,
                 renewable ? std::optional(tokens.refreshHash) : std::nullopt));
    if (renewable)
        TRY(m_connection.statement("sessions.insert_refresh"_L1)
                .run(tokens.refreshHash, session, tokens.refreshExpiresAt));
    return {};
}

Result<SessionRecord> SessionTable::byId(SessionId id) {
    TRY_ASSIGN(Rows rows, m_connection.statement("sessions.by_id"_L1).run(id));
    if (!rows.next())
        return fail(ErrorCode::TokenInvalid);
    return at(rows, 0);
}

Result<QList<SessionRecord>> SessionTable::ofPerson(PersonId person) {
    TRY_ASSIGN(Rows rows, m_connection.statement("sessions.of_person"_L1).run(person));
    QList<SessionRecord> sessions;
    while (rows.next()) {
        TRY_ASSIGN(SessionRecord session, at(rows, 0));
        sessions.append(std::move(session));
    }
    return sessions;
}

Result<Authenticated> SessionTable::byAccessHash(const QByteArray& hash, std::int64_t now) {
    TRY_ASSIGN(Rows rows, m_connection.statement("sessions.by_access"_L1).run(hash));
    if (!rows.next())
        return fail(ErrorCode::TokenInvalid);
    TRY_ASSIGN(SessionRecord session, at(rows, 1));
    if (session.revoked)
        return fail(ErrorCode::TokenRevoked);
    if (rows.number(0) <= now)
        return fail(ErrorCode::TokenExpired);
    if (rows.flag(16))
        return fail(ErrorCode::AccountDisabled);
    return Authenticated{
        .session = std::move(session), .person = personAt(rows, 11), .expiresAt = rows.number(0)};
}

Result<std::optional<SessionId>> SessionTable::useRefresh(const QByteArray& hash, const TokenPair& next,
                                                          std::int64_t now, SessionId& reused) {
    SessionId session;
    bool used = false;
    {
        TRY_ASSIGN(Rows rows, m_connection.statement("sessions.refresh"_L1).run(hash));
        if (!rows.next())
            return fail(ErrorCode::TokenInvalid);
        session = rows.id<SessionId>(0);
        const bool expired = rows.number(1) <= now;
        used = !rows.isNull(2);
        const bool inGrace = used && now - rows.number(2) <= SessionStore::reuseGraceMs;
        const bool isVoid = rows.flag(3);
        // One of its successors was used: the last one itself, or one that made that void.
        const bool goneOn = !rows.isNull(4) || (!rows.isNull(5) && rows.flag(5));
        if (isVoid || (used && (!inGrace || goneOn))) {
            reused = session;
            return std::nullopt;
        }
        if (expired)
            return fail(ErrorCode::TokenExpired);
    }
    if (!used) {
        TRY(m_connection.statement("sessions.void_others"_L1).run(session, hash));
        TRY(m_connection.statement("sessions.drop_void_access"_L1).run(session));
    }
    TRY(m_connection.statement("sessions.use_refresh"_L1).run(hash, now, next.refreshHash));
    return session;
}

Result<int> SessionTable::revoke(PersonId person, SessionId id, Effects& effects) {
    TRY_ASSIGN(Rows rows, m_connection.statement("sessions.revoke"_L1).run(person, id, effects.now()));
    return revoked(person, rows, effects);
}

Result<int> SessionTable::revokeAll(PersonId person, SessionId except, Effects& effects) {
    TRY(m_connection.statement("keys.renew"_L1).run(ownKeyOf(person)));
    TRY_ASSIGN(Rows rows,
               m_connection.statement("sessions.revoke_others"_L1).run(person, except, effects.now()));
    return revoked(person, rows, effects);
}

Result<int> SessionTable::revokeBefore(PersonId person, std::int64_t time, Effects& effects) {
    const QString ownKey = ownKeyOf(person);
    TRY(m_connection.statement("keys.renew"_L1).run(ownKey));
    TRY_ASSIGN(Rows rows,
               m_connection.statement("sessions.revoke_before"_L1).run(person, time, effects.now(), ownKey));
    return revoked(person, rows, effects);
}

Result<int> SessionTable::revokeOfKey(PersonId person, const QString& keyName, Effects& effects) {
    TRY_ASSIGN(Rows rows, m_connection.statement("sessions.revoke_key"_L1).run(keyName, effects.now()));
    return revoked(person, rows, effects);
}

Result<int> SessionTable::revokeMatching(const SessionFilter& filter, Effects& effects) {
    TRY_ASSIGN(Rows rows, m_connection.statement("sessions.revoke_matching"_L1)
                              .run(filter.session, filter.person, orNull(filter.keyName),
                                   orNull(filter.clientId), filter.openedBefore, effects.now()));
    QMap<PersonId, QList<SessionId>> sessions;
    int count = 0;
    for (; rows.next(); ++count)
        sessions[rows.id<PersonId>(1)].append(rows.id<SessionId>(0));
    for (auto it = sessions.begin(); it != sessions.end(); ++it)
        TRY(tell(it.key(), it.value(), effects));
    return count;
}

Result<QList<SessionRecord>> SessionTable::matching(const SessionFilter& filter, int limit) {
    TRY_ASSIGN(Rows rows, m_connection.statement("sessions.matching"_L1)
                              .run(filter.session, filter.person, orNull(filter.keyName),
                                   orNull(filter.clientId), filter.openedBefore, limit));
    QList<SessionRecord> sessions;
    while (rows.next()) {
        TRY_ASSIGN(SessionRecord session, at(rows, 0));
        sessions.append(std::move(session));
    }
    return sessions;
}

Result<int> SessionTable::revoked(PersonId person, Rows& rows, Effects& effects) {
    QList<SessionId> sessions;
    while (rows.next())
        sessions.append(rows.id<SessionId>(0));
    const int count = static_cast<int>(sessions.size());
    if (count > 0)
        TRY(tell(person, sessions, effects));
    return count;
}

Status SessionTable::revokeOldest(const SessionRecord& newest, Effects& effects) {
    TRY_ASSIGN(Rows rows, m_connection.statement("sessions.revoke_oldest"_L1)
                              .run(newest.keyName, orNull(newest.clientId), newest.most, effects.now()));
    TRY(revoked(newest.person, rows, effects));
    return {};
}

/// With all that came from them, and from those.
Status SessionTable::addChildren(QList<SessionId>& sessions, Effects& effects) {
    for (qsizetype i = 0; i < sessions.size(); ++i) {
        TRY_ASSIGN(Rows rows,
                   m_connection.statement("sessions.revoke_children"_L1).run(sessions.at(i), effects.now()));
        while (rows.next())
            sessions.append(rows.id<SessionId>(0));
    }
    return {};
}

// Those that ended hear nothing after it; the person's other devices learn of it.
Status SessionTable::tell(PersonId person, QList<SessionId> sessions, Effects& effects) {
    TRY(addChildren(sessions, effects));
    effects.add(SessionsRevoked{person, sessions});
    // A key may hold thousands: an event has to fit into a frame.
    for (qsizetype from = 0; from < sessions.size(); from += SessionStore::sessionsPerEvent)
        TRY(m_connection.table<PersonEventTable>().append(
            person, SessionsEnded{sessions.mid(from, SessionStore::sessionsPerEvent)}, effects));
    return {};
}

} // namespace parlor::server
