#pragma once

#include "shared/core/result.h"

#include <QVariant>

#include <functional>
#include <memory>

class QSqlQuery;

namespace parlor::client {

/// One SQLite connection with its prepared statements. Lives and dies on one thread.
class Sql {
public:
    Sql();
    ~Sql();
    Sql(const Sql&) = delete;
    Sql& operator=(const Sql&) = delete;

    /// WAL, waits 5 s for other processes.
    Status open(const QString& file);
    void close();

    [[nodiscard]] bool isOpen() const;

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

    struct Connection; // so that who includes this needs no Qt Sql
    std::unique_ptr<Connection> m_connection;
    bool m_inTransaction = false;
};

} // namespace parlor::client
