#include "server/store/readpool.h"

namespace parlor::server {

using namespace Qt::StringLiterals;

ReadPool::ReadPool(QString path) : m_path(std::move(path)) {}

ReadPool::~ReadPool() {
    stop();
}

Status ReadPool::start(int threads) {
    std::mutex mutex;
    std::condition_variable ready;
    std::vector<Status> statuses;
    for (int i = 0; i < threads; ++i)
        m_threads.emplace_back([this, &mutex, &ready, &statuses] {
            Connection connection(m_path, Connection::Kind::Reader);
            Status opened = connection.open();
            const bool ok = opened.has_value();
            {
                const std::scoped_lock lock(mutex);
                statuses.push_back(std::move(opened));
                ready.notify_one(); // under the lock: the waiter's variables end with start()
            }
            if (ok)
                work(connection);
        });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return statuses.size() == static_cast<std::size_t>(threads); });
    lock.unlock();
    for (const Status& status : statuses)
        TRY(status);
    return {};
}

void ReadPool::stop() {
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread& thread : m_threads)
        thread.join();
    m_threads.clear();
}

ReadCounts ReadPool::counts() const {
    const auto of = [this](ReadKind kind) {
        return m_counts[static_cast<std::size_t>(kind)].load(std::memory_order_relaxed);
    };
    return {of(ReadKind::EventLog), of(ReadKind::Other)};
}

std::optional<Error> ReadPool::enqueue(Read read) {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopping)
            return Error{ErrorCode::Draining, {}};
        if (m_queue.size() >= queueLimit)
            return Error{ErrorCode::Busy, u"the read queue is full"_qs, 1'000};
        m_queue.push_back(std::move(read));
    }
    m_wake.notify_one();
    return std::nullopt;
}

void ReadPool::work(Connection& connection) {
    for (;;) {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
        if (m_queue.empty())
            return;
        Read read = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        read(connection);
    }
}

Status ReadPool::begin(Connection& connection) {
    TRY(connection.statement("transaction.begin_read"_L1).run());
    return {};
}

/// Ends the transaction; a read that broke off answers that instead of what it had so far.
Status ReadPool::end(Connection& connection) {
    const Health health = connection.health();
    connection.resetHealth();
    TRY(connection.statement("transaction.commit"_L1).run());
    if (health != Health::Fine)
        return fail(ErrorCode::StoreFailed, u"a read failed"_qs);
    return {};
}

} // namespace parlor::server
