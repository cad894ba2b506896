#pragma once

#include "server/store/sqlfile.h"
#include "server/store/statement.h"
#include "shared/core/result.h"

#include <QSqlDatabase>
#include <QString>

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parlor::server {

/// One connection to the database file. Opened, used and destroyed on one thread.
class Connection {
public:
    enum class Kind {
        Writer, ///< WAL, synchronous=FULL, 8 MB of cache
        Reader, ///< query_only, 2 MB of cache
    };

    Connection(QString path, Kind kind);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Opens the file and sets the pragmas. A writer makes the file when it is not there.
    Status open();

    /// Compiles every statement now, so that a typo fails the start: the writer's, after migrations. Others
    /// compile what they use when they do, which costs microseconds, and memory for nothing else.
    Status prepareAll();

    /// A statement of sql/ by "<file>.<name>"; ends the process for a name that is not there.
    Statement& statement(QLatin1StringView name);

    /// The one T of this connection, made at first use as T(Connection&): for table classes, which hold
    /// statements.
    template<class T>
    T& table() {
        static const std::size_t slot = nextSlot();
        if (m_tables.size() <= slot)
            m_tables.resize(slot + 1);
        if (!m_tables[slot])
            m_tables[slot] = std::make_shared<T>(*this);
        return *static_cast<T*>(m_tables[slot].get());
    }

    /// Runs one statement that is not in sql/: pragmas, transactions, migrations.
    Status execute(const QString& sql);
    /// The same for one that answers a row: its first column.
    Result<QVariant> ask(const QString& sql);

    [[nodiscard]] Health health() const { return m_health; }

    void resetHealth() { m_health = Health::Fine; }

    [[nodiscard]] Kind kind() const { return m_kind; }

    [[nodiscard]] const QString& path() const { return m_path; }

private:
    static std::size_t nextSlot();
    Statement& add(std::string_view name, const NamedSql& sql);

    QString m_path;
    Kind m_kind;
    QString m_name; ///< of the QSqlDatabase
    Health m_health = Health::Fine;
    std::unordered_map<std::string_view, std::unique_ptr<Statement>> m_statements;
    std::vector<std::shared_ptr<void>> m_tables;
};

} // namespace parlor::server
