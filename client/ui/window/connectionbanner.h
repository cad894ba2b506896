#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"

#include <QTimer>

namespace parlor::client {

class ChatPage;

/// Tells of a lost connection after two seconds, with the time of the next attempt; never stands in the way.
class ConnectionBanner final : public QObject {
    Q_OBJECT
public:
    ConnectionBanner(State& state, Actions& actions, ChatPage& page);

private:
    void refresh();

    State& m_state;
    ChatPage& m_page;
    QTimer m_tick;
    qint64 m_offlineSince = 0; ///< ms UTC; 0 while online
};

} // namespace parlor::client
