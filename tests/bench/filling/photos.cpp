#include "tests/bench/filling/photos.h"

#include "server/store/sqlfile.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

namespace parlor::bench {

void fillPhotos(const QString& path, PersonId owner, qint64 photos) {
    const QString name = QStringLiteral("filling");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(path);
        if (!database.open())
            qFatal("%s", qPrintable(database.lastError().text()));
        QFile file(QStringLiteral(PARLOR_SOURCE_DIR "/tests/bench/filling/photos.sql"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("photos.sql can not be read");
        QSqlQuery query(database);
        query.exec(QStringLiteral("PRAGMA synchronous=OFF"));
        query.exec(QStringLiteral("BEGIN"));
        for (QString statement : server::splitScript(QString::fromUtf8(file.readAll()))) {
            statement.replace(QStringLiteral(":photos"), QString::number(photos));
            statement.replace(QStringLiteral(":owner"), owner.toString());
            if (!query.exec(statement))
                qFatal("%s: %s", qPrintable(statement), qPrintable(query.lastError().text()));
        }
        query.exec(QStringLiteral("COMMIT"));
        query.exec(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    QSqlDatabase::removeDatabase(name);
}

} // namespace parlor::bench
