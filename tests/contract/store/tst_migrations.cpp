#include "server/store/migrations.h"
#include "server/store/sqlfile.h"
#include "server/store/sqlitestore.h"
#include "tests/support/manualclock.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace parlor::server {
namespace {

class Migrations : public ::testing::Test {
protected:
    [[nodiscard]] QString path(const char* name = "parlor.db") const {
        return folder.filePath(QString::fromLatin1(name));
    }

    /// The schema as SQLite itself tells it, one statement a paragraph, without what FTS5 makes for itself.
    static QString schemaOf(Connection& connection) {
        const auto all = connection.ask(QStringLiteral(
            "SELECT group_concat(sql || ';', char(10) || char(10)) FROM (SELECT sql FROM sqlite_schema WHERE "
            "sql IS "
            "NOT NULL AND name NOT LIKE 'message\\_index\\_%' ESCAPE '\\' ORDER BY type DESC, name)"));
        EXPECT_TRUE(all);
        return all ? all->toString() + QLatin1Char('\n') : QString();
    }

    QTemporaryDir folder;
};

TEST_F(Migrations, AllOfThemMakeTheSchemaThatIsCheckedIn) {
    Connection connection(path(), Connection::Kind::Writer);
    ASSERT_TRUE(connection.open());
    ASSERT_TRUE(migrate(connection, path("backup.db")));
    QFile file(QStringLiteral(PARLOR_SOURCE_DIR "/server/store/sql/schema/schema.sql"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QString checkedIn = QString::fromUtf8(file.readAll());
    const QString made = schemaOf(connection);
    if (checkedIn != made) { // for whoever changed it: look at it and check it in
        QFile fresh(QStringLiteral(PARLOR_BINARY_DIR "/schema.sql"));
        ASSERT_TRUE(fresh.open(QIODevice::WriteOnly));
        fresh.write(made.toUtf8());
    }
    EXPECT_EQ(checkedIn, made) << "the new one is " PARLOR_BINARY_DIR "/schema.sql";
    EXPECT_EQ(connection.ask(QStringLiteral("PRAGMA integrity_check"))->toString(), u"ok");
}

TEST_F(Migrations, EveryTableIsStrict) {
    Connection connection(path(), Connection::Kind::Writer);
    ASSERT_TRUE(connection.open());
    ASSERT_TRUE(migrate(connection, path("backup.db")));
    EXPECT_EQ(connection
                  .ask(QStringLiteral(
                      "SELECT coalesce(group_concat(name), '') FROM pragma_table_list WHERE strict = 0 "
                      "AND schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"))
                  ->toString(),
              QString());
}

TEST_F(Migrations, EachFromTheOneBeforeKeepsTheRowsAndMakesACopy) {
    const QList<Migration> all = allMigrations();
    for (qsizetype from = 1; from < all.size(); ++from) {
        const QString name = QStringLiteral("from%1.db").arg(from);
        Connection connection(folder.filePath(name), Connection::Kind::Writer);
        ASSERT_TRUE(connection.open());
        const QString copy = folder.filePath(name + QStringLiteral(".copy"));
        ASSERT_TRUE(migrate(connection, copy, all.first(from)));
        EXPECT_FALSE(QFile::exists(copy + QStringLiteral(".schema0"))); // nothing to copy yet
        ASSERT_TRUE(connection.execute(QStringLiteral("INSERT INTO people (id, name, name_key, display_name, "
                                                      "display_key, password_hash, role, created_at) "
                                                      "VALUES (1, 'a', 'a', 'a', 'a', '', 1, 1)")));
        ASSERT_TRUE(migrate(connection, copy, all));
        EXPECT_EQ(connection.ask(QStringLiteral("PRAGMA user_version"))->toInt(), all.size());
        EXPECT_EQ(connection.ask(QStringLiteral("SELECT count(*) FROM people"))->toInt(), 1);
        Connection before(copy + QStringLiteral(".schema%1").arg(from), Connection::Kind::Reader);
        ASSERT_TRUE(before.open());
        EXPECT_EQ(before.ask(QStringLiteral("PRAGMA user_version"))->toInt(), from);
        EXPECT_EQ(before.ask(QStringLiteral("SELECT count(*) FROM people"))->toInt(), 1);
    }
}

TEST_F(Migrations, AFailingOneLeavesTheDatabaseAsItWas) {
    QList<Migration> migrations = allMigrations();
    Connection connection(path(), Connection::Kind::Writer);
    ASSERT_TRUE(connection.open());
    ASSERT_TRUE(migrate(connection, path("backup.db"), migrations));
    const QString before = schemaOf(connection);
    const auto version = migrations.size();
    migrations.append({static_cast<int>(version + 1), QStringLiteral("bad.sql"),
                       QStringLiteral("CREATE TABLE good (a INTEGER) STRICT;\nCREATE TABLE bad (;\n")});
    EXPECT_FALSE(migrate(connection, path("backup.db"), migrations));
    EXPECT_EQ(schemaOf(connection), before);
    EXPECT_EQ(connection.ask(QStringLiteral("PRAGMA user_version"))->toInt(), version);
    migrations.back().script = QStringLiteral("CREATE TABLE good (a INTEGER) STRICT;\n");
    EXPECT_TRUE(migrate(connection, path("backup.db"), migrations));
    EXPECT_EQ(connection.ask(QStringLiteral("PRAGMA user_version"))->toInt(), version + 1);
}

TEST_F(Migrations, ANewerDatabaseIsRefusedAndNotTouched) {
    const test::ManualClock clock;
    {
        SqliteStore store(path(), clock);
        ASSERT_TRUE(store.open());
    }
    {
        Connection connection(path(), Connection::Kind::Writer);
        ASSERT_TRUE(connection.open());
        ASSERT_TRUE(connection.execute(QStringLiteral("PRAGMA user_version=999")));
    }
    SqliteStore store(path(), clock);
    const Status opened = store.open();
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::VersionMismatch);
}

TEST_F(Migrations, AFileThatIsNoDatabaseIsRefused) {
    QFile file(path());
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8'192, 'x'));
    file.close();
    const test::ManualClock clock;
    SqliteStore store(path(), clock);
    EXPECT_FALSE(store.open());
}

TEST_F(Migrations, StatementsHaveOneNameEach) {
    EXPECT_FALSE(parseStatements(QStringLiteral("f"), QStringLiteral("SELECT 1;\n")));
    EXPECT_FALSE(parseStatements(QStringLiteral("f"), QStringLiteral("-- name: a\n-- name: b\nSELECT 1;\n")));
    EXPECT_FALSE(parseStatements(QStringLiteral("f"),
                                 QStringLiteral("-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;\n")));
    const auto two = parseStatements(
        QStringLiteral("f"), QStringLiteral("-- note\n\n-- name: a\nSELECT\n  1;\n-- name: b\nSELECT 2;\n"));
    ASSERT_TRUE(two);
    ASSERT_EQ(two->size(), 2);
    EXPECT_EQ(two->first().name, u"f.a");
    EXPECT_EQ(two->first().sql, u"SELECT\n  1");
}

} // namespace
} // namespace parlor::server
