#pragma once

#include "server/domain/accounts/peopledirectory.h"
#include "server/domain/channels/presence.h"
#include "server/domain/ports/channelstore.h"
#include "server/domain/sessions/principal.h"
#include "shared/core/clock.h"
#include "shared/core/executor.h"
#include "shared/protocol/commands.h"
#include "shared/protocol/frames.h"

#include <QObject>

namespace parlor::server {

/// Channels and who is in them. Rules about roles are checked again by the store, inside the transaction.
/// Guests only come in where somebody invites them. Domain thread only.
class ChannelService final : public QObject {
    Q_OBJECT
public:
    ChannelService(ChannelStore& channels, PeopleDirectory& people, const Presence& presence,
                   Executor& executor, const Clock& clock, QObject* parent = nullptr);

    Task<Result<ChannelList>> list(const Principal& principal, const ListChannels& command);
    /// The answer holds just the new (or, for a direct channel, the found) one; asked again after that was
    /// left and can't be seen any more, its id and no membership.
    Task<Result<ChannelList>> create(const Principal& principal, const CreateChannel& command);
    /// The answer holds just the one joined, as of create(): also when it has another name by now.
    Task<Result<ChannelList>> join(const Principal& principal, const JoinChannel& command);
    Task<Result<Done>> leave(const Principal& principal, const LeaveChannel& command);
    Task<Result<Done>> changeMember(const Principal& principal, const ChangeMember& command);
    Task<Result<Done>> update(const Principal& principal, const UpdateChannel& command);
    /// The first thousand. `banned` is for moderators: Forbidden.
    Task<Result<MemberList>> members(const Principal& principal, const ListMembers& command);

private:
    void giveList(const Principal& principal, const QList<ChannelState>& states,
                  const Promise<Result<ChannelList>>& promise);
    void giveBanned(bool allowed, ChannelId channel, const Promise<Result<MemberList>>& promise);
    Task<Result<ChannelList>> stateAfter(const Principal& principal, const Task<Result<Outcome>>& written);
    void giveState(const Principal& principal, const Task<Result<Outcome>>& written,
                   const Promise<Result<ChannelList>>& promise);
    Task<Result<Done>> done(const Task<Result<Outcome>>& written);

    ChannelStore& m_channels;
    PeopleDirectory& m_people;
    const Presence& m_presence;
    Executor& m_executor;
    const Clock& m_clock;
};

} // namespace parlor::server
