#include "server/store/migrations.h"

#include "server/store/databasecopy.h"
#include "server/store/sqlfile.h"
#include "server/store/storelog.h"

#include <QDir>
#include <QFile>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

Status run(Connection& connection, const Migration& migration) {
    TRY(connection.execute(u"BEGIN IMMEDIATE"_qs));
    const auto steps = [&]() -> Status {
        for (const QString& statement : splitScript(migration.script))
            TRY(connection.execute(statement));
        return connection.execute(u"PRAGMA user_version=%1"_qs.arg(migration.version));
    };
    if (const Status status = steps(); !status) {
        (void)connection.execute(u"ROLLBACK"_qs);
        return fail(ErrorCode::StoreFailed, migration.name + u": "_qs + status.error().detail);
    }
    return connection.execute(u"COMMIT"_qs);
}

Status backUp(Connection& connection, const QString& backupPath, int version) {
    const QString path = u"%1.schema%2"_qs.arg(backupPath).arg(version);
    QFile::remove(path); // of an attempt that broke off
    return copyDatabase(connection, path);
}

} // namespace

QList<Migration> allMigrations() {
    QList<Migration> migrations;
    const QDir folder(u":/store/sql/migrations"_qs);
    const QStringList names = folder.entryList({u"*.sql"_qs}, QDir::Files, QDir::Name);
    for (const QString& name : names) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("a resource of this program can not be read");
        migrations.append({name.left(4).toInt(), name, QString::fromUtf8(file.readAll())});
    }
    for (qsizetype i = 0; i < migrations.size(); ++i)
        if (migrations.at(i).version != i + 1)
            qFatal("migrations are not numbered one by one: %s", qPrintable(migrations.at(i).name));
    return migrations;
}

Status migrate(Connection& connection, const QString& backupPath) {
    return migrate(connection, backupPath, allMigrations());
}

Status migrate(Connection& connection, const QString& backupPath, const QList<Migration>& migrations) {
    TRY_ASSIGN(const QVariant stored, connection.ask(u"PRAGMA user_version"_qs));
    const int version = stored.toInt();
    const int newest = static_cast<int>(migrations.size());
    if (version > newest)
        return fail(ErrorCode::VersionMismatch,
                    u"the database has schema %1, this program knows %2"_qs.arg(version).arg(newest));
    if (version == newest)
        return {};
    if (version > 0)
        TRY(backUp(connection, backupPath, version));
    for (int i = version; i < newest; ++i) {
        qCInfo(storeLog) << "migrating the database:" << migrations.at(i).name;
        TRY(run(connection, migrations.at(i)));
    }
    return {};
}

} // namespace parlor::server
