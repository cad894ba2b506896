#include "client/core/messages/changekeeper.h"

namespace parlor::client {

namespace {
constexpr std::int64_t keptMs = 24LL * 3'600'000;
} // namespace

ChangeKeeper::ChangeKeeper(State& state, Cache& cache, Performer& performer, Executor& executor,
                           const Clock& clock, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_cache(cache),
      m_performer(performer),
      m_executor(executor),
      m_clock(clock) {}

Task<Status> ChangeKeeper::perform(Command command, const QString& clientId) {
    const Promise<Status> promise;
    if (m_state.connection().state != Connectivity::Online) {
        promise.finish(fail(ErrorCode::NetworkFailed, u"offline"_qs));
        return promise.task();
    }
    const SentChange change{clientId, std::move(command), m_clock.now()};
    whenDone(m_cache.ask([change](CacheDatabase& database) { return database.outgoing.storeChange(change); }),
             &m_executor, this, [this, change, promise](const Status& stored) {
                 if (!stored)
                     return promise.finish(stored);
                 send(change, promise);
             });
    return promise.task();
}

void ChangeKeeper::send(const SentChange& change, const Promise<Status>& promise) {
    whenDone(m_performer.perform<Committed>(change.command), &m_executor, this,
             [this, clientId = change.clientId, promise](const Result<Committed>& answer) {
                 forget(clientId);
                 promise.finish(answer ? Status() : Status(std::unexpected(answer.error())));
             });
}

void ChangeKeeper::restore(const QList<SentChange>& changes) {
    for (const SentChange& change : changes) {
        if (m_clock.now() - change.sentAt > keptMs)
            forget(change.clientId);
        else
            m_unanswered.append(change);
    }
    if (m_state.connection().state == Connectivity::Online)
        online();
}

void ChangeKeeper::online() {
    const QList<SentChange> changes = std::exchange(m_unanswered, {});
    for (const SentChange& change : changes)
        whenDone(m_performer.perform<Committed>(change.command), &m_executor, this,
                 [this, change](const Result<Committed>& answer) {
                     if (answer || !isTemporary(answer.error().code))
                         forget(change.clientId);
                     else
                         m_unanswered.append(change);
                 });
}

void ChangeKeeper::clear() {
    m_unanswered.clear();
}

void ChangeKeeper::forget(const QString& clientId) {
    m_cache.tell([clientId](CacheDatabase& database) { return database.outgoing.removeChange(clientId); });
}

} // namespace parlor::client
