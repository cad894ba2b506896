#include "server/edge/api/signedinjson.h"

#include "shared/protocol/codec.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

QJsonObject toJson(const SignedIn& signedIn) {
    return {{u"access_token"_qs, signedIn.accessToken},
            {u"expires_at"_qs, qint64(signedIn.expiresAt)},
            {u"refresh_token"_qs, signedIn.refreshToken},
            {u"session"_qs, signedIn.session.toString()},
            {u"person"_qs, codec::toJson(signedIn.person)}};
}

QJsonObject toJson(const SessionRecord& session, SessionId current) {
    QJsonObject object{{u"id"_qs, session.id.toString()},
                       {u"device"_qs, session.device},
                       {u"address"_qs, session.address},
                       {u"created_at"_qs, qint64(session.createdAt)},
                       {u"last_seen_at"_qs, qint64(session.lastSeenAt)},
                       {u"current"_qs, session.id == current}};
    if (!session.keyName.isEmpty())
        object.insert(u"key"_qs, session.keyName);
    return object;
}

Error asRequestError(const Error& error) {
    return error.code == ErrorCode::BadFrame ? Error{ErrorCode::BadRequest, error.detail, 0} : error;
}

} // namespace parlor::server
