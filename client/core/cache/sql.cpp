#include "client/core/cache/sql.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <atomic>

namespace parlor::client {

namespace {

constexpr auto full = "13"; // SQLITE_FULL

Error errorOf(const QSqlError& error) {
    return {error.nativeErrorCode() == QLatin1StringView(full) ? ErrorCode::DiskFull : ErrorCode::StoreFailed,
            error.databaseText(), 0};
}

} // namespace

struct Sql::Connection {
    QString name;
    QSqlDatabase database;
    QHash<QString, std::shared_ptr<QSqlQuery>> prepared;
};

Sql::Sql() = default;

bool Sql::isOpen() const {
    return m_connection && m_connection->database.isOpen();
}

Sql::~Sql() {
    close();
}

Status Sql::open(const QString& file) {
    static std::atomic<int> number = 0;
    m_connection = std::make_unique<Connection>();
    m_connection->name = u"client-cache-%1"_qs.arg(++number);
    QSqlDatabase& database = m_connection->database;
    database = QSqlDatabase::addDatabase(u"QSQLITE"_qs, m_connection->name);
    database.setDatabaseName(file);
    database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_qs);
    if (!database.open())
        return std::unexpected(errorOf(database.lastError()));
    for (const auto* pragma :
         {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-4000",
          "PRAGMA trusted_schema=OFF", "PRAGMA secure_delete=ON"})
        TRY(run(QString::fromLatin1(pragma)));
    return {};
}

void Sql::close() {
    if (!m_connection)
        return;
    const QString name = m_connection->name;
    m_connection->prepared.clear();
    m_connection->database.close();
    m_connection.reset();
    QSqlDatabase::removeDatabase(name);
}

Result<QSqlQuery*> Sql::execute(const QString& statement, const QVariantList& values) {
    if (!m_connection)
        return fail(ErrorCode::StoreFailed, u"the store is not open"_qs);
    std::shared_ptr<QSqlQuery>& query = m_connection->prepared[statement];
    if (!query) {
        query = std::make_shared<QSqlQuery>(m_connection->database);
        query->setForwardOnly(true);
        if (!query->prepare(statement)) {
            const Error error = errorOf(query->lastError());
            m_connection->prepared.remove(statement);
            return std::unexpected(error);
        }
    }
    for (qsizetype i = 0; i < values.size(); ++i)
        query->bindValue(static_cast<int>(i), values[i]);
    if (!query->exec()) {
        const Error error = errorOf(query->lastError());
        query->finish();
        return std::unexpected(error);
    }
    return query.get();
}

Status Sql::run(const QString& statement, const QVariantList& values) {
    TRY_ASSIGN(QSqlQuery * query, execute(statement, values));
    query->finish();
    return {};
}

Status Sql::each(const QString& statement, const QVariantList& values,
                 const std::function<void(const QSqlQuery&)>& row) {
    TRY_ASSIGN(QSqlQuery * query, execute(statement, values));
    while (query->next())
        row(*query);
    query->finish();
    return {};
}

QVariant Sql::value(const QString& statement, const QVariantList& values) {
    QVariant found;
    (void)each(statement, values, [&](const QSqlQuery& query) {
        if (!found.isValid())
            found = query.value(0);
    });
    return found;
}

Status Sql::together(const std::function<Status()>& work) {
    if (m_inTransaction)
        return work();
    TRY(run(u"BEGIN IMMEDIATE"_qs));
    m_inTransaction = true;
    Status done = work();
    if (done)
        done = run(u"COMMIT"_qs);
    if (!done)
        (void)run(u"ROLLBACK"_qs);
    m_inTransaction = false;
    return done;
}

} // namespace parlor::client
