#pragma once

#include "client/core/messages/performer.h"
#include "client/core/state.h"
#include "shared/core/executor.h"

#include <QObject>

#include <functional>

namespace parlor::client {

/// Commands about channels and people whose answers State takes in. Interface thread only.
class ChannelCalls final : public QObject {
    Q_OBJECT
public:
    /// All live longer. `follow`: a channel that one has joined or made just now.
    ChannelCalls(State& state, Performer& performer, Executor& executor,
                 std::function<void(const ChannelState&)> follow, QObject* parent = nullptr);

    /// The command is one that is answered by the channel one is in then.
    Task<Result<ChannelId>> enter(Command command);
    Task<Status> setNotifications(ChannelId channel, Notifications notifications);
    Task<Result<QList<ChannelState>>> discover();
    Task<Result<QList<Member>>> members(ChannelId channel);
    Task<Result<QList<Person>>> findPeople(const QString& prefix);

private:
    State& m_state;
    Performer& m_performer;
    Executor& m_executor;
    const std::function<void(const ChannelState&)> m_follow;
};

} // namespace parlor::client
