#pragma once

#include "server/domain/ports/channelstore.h"
#include "server/store/operationtable.h"
#include "server/store/writer.h"

namespace parlor::server {

/// Changes of who is in a channel, inside a transaction: the row, the channel's event, the private streams.
class MembershipWork {
public:
    MembershipWork(Connection& connection, Effects& effects) : m_connection(connection), m_effects(effects) {}

    /// Makes the person a member; without the private event, see announce().
    Result<Event> join(const Operation& operation, ChannelId channel, PersonId person, Role role,
                       bool seesHistory);
    /// Writes `after` and an event that says `change`.
    Result<Event> change(const Operation& operation, ChannelId channel, PersonId person,
                         const Membership& before, const Membership& after, MemberChange change);
    /// A ChannelJoined with the state of now, or a ChannelLeft.
    Status announce(ChannelId channel, PersonId person, bool member);

    /// What an update by somebody with rights leads to; nullopt: nothing changes. Banned, Forbidden,
    /// UnknownPerson.
    Result<std::optional<Event>> apply(const Operation& operation, const Guard& guard, ChannelId channel,
                                       const MemberUpdate& update);

private:
    Connection& m_connection;
    Effects& m_effects;
};

} // namespace parlor::server
