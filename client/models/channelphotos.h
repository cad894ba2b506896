#pragma once

#include "client/core/state.h"

#include <map>

namespace parlor::client {

/// The photos of the messages of one channel that are loaded. Following a change costs what it touches.
class ChannelPhotos final {
public:
    /// `state` outlives it.
    explicit ChannelPhotos(const State& state) : m_state(state) {}

    void open(ChannelId channel);
    void take(const ChangeSet& changes);

    [[nodiscard]] int count() const { return m_count; }

    /// Newest message first, at most so many.
    [[nodiscard]] QList<PhotoReference> newest(qsizetype most) const;

private:
    void put(const Event& event);

    const State& m_state;
    ChannelId m_channel;
    std::map<Serial, QList<PhotoReference>> m_photos; ///< of messages that have some
    int m_count = 0;
};

} // namespace parlor::client
