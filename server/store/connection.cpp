#include "server/store/connection.h"

#include "server/store/sqlfile.h"
#include "server/store/storelog.h"

#include <QSqlError>

#include <atomic>
#include <map>
#include <string>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

using Index = std::map<std::string, const NamedSql*, std::less<>>;

/// All statements by name; lives as long as the process.
const Index& statementsByName() {
    static const Index index = [] {
        Index all;
        for (const NamedSql& sql : allStatements())
            all.insert({sql.name.toStdString(), &sql});
        return all;
    }();
    return index;
}

} // namespace

Connection::Connection(QString path, Kind kind) : m_path(std::move(path)), m_kind(kind) {
    static std::atomic<int> counter = 0;
    m_name = u"parlor-store-%1"_qs.arg(++counter);
}

Connection::~Connection() {
    m_tables.clear();
    m_statements.clear();
    QSqlDatabase::removeDatabase(m_name);
}

Status Connection::open() {
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_qs, m_name);
    database.setDatabaseName(m_path);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_qs);
    if (!database.open())
        return fail(ErrorCode::StoreFailed, database.lastError().text());
    const bool writer = m_kind == Kind::Writer;
    if (writer)
        TRY(ask(u"PRAGMA journal_mode=WAL"_qs));
    TRY(execute(u"PRAGMA synchronous=FULL"_qs));
    TRY(execute(u"PRAGMA foreign_keys=ON"_qs));
    TRY(execute(u"PRAGMA temp_store=MEMORY"_qs));
    TRY(execute(writer ? u"PRAGMA cache_size=-8192"_qs : u"PRAGMA cache_size=-2048"_qs));
    TRY(execute(u"PRAGMA mmap_size=0"_qs));
    // The writer checkpoints by itself, between batches, so that an error there is seen and no answer waits
    // for it.
    TRY(execute(u"PRAGMA wal_autocheckpoint=0"_qs));
    TRY(execute(u"PRAGMA trusted_schema=OFF"_qs));
    if (!writer)
        TRY(execute(u"PRAGMA query_only=ON"_qs));
    return {};
}

Status Connection::prepareAll() {
    for (const auto& [name, sql] : statementsByName())
        TRY(add(name, *sql).prepare());
    return {};
}

Statement& Connection::statement(QLatin1StringView name) {
    const std::string_view key(name.data(), static_cast<std::size_t>(name.size()));
    if (const auto found = m_statements.find(key); found != m_statements.end())
        return *found->second;
    const auto known = statementsByName().find(key);
    if (known == statementsByName().end())
        qFatal("no statement %s", name.data());
    return add(known->first, *known->second);
}

Statement& Connection::add(std::string_view name, const NamedSql& sql) {
    auto made =
        std::make_unique<Statement>(QSqlDatabase::database(m_name, false), sql.name, sql.sql, &m_health);
    return *(m_statements[name] = std::move(made));
}

Status Connection::execute(const QString& sql) {
    Statement statement(QSqlDatabase::database(m_name, false), sql.left(60), sql, &m_health);
    TRY(statement.run());
    return {};
}

Result<QVariant> Connection::ask(const QString& sql) {
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    query.setForwardOnly(true);
    if (!query.exec(sql))
        return fail(ErrorCode::StoreFailed, sql + u": "_qs + query.lastError().text());
    return query.next() ? query.value(0) : QVariant();
}

std::size_t Connection::nextSlot() {
    static std::atomic<std::size_t> next = 0;
    return next++;
}

} // namespace parlor::server
