#pragma once

#include "client/core/cache/cache.h"
#include "client/core/net/requests.h"
#include "client/core/state.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>

namespace parlor::client {

/// Says what has arrived here, and asks how far others are, in conversations small enough to tell
/// (keepsReceipts()): one frame for all of them, every 32 events or a second after the first. Only what the
/// local store has is acknowledged. Interface thread only.
class Acknowledger final : public QObject {
    Q_OBJECT
public:
    /// All live longer. `appliedTo`: the newest serial of a channel that has been applied without a gap.
    Acknowledger(State& state, Cache& cache, Requests& requests, Executor& executor,
                 std::function<Serial(ChannelId)> appliedTo, QObject* parent = nullptr);

    /// Events of a channel were applied and given to the local store.
    void applied(ChannelId channel, qsizetype events);
    /// This channel is looked at: others' places in it are asked for, now and after each welcome.
    void opened(ChannelId channel);

    void online();
    void clear();

private:
    void later(qsizetype events);
    void flush();
    void send();
    void askReceipts();
    [[nodiscard]] bool isDue(const ChannelView& view) const;

    State& m_state;
    Cache& m_cache;
    Requests& m_requests;
    Executor& m_executor;
    const std::function<Serial(ChannelId)> m_appliedTo;
    QHash<ChannelId, Serial> m_acknowledged; ///< beyond what the welcome says
    QTimer m_timer;
    qsizetype m_events = 0;  ///< since the last frame
    bool m_inFlight = false; ///< a frame, or the store's word before it
    bool m_spoken = true;    ///< false: this server does not know the command
    ChannelId m_open;
};

} // namespace parlor::client
