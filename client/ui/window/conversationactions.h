#pragma once

#include "client/core/actions.h"
#include "client/core/state.h"
#include "client/ui/window/changenotices.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"

#include <QObject>
#include <QPoint>

class QWidget;

namespace parlor::client {

/// What a person may do with conversations as a whole: the menu of one, its notifications, leaving it,
/// joining one, inviting somebody, finding the one with somebody.
class ConversationActions final : public QObject {
    Q_OBJECT
public:
    /// All outlive it; `window` carries the menus and the sheets.
    ConversationActions(State& state, Actions& actions, Executor& executor, QWidget& window);

    void openMenu(ChannelId channel, const QPoint& globalPos);
    void setNotifications(ChannelId channel, Notifications wish);
    void leave(ChannelId channel);
    void join(ChannelId channel);
    /// Makes a link and copies it.
    void invite();
    /// Finds or makes the conversation with a person.
    void writeTo(PersonId person);

Q_SIGNALS:
    /// Ready to be opened.
    void ready(parlor::ChannelId channel);
    void told(const QString& icon, const QString& words);

private:
    void tell(const Error& error);

    State& m_state;
    Actions& m_actions;
    Executor& m_executor;
    QWidget& m_window;
    SystemClock m_clock;
    ChangeNotices m_notices;
};

} // namespace parlor::client
