#include "client/core/session/credentials.h"

#include "shared/protocol/codec.h"
#include "shared/protocol/jsonreader.h"
#include "shared/protocol/limits.h"

namespace parlor::client {

QByteArray toBytes(const Credentials& credentials, bool withSecrets) {
    const Account& account = credentials.account;
    QJsonObject object{{u"server"_qs, account.server.url.toString()},
                       {u"pin"_qs, QString::fromLatin1(account.server.pin.toHex())},
                       {u"server_name"_qs, account.serverName},
                       {u"person"_qs, codec::toJson(account.person)}};
    if (account.session.isValid())
        object.insert(u"session"_qs, account.session.toString());
    if (withSecrets) {
        object.insert(u"refresh_token"_qs, credentials.refreshToken);
        object.insert(u"access_token"_qs, credentials.accessToken);
        object.insert(u"expires_at"_qs, qint64(credentials.expiresAt));
    }
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<Credentials> credentialsFrom(const QByteArray& bytes) {
    TRY_ASSIGN(const QJsonObject object, codec::parseObject(bytes, limits::jsonBody));
    codec::JsonReader in(object);
    Credentials read;
    QString server;
    QString pin;
    in.text(QLatin1StringView("server"), server, codec::anyLength, codec::Need::Required);
    in.text(QLatin1StringView("pin"), pin);
    in.text(QLatin1StringView("server_name"), read.account.serverName);
    in.id(QLatin1StringView("session"), read.account.session);
    in.nested(QLatin1StringView("person"), read.account.person, codec::personFromJson, codec::Need::Required);
    in.text(QLatin1StringView("refresh_token"), read.refreshToken);
    in.text(QLatin1StringView("access_token"), read.accessToken);
    in.number(QLatin1StringView("expires_at"), read.expiresAt);
    read.account.server.url = QUrl(server);
    read.account.server.pin = QByteArray::fromHex(pin.toLatin1());
    return in.finish(std::move(read));
}

} // namespace parlor::client
