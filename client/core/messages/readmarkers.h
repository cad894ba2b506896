#pragma once

#include "client/core/net/requests.h"
#include "client/core/state.h"

#include <QHash>
#include <QObject>
#include <QSet>

namespace parlor::client {

/// One's own read markers on their way to the server: they move here at once, and go out as soon as they can,
/// one at a time for each channel. Interface thread only.
class ReadMarkers final : public QObject {
    Q_OBJECT
public:
    /// Both live longer; so does this than the requests' answers.
    ReadMarkers(State& state, Requests& requests, QObject* parent = nullptr);

    /// Only forward.
    void move(ChannelId channel, Serial serial);
    void online();
    void clear();

private:
    void send(ChannelId channel);
    void sendAgain(ChannelId channel, std::int64_t pauseMs);

    State& m_state;
    Requests& m_requests;
    QHash<ChannelId, Serial> m_unconfirmed;
    QSet<ChannelId> m_inFlight;
};

} // namespace parlor::client
