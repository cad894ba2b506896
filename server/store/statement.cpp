#include "server/store/statement.h"

#include "server/store/storelog.h"

#include <QRegularExpression>
#include <QSqlError>

#include <utility>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {
// Primary result codes of SQLite (sqlite.org/rescode.html).
constexpr int sqliteBusy = 5;
constexpr int sqliteNoMemory = 7;
constexpr int sqliteIoError = 10;
constexpr int sqliteCorrupt = 11;
constexpr int sqliteFull = 13;
constexpr int sqliteCannotOpen = 14;
constexpr int sqliteConstraint = 19;
constexpr int sqliteNotADatabase = 26;
/// Extended: the index of the log (-shm) can't grow, which is how a full disk shows there.
constexpr int sqliteNoRoomForIndex = sqliteIoError | (19 << 8);
} // namespace

Rows::~Rows() {
    if (m_statement)
        m_statement->m_query.finish();
}

bool Rows::next() {
    if (m_statement->m_query.next())
        return true;
    if (m_statement->m_query.lastError().isValid())
        m_statement->errorNow();
    return false;
}

int Rows::changed() const {
    return m_statement->m_query.numRowsAffected();
}

bool Rows::isNull(int column) const {
    return m_statement->m_query.isNull(column);
}

std::int64_t Rows::number(int column) const {
    return m_statement->m_query.value(column).toLongLong();
}

double Rows::real(int column) const {
    return m_statement->m_query.value(column).toDouble();
}

QString Rows::text(int column) const {
    return m_statement->m_query.value(column).toString();
}

QByteArray Rows::bytes(int column) const {
    return m_statement->m_query.value(column).toByteArray();
}

QJsonObject Rows::object(int column) const {
    return isNull(column) ? QJsonObject() : objectFrom(text(column));
}

Statement::Statement(const QSqlDatabase& database, QString name, QString sql, Health* health)
    : m_query(database), m_name(std::move(name)), m_sql(std::move(sql)), m_health(health) {
    m_query.setForwardOnly(true);
    static const QRegularExpression numbered(u"\\?(\\d+)"_qs);
    for (auto it = numbered.globalMatch(m_sql); it.hasNext();)
        m_places.push_back(static_cast<std::uint8_t>(it.next().captured(1).toInt() - 1));
    m_sql.replace(numbered, u"?"_qs);
}

Status Statement::prepare() {
    if (m_prepared)
        return {};
    if (!m_query.prepare(m_sql))
        return std::unexpected(errorNow());
    m_prepared = true;
    return {};
}

Status Statement::execute() {
    if (m_query.exec())
        return {};
    const Error error = errorNow();
    m_query.finish();
    return std::unexpected(error);
}

Error Statement::errorNow() {
    const QSqlError error = m_query.lastError();
    const int extended = error.nativeErrorCode().toInt();
    const QString detail =
        m_name + u": "_qs + error.databaseText() + u" ("_qs + error.nativeErrorCode() + u')';
    switch (extended == sqliteNoRoomForIndex ? sqliteFull : extended & 0xff) {
    case sqliteConstraint:
        return {ErrorCode::Conflict, detail};
    case sqliteBusy:
        return {ErrorCode::Busy, detail};
    case sqliteFull:
        *m_health = std::max(*m_health, Health::Full);
        return {ErrorCode::DiskFull, detail};
    case sqliteNoMemory:
    case sqliteIoError:
    case sqliteCorrupt:
    case sqliteCannotOpen:
    case sqliteNotADatabase:
        *m_health = Health::Broken;
        break;
    default:
        break;
    }
    qCCritical(storeLog) << "statement failed" << detail;
    return {ErrorCode::StoreFailed, detail};
}

} // namespace parlor::server
