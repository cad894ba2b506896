#include "client/core/messages/outbox.h"

#include <limits>

namespace parlor::client {

namespace {

constexpr int inFlightAtMost = 8;
constexpr std::int64_t askAfterMs = 24LL * 3'600'000;
constexpr std::int64_t takenBackForMs = 30 * askAfterMs; ///< by then one has been seen, or never came

bool isReady(const PendingMessage& message) {
    return std::all_of(message.files.begin(), message.files.end(),
                       [](const PendingFile& file) { return file.photo.isValid(); });
}

/// It no longer stands in the way of what was written after it.
bool isOut(const PendingMessage& message) {
    return message.state == PendingState::Failed || message.state == PendingState::Asking
           || message.isTakenBack();
}

} // namespace

Outbox::Outbox(State& state, Cache& cache, Requests& requests, OutgoingOrder& order, Executor& executor,
               const Clock& clock, Hooks hooks, QObject* parent)
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
    connect(&m_timer, &QTimer::timeout, this, &Outbox::pump);
    connect(&m_order, &OutgoingOrder::freed, this, &Outbox::pump, Qt::QueuedConnection);
}

Outbox::Queued* Outbox::find(const QString& clientId) {
    for (const auto& queued : m_queue)
        if (queued->message.clientId == clientId)
            return queued.get();
    return nullptr;
}

void Outbox::tell(const Queued& queued) {
    if (!queued.message.isTakenBack())
        m_state.apply(PendingChanged{queued.message});
}

void Outbox::keep(const Queued& queued) {
    m_cache.tell([message = queued.message](CacheDatabase& database) {
        return database.outgoing.storePending(message);
    });
}

/// It goes out no sooner than that it is kept as it is now.
void Outbox::keepFirst(Queued& queued, WhenNotKept whenNotKept) {
    ++queued.storing;
    whenDone(m_cache.ask([message = queued.message](CacheDatabase& database) {
        return database.outgoing.storePending(message);
    }),
             &m_executor, this,
             [this, clientId = queued.message.clientId, whenNotKept](const Status& stored) {
                 Queued* mine = find(clientId);
                 if (!mine)
                     return;
                 --mine->storing;
                 if (!stored && whenNotKept == WhenNotKept::Fail && !isOut(mine->message))
                     giveUp(*mine, PendingState::Failed, stored.error().code);
                 pump();
             });
}

void Outbox::line(const Queued& queued) {
    m_order.enter({queued.message.channel, {}}, queued.message.clientId, OutgoingOrder::Kind::Message);
}

/// It goes out no more by itself, and stands in nobody's way.
void Outbox::giveUp(Queued& queued, PendingState state, std::optional<ErrorCode> reason) {
    queued.message.state = state;
    queued.message.reason = reason;
    m_order.leave(queued.message.clientId);
    tell(queued);
}

void Outbox::restore(const QList<PendingMessage>& messages) {
    for (const PendingMessage& message : messages) {
        if (message.isTakenBack() && m_clock.now() - message.createdAt > takenBackForMs) {
            m_cache.tell([clientId = message.clientId](CacheDatabase& database) {
                return database.outgoing.removePending(clientId);
            });
            continue;
        }
        auto queued = std::make_unique<Queued>();
        queued->message = message;
        queued->said = message.attempted;
        if (queued->message.state != PendingState::Failed)
            queued->message.state =
                m_clock.now() - message.createdAt > askAfterMs ? PendingState::Asking : PendingState::Waiting;
        line(*queued);
        if (isOut(queued->message))
            m_order.leave(queued->message.clientId);
        tell(*queued);
        m_queue.push_back(std::move(queued));
    }
    pump();
}

void Outbox::add(PendingMessage message) {
    auto queued = std::make_unique<Queued>();
    message.state = m_state.isConnected() ? PendingState::Sending : PendingState::Waiting;
    // Most go out at once: to keep that beforehand saves them a second write.
    message.attempted = m_state.isConnected();
    queued->message = std::move(message);
    line(*queued);
    tell(*queued);
    m_queue.push_back(std::move(queued));
    keepFirst(*m_queue.back(), WhenNotKept::Fail);
}

void Outbox::pump() {
    if (!m_state.isConnected())
        return;
    const std::int64_t now = m_clock.monotonic();
    std::int64_t wake = std::numeric_limits<std::int64_t>::max();
    auto inFlight = std::count_if(m_queue.begin(), m_queue.end(), [](const auto& q) { return q->inFlight; });
    for (const auto& queued : m_queue) {
        askWhenOld(*queued);
        // Whatever state the first of a channel is in, those behind it wait.
        if (isOut(queued->message) || queued->inFlight || !m_order.mayGo(queued->message.clientId))
            continue;
        if (queued->storing > 0 || !isReady(queued->message))
            continue;
        if (queued->notBefore > now) {
            wake = std::min(wake, queued->notBefore - now);
            continue;
        }
        if (inFlight >= inFlightAtMost)
            break;
        ++inFlight;
        if (queued->message.attempted) {
            send(*queued);
        } else {
            queued->message.attempted = true;
            keepFirst(*queued, WhenNotKept::GoOn); // a full disk does not hold it up
        }
    }
    if (wake != std::numeric_limits<std::int64_t>::max())
        m_timer.start(static_cast<int>(std::min<std::int64_t>(wake, 60'000)));
}

// Also while the program ran all the time, on a machine that slept or had no network.
void Outbox::askWhenOld(Queued& queued) {
    const bool old = m_clock.now() - queued.message.createdAt > askAfterMs;
    if (!old || queued.inFlight || isOut(queued.message) || !isReady(queued.message))
        return;
    giveUp(queued, PendingState::Asking, queued.message.reason);
}

void Outbox::send(Queued& queued) {
    queued.inFlight = true;
    queued.said = true;
    queued.message.state = PendingState::Sending;
    queued.message.reason.reset();
    tell(queued);
    SendMessage command;
    command.channel = queued.message.channel;
    command.clientId = queued.message.clientId;
    command.entry = queued.message.entry();
    command.replyTo = queued.message.replyTo;
    whenDone(m_requests.ask<Committed>(command), &m_executor, this,
             [this, clientId = command.clientId](const Result<Committed>& committed) {
                 if (committed)
                     answered(clientId, Answer(*committed));
                 else
                     answered(clientId, std::unexpected(committed.error()));
             });
}

void Outbox::answered(const QString& clientId, const Result<Answer>& answer) {
    Queued* queued = find(clientId);
    if (!queued)
        return;
    queued->inFlight = false;
    if (answer) {
        const auto& committed = std::get<Committed>(*answer);
        follow(queued->message, committed.message);
        queued->message.state = PendingState::Sent;
        queued->message.message = committed.message;
        queued->message.serial = committed.serial;
        if (committed.text)
            queued->message.text = *committed.text;
        // Its event came already, perhaps before a restart: then nothing replaces the pending copy any more.
        if (committed.serial <= m_hooks.appliedTo(queued->message.channel))
            m_state.apply(PendingRemoved{queued->message.channel, clientId});
        else
            tell(*queued);
        forget(clientId);
        return pump();
    }
    const Error& error = answer.error();
    if (queued->message.isTakenBack()) {
        // Whether it arrived before the connection was lost will be seen.
        if (!isTemporary(error.code))
            forget(clientId);
    } else if (isTemporary(error.code)) {
        queued->message.state = PendingState::Waiting;
        if (error.code != ErrorCode::NetworkFailed) {
            queued->message.reason = error.code;
            (void)queued->backoff.next();
            queued->notBefore = m_clock.monotonic() + std::max(error.retryAfterMs, queued->backoff.ceiling());
        }
        tell(*queued);
    } else {
        giveUp(*queued, PendingState::Failed, error.code);
        keep(*queued);
    }
    pump();
}

void Outbox::forget(const QString& clientId) {
    m_order.leave(clientId);
    std::erase_if(m_queue, [&](const auto& queued) { return queued->message.clientId == clientId; });
    m_cache.tell([clientId](CacheDatabase& database) { return database.outgoing.removePending(clientId); });
}

void Outbox::seen(const QList<Event>& events) {
    for (const Event& event : events) {
        const Queued* queued =
            event.clientId.isEmpty() || event.author != m_state.me() ? nullptr : find(event.clientId);
        if (!queued)
            continue;
        if (const auto* posted = std::get_if<MessagePosted>(&event.body); posted && !posted->deleted)
            follow(queued->message, event.message);
        m_state.apply(PendingRemoved{queued->message.channel, event.clientId});
        forget(event.clientId);
    }
    if (!m_queue.empty())
        pump();
}

void Outbox::retry(const QString& clientId) {
    Queued* queued = find(clientId);
    if (!queued || queued->inFlight || queued->message.isTakenBack())
        return;
    queued->message.state = m_state.isConnected() ? PendingState::Sending : PendingState::Waiting;
    queued->message.reason.reset();
    queued->message.createdAt = m_clock.now();
    queued->notBefore = 0;
    queued->backoff.reset();
    line(*queued);
    keep(*queued);
    tell(*queued);
    pump();
}

/// The server has it, there: what was asked of it meanwhile can be said.
void Outbox::follow(const PendingMessage& message, MessageId place) {
    if (!message.followUp)
        return;
    const QString& clientId = message.followUp->clientId;
    if (message.isTakenBack())
        return m_hooks.follows(DeleteMessage{message.channel, clientId, place});
    EditMessage edit;
    edit.channel = message.channel;
    edit.clientId = clientId;
    edit.message = place;
    edit.entry = message.entry();
    edit.entry.text = message.words();
    m_hooks.follows(edit);
}

bool Outbox::edit(const QString& clientId, const QString& text) {
    Queued* queued = find(clientId);
    if (!queued || queued->message.isTakenBack() || queued->message.state == PendingState::Failed)
        return false;
    if (queued->said)
        queued->message.followUp = FollowUp{makeClientId(), text};
    else
        queued->message.text = text;
    tell(*queued);
    keepFirst(*queued, WhenNotKept::GoOn);
    return true;
}

std::optional<PendingMessage> Outbox::discard(const QString& clientId) {
    Queued* queued = find(clientId);
    if (!queued || queued->message.isTakenBack())
        return std::nullopt;
    PendingMessage message = queued->message;
    m_state.apply(PendingRemoved{message.channel, clientId});
    if (queued->said && message.state != PendingState::Failed) {
        queued->message.followUp = FollowUp{makeClientId(), std::nullopt};
        m_order.leave(clientId);
        keep(*queued);
    } else {
        forget(clientId);
    }
    pump();
    return message;
}

void Outbox::fileDone(TransferId transfer, const Result<PhotoId>& photo) {
    for (const auto& queued : m_queue) {
        for (PendingFile& file : queued->message.files) {
            if (file.transfer != transfer || file.photo.isValid())
                continue; // what has arrived stays, whatever becomes of its row in the list
            if (photo) {
                file.photo = *photo;
                tell(*queued);
            } else {
                giveUp(*queued, PendingState::Failed, photo.error().code);
            }
            keep(*queued);
        }
    }
    pump();
}

void Outbox::move(ChannelId from, ChannelId to) {
    for (const auto& queued : m_queue) {
        if (queued->message.channel != from)
            continue;
        m_state.apply(PendingRemoved{from, queued->message.clientId});
        queued->message.channel = to;
        tell(*queued);
    }
    pump();
}

void Outbox::giveUpAll(ChannelId channel, ErrorCode reason) {
    for (const auto& queued : m_queue) {
        if (queued->message.channel != channel)
            continue;
        giveUp(*queued, PendingState::Failed, reason);
        keep(*queued);
    }
}

void Outbox::online() {
    for (const auto& queued : m_queue)
        queued->inFlight = false;
    pump();
}

void Outbox::offline() {
    for (const auto& queued : m_queue) {
        if (isOut(queued->message) || queued->message.state == PendingState::Waiting)
            continue;
        queued->message.state = PendingState::Waiting;
        tell(*queued);
    }
}

void Outbox::clear() {
    m_queue.clear();
    m_timer.stop();
}

} // namespace parlor::client
