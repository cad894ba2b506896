#pragma once

#include "server/domain/ports/accountstore.h"
#include "server/store/connection.h"

namespace parlor::server {

/// Rows of settings: facts of this database and settings of the server, JSON objects by name.
class SettingsTable {
public:
    explicit SettingsTable(Connection& connection) : m_connection(connection) {}

    Result<QJsonObject> read(const QString& name); ///< empty when never set
    Status write(const QString& name, const QJsonObject& value);
    Result<ServerIdentity> identity();
    Status setIdentity(const ServerIdentity& identity);

private:
    Connection& m_connection;
};

/// 16 hexadecimal digits, never the same again.
Epoch makeEpoch();

} // namespace parlor::server
