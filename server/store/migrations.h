#pragma once

#include "server/store/connection.h"
#include "shared/core/result.h"

#include <QString>

namespace parlor::server {

/// One file of sql/migrations: 0001_initial.sql has version 1.
struct Migration {
    int version = 0;
    QString name;
    QString script;
};

/// All of this build, rising by one from 1.
QList<Migration> allMigrations();

/// Runs those that the database has not seen, forward only, each in one transaction that also moves
/// user_version. Before the first one on a database with content, a copy is written to `backupPath` with the
/// version in its name (VACUUM INTO). VersionMismatch for a database that is newer than this program;
/// StoreFailed.
Status migrate(Connection& connection, const QString& backupPath);
Status migrate(Connection& connection, const QString& backupPath, const QList<Migration>& migrations);

} // namespace parlor::server
