#include "server/store/sqlitestore.h"

#include "server/store/databasecopy.h"

#include <QFile>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

/// SQLite gives the WAL and its index the mode of the file itself.
Status makePrivate(const QString& path) {
    QFile file(path);
    if (!file.exists() && !file.open(QIODevice::WriteOnly))
        return fail(ErrorCode::StoreFailed, u"%1: %2"_qs.arg(path, file.errorString()));
    if (!file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return fail(ErrorCode::StoreFailed, u"%1: %2"_qs.arg(path, file.errorString()));
    return {};
}

} // namespace

SqliteStore::SqliteStore(QString path, const Clock& clock)
    : m_path(std::move(path)),
      m_writer(m_path, clock),
      m_readers(m_path),
      m_accounts(m_writer, m_readers, clock),
      m_sessions(m_writer, m_readers, clock),
      m_keys(m_writer, m_readers),
      m_channels(m_writer, m_readers),
      m_messages(m_writer, m_readers),
      m_personStreams(m_writer, m_readers),
      m_plans(m_writer, m_readers),
      m_keywords(m_writer, m_readers),
      m_erasure(m_writer, m_readers),
      m_deliveries(m_writer, m_readers) {}

SqliteStore::~SqliteStore() {
    close();
}

Status SqliteStore::open() {
    TRY(makePrivate(m_path));
    TRY(m_writer.start(m_path));
    return m_readers.start(readerThreads);
}

void SqliteStore::close() {
    m_readers.stop();
    m_writer.stop();
}

Task<Status> SqliteStore::backUp(QString path) {
    return m_readers.run<void>([path](Connection& connection) -> Status {
        TRY(connection.statement("transaction.commit"_L1).run()); // a copy has its own transaction
        const Status copied = copyDatabase(connection, path);
        TRY(connection.statement("transaction.begin_read"_L1).run());
        return copied;
    });
}

} // namespace parlor::server
