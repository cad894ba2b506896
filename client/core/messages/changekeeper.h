#pragma once

#include "client/core/cache/cache.h"
#include "client/core/messages/performer.h"
#include "client/core/state.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QObject>

namespace parlor::client {

/// Edits, deletions, reactions and pins on their way: stored before they are first sent, each with its client
/// id, and kept until there is an answer. One whose answer this process did not live to hear is said once
/// more by the next, with the same id; then the server answers what it answered, or does it now. Interface
/// thread only.
class ChangeKeeper final : public QObject {
    Q_OBJECT
public:
    /// All live longer.
    ChangeKeeper(State& state, Cache& cache, Performer& performer, Executor& executor, const Clock& clock,
                 QObject* parent = nullptr);

    /// The command carries this client id. NetworkFailed at once, and nothing is kept, while there is no
    /// connection; whatever is answered in the end, nothing is kept any more.
    Task<Status> perform(Command command, const QString& clientId);

    /// What was without an answer when the program last ended. Older ones than a day are forgotten: by now,
    /// nobody expects them.
    void restore(const QList<SentChange>& changes);

    void online();
    void clear();

private:
    void send(const SentChange& change, const Promise<Status>& promise);
    void forget(const QString& clientId);

    State& m_state;
    Cache& m_cache;
    Performer& m_performer;
    Executor& m_executor;
    const Clock& m_clock;
    QList<SentChange> m_unanswered; ///< by an earlier process, oldest first
};

} // namespace parlor::client
