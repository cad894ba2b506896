#pragma once

#include "server/domain/ports/sessionstore.h"
#include "server/store/connection.h"
#include "server/store/writer.h"

#include <QHash>

namespace parlor::server {

/// Rows of sessions, access_tokens and refresh_tokens.
class SessionTable {
public:
    explicit SessionTable(Connection& connection) : m_connection(connection) {}

    Status insert(const SessionRecord& session);
    Status insertTokens(SessionId session, const TokenPair& tokens);
    Result<SessionRecord> byId(SessionId id); ///< TokenInvalid
    Result<QList<SessionRecord>> ofPerson(PersonId person);
    Result<Authenticated> byAccessHash(const QByteArray& hash, std::int64_t now);
    /// The session of a refresh token that may be used now, after what SessionStore::rotate promises about
    /// lost answers has been done; nullopt when the session has to be revoked (its id in `reused`).
    Result<std::optional<SessionId>> useRefresh(const QByteArray& hash, const TokenPair& next,
                                                std::int64_t now, SessionId& reused);

    Result<int> revoke(PersonId person, SessionId id, Effects& effects);
    Result<int> revokeAll(PersonId person, SessionId except, Effects& effects);
    Result<int> revokeBefore(PersonId person, std::int64_t time, Effects& effects);
    Result<int> revokeMatching(const SessionFilter& filter, Effects& effects);
    Result<QList<SessionRecord>> matching(const SessionFilter& filter, int limit);
    /// Beyond SessionRecord::most of its client.
    Status revokeOldest(const SessionRecord& newest, Effects& effects);
    Result<int> revokeOfKey(PersonId person, const QString& keyName, Effects& effects);

private:
    Result<SessionRecord> at(const Rows& rows, int column);
    Result<Capability> capabilityOf(const QString& text);
    Status tell(PersonId person, QList<SessionId> sessions, Effects& effects);
    Status addChildren(QList<SessionId>& sessions, Effects& effects);
    Result<int> revoked(PersonId person, Rows& rows, Effects& effects);

    Connection& m_connection;
    /// By their text. Sessions that may do the same share one: a server with many holds it once.
    QHash<QString, Capability> m_capabilities;
};

} // namespace parlor::server
