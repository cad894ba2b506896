#include "tests/support/memorymembers.h"

#include "server/domain/channels/membershipchange.h"

namespace parlor::test {

Outcome MemoryMembers::outcomeOf(ChannelId channel, const Event& event) {
    return {.channel = channel,
            .message = event.message,
            .serial = event.serial,
            .time = event.time,
            .duplicate = false};
}

Outcome MemoryMembers::unchanged(const Row& row) const {
    return {.channel = row.channel.id,
            .message = {},
            .serial = row.head,
            .time = m_state.clock.now(),
            .duplicate = false};
}

Event MemoryMembers::change(const Operation& operation, Row& row, PersonId person, MemberChange change) {
    const Membership now = row.members.value(person);
    std::int64_t until = 0;
    if (change == MemberChange::Banned && now.bannedUntil != endOfTime)
        until = now.bannedUntil;
    if (change == MemberChange::Muted && now.mutedUntil != endOfTime)
        until = now.mutedUntil;
    return m_state.append(row.channel.id, operation, MessageId(),
                          MemberChanged{m_state.people[person].account.person, change, now.role, until});
}

Event MemoryMembers::enter(const Operation& operation, Row& row, PersonId person, Role role,
                           bool seesHistory) {
    Membership& membership = row.members[person];
    membership.member = true;
    membership.invited = Invitation::None;
    membership.markedUnread = false;
    membership.role = role;
    membership.joinedAt = m_state.clock.now();
    membership.read = row.head.next();
    membership.visibleFrom = seesHistory ? Serial(1) : row.head.next();
    return change(operation, row, person, MemberChange::Joined);
}

Result<Outcome> MemoryMembers::join(const Operation& operation, ChannelId channel, bool seesHistory) {
    TRY_ASSIGN(const auto earlier, m_state.begin(operation));
    if (earlier)
        return *earlier;
    if (const auto member = m_state.channelForMember(operation.person, channel))
        return m_state.record(operation, unchanged(**member));
    else if (member.error().code == ErrorCode::Banned || !m_state.channels.contains(channel))
        return std::unexpected(member.error());
    Row& row = m_state.channels[channel];
    const Invitation invited = row.members.value(operation.person).invited;
    const bool open = MemoryState::isOpen(row.channel);
    if (!open && invited == Invitation::None)
        return fail(ErrorCode::UnknownChannel);
    if (invited == Invitation::None
        && m_state.people.value(operation.person).account.person.role < Role::Member)
        return fail(ErrorCode::Forbidden);
    if (invited != Invitation::None)
        seesHistory = invited == Invitation::WithHistory;
    const Standing standing = m_state.standingOf(operation.person, row);
    if (!standing.may(ChannelRight::Subscribe) && !standing.may(ChannelRight::Publish))
        return fail(ErrorCode::Forbidden);
    if (row.channel.archived)
        return fail(ErrorCode::Archived);
    const Event event = enter(operation, row, operation.person, Role::Member, seesHistory);
    m_state.appendPrivate(operation.person, ChannelJoined{m_state.stateOf(operation.person, row)});
    return m_state.record(operation, outcomeOf(channel, event));
}

Result<Outcome> MemoryMembers::leave(const Operation& operation, ChannelId channel) {
    TRY_ASSIGN(const auto earlier, m_state.begin(operation));
    if (earlier)
        return *earlier;
    const auto found = m_state.channels.find(channel);
    if (found == m_state.channels.end())
        return fail(ErrorCode::UnknownChannel);
    Row& row = *found;
    const bool member = row.members.value(operation.person).member;
    const bool invited = row.members.value(operation.person).invited != Invitation::None;
    if (!member && !invited && !MemoryState::isOpen(row.channel))
        return fail(ErrorCode::UnknownChannel);
    if (row.channel.kind == ChannelKind::Direct)
        return fail(ErrorCode::Forbidden);
    if (!member && !invited)
        return m_state.record(operation, unchanged(row));
    row.members[operation.person].member = false;
    row.members[operation.person].invited = Invitation::None;
    const Event event =
        change(operation, row, operation.person, member ? MemberChange::Left : MemberChange::Uninvited);
    m_state.appendPrivate(operation.person, ChannelLeft{channel});
    return m_state.record(operation, outcomeOf(channel, event));
}

Result<MemoryMembers::Row*> MemoryMembers::managed(const Operation& operation, ChannelId channel,
                                                   Role atLeast) {
    const auto found = m_state.channels.find(channel);
    if (found == m_state.channels.end())
        return fail(ErrorCode::UnknownChannel);
    if (m_state.people.value(operation.person).account.person.role < Role::Moderator
        || !MemoryState::isOpen(found->channel))
        TRY(m_state.channelForMember(operation.person, channel));
    if (m_state.roleIn(operation.person, *found) < atLeast || found->channel.kind == ChannelKind::Direct)
        return fail(ErrorCode::Forbidden);
    return &found.value();
}

Result<Outcome> MemoryMembers::changeMember(const Operation& operation, ChannelId channel,
                                            const MemberUpdate& update, Role atLeast) {
    TRY_ASSIGN(const auto earlier, m_state.begin(operation));
    if (earlier)
        return *earlier;
    TRY_ASSIGN(Row * row, managed(operation, channel, atLeast));
    TRY(m_state.need(operation.person, *row, ChannelRight::Manage));
    if (row->channel.archived)
        return fail(ErrorCode::Archived);
    TRY(m_state.person(update.person));
    const Role own = m_state.roleIn(operation.person, *row);
    if (m_state.roleIn(update.person, *row) > own)
        return fail(ErrorCode::Forbidden);
    const Membership before = row->members.value(update.person);
    TRY_ASSIGN(const Membership after, server::changedMembership(before, update, own, m_state.clock.now()));
    if (after == before)
        return m_state.record(operation, unchanged(*row));
    if (update.change == MemberChange::Joined) {
        const Event event = enter(operation, *row, update.person, update.role, update.seesHistory);
        m_state.appendPrivate(update.person, ChannelJoined{m_state.stateOf(update.person, *row)});
        return m_state.record(operation, outcomeOf(channel, event));
    }
    row->members[update.person] = after;
    const Event event = change(operation, *row, update.person, update.change);
    if (update.change == MemberChange::Invited)
        m_state.appendPrivate(update.person, InvitedTo{row->channel, operation.person});
    const bool uninvited = before.invited != Invitation::None && after.invited == Invitation::None;
    if (!after.member && (before.member || uninvited))
        m_state.appendPrivate(update.person, ChannelLeft{channel});
    return m_state.record(operation, outcomeOf(channel, event));
}

} // namespace parlor::test
