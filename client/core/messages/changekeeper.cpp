#include "client/core/messages/changekeeper.h"

#include "client/core/unmadechannel.h"

#include <algorithm>
#include <limits>

namespace parlor::client {

namespace {
constexpr std::int64_t keptMs = 24LL * 3'600'000;
constexpr std::ptrdiff_t inFlightAtMost = 8;
constexpr std::int64_t longestSleepMs = 60'000;
} // namespace

ChangeKeeper::ChangeKeeper(State& state, Cache& cache, Requests& requests, OutgoingOrder& order,
                           Executor& executor, const Clock& clock, Hooks hooks, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_cache(cache),
      m_requests(requests),
      m_order(order),
      m_executor(executor),
      m_clock(clock),
      m_hooks(std::move(hooks)),
      m_timer(this) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ChangeKeeper::pump);
    connect(&m_order, &OutgoingOrder::freed, this, &ChangeKeeper::pump, Qt::QueuedConnection);
}

ChangeKeeper::Kept* ChangeKeeper::find(const QString& clientId) {
    for (const auto& kept : m_kept)
        if (kept->change.clientId == clientId)
            return kept.get();
    return nullptr;
}

Task<Status> ChangeKeeper::perform(Command command) {
    const Promise<Status> promise;
    begin(std::move(command), [promise](const Result<Answer>& answer) {
        promise.finish(answer ? Status() : Status(std::unexpected(answer.error())));
    });
    return promise.task();
}

void ChangeKeeper::begin(Command command, Requests::Done done, bool askedEarlier) {
    if (const Kept* known = find(clientIdOf(command)))
        return done ? done(fail(ErrorCode::Conflict, known->change.clientId)) : void();
    (void)moveCommand(command, channelOf(command), m_state.made(channelOf(command)));
    const bool connected = m_state.isConnected();
    PendingChange change;
    change.clientId = clientIdOf(command);
    // What says how something is to be has none on the wire: to say it twice does no harm.
    if (change.clientId.isEmpty())
        change.clientId = makeClientId();
    change.command = std::move(command);
    change.askedAt = m_clock.now();
    change.state = connected ? PendingState::Sending : PendingState::Waiting;
    change.waited = askedEarlier || !connected;
    add(change).done = std::move(done);
    whenDone(m_cache.ask([change](CacheDatabase& database) { return database.outgoing.storeChange(change); }),
             &m_executor, this, [this, clientId = change.clientId](const Status& stored) {
                 Kept* mine = find(clientId);
                 if (!mine)
                     return;
                 if (!stored)
                     return end(clientId, std::unexpected(stored.error()));
                 mine->stored = true;
                 pump();
             });
}

ChangeKeeper::Kept& ChangeKeeper::add(const PendingChange& change) {
    auto kept = std::make_unique<Kept>();
    kept->change = change;
    if (const auto lane = laneOf(change.command))
        m_order.enter(*lane, change.clientId, OutgoingOrder::kindOf(change.command));
    m_state.apply(ChangePending{change});
    m_kept.push_back(std::move(kept));
    return *m_kept.back();
}

void ChangeKeeper::restore(const QList<PendingChange>& changes) {
    for (PendingChange change : changes) {
        change.state = PendingState::Waiting;
        change.waited = true;
        add(change).stored = true;
    }
    dropOld();
    pump();
}

void ChangeKeeper::pump() {
    if (!m_state.isConnected())
        return;
    dropOld();
    const std::int64_t now = m_clock.monotonic();
    std::int64_t wake = std::numeric_limits<std::int64_t>::max();
    auto inFlight =
        std::count_if(m_kept.begin(), m_kept.end(), [](const auto& kept) { return kept->inFlight; });
    for (const auto& kept : m_kept) {
        if (inFlight >= inFlightAtMost)
            break;
        if (!kept->stored || kept->inFlight || !m_order.mayGo(kept->change.clientId))
            continue;
        if (kept->notBefore > now) {
            wake = std::min(wake, kept->notBefore - now);
            continue;
        }
        ++inFlight;
        send(*kept);
    }
    if (wake != std::numeric_limits<std::int64_t>::max())
        m_timer.start(static_cast<int>(std::min(wake, longestSleepMs)));
}

void ChangeKeeper::send(Kept& kept) {
    kept.inFlight = true;
    become(kept, PendingState::Sending, std::nullopt);
    const Promise<Result<Answer>> promise;
    m_requests.send(kept.change.command, [promise](const Result<Answer>& answer) { promise.finish(answer); });
    whenDone(promise.task(), &m_executor, this,
             [this, clientId = kept.change.clientId](const Result<Answer>& answer) {
                 answered(clientId, answer);
             });
}

void ChangeKeeper::answered(const QString& clientId, const Result<Answer>& answer) {
    Kept* kept = find(clientId);
    if (!kept)
        return;
    kept->inFlight = false;
    if (answer || !isTemporary(answer.error().code)) {
        end(clientId, answer);
        return pump();
    }
    const Error& error = answer.error();
    kept->change.waited = true;
    if (error.code == ErrorCode::NetworkFailed) {
        become(*kept, PendingState::Waiting, std::nullopt);
    } else {
        (void)kept->backoff.next();
        kept->notBefore = m_clock.monotonic() + std::max(error.retryAfterMs, kept->backoff.ceiling());
        become(*kept, PendingState::Waiting, error.code);
    }
    pump();
}

void ChangeKeeper::end(const QString& clientId, const Result<Answer>& answer) {
    const auto found = std::find_if(m_kept.begin(), m_kept.end(),
                                    [&](const auto& kept) { return kept->change.clientId == clientId; });
    if (found == m_kept.end())
        return;
    const PendingChange change = (*found)->change;
    const Requests::Done done = (*found)->done;
    m_kept.erase(found);
    const auto* list = answer ? std::get_if<ChannelList>(&*answer) : nullptr;
    const bool creates = std::holds_alternative<CreateChannel>(change.command) && change.waited;
    if (answer)
        m_hooks.answered(change, *answer);
    if (creates && list && !list->channels.isEmpty())
        move(unmadeChannel(clientId), list->channels.first().channel.id);
    else if (creates)
        m_hooks.unmakable(unmadeChannel(clientId), answer ? ErrorCode::BadFrame : answer.error().code);
    forget(clientId);
    tellOver(clientId, answer);
    m_order.leave(clientId);
    if (done)
        done(answer);
    if (creates && !answer)
        endAll(unmadeChannel(clientId), answer.error());
}

// What was to be changed of a channel that will never be.
void ChangeKeeper::endAll(ChannelId channel, const Error& error) {
    QStringList ids;
    for (const auto& kept : m_kept)
        if (channelOf(kept->change.command) == channel)
            ids.append(kept->change.clientId);
    for (const QString& id : std::as_const(ids))
        end(id, std::unexpected(error));
}

void ChangeKeeper::forget(const QString& clientId) {
    m_cache.tell([clientId](CacheDatabase& database) { return database.outgoing.removeChange(clientId); });
}

// In the store before the change that made it is forgotten: until then it is asked for again, and made once.
void ChangeKeeper::move(ChannelId from, ChannelId to) {
    m_cache.tell([from, to](CacheDatabase& database) { return database.outgoing.move(from, to); });
    m_order.move(from, to);
    for (const auto& kept : m_kept)
        if (moveCommand(kept->change.command, from, to))
            m_state.apply(ChangePending{kept->change});
    m_hooks.made(from, to);
}

void ChangeKeeper::tellOver(const QString& clientId, const Result<Answer>& answer) {
    ChangeOver over{clientId, {}, {}, {}, answer.has_value()};
    if (!answer && answer.error().code != ErrorCode::Cancelled) {
        over.refused = answer.error().code;
    } else if (answer) {
        if (const auto* committed = std::get_if<Committed>(&*answer)) {
            over.serial = committed->serial;
            over.text = committed->text;
        }
    }
    m_state.apply(over);
}

void ChangeKeeper::dropOld() {
    QStringList old;
    for (const auto& kept : m_kept)
        if (!kept->inFlight && m_clock.now() - kept->change.askedAt > keptMs)
            old.append(kept->change.clientId);
    for (const QString& clientId : std::as_const(old))
        end(clientId, fail(ErrorCode::Timeout));
}

void ChangeKeeper::become(Kept& kept, PendingState state, std::optional<ErrorCode> reason) {
    kept.change.state = state;
    kept.change.reason = reason;
    m_state.apply(ChangePending{kept.change});
}

bool ChangeKeeper::discard(const QString& clientId) {
    const Kept* kept = find(clientId);
    if (!kept || kept->inFlight)
        return false;
    end(clientId, fail(ErrorCode::Cancelled));
    pump();
    return true;
}

void ChangeKeeper::online() {
    pump();
}

void ChangeKeeper::offline() {
    for (const auto& kept : m_kept) {
        kept->change.waited = true;
        become(*kept, PendingState::Waiting, std::nullopt);
    }
}

void ChangeKeeper::clear() {
    const auto kept = std::exchange(m_kept, {});
    m_timer.stop();
    for (const auto& one : kept)
        if (one->done)
            one->done(fail(ErrorCode::NotSignedIn));
}

} // namespace parlor::client
