#include "server/store/settingstable.h"

#include <QJsonDocument>
#include <QRandomGenerator>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
const QString identityName = u"server"_qs;
} // namespace

Result<QJsonObject> SettingsTable::read(const QString& name) {
    TRY_ASSIGN(Rows rows, m_connection.statement("settings.read"_L1).run(name));
    return rows.next() ? rows.object(0) : QJsonObject();
}

Status SettingsTable::write(const QString& name, const QJsonObject& value) {
    TRY(m_connection.statement("settings.write"_L1)
            .run(name, QString::fromUtf8(QJsonDocument(value).toJson(QJsonDocument::Compact))));
    return {};
}

Result<ServerIdentity> SettingsTable::identity() {
    TRY_ASSIGN(const QJsonObject json, read(identityName));
    return ServerIdentity{.name = json.value("name"_L1).toString(),
                          .epoch = json.value("epoch"_L1).toString(),
                          .createdAt = json.value("created_at"_L1).toInteger()};
}

Status SettingsTable::setIdentity(const ServerIdentity& identity) {
    return write(identityName, {{u"name"_qs, identity.name},
                                {u"epoch"_qs, identity.epoch},
                                {u"created_at"_qs, static_cast<qint64>(identity.createdAt)}});
}

Epoch makeEpoch() {
    return u"%1"_qs.arg(QRandomGenerator::system()->generate64(), 16, 16, QLatin1Char('0'));
}

} // namespace parlor::server
