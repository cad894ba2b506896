#include "client/core/messages/acknowledger.h"

#include "client/core/unmadechannel.h"
#include "shared/protocol/limits.h"

namespace parlor::client {

namespace {

constexpr int afterMs = 1'000;
constexpr qsizetype afterEvents = 32;

} // namespace

Acknowledger::Acknowledger(State& state, Cache& cache, Requests& requests, Executor& executor,
                           std::function<Serial(ChannelId)> appliedTo, QObject* parent)
    : QObject(parent),
      m_state(state),
      m_cache(cache),
      m_requests(requests),
      m_executor(executor),
      m_appliedTo(std::move(appliedTo)),
      m_timer(this) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Acknowledger::flush);
}

bool Acknowledger::isDue(const ChannelView& view) const {
    const ChannelState& state = view.state;
    const ChannelId id = state.channel.id;
    return state.member && keepsReceipts(state.channel.kind, state.memberCount)
           && m_appliedTo(id) > std::max(state.delivered, m_acknowledged.value(id));
}

void Acknowledger::applied(ChannelId channel, qsizetype events) {
    const ChannelView* view = m_state.channel(channel);
    if (view && m_spoken && isDue(*view))
        later(events);
}

void Acknowledger::later(qsizetype events) {
    m_events += events;
    if (m_events >= afterEvents)
        flush();
    else if (!m_timer.isActive())
        m_timer.start(afterMs);
}

void Acknowledger::flush() {
    m_timer.stop();
    m_events = 0;
    if (m_inFlight || !m_spoken || !m_state.isConnected())
        return;
    m_inFlight = true;
    // The store works in order: with this answer, what was given to it is there.
    whenDone(m_cache.ask([](CacheDatabase&) { return true; }), &m_executor, this, [this](bool) { send(); });
}

void Acknowledger::send() {
    m_inFlight = false;
    if (!m_state.isConnected())
        return;
    Acknowledge command;
    for (const ChannelView& view : m_state.channels())
        if (isDue(view) && command.channels.size() < limits::helloChannels)
            command.channels.append({view.state.channel.id, m_appliedTo(view.state.channel.id)});
    if (command.channels.isEmpty())
        return;
    m_inFlight = true;
    m_requests.send(command, [this, channels = command.channels](const Result<Answer>& answer) {
        m_inFlight = false;
        if (answer) {
            for (const Hello::Cursor& cursor : channels) {
                Serial& acknowledged = m_acknowledged[cursor.channel];
                acknowledged = std::max(acknowledged, cursor.serial);
            }
            for (const ChannelView& view : m_state.channels())
                if (isDue(view))
                    return later(1);
        } else if (!isTemporary(answer.error().code)) {
            m_spoken = false;
        } else if (answer.error().code != ErrorCode::NetworkFailed) {
            m_timer.start(
                static_cast<int>(std::clamp<std::int64_t>(answer.error().retryAfterMs, afterMs, 60'000)));
        }
    });
}

void Acknowledger::opened(ChannelId channel) {
    m_open = channel;
    askReceipts();
}

void Acknowledger::askReceipts() {
    const ChannelView* view = m_state.channel(m_open);
    if (!view || isUnmade(m_open) || !m_state.isConnected()
        || !keepsReceipts(view->state.channel.kind, view->state.memberCount))
        return;
    whenDone(m_requests.ask<Receipts>(ListReceipts{m_open}), &m_executor, this,
             [this](const Result<Receipts>& answer) {
                 if (answer)
                     m_state.apply(ReceiptsKnown{answer->channel, answer->receipts, true});
             });
}

void Acknowledger::online() {
    m_inFlight = false;
    m_spoken = true;
    // Each welcome says anew what the server has.
    m_acknowledged.clear();
    later(0);
    askReceipts();
}

void Acknowledger::clear() {
    m_acknowledged.clear();
    m_timer.stop();
    m_events = 0;
    m_open = {};
}

} // namespace parlor::client
