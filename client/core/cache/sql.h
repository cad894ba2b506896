#pragma once

#include "shared/core/result.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <functional>

namespace parlor::client {

/// One SQLite connection with its prepared statements. Lives and dies on one thread.
class Sql {
public:
    Sql() = default;
    ~Sql();
    Sql(const Sql&) = delete;
    Sql& operator=(const Sql&) = delete;

    /// WAL, waits 5 s for other processes.
    Status open(const QString& file);
    void close();

    [[nodiscard]] bool isOpen() const { return m_database.isOpen(); }

    /// StoreFailed with the database's words; DiskFull where it says so.
    Status run(const QString& statement, const QVariantList& values = {});
    /// Calls `row` for each row. The query must not be kept.
    Status each(const QString& statement, const QVariantList& values,
                const std::function<void(const QSqlQuery&)>& row);
    /// The first column of the first row; invalid when there is none.
    QVariant value(const QString& statement, const QVariantList& values = {});
    /// All or nothing. Nested calls join the outer one.
    Status together(const std::function<Status()>& work);

private:
    Result<QSqlQuery*> execute(const QString& statement, const QVariantList& values);

    QSqlDatabase m_database;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_prepared;
    QString m_name;
    bool m_inTransaction = false;
};

} // namespace parlor::client
