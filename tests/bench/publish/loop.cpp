#include "tests/bench/publish/loop.h"

#include "shared/core/ids.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace parlor::bench {

namespace {

QSqlQuery prepared(const QSqlDatabase& database, const QString& sql) {
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.prepare(sql))
        qFatal("%s", qPrintable(query.lastError().text()));
    return query;
}

void run(QSqlQuery& query, const QVariantList& values) {
    for (int i = 0; i < values.size(); ++i)
        query.bindValue(i, values.at(i));
    if (!query.exec())
        qFatal("%s", qPrintable(query.lastError().text()));
}

} // namespace

QString benchText() {
    return u"hello message with some typical words about a photo from the beach and dinner"_qs;
}

Loop::Loop(QString path, int channels, std::size_t batchLimit)
    : m_thread([this, path = std::move(path), channels, batchLimit] { work(path, channels, batchLimit); }) {}

Loop::~Loop() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Loop::publish(int publisher, Done done) {
    {
        const std::scoped_lock lock(m_mutex);
        m_queue.push_back({publisher, std::move(done)});
    }
    m_wake.notify_one();
}

void Loop::work(const QString& path, int channels, std::size_t batchLimit) {
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_qs, u"loop"_qs);
        database.setDatabaseName(path);
        if (!database.open())
            qFatal("%s", qPrintable(database.lastError().text()));
        for (const auto& pragma : {u"PRAGMA journal_mode=WAL"_qs, u"PRAGMA synchronous=FULL"_qs,
                                   u"PRAGMA temp_store=MEMORY"_qs, u"PRAGMA cache_size=-8192"_qs})
            QSqlQuery(database).exec(pragma);
        for (int channel = 1; channel <= channels; ++channel)
            QSqlQuery(database).exec(
                u"INSERT OR IGNORE INTO channels (id, kind, visibility, created_at, created_by, "
                "name, topic) VALUES (%1, 1, 1, 0, 0, '', '')"_qs.arg(channel));
        QSqlQuery serial =
            prepared(database, u"UPDATE channels SET head = head + 1 WHERE id = ? RETURNING head"_qs);
        QSqlQuery event =
            prepared(database, u"INSERT INTO events (channel, serial, type, message, author, time, "
                               "client_id) VALUES (?, ?, 1, ?, ?, ?, ?)"_qs);
        QSqlQuery message =
            prepared(database, u"INSERT INTO messages (id, channel, serial, author, time, kind, "
                               "countable, text) VALUES (?, ?, ?, ?, ?, 0, 1, ?)"_qs);
        QSqlQuery operation =
            prepared(database, u"INSERT INTO operations (person, client_id, channel, serial, message, "
                               "kind, time, request_hash) VALUES (?, ?, ?, ?, ?, 1, ?, ?)"_qs);
        QSqlQuery index = prepared(
            database, u"INSERT INTO message_index (rowid, text, bigrams, marks) VALUES (?, ?, '', ?)"_qs);
        const QByteArray hash(16, 'h');
        const QString text = benchText();
        qint64 number = 0;
        std::vector<Message> batch;
        for (;;) {
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait(lock, [this] { return m_stop || !m_queue.empty(); });
                if (m_queue.empty())
                    break;
                const std::size_t count = std::min(batchLimit, m_queue.size());
                batch.assign(std::make_move_iterator(m_queue.begin()),
                             std::make_move_iterator(m_queue.begin() + static_cast<std::ptrdiff_t>(count)));
                m_queue.erase(m_queue.begin(), m_queue.begin() + static_cast<std::ptrdiff_t>(count));
            }
            database.transaction();
            for (const Message& one : batch) {
                const qint64 channel = 1 + (number++ % channels);
                const qint64 author = 1 + one.publisher;
                const qint64 id = makeId();
                const QString clientId = makeClientId();
                run(serial, {channel});
                serial.next();
                const qint64 place = serial.value(0).toLongLong();
                serial.finish();
                run(event, {channel, place, id, author, number, clientId});
                run(message, {id, channel, place, author, number, text});
                run(operation, {author, clientId, channel, place, id, number, hash});
                run(index, {id, text, u"c%1 a%2"_qs.arg(channel).arg(author)});
            }
            if (!database.commit())
                qFatal("%s", qPrintable(database.lastError().text()));
            for (const Message& one : batch)
                one.done();
        }
    }
    QSqlDatabase::removeDatabase(u"loop"_qs);
}

} // namespace parlor::bench
