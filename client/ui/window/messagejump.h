#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/models/timelinefeed.h"

namespace parlor::client {

class TimelineView;

/// On the way to a message of the open conversation that may not be loaded yet. Interface thread only.
class MessageJump {
public:
    /// All outlive it.
    MessageJump(State& state, Actions& actions, TimelineFeed& feed, TimelineView& view)
        : m_state(state), m_actions(actions), m_feed(feed), m_view(view) {}

    /// Shows it now, or pages back until it comes.
    void to(MessageId message);

    /// Shows it once goOn() finds it.
    void to(Serial serial) { m_serial = serial; }

    /// New rows have come, or none: shows what was asked for, asks for more, or gives up at the start.
    void goOn();
    void cancel();

private:
    State& m_state;
    Actions& m_actions;
    TimelineFeed& m_feed;
    TimelineView& m_view;
    MessageId m_message;
    Serial m_serial;
};

} // namespace parlor::client
