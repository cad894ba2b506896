#include "client/core/cache/sql.h"

#include <QSqlError>

#include <atomic>

namespace parlor::client {

namespace {

constexpr auto full = "13"; // SQLITE_FULL

Error errorOf(const QSqlError& error) {
    return {error.nativeErrorCode() == QLatin1StringView(full) ? ErrorCode::DiskFull : ErrorCode::StoreFailed,
            error.databaseText(), 0};
}

} // namespace

Sql::~Sql() {
    close();
}

Status Sql::open(const QString& file) {
    static std::atomic<int> number = 0;
    m_name = u"client-cache-%1"_qs.arg(++number);
    m_database = QSqlDatabase::addDatabase(u"QSQLITE"_qs, m_name);
    m_database.setDatabaseName(file);
    m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=5000"_qs);
    if (!m_database.open())
        return std::unexpected(errorOf(m_database.lastError()));
    for (const auto* pragma :
         {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-4000",
          "PRAGMA trusted_schema=OFF", "PRAGMA secure_delete=ON"})
        TRY(run(QString::fromLatin1(pragma)));
    return {};
}

void Sql::close() {
    m_prepared.clear();
    if (m_name.isEmpty())
        return;
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
    m_name.clear();
}

Result<QSqlQuery*> Sql::execute(const QString& statement, const QVariantList& values) {
    std::shared_ptr<QSqlQuery>& query = m_prepared[statement];
    if (!query) {
        query = std::make_shared<QSqlQuery>(m_database);
        query->setForwardOnly(true);
        if (!query->prepare(statement)) {
            const Error error = errorOf(query->lastError());
            m_prepared.remove(statement);
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
