#include "server/store/writer.h"

#include "server/store/migrations.h"
#include "server/store/photowords.h"
#include "server/store/searchindex.h"
#include "server/store/storelog.h"

#include <exception>

namespace parlor::server {

using namespace Qt::StringLiterals;

namespace {

// A checkpoint is due after about this many pages (4 KiB) in the WAL; a batch writes some pages for each
// table and index it touches, and a few for each job.
constexpr std::size_t checkpointPages = 4'000;
constexpr std::size_t pagesPerBatch = 12;
constexpr std::size_t pagesPerJob = 4;

/// Appends, joining neighbouring events of one channel.
void append(QList<CommittedItem>& all, QList<CommittedItem>& more) {
    for (CommittedItem& item : more) {
        if (auto* events = std::get_if<ChannelCommitted>(&item); events && !all.isEmpty())
            if (auto* last = std::get_if<ChannelCommitted>(&all.back());
                last && last->channel == events->channel) {
                last->events += events->events;
                continue;
            }
        all.append(std::move(item));
    }
}

Error errorOf(Health health) {
    if (health == Health::Full)
        return {ErrorCode::DiskFull, u"no space for the commit"_qs};
    return {ErrorCode::StoreFailed, u"the disk failed"_qs};
}

} // namespace

Writer::Writer(QString path, const Clock& clock) : m_path(std::move(path)), m_clock(clock) {}

Writer::~Writer() {
    stop();
}

Status Writer::start(const QString& backupPath) {
    std::mutex mutex;
    std::condition_variable ready;
    std::optional<Status> status;
    m_thread = std::thread([this, &backupPath, &mutex, &ready, &status] {
        const Status opened = openDatabase(backupPath);
        const bool ok = opened.has_value();
        {
            const std::scoped_lock lock(mutex);
            status = opened;
            ready.notify_one(); // under the lock: the waiter's variables end with start()
        }
        if (ok)
            work();
        m_connection.reset();
    });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&status] { return status.has_value(); });
    lock.unlock();
    if (!*status)
        stop();
    return *status;
}

void Writer::stop() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

Status Writer::openDatabase(const QString& backupPath) {
    m_connection = std::make_unique<Connection>(m_path, Connection::Kind::Writer);
    TRY(m_connection->open());
    TRY(migrate(*m_connection, backupPath));
    TRY(m_connection->prepareAll());
    TRY(m_connection->table<SearchIndex>().bringUpToDate());
    return m_connection->table<PhotoWords>().bringUpToDate();
}

void Writer::enqueue(std::unique_ptr<QueuedJob> job) {
    const auto refusal = [this]() -> std::optional<Error> {
        if (m_broken)
            return m_broken;
        if (m_stopping)
            return Error{ErrorCode::Draining, {}};
        if (m_queue.size() >= queueLimit)
            return Error{ErrorCode::Busy, u"the write queue is full"_qs, 1'000};
        return std::nullopt;
    };
    std::unique_lock lock(m_mutex);
    if (const auto refused = refusal()) {
        lock.unlock();
        return job->refuse(*refused);
    }
    const bool wake = m_queue.empty();
    m_queue.push_back(std::move(job));
    lock.unlock();
    if (wake)
        m_wake.notify_one();
}

void Writer::work() {
    std::vector<std::unique_ptr<QueuedJob>> taken;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
            if (m_queue.empty())
                return;
            taken.swap(m_queue);
        }
        for (std::size_t at = 0; at < taken.size(); at += batchLimit) {
            const std::size_t end = std::min(at + batchLimit, taken.size());
            Batch batch(std::make_move_iterator(taken.begin() + static_cast<std::ptrdiff_t>(at)),
                        std::make_move_iterator(taken.begin() + static_cast<std::ptrdiff_t>(end)));
            commit(batch);
        }
        taken.clear();
    }
}

void Writer::commit(Batch& batch) {
    {
        const std::unique_lock lock(m_mutex);
        if (m_broken) {
            const Error error = *m_broken;
            for (const auto& job : batch)
                job->refuse(error);
            return;
        }
    }
    QList<CommittedItem> committed;
    const Status status = commitTransaction(batch, committed);
    if (!status) {
        rollBack();
        const Error error =
            m_connection->health() == Health::Fine ? status.error() : errorOf(m_connection->health());
        if (m_connection->health() == Health::Broken)
            breakDown(error);
        m_connection->resetHealth();
        qCWarning(storeLog) << "a batch was refused:" << status.error();
        for (const auto& job : batch)
            job->refuse(error);
        return;
    }
    ++m_commits;
    m_jobs += static_cast<std::int64_t>(batch.size());
    if (m_sink && !committed.isEmpty())
        m_sink(std::move(committed));
    for (const auto& job : batch)
        job->answer();
    checkpointWhenDue(batch.size());
}

Status Writer::commitTransaction(Batch& batch, QList<CommittedItem>& committed) {
    TRY(m_connection->statement("transaction.begin_write"_L1).run());
    std::vector<Effects> kept;
    kept.reserve(batch.size());
    for (const auto& job : batch)
        TRY(runJob(*job, batch.size() > 1, kept));
    for (Effects& effects : kept)
        for (const auto& late : effects.m_late)
            late(*m_connection);
    if (m_connection->health() != Health::Fine)
        return std::unexpected(errorOf(m_connection->health()));
    TRY(m_connection->statement("transaction.commit"_L1).run());
    for (Effects& effects : kept)
        append(committed, effects.m_committed);
    return {};
}

/// Answers an error only when the whole batch is lost. A job alone in its batch needs no savepoint of its
/// own: when it refuses, the transaction is rolled back and an empty one takes its place.
Status Writer::runJob(QueuedJob& job, bool underSavepoint, std::vector<Effects>& kept) {
    if (underSavepoint)
        TRY(m_connection->statement("transaction.savepoint"_L1).run());
    Effects effects(m_clock.now());
    const bool keep = job.run(*m_connection, effects);
    if (m_connection->health() != Health::Fine)
        return std::unexpected(errorOf(m_connection->health()));
    if (keep) {
        kept.push_back(std::move(effects));
    } else if (underSavepoint) {
        TRY(m_connection->statement("transaction.roll_back_job"_L1).run());
    } else {
        TRY(m_connection->statement("transaction.roll_back"_L1).run());
        TRY(m_connection->statement("transaction.begin_write"_L1).run());
    }
    if (underSavepoint)
        TRY(m_connection->statement("transaction.release"_L1).run());
    return {};
}

void Writer::rollBack() {
    // Fails when SQLite has already rolled back by itself, as it does on a full disk: nothing to do then.
    const Health health = m_connection->health();
    (void)m_connection->ask(u"ROLLBACK"_qs);
    if (health == Health::Fine)
        m_connection->resetHealth();
}

void Writer::checkpointWhenDue(std::size_t jobs) {
    m_pagesSinceCheckpoint += pagesPerBatch + pagesPerJob * jobs;
    if (m_pagesSinceCheckpoint < checkpointPages)
        return;
    m_pagesSinceCheckpoint = 0;
    const auto busy = m_connection->statement("transaction.checkpoint"_L1).run();
    if (m_connection->health() == Health::Broken)
        breakDown(busy ? errorOf(Health::Broken) : busy.error());
    m_connection->resetHealth(); // a full disk stops the checkpoint, not the log: it is tried again later
}

void Writer::breakDown(const Error& error) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_broken)
            return;
        m_broken = Error{ErrorCode::StoreFailed, u"writing has stopped: "_qs + error.detail};
    }
    qCCritical(storeLog) << "the disk failed under a commit; no more writes until the restart";
    if (m_failedSink)
        m_failedSink(*m_broken);
}

} // namespace parlor::server
