#pragma once

#include "server/store/values.h"
#include "shared/core/result.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>

#include <array>
#include <vector>

namespace parlor::server {

class Statement;

/// How the disk under a connection is doing; worse states stay until the connection's owner resets them.
enum class Health { Fine, Full, Broken };

/// The rows of one run. At the end of its life the statement is reset, which lets go of the read snapshot.
class Rows {
public:
    explicit Rows(Statement* statement) : m_statement(statement) {}

    Rows(Rows&& other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}

    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    /// Goes to the next row; false after the last one, and on an error, which the connection remembers.
    bool next();

    /// Rows changed by an INSERT, UPDATE or DELETE.
    [[nodiscard]] int changed() const;

    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] std::int64_t number(int column) const;

    [[nodiscard]] bool flag(int column) const { return number(column) != 0; }

    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const;
    [[nodiscard]] QJsonObject object(int column) const;
    [[nodiscard]] double real(int column) const;

    template<class T>
    [[nodiscard]] T id(int column) const {
        return T(number(column));
    }

    [[nodiscard]] Serial serial(int column) const { return Serial(number(column)); }

private:
    Statement* m_statement;
};

/// One prepared statement of one connection; used on that connection's thread only, by one Rows at a time.
class Statement {
public:
    Statement(const QSqlDatabase& database, QString name, QString sql, Health* health);

    /// Compiles it now; StoreFailed with the reason in the detail.
    Status prepare();

    /// Runs it with values for ?1, ?2 … Conflict: a constraint does not hold. DiskFull, StoreFailed.
    /// Values: integers, bool, double, ids, serials, QString, QByteArray, QJsonObject (empty: NULL),
    /// optionals (NULL).
    template<class... Values>
    Result<Rows> run(const Values&... values) {
        TRY(prepare());
        const std::array<QVariant, sizeof...(values)> variants{toVariant(values)...};
        int position = 0;
        for (const std::uint8_t value : m_places)
            m_query.bindValue(position++, variants.at(value));
        TRY(execute());
        return Rows(this);
    }

    /// For changes whose rows nobody reads: answers how many were changed.
    template<class... Values>
    Result<int> change(const Values&... values) {
        TRY_ASSIGN(const Rows rows, run(values...));
        return rows.changed();
    }

    [[nodiscard]] const QString& name() const { return m_name; }

    [[nodiscard]] const QString& sql() const { return m_sql; }

private:
    friend class Rows;
    Status execute();
    Error errorNow();

    QSqlQuery m_query;
    std::vector<std::uint8_t> m_places; ///< which value stands at each '?', because Qt can't bind one twice
    QString m_name;
    QString m_sql;
    Health* m_health;
    bool m_prepared = false;
};

} // namespace parlor::server
