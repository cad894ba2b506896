// No list of a library may look at all rows: every statement is answered from an index, whatever the size.
#include "server/store/migrations.h"
#include "server/store/sqlfile.h"
#include "tests/contract/photos/photostores.h"

#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

/// Those that may take their time, with the reason.
const QHash<QString, const char*>& allowed() {
    static const QHash<QString, const char*> reasons{
        {QStringLiteral("photo_search.gather"), "sorts the few that the index found"},
        {QStringLiteral("photo_lists.erased"), "there are few people, and it is asked when one is erased"},
        {QStringLiteral("photo_localities.by_count"), "sorts the towns of one library"},
        {QStringLiteral("photo_localities.by_name"), "sorts the towns of one library"},
        {QStringLiteral("photos.crashes"), "there are few, and it is asked at start"},
        {QStringLiteral("albums.shares"), "at most AlbumStore::mostShares"},
        {QStringLiteral("albums.shared_with"), "merges two indexes by id"},
    };
    return reasons;
}

QStringList planOf(const QSqlDatabase& database, QString sql) {
    sql.replace(QRegularExpression(QStringLiteral("\\?\\d+")), QStringLiteral("1"));
    QStringList steps;
    QSqlQuery query(database);
    EXPECT_TRUE(query.exec(QStringLiteral("EXPLAIN QUERY PLAN ") + sql))
        << qPrintable(sql) << qPrintable(query.lastError().text());
    while (query.next())
        steps.append(query.value(3).toString());
    return steps;
}

TEST(QueryPlans, EveryStatementOfPhotosUsesAnIndex) {
    QTemporaryDir folder;
    Connection connection(folder.filePath(QStringLiteral("parlor.db")), Connection::Kind::Writer);
    ASSERT_TRUE(connection.open());
    ASSERT_TRUE(migrate(connection, folder.filePath(QStringLiteral("backup.db"))));
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("plans"));
    database.setDatabaseName(connection.path());
    ASSERT_TRUE(database.open());
    // These indexes hold only the rows that are asked for.
    const QRegularExpression partial(
        QStringLiteral("USING (COVERING )?INDEX photos_(work|held|unsettled|unnamed)"));
    int looked = 0;
    for (const NamedSql& named : allStatements()) {
        const QString file = named.name.section(u'.', 0, 0);
        if (!file.startsWith(u"photo") && file != u"albums" && file != u"uploads" && file != u"shares"
            && file != u"archives")
            continue;
        ++looked;
        for (const QString& step : planOf(database, named.sql)) {
            const bool full = step.startsWith(u"SCAN") && !step.contains(u"VIRTUAL TABLE INDEX")
                              && !step.contains(u"CONSTANT ROW") && !step.contains(u"(subquery")
                              && !step.contains(u"walked") && !step.contains(partial);
            EXPECT_FALSE(full && !allowed().contains(named.name))
                << qPrintable(named.name) << ": " << qPrintable(step);
            const bool sorts = step.contains(u"USE TEMP B-TREE FOR ORDER BY");
            EXPECT_FALSE(sorts && !allowed().contains(named.name))
                << qPrintable(named.name) << ": " << qPrintable(step);
        }
    }
    EXPECT_GT(looked, 60);
    // By the beginning of a file's name, not by looking at all that its owner has.
    for (const NamedSql& named : allStatements())
        if (named.sql.contains(u"substr(") && named.sql.contains(u"blob")) {
            EXPECT_TRUE(planOf(database, named.sql).first().contains(u"<expr>=?"))
                << qPrintable(named.name) << ": " << qPrintable(planOf(database, named.sql).join(u'\n'));
        }
}

} // namespace
} // namespace parlor::server
