#pragma once

#include "client/core/cache/cache.h"
#include "client/core/messages/outgoingorder.h"
#include "client/core/net/backoff.h"
#include "client/core/net/requests.h"
#include "client/core/pendingchange.h"
#include "client/core/state.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace parlor::client {

/// What one changes on the server, from a reaction to a new channel: stored before it is first sent, and said
/// with the one client id, over lost connections and restarts, until the server has answered yes or a lasting
/// no; it does it once. Without a connection it waits. State shows what is under way. What nobody could be
/// told of in a day is dropped.
/// Interface thread only.
class ChangeKeeper final : public QObject {
    Q_OBJECT
public:
    struct Hooks {
        /// Every yes, also where nobody else waits for it any more.
        std::function<void(const PendingChange&, const Answer&)> answered;
        /// What waits for `from`, which is made now, waits for `to`: the store and the order know.
        std::function<void(ChannelId from, ChannelId to)> made;
        /// A channel that waited to be made never will be.
        std::function<void(ChannelId, ErrorCode)> unmakable;
    };

    /// All live longer.
    ChangeKeeper(State& state, Cache& cache, Requests& requests, OutgoingOrder& order, Executor& executor,
                 const Clock& clock, Hooks hooks, QObject* parent = nullptr);

    /// The command carries a client id, or says how something is to be, like the notifications of a channel;
    /// one that is under way already is not kept twice. The task ends with
    /// the answer, however long that takes while the program runs: Timeout after a day, Cancelled when
    /// discarded, NotSignedIn when one signs out before.
    template<class A>
    Task<Result<A>> ask(Command command) {
        const Promise<Result<A>> promise;
        begin(std::move(command), Requests::answering(promise));
        return promise.task();
    }

    /// The same where only the end counts.
    Task<Status> perform(Command command);

    /// What was asked earlier and can be said only now: nobody waits for the end, so a refusal is told.
    void follow(Command command) { begin(std::move(command), {}, true); }

    /// What was without an answer when the program last ended.
    void restore(const QList<PendingChange>& changes);

    /// False, and nothing happens, unless it is one of these and not just being said.
    bool discard(const QString& clientId);

    void online();
    void offline();
    void clear();

private:
    struct Kept {
        PendingChange change;
        Requests::Done done; ///< whoever asked; empty for what an earlier life was asked
        bool stored = false;
        bool inFlight = false;
        std::int64_t notBefore = 0; ///< ms of the monotonic clock
        Backoff backoff;
    };

    void begin(Command command, Requests::Done done, bool askedEarlier = false);
    Kept& add(const PendingChange& change);
    void pump();
    void send(Kept& kept);
    void answered(const QString& clientId, const Result<Answer>& answer);
    void end(const QString& clientId, const Result<Answer>& answer);
    void endAll(ChannelId channel, const Error& error);
    void forget(const QString& clientId);
    void move(ChannelId from, ChannelId to);
    void tellOver(const QString& clientId, const Result<Answer>& answer);
    void dropOld();
    void become(Kept& kept, PendingState state, std::optional<ErrorCode> reason);
    Kept* find(const QString& clientId);

    State& m_state;
    Cache& m_cache;
    Requests& m_requests;
    OutgoingOrder& m_order;
    Executor& m_executor;
    const Clock& m_clock;
    const Hooks m_hooks;
    std::vector<std::unique_ptr<Kept>> m_kept; ///< in the order in which they were asked
    QTimer m_timer;
};

} // namespace parlor::client
