#pragma once

#include "client/core/cache/cache.h"
#include "client/core/messages/outgoingorder.h"
#include "client/core/net/backoff.h"
#include "client/core/net/requests.h"
#include "client/core/state.h"
#include "shared/core/clock.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace parlor::client {

/// Messages on their way out: stored before they are first sent, in order within a channel and behind the
/// changes of it that were asked for before, one in flight there and eight in all, each with its one client
/// id until the server has said yes or a lasting no. A failed one never holds up the next. What was said
/// under an id stays as it is, so that a repetition says the same: of a message that the server may have
/// already, edits and the taking back follow it as changes. Interface thread only.
class Outbox final : public QObject {
    Q_OBJECT
public:
    struct Hooks {
        std::function<Serial(ChannelId)> appliedTo;  ///< the newest serial of a channel that State has
        std::function<void(const Command&)> follows; ///< a change of a message that is there now
    };

    /// All live longer.
    Outbox(State& state, Cache& cache, Requests& requests, OutgoingOrder& order, Executor& executor,
           const Clock& clock, Hooks hooks, QObject* parent = nullptr);

    /// What was waiting when the program last ended. Messages older than 24 h ask first.
    void restore(const QList<PendingMessage>& messages);
    void add(PendingMessage message);
    void retry(const QString& clientId);
    /// It will say this. False, and nothing happens, when it is not here or has failed.
    bool edit(const QString& clientId, const QString& text);
    /// Answers what is no longer shown. If the server has it already, it is deleted there when that is seen.
    std::optional<PendingMessage> discard(const QString& clientId);
    /// A file of some message is there, or will never be.
    void fileDone(TransferId transfer, const Result<PhotoId>& photo);

    /// What was written for a channel is for another now: the store and the order know.
    void move(ChannelId from, ChannelId to);
    /// Nothing of this channel, which waited to be made, will go out.
    void giveUpAll(ChannelId channel, ErrorCode reason);

    /// Events of the server: one with a client id of ours says as much as an answer.
    void seen(const QList<Event>& events);

    void online();
    void offline();
    void clear();

private:
    struct Queued {
        PendingMessage message;
        int storing = 0;   ///< writes that have to end before it goes out
        bool said = false; ///< the server may have it
        bool inFlight = false;
        std::int64_t notBefore = 0; ///< ms of the monotonic clock
        Backoff backoff;
    };

    enum class WhenNotKept { GoOn, Fail };

    void pump();
    void askWhenOld(Queued& queued);
    void send(Queued& queued);
    void answered(const QString& clientId, const Result<Answer>& answer);
    void tell(const Queued& queued);
    void keep(const Queued& queued);
    void keepFirst(Queued& queued, WhenNotKept whenNotKept);
    void line(const Queued& queued);
    void follow(const PendingMessage& message, MessageId place);
    void giveUp(Queued& queued, PendingState state, std::optional<ErrorCode> reason);
    void forget(const QString& clientId);
    Queued* find(const QString& clientId);

    State& m_state;
    Cache& m_cache;
    Requests& m_requests;
    OutgoingOrder& m_order;
    Executor& m_executor;
    const Clock& m_clock;
    const Hooks m_hooks;
    std::vector<std::unique_ptr<Queued>> m_queue; ///< in the order in which they were written
    QTimer m_timer;
};

} // namespace parlor::client
