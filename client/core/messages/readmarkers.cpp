#include "client/core/messages/readmarkers.h"

#include <QTimer>

namespace parlor::client {

namespace {
constexpr std::int64_t shortestPauseMs = 300, longestPauseMs = 60'000;
} // namespace

ReadMarkers::ReadMarkers(State& state, Requests& requests, QObject* parent)
    : QObject(parent), m_state(state), m_requests(requests) {}

void ReadMarkers::move(ChannelId channel, Serial serial) {
    const ChannelView* view = m_state.channel(channel);
    if (!view || serial <= view->state.read)
        return;
    // At once on this screen when all is read; the server's count follows for everything else.
    const bool all = serial >= view->state.last;
    m_state.apply(
        ReadMarkerMoved{channel, serial, all ? 0 : view->state.unread, all ? 0 : view->state.mentions});
    Serial& marker = m_unconfirmed[channel];
    marker = std::max(marker, serial);
    send(channel);
}

void ReadMarkers::send(ChannelId channel) {
    if (m_inFlight.contains(channel) || !m_state.isConnected())
        return;
    m_inFlight.insert(channel);
    const Serial serial = m_unconfirmed.value(channel);
    m_requests.send(MarkRead{channel, serial}, [this, channel, serial](const Result<Answer>& answer) {
        if (!answer && isTemporary(answer.error().code) && answer.error().code != ErrorCode::NetworkFailed)
            return sendAgain(channel, answer.error().retryAfterMs);
        m_inFlight.remove(channel);
        const bool settled = answer || !isTemporary(answer.error().code);
        if (settled && m_unconfirmed.value(channel) <= serial)
            m_unconfirmed.remove(channel);
        else if (settled)
            send(channel);
    });
}

void ReadMarkers::sendAgain(ChannelId channel, std::int64_t pauseMs) {
    const auto pause = std::clamp(pauseMs, shortestPauseMs, longestPauseMs);
    QTimer::singleShot(static_cast<int>(pause), this, [this, channel] {
        if (m_inFlight.remove(channel))
            send(channel);
    });
}

void ReadMarkers::online() {
    m_inFlight.clear();
    const QList<ChannelId> channels = m_unconfirmed.keys();
    for (const ChannelId channel : channels)
        send(channel);
}

void ReadMarkers::clear() {
    m_unconfirmed.clear();
    m_inFlight.clear();
}

} // namespace parlor::client
