#pragma once

#include "client/core/messages/changekeeper.h"
#include "client/core/messages/performer.h"
#include "client/core/state.h"
#include "shared/core/executor.h"

#include <QObject>

#include <functional>

namespace parlor::client {

/// Commands about channels and people, and what State takes in of their answers. What changes something is
/// kept, and waits while there is no connection. Interface thread only.
class ChannelCalls final : public QObject {
    Q_OBJECT
public:
    /// All live longer. `follow`: a channel that one has joined or made just now.
    ChannelCalls(State& state, Performer& performer, ChangeKeeper& changes, Executor& executor,
                 std::function<void(const ChannelState&)> follow, QObject* parent = nullptr);

    /// The command is one that is answered by the channel one is in then.
    Task<Result<ChannelId>> enter(Command command);
    /// Without a connection it answers at once: a direct channel that is known, or the unmade one.
    Task<Result<ChannelId>> create(CreateChannel command);
    Task<Status> leave(ChannelId channel);
    /// Without a client id it gets one.
    Task<Status> update(UpdateChannel update);
    Task<Status> changeMember(ChannelId channel, PersonId person, MemberChange change, Role role);
    Task<Status> setNotifications(ChannelId channel, Notifications notifications);
    Task<Result<QList<ChannelState>>> discover();
    Task<Result<QList<Member>>> members(ChannelId channel);
    Task<Result<QList<Person>>> findPeople(const QString& prefix);

    /// The server has done what was asked, perhaps by an earlier life of the program.
    void done(const Answer& answer);

private:
    /// The direct channel of these people and oneself; 0 where none is known.
    [[nodiscard]] ChannelId directWith(const QList<PersonId>& people) const;

    State& m_state;
    Performer& m_performer;
    ChangeKeeper& m_changes;
    Executor& m_executor;
    const std::function<void(const ChannelState&)> m_follow;
};

} // namespace parlor::client
