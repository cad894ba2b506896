#pragma once

#include "shared/core/result.h"

#include <QList>
#include <QString>

namespace parlor::server {

/// One statement of sql/<file>.sql, which stands there after a line `-- name: <name>`; known as
/// "<file>.<name>".
struct NamedSql {
    QString name;
    QString sql;
};

/// All named statements of this build, in order of file and place. Thread-safe; read once.
const QList<NamedSql>& allStatements();

/// Splits the text of one file; for allStatements() and tests. BadRequest for text before the first name, a
/// name used twice or an empty statement.
Result<QList<NamedSql>> parseStatements(const QString& file, const QString& text);

/// The statements of a migration: split where a line ends with ';'. Comments are dropped.
QStringList splitScript(const QString& text);

} // namespace parlor::server
