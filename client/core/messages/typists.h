#pragma once

#include "client/core/state.h"
#include "shared/core/clock.h"
#include "shared/protocol/frames.h"

#include <QTimer>

namespace parlor::client {

/// Who writes, as far as the server tells: each is shown for a while after he was last heard of. Interface
/// thread only.
class Typists {
public:
    /// All live longer.
    Typists(State& state, const Clock& clock, QObject* parent);

    void heard(const TypingNotice& notice);

private:
    void expire();

    State& m_state;
    const Clock& m_clock;
    QTimer m_timer;
};

} // namespace parlor::client
