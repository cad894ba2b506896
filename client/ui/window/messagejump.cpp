#include "client/ui/window/messagejump.h"

#include "client/ui/chat/timelineview.h"

namespace parlor::client {

void MessageJump::to(MessageId message) {
    const int row = m_feed.model()->rowOf(message);
    if (row >= 0) {
        m_view.showRow(row, true);
        return;
    }
    // Where an older message stands is not known here: page back until it comes.
    m_message = message;
    m_actions.loadOlder(m_feed.channel());
}

void MessageJump::goOn() {
    if (!m_message.isValid() && m_serial.value() == 0)
        return;
    int row = m_message.isValid() ? m_feed.model()->rowOf(m_message) : -1;
    for (int i = 0; row < 0 && m_serial.value() > 0 && i < m_feed.model()->rowCount(); ++i)
        if (m_feed.model()->at(i).serial == m_serial)
            row = i;
    const Timeline& known = m_state.timeline(m_feed.channel());
    if (row < 0 && m_message.isValid() && !known.isLoading() && !known.isAtStart() && known.window())
        m_actions.loadOlder(m_feed.channel());
    if (row >= 0 || known.isAtStart()) {
        cancel();
        m_view.showRow(row, true);
    }
}

void MessageJump::cancel() {
    m_message = {};
    m_serial = {};
}

} // namespace parlor::client
